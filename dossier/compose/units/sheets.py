"""The style sheets of a dossier, read once for all its units.

What a sheet says of pages that a unit does not have is said of counters that are given to it: the number of
all pages, and the folio of an anchor in another unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from dossier import fonts
from dossier.compose import engine
from dossier.compose.laid_pages import BASE
from dossier.compose.layout import fetcher, load_engine
from dossier.compose.templates import Templates
from dossier.digest import digest
from dossier.findings import Finding

from .split import RECTO

if TYPE_CHECKING:  # the import costs 0.4 s
    from weasyprint import Document

#: The counters that stand for the number of pages, and for the page of an anchor.
TOTAL, FOLIO = "-dossier-total", "-dossier-folio"
#: The name of pages that nobody needs, and the rule that leaves their margins empty.
ASIDE = "aside"
NO_MARGINS = f"@page {ASIDE} {{ @bottom-left {{ content: none }} @bottom-right {{ content: none }} }}"
_PAGES = re.compile(r"counter\(\s*pages\b")
_TARGETS = re.compile(r"target-counter\(([^,()]*(?:\([^()]*\))?[^,()]*),\s*page\s*((?:,[^()]*)?)\)")


class Sheets:
    """The style sheets ``names`` of ``templates``, and the renderer with them."""

    def __init__(
        self, templates: Templates, names: Iterable[str], placeholders: Mapping[str, tuple[int, int]]
    ) -> None:
        self._templates = templates
        #: The names of the fonts that the dossier brings.
        self.fonts = sorted(templates.fonts)
        self._names = tuple(names)
        #: Whether a page depends on its side.
        self.sided = RECTO in self._names
        self._placeholders = placeholders
        self._given: dict[str, object] = {}
        self._files: dict[str, tuple[str, str]] = {}
        #: Why the renderer was not given a file.
        self.refused: list[Finding] = []
        #: The files of the templates that it was given.
        self.read: set[str] = set()

    def rendered(self, html: str) -> Document:
        """``html`` laid out by the renderer."""
        self._read()
        return self._laid(html, self._given)

    def plain(self, html: str) -> Document:
        """The same without the sheets."""
        self._read()
        return self._laid(html, {**self._given, "stylesheets": None})

    def _laid(self, html: str, given: Mapping[str, object]) -> Document:
        from weasyprint import HTML

        fetched = fetcher(self._templates, self._placeholders, self.refused, self.read)
        return HTML(string=html, base_url=BASE, url_fetcher=fetched).render(**given)

    def programs(self, faces: Iterable[engine.Font]) -> dict[str, str]:
        """The files of ``faces``: family by SHA-256."""
        for face in faces:
            if face.name not in self._files:
                self._files[face.name] = digest(engine.font_file(face)), face.family
        return dict(sorted(self._files[face.name] for face in faces))

    def _read(self) -> None:
        if self._given:
            return
        fonts.use_only(self._templates.fonts)
        load_engine()
        from weasyprint import CSS
        from weasyprint.css.counters import CounterStyle
        from weasyprint.text.fonts import FontConfiguration

        own = {"font_config": FontConfiguration(), "counter_style": CounterStyle()}
        fetched = fetcher(self._templates, self._placeholders, self.refused, self.read)
        sheets = [
            CSS(
                string=_given(self._templates.read(name)),
                base_url=f"{BASE}{name}",
                url_fetcher=fetched,
                **own,
            )
            for name in self._names
        ]
        self._given = {"stylesheets": sheets, **own}


def stub(held: str, side: str, name: str = "auto") -> str:
    """A page called ``name`` that is not kept, on one ``side`` of what is."""
    style = f"page: {name}; break-{side}: page; height: 1px"
    return f'<div aria-hidden="true" style="{style}">{held}</div>'


def _given(sheet: str) -> str:
    return _TARGETS.sub(rf"target-counter(\1, {FOLIO}\2)", _PAGES.sub(f"counter({TOTAL}", sheet))
