"""Tabs: laid out for all documents at once, each written where a unit has one that stands for it.

Those that stand for others are laid out among the others, too: a page has its tab from there only where it
was drawn alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from .fences import TAB, drawn, replaced
from .later import ATTRIBUTE, Later, Tab
from .split import NotApartError
from .unit import Unit, streams_of

if TYPE_CHECKING:  # the import costs 0.4 s
    from weasyprint.formatting_structure.boxes import Box as LaidBox

#: By what a tab is known in HTML.
IN_HTML = f' {ATTRIBUTE}="'
# What a stream names: fonts, states, parts of the file.
_NAME = re.compile(rb"/[^\s<>\[\]()/]+")
# A page of all tabs of one kind, on the side of the sheets that have them.
_PAGE = '<div class="sheet {kind}" style="break-before: {side}">{tabs}</div>'
_VERSO = "verso"


def tabs_of(documents: Iterable[Later]) -> str:
    """The HTML of all tabs that ``documents`` have, and of those that stand for them."""
    kinds: dict[str, dict[str, Tab]] = {}
    for document in documents:
        for pair in document.tabs:
            kinds.setdefault(pair[0].kind, {}).update({tab.key: tab for tab in pair})
    return "".join(
        _PAGE.format(
            kind=kind,
            side="left" if _VERSO in kind.split() else "right",
            tabs="".join(tab.html for tab in tabs.values()),
        )
        for kind, tabs in sorted(kinds.items())
    )


def tab_keys(marks: Mapping[LaidBox, int]) -> dict[int, str]:
    """The keys of the tabs of a page, as :func:`.fences.fence` takes them; ``marks`` gives the MCID of each
    of its boxes."""
    return {
        mcid: f"{TAB} {key}"
        for box, mcid in marks.items()
        if box.element is not None and (key := box.element.get(ATTRIBUTE))
    }


def tabs_drawn(unit: Unit | None) -> dict[str, bytes]:
    """What draws each tab of ``unit``, by its key."""
    return {key: data for stream in streams_of(unit) for key, data in drawn(TAB, stream)} if unit else {}


def with_tabs(data: bytes, document: Later, tabs: Mapping[str, bytes]) -> bytes:
    """The stream ``data`` with the tab of ``document`` in the place of the one that stands for it. Raises
    NotApartError where that is not drawn as among ``tabs``."""

    def put(key: str, held: bytes) -> bytes:
        tab = tabs.get(document.tab(key))
        if tab is None or tabs.get(key) != held or {*_NAME.findall(tab)} != {*_NAME.findall(held)}:
            raise NotApartError("a tab that is drawn otherwise")
        return tab

    return replaced(TAB, data, put)
