"""Where a page has marks, and how large its letters are: for an engine that draws, told by what it draws.

Boxes are in points from the lower left of the space of what draws them.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pypdfium2.raw as pdfium

from dossier import geometry
from dossier.geometry import Matrix
from dossier.model import Box

from .objects import bounds, form_matrix, form_objects
from .picture import stored

_DEEPEST = 16
_WHITE = 255
# The sizes of letters are told apart by this part of a point.
_SIZES = 0.25


@dataclass(frozen=True, slots=True)
class Placed:
    """A thing drawn, with the matrix of the space that it is in, its box, and the box that clips leave it,
    both in the page's space."""

    item: object
    matrix: Matrix
    box: Box
    clip: Box


def placed(objects: Sequence[object], shown: Box) -> list[Placed]:
    """What is drawn within the clips and ``shown``, in order, forms taken apart."""
    return [
        Placed(item, matrix, geometry.transform(matrix, bounds(item)), clip)
        for item, matrix, clip in _placed(objects, geometry.IDENTITY, shown, _DEEPEST)
    ]


def marks(items: Sequence[Placed], shown: Box) -> Iterator[Box]:
    """The box of each of the ``items`` that reaches into ``shown``, as far as its clips leave it.

    A white ground under the whole of ``shown`` is paper; all else is a mark, white or not.
    """
    for entry in items:
        box, clip = entry.box, entry.clip
        # A line without width has a box without area, and is a mark all the same.
        if geometry.apart(box, clip):
            continue
        left = (max(box[0], clip[0]), max(box[1], clip[1]), min(box[2], clip[2]), min(box[3], clip[3]))
        if not (geometry.contains(left, shown) and _is_ground(entry.item)):
            yield left


def type_sizes(items: Sequence[Placed]) -> Mapping[float, float]:
    """The sizes of the letters among the ``items``, in points to a quarter, each with the length of all its
    lines in ems: of two letters each, more or less."""
    sizes: dict[float, float] = defaultdict(float)
    size = ctypes.c_float()
    for entry in items:
        if pdfium.FPDFPageObj_GetType(entry.item) != pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        box = entry.box
        pdfium.FPDFTextObj_GetFontSize(entry.item, size)
        a, b, c, d, _, _ = geometry.multiply(form_matrix(entry.item), entry.matrix)
        height = size.value * abs(a * d - b * c) ** 0.5
        if height > 0 and not geometry.apart(box, entry.clip):
            length = max(box[2] - box[0], box[3] - box[1]) / height
            sizes[round(height / _SIZES) * _SIZES] += length
    return sizes


def _placed(
    objects: Sequence[object], matrix: Matrix, clip: Box, depth: int
) -> Iterator[tuple[object, Matrix, Box]]:
    """What is drawn, in order, forms taken apart: with the matrix of the space that it is in, and the box
    that clips leave it in the page's."""
    for item in objects:
        kind = pdfium.FPDFPageObj_GetType(item)
        left = _clipped(item, matrix, clip)
        if left is None:
            continue
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth:
            inner = geometry.multiply(form_matrix(item), matrix)
            yield from _placed(form_objects(item), inner, left, depth - 1)
        elif kind != pdfium.FPDF_PAGEOBJ_PATH or _paints(item):
            yield item, matrix, left


def _clipped(item: object, matrix: Matrix, clip: Box) -> Box | None:
    """What the clipping paths of ``item`` leave of ``clip``, at most; None where they leave nothing."""
    path = pdfium.FPDFPageObj_GetClipPath(item)
    left: Box | None = clip
    for rank in range(max(0, pdfium.FPDFClipPath_CountPaths(path)) if path else 0):
        points = list(_points(path, rank))
        if points and left:
            left = geometry.intersect(left, geometry.transform(matrix, geometry.bounds(points)))
    return left


def _points(path: object, rank: int) -> Iterator[tuple[float, float]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(max(0, pdfium.FPDFClipPath_CountPathSegments(path, rank))):
        segment = pdfium.FPDFClipPath_GetPathSegment(path, rank, index)
        if pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            yield x.value, y.value


def _paints(path: object) -> bool:
    filled, stroked = ctypes.c_int(), ctypes.c_int()
    known = pdfium.FPDFPath_GetDrawMode(path, filled, stroked)
    return not known or bool(filled.value or stroked.value)


def _is_ground(item: object) -> bool:
    """Whether what covers the whole page is white and nothing else."""
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        filled, stroked = ctypes.c_int(), ctypes.c_int()
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        pdfium.FPDFPath_GetDrawMode(item, filled, stroked)
        known = pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
        white = {red.value, green.value, blue.value} == {_WHITE}
        return bool(known and filled.value and not stroked.value and white)
    if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        pixels = stored(item)
        return pixels is not None and pixels.convert("L").getextrema() == (_WHITE, _WHITE)
    return False
