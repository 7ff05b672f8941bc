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
        size = pdfium.FS_SIZEF()
        # Asked for its size, a page is looked for as when it is loaded; what it draws is not read.
        there = sum(pdfium.FPDF_GetPageSizeByIndexF(document, n, size) for n in range(announced))
        return announced, there
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
