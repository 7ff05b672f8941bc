"""Tabs: laid out for all documents at once, each written where a unit has one that stands for it.

In the stream of a page stand comments around what draws its tab, and the name of that. Those that stand for
others are laid out among the others, too: a page has its tab from there only where it was drawn alike.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pikepdf

from .later import ATTRIBUTE, Later, Tab
from .split import NotApartError

if TYPE_CHECKING:  # the import costs 0.4 s
    from weasyprint.formatting_structure.boxes import Box as LaidBox

#: By what a tab is known in HTML.
IN_HTML = f' {ATTRIBUTE}="'
_DRAWN = re.compile(rb"%tab (\S+)\n(.*?)\n%end\n", re.DOTALL)
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


def fence(operators: list[object], marks: Mapping[LaidBox, int]) -> int:
    """Put comments around what draws the tabs of a page, by its ``operators`` and the MCID of each of its
    boxes (``marks``); how many tabs there are."""
    keys = {
        mcid: key
        for box, mcid in marks.items()
        if box.element is not None and (key := box.element.get(ATTRIBUTE))
    }
    if not keys:
        return 0
    begun: dict[int, str] = {}
    ended: list[tuple[int, int, str]] = []
    saved: list[int] = []
    for at, operator in enumerate(operators):
        if operator == b"q":
            saved.append(at)
        elif operator == b"Q":
            start = saved.pop()
            if start in begun:
                ended.append((start, at, begun.pop(start)))
        elif operator == b"BDC":
            properties = operators[at - 1]
            key = keys.get(properties.get("MCID", -1)) if isinstance(properties, dict) else None
            if key:  # what stands by itself is drawn within two pairs: its ground, and what is on it
                begun[saved[-2]] = key
    for start, end, key in sorted(ended, reverse=True):
        operators.insert(end + 1, b"%end")
        operators.insert(start, f"%tab {key}".encode())
    return len(ended)


def drawn(pdf: bytes) -> dict[str, bytes]:
    """What draws each tab of ``pdf``, by its key."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        streams = [page.obj.Contents.read_bytes() for page in opened.pages]
    return {key.decode(): data for stream in streams for key, data in _DRAWN.findall(stream)}


def with_tabs(data: bytes, document: Later, tabs: Mapping[str, bytes]) -> bytes:
    """The stream ``data`` with the tab of ``document`` in the place of the one that stands for it. Raises
    NotApartError where that is not drawn as among ``tabs``."""

    def put(match: re.Match[bytes]) -> bytes:
        key = match[1].decode()
        tab = tabs.get(document.tab(key))
        if tab is None or tabs.get(key) != match[2] or {*_NAME.findall(tab)} != {*_NAME.findall(match[2])}:
            raise NotApartError("a tab that is drawn otherwise")
        return tab + b"\n"

    return _DRAWN.sub(put, data)
