"""Whether the engine can open a document, and how it would write it."""

from __future__ import annotations

import io

import pypdfium2
import pypdfium2.raw as pdfium


def page_count(data: bytes) -> int | None:
    """How many pages pdfium finds in ``data``; None where it cannot open it."""
    counted = loadable(data)
    return counted[0] if counted else None


def loadable(data: bytes) -> tuple[int, int] | None:
    """How many pages pdfium says that ``data`` has, and how many of them it finds; None where it cannot open
    it."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return None
    try:
        announced = len(document)
        loaded = 0
        for index in range(announced):
            page = pdfium.FPDF_LoadPage(document, index)
            if page:
                loaded += 1
                pdfium.FPDF_ClosePage(page)
        return announced, loaded
    finally:
        document.close()


def resaved(data: bytes) -> bytes | None:
    """The document as pdfium understands and writes it; None where it cannot."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return None
    out = io.BytesIO()
    try:
        document.save(out)
    except pypdfium2.PdfiumError:
        return None
    finally:
        document.close()
    return out.getvalue()
