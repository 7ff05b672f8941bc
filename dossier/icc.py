"""The tags of colour profiles: how they are written, and those that hold words (ICC.1:2001-04, 6.1 and
6.5)."""

from __future__ import annotations

import struct
from collections.abc import Mapping

#: Bytes of the header, and of each entry of the table behind it.
HEADER, ENTRY = 128, 12


def description(words: str) -> bytes:
    """A ``textDescriptionType`` of ASCII ``words``."""
    ascii = words.encode("ascii") + b"\0"
    return b"desc" + struct.pack(">2I", 0, len(ascii)) + ascii + bytes(8 + 3 + 67)


def text(words: str) -> bytes:
    """A ``textType`` of ASCII ``words``."""
    return b"text" + bytes(4) + words.encode("ascii") + b"\0"


def table(tags: Mapping[bytes, bytes]) -> bytes:
    """All that stands behind the header: the table of ``tags`` and what they hold, what is equal once."""
    start = HEADER + 4 + ENTRY * len(tags)
    places: dict[bytes, int] = {}
    body, entries = b"", b""
    for name, tag in tags.items():
        if tag not in places:
            places[tag] = start + len(body)
            body += tag + bytes(-len(tag) % 4)
        entries += struct.pack(">4sII", name, places[tag], len(tag))
    return struct.pack(">I", len(tags)) + entries + body
