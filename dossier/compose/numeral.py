"""The number of a document as its own pages print it: marked, so that another may be written in its place."""

from __future__ import annotations

import re

# Private-use characters, which no font draws: they are gone, or another character, before a page is laid out.
_OPEN, _CLOSE = "\ue010", "\ue011"
_MARKED = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")


def marked(number: int) -> str:
    """``number``, to be found again in a page of HTML."""
    return f"{_OPEN}{number}{_CLOSE}"


def plain(html: str) -> str:
    """``html`` with its numbers as they are printed."""
    return _MARKED.sub(r"\1", html)


def first(html: str, before: str) -> int | None:
    """The number that is marked behind ``before``, a text that stands in ``html`` once; None where that is
    not so."""
    _, _, rest = html.partition(before)
    match = _MARKED.match(rest)
    return int(match[1]) if match and html.count(before) == 1 else None
