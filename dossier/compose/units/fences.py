"""What stands in one place of a page, drawn between comments in its stream: another may take its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache

#: What a comment says that begins one of them, before its key: a tab, and what prints a folio.
TAB, MARGIN = "tab", "margin"


def fence(operators: list[object], keys: Mapping[int, str]) -> int:
    """Put comments around what draws the boxes of a page whose marks (MCID) have ``keys``: word and key. How
    many there are."""
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
        operators.insert(start, f"%{key}".encode())
    return len(ended)


def drawn(word: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """What stands between comments of a ``word`` in the stream ``data``, by its key."""
    return ((key.decode(), held) for key, held in _between(word).findall(data))


def replaced(word: str, data: bytes, other: Callable[[str, bytes], bytes]) -> bytes:
    """The stream ``data`` with what ``other`` makes of each key and of what is drawn for it, in the place of
    this and of its comments."""
    return _between(word).sub(lambda match: other(match[1].decode(), match[2]) + b"\n", data)


@cache
def _between(word: str) -> re.Pattern[bytes]:
    return re.compile(rb"%%%b (\S+)\n(.*?)\n%%end\n" % word.encode(), re.DOTALL)
