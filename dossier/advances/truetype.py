"""TrueType and OpenType programs (OpenType, hmtx)."""

from __future__ import annotations

import io
import struct
from collections.abc import Set
from functools import cached_property, lru_cache

from fontTools.ttLib import TTFont

from dossier import odd
from dossier.odd import OddError

from .program import UNITS

_WIDEST = 0xFFFF
# Where a TrueType program says the units of its em (OpenType, head), how many glyphs it has (maxp), and of
# how many it says the width: the others have that of the last (hhea).
_EM, _COUNT, _LONG = 18, 4, 34


class TrueType:
    """A TrueType program; raises OddError for one that is not to be read."""

    def __init__(self, program: bytes) -> None:
        with odd.reading("fontTools", faults=(struct.error,)):
            self.font = read(program)
            head, lengths, most, table = map(self.font.getTableData, ("head", "hhea", "maxp", "hmtx"))
        self._units = int.from_bytes(head[_EM : _EM + 2])
        self._count = int.from_bytes(most[_COUNT : _COUNT + 2])
        # Read here and not as a table of names: of most programs nothing else is asked.
        long = min(int.from_bytes(lengths[_LONG : _LONG + 2]), self._count)
        if not self._units or not long or len(table) < 2 * (long + self._count):
            raise OddError("an em of nothing, or glyphs without widths")
        self._advances = struct.unpack(f">{2 * long}H", table[: 4 * long])[::2]
        self._given: dict[int, int] = {}

    def width(self, glyph: int | str) -> float | None:
        """See :class:`Program`."""
        if not isinstance(glyph, int) or not 0 <= glyph < self._count:
            return None
        advance = self._given.get(glyph, self._advances[min(glyph, len(self._advances) - 1)])
        return float(advance * UNITS / self._units)

    def drawn(self) -> Set[int]:
        """See :class:`Program`."""
        if "loca" not in self.font:
            return frozenset(range(self._count))
        with odd.reading("fontTools", faults=(struct.error,)):
            places = list(self.font["loca"].locations)
        return {glyph for glyph in range(len(places) - 1) if places[glyph] != places[glyph + 1]}

    def maps(self) -> dict[tuple[int, int], dict[int, int]]:
        """The glyphs by the codes of each of its maps, by platform and encoding."""
        with odd.reading("fontTools", faults=(struct.error,)):
            tables = numbered(self.font)["cmap"].tables if "cmap" in self.font else []
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
        metrics, name = self._metrics, self.font.getGlyphName(glyph)
        metrics[name] = (advance, metrics[name][1])
        self._given[glyph] = advance

    @cached_property
    def _metrics(self) -> dict[str, tuple[int, int]]:
        """The table of widths, as it is written."""
        with odd.reading("fontTools", faults=(struct.error,)):
            metrics: dict[str, tuple[int, int]] = numbered(self.font)["hmtx"].metrics
        return metrics

    def written(self) -> bytes:
        """See :class:`Program`."""
        return saved(self.font)


def read(program: bytes) -> TTFont:
    """The tables of a program; whoever reads them here raises OddError."""
    return TTFont(io.BytesIO(program), lazy=True, recalcBBoxes=False, recalcTimestamp=False)


def numbered(font: TTFont) -> TTFont:
    """``font``, its glyphs named by their numbers: to find what each may be called takes longer than all that
    is asked of them. Not for one whose tables name them, where the names are asked for."""
    font.setGlyphOrder(list(_names(font.getGlyphCount())))
    return font


@lru_cache(8)
def _names(count: int) -> list[str]:
    return [f"glyph{glyph:05}" for glyph in range(count)]


def saved(font: TTFont) -> bytes:
    """The program with what was changed in its tables."""
    out = io.BytesIO()
    with odd.reading("fontTools", faults=(struct.error,)):
        font.save(out, reorderTables=None)
    return out.getvalue()
