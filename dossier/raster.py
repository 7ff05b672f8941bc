"""The second engine, pdfium: page counts, page images and what stands on a page, for intake, verify and
tests.

Pages are counted from 1, boxes are in points from the page's lower left.
"""

from __future__ import annotations

import ctypes
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from . import geometry, printing
from .geometry import Matrix
from .model import Box

#: Which build of the engine draws.
ENGINE = f"{pypdfium2.PYPDFIUM_INFO} {pypdfium2.PDFIUM_INFO}"

# Device units a pixel, where pdfium rounds to whole ones.
_FINE = 512
# Text render modes that paint nothing: invisible, clip only (ISO 32000-2, table 104).
_UNSEEN = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)


@dataclass(frozen=True, slots=True)
class Link:
    """A link as the engine sees it: its ``box``, and the ``page`` or the ``uri`` it leads to."""

    box: Box
    page: int | None
    uri: str | None


@dataclass(frozen=True, slots=True)
class Character:
    """One character: the ``box`` of its marks, its ``height`` in its font, and whether its text render mode
    paints nothing (3, as OCR layers use).
    """

    text: str
    box: Box
    height: float
    unpainted: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """One thing that a page draws: the ``box`` of its marks; a form's ``matrix``, None for all else."""

    box: Box
    matrix: tuple[float, ...] | None


Mark = tuple[tuple[int, ...], int]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text within marked content ``mcid`` of the page, or of the form that ``path`` leads to: the rank of
    each form among those that its surroundings draw. ``box`` is in the space of that form."""

    path: tuple[int, ...]
    mcid: int
    text: str
    box: Box


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
        found = 0
        for index in range(announced):
            page = pdfium.FPDF_LoadPage(document, index)
            if page:
                found += 1
                pdfium.FPDF_ClosePage(page)
        return announced, found
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


class Reader:
    """An open document; a context manager. Raises ValueError where pdfium cannot open it."""

    def __init__(self, source: Path | bytes) -> None:
        try:
            self._document = pypdfium2.PdfDocument(source)
        except (pypdfium2.PdfiumError, FileNotFoundError) as error:
            raise ValueError(str(error)) from error
        # Without a form environment pdfium leaves fields out of the picture; it must come before any page.
        self._document.init_forms()

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the document; its pages are gone with it."""
        self._document.close()

    def __len__(self) -> int:
        return len(self._document)

    def size(self, page: int) -> tuple[float, float]:
        """Width and height as shown, in points."""
        return self._document.get_page_size(page - 1)  # type: ignore[no-any-return]

    def label(self, page: int) -> str:
        """The page's label, as the viewer's counter shows it."""
        return self._document.get_page_label(page - 1)  # type: ignore[no-any-return]

    def page(self, page: int) -> Page:
        """One page, open until its ``with`` block ends."""
        return Page(self._document, page)

    def picture(
        self,
        page: int,
        size: tuple[int, int],
        *,
        over: int = 1,
        box: Box | None = None,
        shown: Box | None = None,
        rotation: int | None = None,
        comments: bool = False,
    ) -> Any:
        """The page as print shows it, as a Pillow image (RGB) of ``size`` pixels.

        It is drawn ``over`` times as large and averaged. With ``box`` only that part of the page, which must
        be neither turned nor scaled by a UserUnit. ``shown`` is the box to show, with ``rotation``, or of a
        page whose own boxes do not meet, of which pdfium would show nothing. ``comments``: see
        :func:`dossier.printing.prints`. Raises ValueError where pdfium cannot load the page.
        """
        # Annotations must be sorted out before the form environment sees the page.
        opened = pdfium.FPDF_LoadPage(self._document, page - 1)
        if not opened:
            raise ValueError(f"page {page}")
        try:
            _keep_printing(opened, comments)
            empty = min(pdfium.FPDF_GetPageWidthF(opened), pdfium.FPDF_GetPageHeightF(opened)) <= 0
            if shown and (empty or rotation is not None):
                pdfium.FPDFPage_SetCropBox(opened, *shown)
            if rotation is not None:
                pdfium.FPDFPage_SetRotation(opened, rotation // 90)
            return self._draw(opened, size, over, box)
        finally:
            pdfium.FPDF_ClosePage(opened)

    def _draw(self, page: Any, size: tuple[int, int], over: int, box: Box | None) -> Any:
        width, height = (side * over for side in size)
        bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_BGR)
        try:
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
            flags = pdfium.FPDF_ANNOT | pdfium.FPDF_PRINTING
            if box:
                whole = pdfium.FPDF_GetPageHeightF(page)
                across, down = width / (box[2] - box[0]), height / (box[3] - box[1])
                matrix = pdfium.FS_MATRIX(across, 0, 0, down, -box[0] * across, (box[3] - whole) * down)
                clip = pdfium.FS_RECTF(0, 0, width, height)
                pdfium.FPDF_RenderPageBitmapWithMatrix(bitmap, page, matrix, clip, flags)
            else:
                place = (0, 0, width, height, 0, flags)
                pdfium.FPDF_RenderPageBitmap(bitmap, page, *place)
                if self._document.formenv:
                    pdfium.FORM_OnAfterLoadPage(page, self._document.formenv)
                    pdfium.FPDF_RemoveFormFieldHighlight(self._document.formenv)
                    pdfium.FPDF_FFLDraw(self._document.formenv, bitmap, page, *place)
                    pdfium.FORM_OnBeforeClosePage(page, self._document.formenv)
            image = bitmap.to_pil()
            return image.reduce(over) if over > 1 else image
        finally:
            bitmap.close()

    def outline(self) -> Iterator[tuple[int, str, int | None]]:
        """Each outline entry: level from 0, title, page."""
        for entry in self._document.get_toc():
            dest = entry.get_dest()
            index = dest.get_index() if dest else None
            yield entry.level, entry.get_title(), None if index is None else index + 1


