"""One page, open, as it is on paper: what does not print is gone, and things can be taken off it."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from dossier import geometry
from dossier.geometry import Matrix
from dossier.model import Box

from . import ink
from .objects import bounds, form_matrix, form_objects, page_objects, strays
from .page import Page
from .picture import Pixels, draw, keep_printing, stored
from .seen import UNPAINTED, Laid

if TYPE_CHECKING:
    from PIL import Image

_KINDS = {
    pdfium.FPDF_PAGEOBJ_TEXT: "text",
    pdfium.FPDF_PAGEOBJ_PATH: "path",
    pdfium.FPDF_PAGEOBJ_IMAGE: "image",
    pdfium.FPDF_PAGEOBJ_SHADING: "shading",
}
_DEEPEST = 16
_ACTUAL = b"ActualText"
# Pixels an inch, enough to see that nothing stands on a page, and the steps of 255 that are seen.
_COARSE, _SEEN = 36.0, 8
# A matrix of less than this determinant leaves nothing of a letter.
_NONE = 1e-6


class Paper(Page):
    """A page of which ``box`` is shown, turned by ``rotation``; a context manager. ``comments``: see
    :func:`dossier.printing.prints`. Raises RuntimeError where the engine cannot load it."""

    def __init__(
        self, document: pypdfium2.PdfDocument, number: int, box: Box, rotation: int, comments: bool
    ) -> None:
        self._comments, self._box = comments, box
        self._things: list[ink.Placed] | None = None
        self._straying: bool | None = None
        self._whole: dict[float, Image.Image] = {}
        super().__init__(document, number)
        pdfium.FPDFPage_SetCropBox(self._page, *box)
        pdfium.FPDFPage_SetRotation(self._page, rotation // 90)

    def _opened(self, number: int) -> pypdfium2.PdfPage:
        # Annotations must be sorted out before the form environment sees the page.
        form, self._document.formenv = self._document.formenv, None
        try:
            opened = self._document[number - 1]
        finally:
            self._document.formenv = form
        keep_printing(opened, self._comments)
        return opened

    def printed(self, dpi: float, part: Pixels | None = None) -> Image.Image:
        """The page as a Pillow image (RGB), ``dpi`` pixels an inch; or that ``part`` of the image alone."""
        if part and self._strays():
            if dpi not in self._whole:
                self._whole[dpi] = self.printed(dpi)
            return self._whole[dpi].crop(part)
        return draw(self._document, self._page, self.pixels_at(dpi), part=part)

    def plain(self) -> bool:
        """Whether the page is of one colour, as far as an eye can tell."""
        grey = self.printed(_COARSE).convert("L").tobytes()
        return max(grey) - min(grey) < _SEEN

    def _strays(self) -> bool:
        if self._straying is None:
            self._straying = strays([placed.item for placed in self._placed()])
        return self._straying

    def pixels_at(self, dpi: float) -> tuple[int, int]:
        """Width and height of the page's image, ``dpi`` pixels an inch."""
        width, height = self._page.get_size()
        return max(1, round(width * dpi / 72)), max(1, round(height * dpi / 72))

    def laid(self) -> list[Laid]:
        """What the page draws, in order; annotations are not among it."""
        self._textpage()  # which later leaves out what is taken off
        return list(_laid(page_objects(self._page), geometry.IDENTITY, _DEEPEST))

    def marks(self) -> list[Box]:
        """The box of each thing on the paper, annotations among them, in user space: see
        :func:`dossier.raster.ink.marks`."""
        return [*ink.marks(self._placed(), self._box), *self._annotations()]

    def type_sizes(self) -> Mapping[float, float]:
        """The sizes of the page's letters in user space: see :func:`dossier.raster.ink.type_sizes`."""
        return ink.type_sizes(self._placed())

    def _placed(self) -> list[ink.Placed]:
        if self._things is None:
            self._things = ink.placed(page_objects(self._page), self._box)
        return self._things

    def _annotations(self) -> Iterator[Box]:
        rect = pdfium.FS_RECTF()
        for index in range(pdfium.FPDFPage_GetAnnotCount(self._page)):
            annotation = pdfium.FPDFPage_GetAnnot(self._page, index)
            if annotation and pdfium.FPDFAnnot_GetRect(annotation, rect):
                yield geometry.normalised((rect.left, rect.bottom, rect.right, rect.top))
            if annotation:
                pdfium.FPDFPage_CloseAnnot(annotation)

    def is_painted(self, text: Laid) -> bool:
        """Whether a text is painted at all, as that of OCR layers is not (ISO 32000-2, table 104)."""
        return pdfium.FPDFTextObj_GetTextRenderMode(text.handle) not in UNPAINTED

    def is_replaced(self, text: Laid) -> bool:
        """Whether something is read in the place of a text (/ActualText of marked content)."""
        return any(
            pdfium.FPDFPageObjMark_GetParamValueType(pdfium.FPDFPageObj_GetMark(text.handle, rank), _ACTUAL)
            == pdfium.FPDF_OBJECT_STRING
            for rank in range(pdfium.FPDFPageObj_CountMarks(text.handle))
        )

    def ink(self, text: Laid) -> tuple[int, int, int] | None:
        """The colour that a text is filled with, each part of 255; None where it is none alone."""
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        if not pdfium.FPDFPageObj_GetFillColor(text.handle, red, green, blue, alpha):
            return None
        return (red.value, green.value, blue.value)

    def pixel_size(self, image: Laid) -> tuple[int, int]:
        """Width and height of an image as it is stored, in pixels."""
        width, height = ctypes.c_uint(), ctypes.c_uint()
        pdfium.FPDFImageObj_GetImagePixelSize(image.handle, width, height)
        return (width.value, height.value)

    def angles(self, most: int) -> list[float]:
        """How far letters are turned in user space, in degrees: ``most`` of them, from all over the page."""
        text = self._textpage()
        count = text.count_chars()
        angles = (
            pdfium.FPDFText_GetCharAngle(text, index)
            for index in range(0, count, max(1, count // most))
            if chr(pdfium.FPDFText_GetUnicode(text, index)).isalnum()
        )
        return [math.degrees(angle) for angle in angles if angle >= 0]

    def stand_ins(self) -> set[str]:
        """The names of the fonts of visible text that the file does not carry: another is drawn for each."""
        texts = [laid.handle for laid in self.laid() if laid.kind == "text" and not laid.flat]
        painted = [text for text in texts if pdfium.FPDFTextObj_GetTextRenderMode(text) not in UNPAINTED]
        return {_name(font) for font in map(pdfium.FPDFTextObj_GetFont, painted) if _is_absent(font)}

    @contextmanager
    def without(self, items: Sequence[Laid]) -> Iterator[None]:
        """The page with ``items`` taken off, until the block ends."""
        for laid in items:
            pdfium.FPDFPageObj_SetIsActive(laid.handle, False)
        try:
            yield
        finally:
            for laid in items:
                pdfium.FPDFPageObj_SetIsActive(laid.handle, True)

    def pixels(self, image: Laid) -> Image.Image | None:
        """The pixels of an image as they are stored, as a Pillow image; None where the engine has none."""
        return stored(image.handle)


def _laid(objects: Sequence[object], matrix: Matrix, depth: int) -> Iterator[Laid]:
    for item in objects:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            if not depth:
                continue
            inner = geometry.multiply(form_matrix(item), matrix)
            yield from _laid(form_objects(item), inner, depth - 1)
        elif kind in _KINDS:
            box = geometry.transform(matrix, bounds(item))
            yield Laid(_KINDS[kind], box, item, kind == pdfium.FPDF_PAGEOBJ_TEXT and _is_flat(item, matrix))


def _is_absent(font: object) -> bool:
    return bool(font) and pdfium.FPDFFont_GetIsEmbedded(font) == 0


def _name(font: object) -> str:
    buffer = ctypes.create_string_buffer(pdfium.FPDFFont_GetBaseFontName(font, None, 0))
    pdfium.FPDFFont_GetBaseFontName(font, buffer, len(buffer))
    return buffer.value.decode("utf-8", "backslashreplace")


def _is_flat(text: object, matrix: Matrix) -> bool:
    size = ctypes.c_float()
    pdfium.FPDFTextObj_GetFontSize(text, size)
    a, b, c, d, _, _ = geometry.multiply(form_matrix(text), matrix)
    return not size.value or abs(a * d - b * c) < _NONE
