"""TrueType and OpenType programs (OpenType, hmtx)."""

from __future__ import annotations

import io
import struct
from collections.abc import Set

from fontTools.ttLib import TTFont

from dossier import odd
from dossier.odd import OddError

from .program import UNITS

_WIDEST = 0xFFFF
# Where a TrueType program says the units of its em (OpenType, head).
_EM = 18


class TrueType:
    """A TrueType program; raises OddError for one that is not to be read."""

    def __init__(self, program: bytes) -> None:
        with odd.reading("fontTools", faults=(struct.error,)):
            self.font = read(program)
            head = self.font.getTableData("head")
            self._units = int.from_bytes(head[_EM : _EM + 2])
            self._advances = self.font["hmtx"].metrics
            self._order = self.font.getGlyphOrder()
        if not self._units:
            raise OddError("an em of nothing")

    def width(self, glyph: int | str) -> float | None:
        """See :class:`Program`."""
        if not isinstance(glyph, int) or not 0 <= glyph < len(self._order):
            return None
        advance: int = self._advances[self._order[glyph]][0]
        return float(advance * UNITS / self._units)

    def drawn(self) -> Set[int]:
        """See :class:`Program`."""
        if "loca" not in self.font:
            return frozenset(range(len(self._order)))
        with odd.reading("fontTools", faults=(struct.error,)):
            places = list(self.font["loca"].locations)
        return {glyph for glyph in range(len(places) - 1) if places[glyph] != places[glyph + 1]}

    def maps(self) -> dict[tuple[int, int], dict[int, int]]:
        """The glyphs by the codes of each of its maps, by platform and encoding."""
        with odd.reading("fontTools", faults=(struct.error,)):
            tables = self.font["cmap"].tables if "cmap" in self.font else []
            return {
                (one.platformID, one.platEncID): {c: self.font.getGlyphID(n) for c, n in one.cmap.items()}
                for one in tables
                if hasattr(one, "cmap")
            }

    def put(self, glyph: int | str, width: float) -> None:
        """See :class:`Program`."""
        advance = round(width * self._units / UNITS)
        if not isinstance(glyph, int) or not 0 <= advance <= _WIDEST:
            raise OddError("no width of a glyph")
        name = self._order[glyph]
        self._advances[name] = (advance, self._advances[name][1])

    def written(self) -> bytes:
        """See :class:`Program`."""
        return saved(self.font)


def read(program: bytes) -> TTFont:
    """The tables of a program; whoever reads them here raises OddError."""
    return TTFont(io.BytesIO(program), lazy=True, recalcBBoxes=False, recalcTimestamp=False)


def saved(font: TTFont) -> bytes:
    """The program with what was changed in its tables."""
    out = io.BytesIO()
    with odd.reading("fontTools", faults=(struct.error,)):
        font.save(out, reorderTables=None)
    return out.getvalue()
