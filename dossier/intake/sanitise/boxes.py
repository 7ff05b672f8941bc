"""Marked content that draws something and shows no text (ISO 32000-2, 14.6): what a redaction may have left.

Told from the content alone and quickly; what it looks like on the page tells :mod:`.spoken`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dossier import entries

from .tokens import BEGIN, END, HEX, NAME, STRING

_STEP = re.compile(
    STRING + rb"|" + HEX + rb"|(" + NAME + rb")|%[^\r\n]*|" + BEGIN + rb"(BMC|BDC|EMC|T[jJ]|['\"]|Do|sh"
    rb"|[SsfFBb]\*?|BI)" + END,
    re.DOTALL,
)
_NUMBER = re.compile(rb"/MCID\s+(\d{1,7})")
_HELD = re.compile(rb"/(?!OC\s)[^\s/<>()\[\]]*\s*(/[^\s/<>()\[\]]+)\s*$")


@dataclass(slots=True)
class Wordless:
    """A sequence without text of its own: the names of what it draws (``Do``), and whether it draws
    ``paths``, shadings or pictures within the content. ``begin`` is what stands before the operator that
    begins it: its ``number`` (MCID) or the name of its properties, ``held``."""

    begin: bytes = b""
    names: set[bytes] = field(default_factory=set)
    paths: bool = False
    text: bool = False

    @property
    def number(self) -> int | None:
        """Its MCID, where that stands in the content."""
        numbers = _NUMBER.findall(self.begin)
        return int(numbers[-1]) if numbers else None

    @property
    def held(self) -> bytes | None:
        """The name of its properties in the resources, where they stand there."""
        match = _HELD.search(self.begin)
        return match[1] if match else None

    def add(self, inner: Wordless) -> None:
        """What is in it is in this one."""
        self.names |= inner.names
        self.paths |= inner.paths
        self.text |= inner.text


def wordless(data: bytes) -> list[Wordless]:
    """The sequences with properties in the content stream ``data`` that show no text of their own."""
    sequences: list[Wordless] = []
    opened: list[tuple[bool, Wordless]] = []
    named, last = b"", 0
    for step in _STEP.finditer(data):
        if step[1]:
            named = step[1]
            continue
        operator = (step[2] or b"").decode()
        if operator in ("BMC", "BDC"):
            opened.append((operator == "BDC", Wordless(data[last : step.start()])))
        elif operator == "EMC":
            _close(opened, sequences)
        elif opened and operator == "Do":
            opened[-1][1].names.add(named)
        elif opened and operator in entries.SHOWS:
            opened[-1][1].text = True
        elif opened and operator:
            opened[-1][1].paths = True
        last = step.end() if operator else last
    return sequences


def _close(opened: list[tuple[bool, Wordless]], sequences: list[Wordless]) -> None:
    if not opened:
        return
    has_properties, ended = opened.pop()
    if has_properties and not ended.text:
        sequences.append(ended)
    for _, around in opened[-1:]:
        around.add(ended)
