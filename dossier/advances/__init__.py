"""Advance widths in font programs: read, and written without moving a glyph.

What places a glyph's drawing is its left side bearing, which stays: in a TrueType program (OpenType, hmtx),
in one of Type 1 (hsbw; Adobe Type 1 Font Format, 6.4) and in a compact one, whose drawings start at the
origin (Adobe's note 5177, 3.1). Widths here are thousandths of an em.
"""

from __future__ import annotations

from collections.abc import Iterable

from .compact import Compact, OpenType
from .program import Program
from .truetype import TrueType
from .type1 import Type1

__all__ = ["Program", "TrueType", "Type1", "differ", "opened"]


def opened(program: bytes, key: str) -> Program:
    """The ``program`` of a font, by the ``key`` of its descriptor. Raises OddError."""
    if key == "/FontFile":
        return Type1(program)
    if program.startswith(b"OTTO"):
        return OpenType(program)
    if key == "/FontFile3" and not program.startswith((b"\0\1\0\0", b"true")):
        return Compact(program)
    return TrueType(program)


def differ(program: Program, wanted: Iterable[tuple[int | str, float]], slack: float) -> bool:
    """Whether a glyph of ``program`` advances by more than ``slack`` otherwise than ``wanted``."""
    for glyph, width in wanted:
        given = program.width(glyph)
        if given is not None and abs(given - width) > slack:
            return True
    return False
