"""Tags of colour profiles that hold words (ICC.1:2001-04, 6.5.17 and 6.5.18)."""

from __future__ import annotations

import struct


def description(words: str) -> bytes:
    """A ``textDescriptionType`` of ASCII ``words``."""
    ascii = words.encode("ascii") + b"\0"
    return b"desc" + struct.pack(">2I", 0, len(ascii)) + ascii + bytes(8 + 3 + 67)


def text(words: str) -> bytes:
    """A ``textType`` of ASCII ``words``."""
    return b"text" + bytes(4) + words.encode("ascii") + b"\0"
