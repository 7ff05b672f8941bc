"""What a page or a form draws, as the engine hands it out."""

from __future__ import annotations

import ctypes

import pypdfium2.raw as pdfium

from dossier.geometry import Matrix
from dossier.model import Box


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


def page_objects(page: object) -> list[object]:
    """What an opened page draws, in order; annotations are not among it."""
    count, one = pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject
    return [one(page, n) for n in range(count(page))]


def form_objects(form: object) -> list[object]:
    """What a form draws, in order."""
    count, one = pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject
    return [one(form, n) for n in range(count(form))]
