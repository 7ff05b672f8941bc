"""One page, open: its text, its pictures, its links."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Self

import pypdfium2
import pypdfium2.raw as pdfium

from dossier import geometry
from dossier.geometry import Matrix
from dossier.model import Box

from . import visible
from .objects import bounds, covered_in, form_objects, images_in, page_objects
from .picture import picture_of
from .seen import Character, Drawn, Link, Mark, Marked

if TYPE_CHECKING:
    from PIL import Image

# Device units a pixel, where pdfium rounds to whole ones.
_FINE = 512
# A character whose box is flatter than this part of its height has no drawing.
_FLAT = 0.01
# Characters of one object of text: more than most have.
_MOST = 512
# Forms in forms: deeper than any page draws.
_DEEPEST = 8


class Page:
    """One open page; a context manager."""

    def __init__(self, document: pypdfium2.PdfDocument, number: int) -> None:
        self._document = document
        self._page = self._opened(number)
        self._text: pypdfium2.PdfTextPage | None = None
        self._letters: list[tuple[int, Box]] | None = None
        self._held = (ctypes.c_ushort * _MOST)()

    def _opened(self, number: int) -> pypdfium2.PdfPage:
        return self._document[number - 1]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._text is not None:
            self._text.close()
        self._page.close()

    def text(self, box: Box | None = None) -> str:
        """The text in ``box``, or of the whole page."""
        if box is None:
            whole: str = self._textpage().get_text_range()
            return whole
        text: str = self._textpage().get_text_bounded(*box)
        return text

    def _textpage(self) -> pypdfium2.PdfTextPage:
        if self._text is None:
            self._text = self._page.get_textpage()
        return self._text

    def shown(self) -> str:
        """The text that stands within the page's box and its clips, as it is drawn: what is not cut off."""
        return visible.text(self._page, self._textpage())

    def shown_apart(self) -> str:
        """The same, each object of text in a line of its own."""
        return visible.runs(self._page, self._textpage())

    def grey(self, dpi: float) -> Image.Image:
        """The page as a grey Pillow image, ``dpi`` pixels an inch."""
        bitmap = self._page.render(scale=dpi / 72, grayscale=True, may_draw_forms=True)
        return picture_of(bitmap)

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
        """Each character in one of the boxes ``within``, in user space, that is no blank.

        What pdfium made up is left out, and what it has no drawing of, since the font is not in the file and
        no other has it: readers with more fonts show it.
        """
        text = self._textpage()
        x0, y0 = ctypes.c_double(), ctypes.c_double()
        loose = pdfium.FS_RECTF()
        for index, box in self._boxes():
            x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
            for x_least, y_least, x_most, y_most in within:
                if x_least <= x <= x_most and y_least <= y <= y_most:
                    break
            else:
                continue
            code = pdfium.FPDFText_GetUnicode(text, index)
            if pdfium.FPDFText_IsGenerated(text, index) == 1 or unicodedata.category(chr(code))[0] in "ZC":
                continue
            pdfium.FPDFText_GetLooseCharBox(text, index, loose)
            height = max(abs(loose.right - loose.left), abs(loose.top - loose.bottom))
            owner = pdfium.FPDFText_GetTextObject(text, index)
            if min(box[2] - box[0], box[3] - box[1]) < _FLAT * height:
                if owner and pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(owner)) == 0:
                    continue
                box = (loose.left, loose.bottom, loose.right, loose.top)
            mode = pdfium.FPDFTextObj_GetTextRenderMode(owner) if owner else 0
            pdfium.FPDFText_GetCharOrigin(text, index, x0, y0)
            yield Character(index, chr(code), (x0.value, y0.value), box, height, mode)

    def _boxes(self) -> list[tuple[int, Box]]:
        """The characters of the page that have a box, by their rank, with that box: read once."""
        if self._letters is None:
            text, get = self._textpage(), pdfium.FPDFText_GetCharBox
            x0, x1, y0, y1 = (ctypes.c_double() for _ in range(4))
            ranks = range(text.count_chars())
            self._letters = [
                (n, (x0.value, y0.value, x1.value, y1.value)) for n in ranks if get(text, n, x0, x1, y0, y1)
            ]
        return self._letters

    def own_objects(self) -> Iterator[Drawn]:
        """What the page's own content draws, in order; a form counts as one."""
        for item in self._page.get_objects(max_depth=1):
            if item.type == pdfium.FPDF_PAGEOBJ_FORM:
                yield Drawn(item.get_bounds(), item.get_matrix().get())
            else:
                yield Drawn(item.get_bounds(), None)

    def images(self, depth: int = 1) -> list[Box]:
        """The boxes of the images that the page draws, itself or in forms ``depth`` deep."""
        return list(images_in(page_objects(self._page), geometry.IDENTITY, depth))

    def marked(self) -> Iterator[Marked]:
        """The texts of the page and of its forms, in the order in which they are drawn, with their marks."""
        yield from self._marked(page_objects(self._page), (), None)

    def _marked(self, objects: list[object], path: tuple[int, ...], around: Mark | None) -> Iterator[Marked]:
        forms = 0
        for item in objects:
            mcid = pdfium.FPDFPageObj_GetMarkedContentID(item)
            mark = (path, mcid) if mcid >= 0 else around
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_FORM:
                yield from self._marked(form_objects(item), (*path, forms), mark)
                forms += 1
            elif kind == pdfium.FPDF_PAGEOBJ_TEXT and mark:
                yield Marked(mark[0], mark[1], self._text_of(item), bounds(item))

    def covered(self) -> Iterator[tuple[int, Box]]:
        """The box of each thing that the page draws in marked content, in user space, with the MCID of that:
        what a form draws has its own, or that of the form."""
        yield from covered_in(page_objects(self._page), geometry.IDENTITY, -1, _DEEPEST)

    def _text_of(self, item: object) -> str:
        page, held = self._textpage(), self._held
        # Each call looks through the whole page: the second is for what has no room alone.
        length = pdfium.FPDFTextObj_GetText(item, page, held, ctypes.sizeof(held))
        if length > ctypes.sizeof(held):
            self._held = held = (ctypes.c_ushort * length)()
            length = pdfium.FPDFTextObj_GetText(item, page, held, ctypes.sizeof(held))
        return ctypes.string_at(held, length).decode("utf-16-le", "replace").rstrip("\0")

    def letter(self, index: int) -> Box:
        """The box of the character at ``index`` of the page's text."""
        box: Box = self._textpage().get_charbox(index)
        return box

    def spelled(self) -> tuple[str, list[tuple[float, float]]]:
        """The page's characters, and where the origin of each lies: slower than :meth:`text`, which leaves
        out some, so that what stands behind them is counted wrongly."""
        text = self._textpage()
        codes = (pdfium.FPDFText_GetUnicode(text, index) for index in range(text.count_chars()))
        return "".join(map(chr, codes)), self.origins()

    def origins(self) -> list[tuple[float, float]]:
        """Where the origin of each character of the page's text lies."""
        text = self._textpage()
        x, y = ctypes.c_double(), ctypes.c_double()
        origins = []
        for index in range(text.count_chars()):
            pdfium.FPDFText_GetCharOrigin(text, index, x, y)
            origins.append((x.value, y.value))
        return origins

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

    def _uri(self, link: object) -> str | None:
        action = pdfium.FPDFLink_GetAction(link)
        if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
            return None
        length = pdfium.FPDFAction_GetURIPath(self._document, action, None, 0)
        buffer = ctypes.create_string_buffer(length)
        pdfium.FPDFAction_GetURIPath(self._document, action, buffer, length)
        return buffer.value.decode("utf-8", "replace")

    def image(self, dpi: float, crop: Box | None = None) -> Image.Image:
        """The page as a greyscale-free Pillow image (RGB), ``dpi`` pixels an inch; ``crop`` cuts to a box."""
        whole = self._page.get_size()
        margins = (0.0, 0.0, 0.0, 0.0)
        if crop:
            margins = (crop[0], crop[1], whole[0] - crop[2], whole[1] - crop[3])
        bitmap = self._page.render(scale=dpi / 72, crop=margins, may_draw_forms=True)
        return picture_of(bitmap).convert("RGB")