def _bounds(item: Any) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    return (left.value, bottom.value, right.value, top.value)


class Page:
    """One open page; a context manager."""

    def __init__(self, document: Any, number: int) -> None:
        self._document = document
        self._page = document[number - 1]
        self._text: Any = None

    def __enter__(self) -> Page:
        return self

    def __exit__(self, *_: object) -> None:
        if self._text is not None:
            self._text.close()
        self._page.close()

    def text(self, box: Box | None = None) -> str:
        """The text in ``box``, or of the whole page."""
        if box is None:
            return self._textpage().get_text_range()  # type: ignore[no-any-return]
        return self._textpage().get_text_bounded(*box)  # type: ignore[no-any-return]

    def _textpage(self) -> Any:
        if self._text is None:
            self._text = self._page.get_textpage()
        return self._text

    def grey(self, dpi: float) -> Any:
        """The page as a grey Pillow image, ``dpi`` pixels an inch."""
        return self._page.render(scale=dpi / 72, grayscale=True, may_draw_forms=True).to_pil()

    def onto_image(self, width: int, height: int) -> Matrix:
        """The matrix from the page's user space to the pixels of its image, rotation and box applied."""
        x, y = ctypes.c_int(), ctypes.c_int()
        points = []
        for corner in ((0, 0), (_FINE, 0), (0, _FINE)):
            size = (0, 0, width * _FINE, height * _FINE, 0)
            pdfium.FPDF_PageToDevice(self._page, *size, *corner, x, y)
            points.append((x.value / _FINE, y.value / _FINE))
        (e, f), (ax, ay), (bx, by) = points
        return (
            (ax - e) / _FINE,
            (ay - f) / _FINE,
            (bx - e) / _FINE,
            (by - f) / _FINE,
            e,
            f,
        )

    def runs(self) -> list[Box]:
        """The boxes of the text, one a run of one text object on one line, in user space."""
        text = self._textpage()
        return [text.get_rect(index) for index in range(text.count_rects())]

    def characters(self, within: Sequence[Box]) -> Iterator[Character]:
        """Each character in one of the boxes ``within``, in user space, that is no blank; what pdfium made up
        is left out."""
        text = self._textpage()
        left, right, bottom, top = [ctypes.c_double() for _ in range(4)]
        loose = pdfium.FS_RECTF()
        for index in range(text.count_chars()):
            if not pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top):
                continue
            x, y = (left.value + right.value) / 2, (bottom.value + top.value) / 2
            if not any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in within):
                continue
            code = pdfium.FPDFText_GetUnicode(text, index)
            if pdfium.FPDFText_IsGenerated(text, index) == 1 or unicodedata.category(chr(code))[0] in "ZC":
                continue
            pdfium.FPDFText_GetLooseCharBox(text, index, loose)
            height = max(abs(loose.right - loose.left), abs(loose.top - loose.bottom))
            owner = pdfium.FPDFText_GetTextObject(text, index)
            unseen = bool(owner) and pdfium.FPDFTextObj_GetTextRenderMode(owner) in _UNSEEN
            yield Character(chr(code), (left.value, bottom.value, right.value, top.value), height, unseen)

    def own_objects(self) -> Iterator[Drawn]:
        """What the page's own content draws, in order; a form counts as one."""
        for found in self._page.get_objects(max_depth=1):
            if found.type == pdfium.FPDF_PAGEOBJ_FORM:
                yield Drawn(found.get_bounds(), found.get_matrix().get())
            else:
                yield Drawn(found.get_bounds(), None)

    def images(self) -> list[Box]:
        """The boxes of the images that the page draws, itself or in a form of its own content."""
        boxes = []
        for found in self._page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2):
            box = found.get_bounds()
            if found.container is not None:
                a, b, c, d, e, f = found.container.get_matrix().get()
                box = geometry.transform((a, b, c, d, e, f), box)
            boxes.append(box)
        return boxes

    def marked(self) -> Iterator[Marked]:
        """The texts of the page and of its forms, in the order in which they are drawn, with their marks."""
        count, one = pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject
        yield from self._marked([one(self._page, n) for n in range(count(self._page))], (), None)

    def _marked(self, objects: list[Any], path: tuple[int, ...], around: Mark | None) -> Iterator[Marked]:
        forms = 0
        for item in objects:
            mcid = pdfium.FPDFPageObj_GetMarkedContentID(item)
            mark = (path, mcid) if mcid >= 0 else around
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_FORM:
                count, one = pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject
                below = [one(item, n) for n in range(count(item))]
                yield from self._marked(below, (*path, forms), mark)
                forms += 1
            elif kind == pdfium.FPDF_PAGEOBJ_TEXT and mark:
                yield Marked(mark[0], mark[1], self._text_of(item), _bounds(item))

    def _text_of(self, item: Any) -> str:
        page = self._textpage()
        length = pdfium.FPDFTextObj_GetText(item, page, None, 0)
        buffer = ctypes.create_string_buffer(length)
        pdfium.FPDFTextObj_GetText(item, page, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
        return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")

    def letter(self, index: int) -> Box:
        """The box of the character at ``index`` of the page's text."""
        return self._textpage().get_charbox(index)  # type: ignore[no-any-return]

    def origins(self) -> list[tuple[float, float]]:
        """Where the origin of each character of the page's text lies."""
        text = self._textpage()
        x, y = ctypes.c_double(), ctypes.c_double()
        found = []
        for index in range(text.count_chars()):
            pdfium.FPDFText_GetCharOrigin(text, index, x, y)
            found.append((x.value, y.value))
        return found

    def links(self) -> Iterator[Link]:
        """The links of the page."""
        position, link = ctypes.c_int(0), pdfium.FPDF_LINK()
        while pdfium.FPDFLink_Enumerate(self._page, position, link):
            rect = pdfium.FS_RECTF()
            pdfium.FPDFLink_GetAnnotRect(link, rect)
            low, high = sorted((rect.bottom, rect.top))
            dest = pdfium.FPDFLink_GetDest(self._document, link)
            index = pdfium.FPDFDest_GetDestPageIndex(self._document, dest) if dest else -1
            box = (rect.left, low, rect.right, high)
            yield Link(box, index + 1 if index >= 0 else None, self._uri(link))

    def _uri(self, link: Any) -> str | None:
        action = pdfium.FPDFLink_GetAction(link)
        if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
            return None
        length = pdfium.FPDFAction_GetURIPath(self._document, action, None, 0)
        buffer = ctypes.create_string_buffer(length)
        pdfium.FPDFAction_GetURIPath(self._document, action, buffer, length)
        return buffer.value.decode("utf-8", "replace")

    def image(self, dpi: float, crop: Box | None = None) -> Any:
        """The page as a greyscale-free Pillow image (RGB), ``dpi`` pixels an inch; ``crop`` cuts to a box."""
        whole = self._page.get_size()
        margins = (0.0, 0.0, 0.0, 0.0)
        if crop:
            margins = (crop[0], crop[1], whole[0] - crop[2], whole[1] - crop[3])
        bitmap = self._page.render(scale=dpi / 72, crop=margins, may_draw_forms=True)
        return bitmap.to_pil().convert("RGB")


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


def _keep_printing(page: Any, comments: bool) -> None:
    """Take from an opened page the annotations that are not on paper; show those that are on paper only."""
    for index in reversed(range(pdfium.FPDFPage_GetAnnotCount(page))):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        kind = _KINDS.get(pdfium.FPDFAnnot_GetSubtype(annotation), "")
        # Without a look of its own each engine makes another one, or none.
        looks = pdfium.FPDFAnnot_GetAP(annotation, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > 2
        if looks and printing.prints(kind, pdfium.FPDFAnnot_GetFlags(annotation), comments):
            pdfium.FPDFAnnot_SetFlags(annotation, pdfium.FPDF_ANNOT_FLAG_PRINT)
            pdfium.FPDFPage_CloseAnnot(annotation)
        else:
            pdfium.FPDFPage_CloseAnnot(annotation)
            pdfium.FPDFPage_RemoveAnnot(page, index)
