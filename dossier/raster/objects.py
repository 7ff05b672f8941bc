"""What a page or a form draws, as the engine hands it out."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence

import pypdfium2.raw as pdfium

from dossier import geometry
from dossier.geometry import Matrix
from dossier.model import Box

_DEEPEST = 16


def bounds(item: object) -> Box:
    """The box of a thing that a page draws, in the space of what draws it."""
    left, bottom, right, top = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    return (left.value, bottom.value, right.value, top.value)


def form_matrix(form: object) -> Matrix:
    """The matrix from the space of a form to that of what draws it."""
    own = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(form, own)
    return (own.a, own.b, own.c, own.d, own.e, own.f)


def strays(objects: Sequence[object], depth: int = _DEEPEST) -> bool:
    """Whether letters among the ``objects``, or in their forms, may have ink outside of their boxes.

    The glyphs of a Type 3 font are drawings, with a box that its author wrote (ISO 32000-2, 9.6.4). pdfium
    believes that box: a part of a page is drawn without what it takes to lie apart from that part.
    """
    drawn: dict[int, bool] = {}
    for item in objects:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth and strays(form_objects(item), depth - 1):
            return True
        if kind == pdfium.FPDF_PAGEOBJ_TEXT and (font := pdfium.FPDFTextObj_GetFont(item)):
            address = ctypes.addressof(font.contents)
            if address not in drawn:
                drawn[address] = _is_drawn(font)
            if drawn[address]:
                return True
    return False


def _is_drawn(font: object) -> bool:
    """Whether a font is in the file and has no program: a Type 3 font."""
    size = ctypes.c_size_t()
    known = pdfium.FPDFFont_GetFontData(font, None, 0, size)
    return bool(known) and not size.value and pdfium.FPDFFont_GetIsEmbedded(font) == 1


def page_objects(page: object) -> list[object]:
    """What an opened page draws, in order; annotations are not among it."""
    count, get = pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject
    return [get(page, n) for n in range(count(page))]


def form_objects(form: object) -> list[object]:
    """What a form draws, in order."""
    count, get = pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject
    return [get(form, n) for n in range(count(form))]


def images_in(objects: Sequence[object], matrix: Matrix, depth: int) -> Iterator[Box]:
    """The boxes of the images among ``objects`` and in forms ``depth`` deep, laid by ``matrix``."""
    for item in objects:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            yield geometry.transform(matrix, bounds(item))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth:
            inner = geometry.multiply(form_matrix(item), matrix)
            yield from images_in(form_objects(item), inner, depth - 1)


def covered_in(
    objects: Sequence[object], matrix: Matrix, around: int, depth: int
) -> Iterator[tuple[int, Box]]:
    """The MCID of each of ``objects`` in marked content, and of those in forms ``depth`` deep, or that of
    what is ``around`` it (-1: none has any); and its box, laid by ``matrix``."""
    for item in objects:
        mcid = pdfium.FPDFPageObj_GetMarkedContentID(item)
        mcid = mcid if mcid >= 0 else around
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_FORM and depth:
            yield from covered_in(
                form_objects(item), geometry.multiply(form_matrix(item), matrix), mcid, depth - 1
            )
        elif mcid >= 0:
            yield mcid, geometry.transform(matrix, bounds(item))
