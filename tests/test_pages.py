"""Every source page of the shipped dossier, compared with its picture in the dossier; and the comparison itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageStat

DPI = 60


def picture(
    file: Path | bytes, page: int, dpi: float = DPI, crop: Sequence[float] | None = None, size: Any = None
) -> Image.Image:
    """A page (from 1) as pdfium draws it, annotations and fields too; ``crop`` is stretched onto ``size`` pixels."""
    document = pypdfium2.PdfDocument(file)
    document.init_forms()
    try:
        if crop:
            document[page - 1].set_cropbox(*crop)
        opened = document[page - 1]
        width, height = size or (round(n * dpi / 72) for n in opened.get_size())
        bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_BGRx)
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        place = (0, 0, width, height, 0, pdfium.FPDF_ANNOT)
        pdfium.FPDF_RenderPageBitmap(bitmap, opened, *place)
        pdfium.FPDF_FFLDraw(document.formenv, bitmap, opened, *place)
        image = bitmap.to_pil().convert("RGB")
        bitmap.close()
        opened.close()
        return image
    finally:
        document.close()
def measure(one, other):
    a, b = (i.filter(ImageFilter.BoxBlur(1)) for i in (one, other))
    diff = ImageChops.difference(a, b).convert("L")
    tiles = diff.reduce(12)
    whole = ImageStat.Stat(diff).mean[0]
    ink = ImageStat.Stat(ImageChops.invert(one.convert("L"))).mean[0]
    s = lambda i: ImageStat.Stat(i.convert("L")).mean[0]
    return whole, tiles.getextrema()[1], whole/max(ink,.1), (s(one)-s(other))/max(ink,.1)
