"""Pages as print shows them: what is not on paper is taken away, then they are drawn."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from dossier import printing
from dossier.model import Box

from .objects import page_objects, strays

if TYPE_CHECKING:
    from PIL import Image

#: A part of an image: left, upper, right and lower edge, in pixels.
Pixels = tuple[int, int, int, int]
#: pdfium's numbers of the kinds of annotations that :mod:`dossier.printing` names.
_KINDS = {
    pdfium.FPDF_ANNOT_TEXT: "Text",
    pdfium.FPDF_ANNOT_FREETEXT: "FreeText",
    pdfium.FPDF_ANNOT_LINE: "Line",
    pdfium.FPDF_ANNOT_SQUARE: "Square",
    pdfium.FPDF_ANNOT_CIRCLE: "Circle",
    pdfium.FPDF_ANNOT_POLYGON: "Polygon",
    pdfium.FPDF_ANNOT_POLYLINE: "PolyLine",
    pdfium.FPDF_ANNOT_HIGHLIGHT: "Highlight",
    pdfium.FPDF_ANNOT_UNDERLINE: "Underline",
    pdfium.FPDF_ANNOT_SQUIGGLY: "Squiggly",
    pdfium.FPDF_ANNOT_STRIKEOUT: "StrikeOut",
    pdfium.FPDF_ANNOT_STAMP: "Stamp",
    pdfium.FPDF_ANNOT_CARET: "Caret",
    pdfium.FPDF_ANNOT_INK: "Ink",
    pdfium.FPDF_ANNOT_FILEATTACHMENT: "FileAttachment",
    pdfium.FPDF_ANNOT_WIDGET: "Widget",
    pdfium.FPDF_ANNOT_WATERMARK: "Watermark",
    pdfium.FPDF_ANNOT_REDACT: "Redact",
}
_WHITE = 255
# As pdfium takes text: UTF-16, ended by a zero.
_AS_STAMP = (ctypes.c_ushort * 6)(*b"Stamp", 0)


def around(inner: Pixels, size: tuple[int, int]) -> Iterator[Pixels]:
    """The parts of an image of ``size`` pixels that lie around ``inner``; corners are in two of them."""
    width, height = size
    left, upper, right, lower = inner
    strips = (
        (0, 0, left, height),
        (0, lower, width, height),
        (right, 0, width, height),
        (0, 0, width, upper),
    )
    return (strip for strip in strips if strip[0] < strip[2] and strip[1] < strip[3])


def picture_of(bitmap: pypdfium2.PdfBitmap) -> Image.Image:
    """A bitmap of the engine as a Pillow image."""
    picture: Image.Image = bitmap.to_pil()
    return picture


def stored(image: object) -> Image.Image | None:
    """The pixels of an image of a page as they are stored, as a Pillow image; None where the engine has
    none."""
    bitmap = pdfium.FPDFImageObj_GetBitmap(image)
    # pypdfium2 destroys what it wraps when its buffer goes: a second time would corrupt the heap.
    return picture_of(pypdfium2.PdfBitmap.from_raw(bitmap)).copy() if bitmap else None


def keep_printing(page: object, comments: bool) -> None:
    """Take from an opened page the annotations that are not on paper; show those that are on paper only, in
    the order in which the page lists them (ISO 32000-2, 12.5.1)."""
    for index in reversed(range(pdfium.FPDFPage_GetAnnotCount(page))):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        kind = _kind(annotation)
        # Without a look of its own each engine makes another one, or none.
        looks = pdfium.FPDFAnnot_GetAP(annotation, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > 2
        if looks and printing.prints(kind, pdfium.FPDFAnnot_GetFlags(annotation), comments):
            pdfium.FPDFAnnot_SetFlags(annotation, pdfium.FPDF_ANNOT_FLAG_PRINT)
            if kind == "Widget":  # pdfium would draw fields after all others, over a stamp that covers them
                pdfium.FPDFAnnot_SetStringValue(annotation, b"Subtype", _AS_STAMP)
            pdfium.FPDFPage_CloseAnnot(annotation)
        else:
            pdfium.FPDFPage_CloseAnnot(annotation)
            pdfium.FPDFPage_RemoveAnnot(page, index)


def _kind(annotation: object) -> str:
    """The kind of an annotation. A field that was made a stamp here, when its page was drawn before, bears
    that as a text, which pdfium draws by and does not tell."""
    number = pdfium.FPDFAnnot_GetSubtype(annotation)
    if number == pdfium.FPDF_ANNOT_UNKNOWN:
        held = (ctypes.c_ushort * len(_AS_STAMP))()
        pdfium.FPDFAnnot_GetStringValue(annotation, b"Subtype", held, ctypes.sizeof(held))
        return "Stamp" if list(held) == list(_AS_STAMP) else ""
    return _KINDS.get(number, "")


def draw(
    document: pypdfium2.PdfDocument,
    page: object,
    size: tuple[int, int],
    over: int = 1,
    box: Box | None = None,
    part: Pixels | None = None,
    hair: float = 0.0,
) -> Image.Image:
    """An opened page as an image (RGB) of ``size`` pixels: see :class:`Shown`. Without ``box``, that ``part``
    of the image alone, where it is said; then there is no ``hair``."""
    width, height = (side * over for side in size)
    left, upper, right, lower = part or (0, 0, width, height)
    bitmap = pypdfium2.PdfBitmap.new_native(right - left, lower - upper, pdfium.FPDFBitmap_BGR)
    try:
        # The engine fills a rectangle five times as slowly.
        ctypes.memset(bitmap.buffer, _WHITE, ctypes.sizeof(bitmap.buffer))
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_PRINTING
        place = (-left, -upper, width, height, 0, flags)
        if box or hair:
            whole = pdfium.FPDF_GetPageHeightF(page)
            x0, y0, x1, y1 = box or (0.0, 0.0, pdfium.FPDF_GetPageWidthF(page), whole)
            beside, above = (x1 - x0) * hair, (y1 - y0) * hair
            across, down = width / (x1 - x0 + 2 * beside), height / (y1 - y0 + 2 * above)
            to = (beside - x0) * across, (y1 + above - whole) * down
            matrix = pdfium.FS_MATRIX(across, 0, 0, down, *to)
            clip = pdfium.FS_RECTF(0, 0, width, height)
            pdfium.FPDF_RenderPageBitmapWithMatrix(bitmap, page, matrix, clip, flags)
        else:
            pdfium.FPDF_RenderPageBitmap(bitmap, page, *place)
        if document.formenv and not box:
            pdfium.FORM_OnAfterLoadPage(page, document.formenv)
            pdfium.FPDF_RemoveFormFieldHighlight(document.formenv)
            pdfium.FPDF_FFLDraw(document.formenv, bitmap, page, *place)
            pdfium.FORM_OnBeforeClosePage(page, document.formenv)
        image = picture_of(bitmap)
        return image.reduce(over) if over > 1 else image
    finally:
        bitmap.close()


class Shown:
    """An opened page, drawn as print shows it: see :meth:`dossier.raster.Reader.shown`."""

    def __init__(self, document: pypdfium2.PdfDocument, page: object) -> None:
        self._document, self._page = document, page

    def picture(
        self,
        size: tuple[int, int],
        *,
        over: int = 1,
        box: Box | None = None,
        shown: Box | None = None,
        rotation: int | None = None,
        hair: float = 0.0,
    ) -> Image.Image:
        """The page as a Pillow image (RGB) of ``size`` pixels.

        It is drawn ``over`` times as large and averaged. With ``box`` only that part of the page, which must
        be neither turned nor scaled by a UserUnit. ``shown`` is the box to show, with ``rotation``, or of a
        page whose own boxes do not meet, of which pdfium would show nothing. A ``hair`` is the part of its
        width and height by which more is drawn on each side.
        """
        self._set(shown, rotation)
        return draw(self._document, self._page, size, over, box, hair=hair)

    def around(
        self, size: tuple[int, int], inner: Pixels, shown: Box, rotation: int
    ) -> Iterator[Image.Image]:
        """Pictures of the parts of the page, drawn in ``size`` pixels, that lie around ``inner``: see
        :meth:`picture`. Of what lies within it nothing is drawn, or it is white."""
        self._set(shown, rotation)
        if strays(page_objects(self._page)):
            picture = draw(self._document, self._page, size)
            picture.paste("white", inner)
            yield picture
            return
        for part in around(inner, size):
            yield draw(self._document, self._page, size, part=part)

    def _set(self, shown: Box | None, rotation: int | None) -> None:
        page = self._page
        empty = min(pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)) <= 0
        if shown and (empty or rotation is not None):
            pdfium.FPDFPage_SetCropBox(page, *shown)
        if rotation is not None:
            pdfium.FPDFPage_SetRotation(page, rotation // 90)
