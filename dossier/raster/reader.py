"""A document, open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from dossier.model import Box
from dossier.odd import OddError

from .page import Page
from .paper import Paper
from .picture import Shown, keep_printing

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

    @contextmanager
    def shown(self, page: int, comments: bool = False) -> Iterator[Shown]:
        """One page as print shows it, open until the block ends, to be drawn as often as it is needed.

        ``comments``: see :func:`dossier.printing.prints`. Raises UndrawnError where pdfium cannot load it.
        """
        # Annotations must be sorted out before the form environment sees the page.
        opened = pdfium.FPDF_LoadPage(self._document, page - 1)
        if not opened:
            raise UndrawnError(f"page {page}")
        try:
            keep_printing(opened, comments)
            yield Shown(self._document, opened)
        finally:
            pdfium.FPDF_ClosePage(opened)

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
        hair: float = 0.0,
    ) -> Image.Image:
        """One picture of a page: see :meth:`shown` and :meth:`.picture.Shown.picture`."""
        with self.shown(page, comments) as opened:
            return opened.picture(size, over=over, box=box, shown=shown, rotation=rotation, hair=hair)

    def outline(self) -> Iterator[tuple[int, str, int | None]]:
        """Each outline entry: level from 0, title, page."""
        for entry in self._document.get_toc():
            dest = entry.get_dest()
            index = dest.get_index() if dest else None
            yield entry.level, entry.get_title(), None if index is None else index + 1
