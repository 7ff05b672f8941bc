"""Advance widths in font programs: read, and written without moving a glyph.

What places a glyph's drawing is its left side bearing, which stays: in a TrueType program (OpenType, hmtx),
in one of Type 1 (hsbw; Adobe Type 1 Font Format, 6.4) and in a compact one, whose drawings start at the
origin (Adobe's note 5177, 3.1). Widths here are thousandths of an em.
"""

from __future__ import annotations

from collections.abc import Iterable

from .program import Program
from .truetype import TrueType, numbered
from .type1 import Type1

__all__ = ["Program", "TrueType", "Type1", "differ", "numbered", "opened"]


def opened(program: bytes, key: str) -> Program:
    """The ``program`` of a font, by the ``key`` of its descriptor. Raises OddError."""
    if key == "/FontFile":
        return Type1(program)
    whole = program.startswith(b"OTTO")
    if not whole and (key != "/FontFile3" or program.startswith((b"\0\1\0\0", b"true"))):
        return TrueType(program)
    from .compact import Compact, OpenType  # what reads these takes long to import, and many files have none

    return OpenType(program) if whole else Compact(program)


def differ(program: Program, wanted: Iterable[tuple[int | str, float]], slack: float) -> bool:
    """Whether a glyph of ``program`` advances by more than ``slack`` otherwise than ``wanted``."""
    for glyph, width in wanted:
        given = program.width(glyph)
        if given is not None and abs(given - width) > slack:
            return True
    return False
