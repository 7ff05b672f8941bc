"""What stands on a page within its box and its clips: the text that is not cut off."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence

import pypdfium2.raw as pdfium

from dossier import geometry
from dossier.geometry import Matrix
from dossier.model import Box

from .objects import form_matrix, form_objects, page_objects

_ALL: Box = (-1e9, -1e9, 1e9, 1e9)
_DEPTH = 12


def text(page: object, textpage: object) -> str:
    """The characters of an open page, in the order in which they are drawn, less those of which the middle
    lies off the page or outside of a clip's box; with the white space that the engine sees between them."""
    return "".join(letter for _, letter in _shown(page, textpage))


def runs(page: object, textpage: object) -> str:
    """The same, object by object in lines of their own: of text that stands upright or across other text,
    the engine sees each letter as a line, or between the letters of its neighbour. Of two equal texts at one
    place it reads one; here both stand."""
    texts: dict[int, str] = {}
    for run, letter in _shown(page, textpage):
        if run:
            texts[run] = texts.get(run, "") + letter
    return "\n".join([*texts.values(), *_twice(page_objects(page), texts)])


def _shown(page: object, textpage: object) -> Iterator[tuple[int, str]]:
    """Each letter with the address of the object that it is of, 0 for what the engine made up."""
    whole = _page_box(page)
    clips = dict(_clips(page_objects(page), geometry.IDENTITY, whole, _DEPTH))
    return _characters(textpage, whole, clips)


def _twice(objects: Sequence[object], texts: dict[int, str], depth: int = _DEPTH) -> Iterator[str]:
    """The texts that the engine passed over, since they are drawn where another of the same extent stands."""
    places: dict[tuple[int, ...], str] = {}
    waiting: list[tuple[int, ...]] = []
    edges = [ctypes.c_float() for _ in range(4)]
    for item in objects:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth:
            yield from _twice(form_objects(item), texts, depth - 1)
        if kind != pdfium.FPDF_PAGEOBJ_TEXT or not pdfium.FPDFPageObj_GetBounds(item, *edges):
            continue
        place = tuple(round(edge.value) for edge in edges)
        if text := texts.get(_address(item)):
            places[place] = text
        else:
            waiting.append(place)
    yield from (places[place] for place in waiting if place in places)


def _characters(textpage: object, whole: Box, clips: dict[int, Box]) -> Iterator[tuple[int, str]]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for index in range(pdfium.FPDFText_CountChars(textpage)):
        letter = chr(pdfium.FPDFText_GetUnicode(textpage, index))
        if pdfium.FPDFText_IsGenerated(textpage, index) == 1:
            yield 0, letter
            continue
        address = _address(pdfium.FPDFText_GetTextObject(textpage, index))
        if letter.isspace():
            yield address, letter
            continue
        if not pdfium.FPDFText_GetCharBox(textpage, index, left, right, bottom, top):
            continue
        clip = clips.get(address, whole)
        x, y = (left.value + right.value) / 2, (bottom.value + top.value) / 2
        if clip[0] <= x <= clip[2] and clip[1] <= y <= clip[3]:
            yield address, letter


def _clips(objects: Sequence[object], matrix: Matrix, around: Box, depth: int) -> Iterator[tuple[int, Box]]:
    """The address of each text that is drawn, and the box within which it shows."""
    for item in objects:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind not in (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_FORM):
            continue
        box = around
        for own in _own_clips(item):
            box = _meet(box, geometry.transform(matrix, own))
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            yield _address(item), box
        elif depth:
            inner = geometry.multiply(form_matrix(item), matrix)
            yield from _clips(form_objects(item), inner, box, depth - 1)


def _own_clips(item: object) -> Iterator[Box]:
    path = pdfium.FPDFPageObj_GetClipPath(item)
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(max(0, pdfium.FPDFClipPath_CountPaths(path)) if path else 0):
        points = []
        for number in range(pdfium.FPDFClipPath_CountPathSegments(path, index)):
            segment = pdfium.FPDFClipPath_GetPathSegment(path, index, number)
            if pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                points.append((x.value, y.value))
        if points:
            across, along = zip(*points, strict=True)
            yield (min(across), min(along), max(across), max(along))


def _page_box(page: object) -> Box:
    box = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page, box):
        return _ALL
    return (box.left, box.bottom, box.right, box.top)


def _meet(one: Box, other: Box) -> Box:
    return (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))


def _address(handle: object) -> int:
    return ctypes.cast(handle, ctypes.c_void_p).value or 0  # type: ignore[arg-type]
