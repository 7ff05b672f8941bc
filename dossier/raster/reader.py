"""A document, open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from dossier.model import Box
from dossier.odd import OddError

from .objects import page_objects, strays
from .page import Page
from .paper import Paper
from .picture import Pixels, around, draw, keep_printing

if TYPE_CHECKING:
    from PIL import Image

#: Which build of the engine draws.
ENGINE = f"{pypdfium2.PYPDFIUM_INFO} {pypdfium2.PDFIUM_INFO}"


class UndrawnError(OddError):
    """The engine cannot open a document, or load a page of it."""


class Reader:
    """An open document; a context manager. Raises UndrawnError where pdfium cannot open it."""

    def __init__(self, source: Path | bytes) -> None:
        try:
            self._document = pypdfium2.PdfDocument(source)
        except (pypdfium2.PdfiumError, FileNotFoundError) as error:
            raise UndrawnError(str(error)) from error
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
        size: tuple[float, float] = self._document.get_page_size(page - 1)
        return size

    def label(self, page: int) -> str:
        """The page's label, as the viewer's counter shows it."""
        label: str = self._document.get_page_label(page - 1)
        return label

    def page(self, page: int) -> Page:
        """One page, open until its ``with`` block ends."""
        return Page(self._document, page)

    def paper(self, page: int, box: Box, rotation: int, comments: bool = False) -> Paper:
        """One page as it is on paper, open until its ``with`` block ends: see :class:`Paper`."""
        return Paper(self._document, page, box, rotation, comments)

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
        without: Pixels | None = None,
    ) -> Image.Image:
        """The page as print shows it, as a Pillow image (RGB) of ``size`` pixels.

        It is drawn ``over`` times as large and averaged. With ``box`` only that part of the page, which must
        be neither turned nor scaled by a UserUnit. ``shown`` is the box to show, with ``rotation``, or of a
        page whose own boxes do not meet, of which pdfium would show nothing. ``comments``: see
        :func:`dossier.printing.prints`. What lies within ``without`` is not drawn, and white. Raises
        UndrawnError where pdfium cannot load the page.
        """
        # Annotations must be sorted out before the form environment sees the page.
        opened = pdfium.FPDF_LoadPage(self._document, page - 1)
        if not opened:
            raise UndrawnError(f"page {page}")
        try:
            keep_printing(opened, comments)
            empty = min(pdfium.FPDF_GetPageWidthF(opened), pdfium.FPDF_GetPageHeightF(opened)) <= 0
            if shown and (empty or rotation is not None):
                pdfium.FPDFPage_SetCropBox(opened, *shown)
            if rotation is not None:
                pdfium.FPDFPage_SetRotation(opened, rotation // 90)
            if without is None:
                return draw(self._document, opened, size, over, box)
            from PIL import Image  # not every reader draws

            if strays(page_objects(opened)):
                picture = draw(self._document, opened, size)
                picture.paste("white", without)
                return picture
            picture = Image.new("RGB", size, "white")
            for part in around(without, size):
                picture.paste(draw(self._document, opened, size, part=part), part[:2])
            return picture
        finally:
            pdfium.FPDF_ClosePage(opened)

    def outline(self) -> Iterator[tuple[int, str, int | None]]:
        """Each outline entry: level from 0, title, page."""
        for entry in self._document.get_toc():
            dest = entry.get_dest()
            index = dest.get_index() if dest else None
            yield entry.level, entry.get_title(), None if index is None else index + 1
