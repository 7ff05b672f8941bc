"""Pages drawn by engines that no part of the program uses: MuPDF and Ghostscript."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pikepdf
from conftest import Made, needed
from PIL import Image, ImageChops, ImageFilter, ImageStat

_DPI = 36.0
# What is drawn at the edge of a frame lies on other pixels than at the edge of a page.
_EDGE = 6


def drawn(engine: str, file: Path, page: int, dpi: float) -> Image.Image:
    """The page (from 1) of a PDF by ``mutool`` or ``gs``, RGB."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "page.png"
        if engine == "mutool":
            words = ["draw", "-q", "-r", f"{dpi:.4f}", "-o", out, file, page]
        else:
            words = ["-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=png16m", f"-r{dpi:.4f}"]
            words += ["-dTextAlphaBits=4", "-dGraphicsAlphaBits=4", f"-dFirstPage={page}"]
            words += [f"-dLastPage={page}", f"-sOutputFile={out}", file]
        subprocess.run([needed(engine), *map(str, words)], check=True, capture_output=True)
        return Image.open(out).convert("RGB")


def difference(engine: str, source: Path, made: Made, page: dict[str, Any]) -> float:
    """How far a bound page (of the record) is from its page of ``source``, in levels of 0 to 255 on the
    average of the worst colour."""
    there = drawn(engine, source, page["source_page"], _DPI)
    x0, _, x1, y1 = page["frame"]
    with pikepdf.open(made.pdf) as pdf:
        height = float(pdf.pages[page["folio"] - 1].mediabox[3])
    scale = there.width / (x1 - x0)
    here = drawn(engine, made.pdf, page["folio"], 72 * scale)
    left, top = round(x0 * scale), round((height - y1) * scale)
    here = here.crop((left, top, left + there.width, top + there.height))
    soft = [image.filter(ImageFilter.BoxBlur(2)) for image in (there, here)]
    inner = (_EDGE, _EDGE, there.width - _EDGE, there.height - _EDGE)
    return max(ImageStat.Stat(ImageChops.difference(*soft).crop(inner)).mean)
