"""How wide each code of a font is, so that what stays of a line stays in its place (ISO 32000-2, 9.2.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream

from dossier import entries
from dossier.intake.archive.standard import advances
from dossier.odd import OddError

_SPACE = 32
# A Type 3 font that does not say its scale has this one; a code of two bytes is no higher than that.
_THOUSANDTH, _LAST = 0.001, 0xFFFF
# What a CID font without /DW has (table 115).
_DEFAULT = 1000.0
# A map of codes to glyphs that a file brings along (9.7.5.4): what it may hold for its codes to be of two
# bytes each, whatever they are, and its rows.
_CODES = re.compile(rb"begincodespacerange\s*<0000>\s*<ffff>\s*endcodespacerange", re.IGNORECASE)
_MORE = re.compile(rb"usecmap|/WMode\s+1|beginnotdef")
_BLOCK = re.compile(rb"begincid(?:char|range)(.*?)endcid(?:char|range)", re.DOTALL)
_ROW = re.compile(rb"<([0-9A-Fa-f]{4})>\s*(?:<([0-9A-Fa-f]{4})>\s*)?(\d+)")


@dataclass(frozen=True, slots=True)
class Font:
    """Widths by code, in thousandths of an em; ``size`` is the number of bytes of a code."""

    widths: dict[int, float]
    otherwise: float
    size: int

    def codes(self, text: bytes) -> Iterator[tuple[bytes, float, bool]]:
        """Each code of ``text``, its width, and whether word spacing is added to it (9.3.3)."""
        for start in range(0, len(text), self.size):
            code = text[start : start + self.size]
            number = int.from_bytes(code, "big")
            yield code, self.widths.get(number, self.otherwise), self.size == 1 and number == _SPACE

    def length(self, text: bytes, size: float, character: float, word: float) -> float:
        """How far ``text`` goes at ``size``, with the spacings ``character`` and ``word`` (9.4.4)."""
        codes: Sequence[int] = text
        if self.size != 1:
            codes = [int.from_bytes(text[n : n + self.size], "big") for n in range(0, len(text), self.size)]
        known, otherwise = self.widths.get, self.otherwise
        wide = sum([known(code, otherwise) for code in codes])
        spaces = text.count(_SPACE) if self.size == 1 else 0
        return wide / 1000 * size + len(codes) * character + spaces * word


def measured(font: object) -> Font | None:
    """What is known of a font's widths; None where its codes cannot be told apart from its dictionary alone,
    or run downwards."""
    if not isinstance(font, Dictionary):
        return None
    try:
        return _composite(font) if font.get("/Subtype") == Name.Type0 else _simple(font)
    except OddError:
        return None


def _simple(font: Any) -> Font | None:
    widths: Any = font.get("/Widths")
    if not isinstance(widths, Array):
        standard = advances(font)
        return None if standard is None else Font(standard, standard.get(-1, 0.0), 1)
    scale = 1.0
    if font.get("/Subtype") == Name.Type3:
        matrix = entries.numbers(font.get("/FontMatrix")) or [_THOUSANDTH]
        scale = 1000 * matrix[0]
    first = entries.whole(font.get("/FirstChar", 0))
    missing = entries.number(entries.dictionary(font, "/FontDescriptor").get("/MissingWidth", 0))
    given = enumerate(entries.numbers(widths), first)
    return Font({code: scale * width for code, width in given}, missing, 1)


def _composite(font: Any) -> Font | None:
    encoding: Any = font.get("/Encoding")
    codes = _brought(encoding) if isinstance(encoding, Stream) else None
    if codes is None and encoding != Name("/Identity-H"):
        return None
    inner: Any = next(iter(entries.array(font, "/DescendantFonts")), None)
    widths: dict[int, float] = {}
    listed = entries.array(inner, "/W")
    while len(listed) > 1:
        first, second = entries.whole(listed[0]), listed[1]
        if isinstance(second, Array):
            widths.update(enumerate(entries.numbers(second), first))
            listed = listed[2:]
        else:
            last, wide = entries.whole(second), entries.number(next(iter(listed[2:3]), None))
            widths.update(dict.fromkeys(range(first, min(last, _LAST) + 1), wide))
            listed = listed[3:]
    if listed:
        raise OddError("/W ends too early")
    otherwise = default = entries.number(inner.get("/DW", _DEFAULT))
    if codes is not None:  # a code that the map does not know is the glyph of none
        otherwise, by_glyph = widths.get(0, default), widths
        widths = {code: by_glyph.get(glyph, default) for code, glyph in codes.items()}
    return Font(widths, otherwise, 2)


def _brought(table: Stream) -> dict[int, int] | None:
    """The glyph of each code by a map that a file brings along; None where its codes cannot be told apart."""
    text = entries.data(table)
    if len(_CODES.findall(text)) != 1 or text.count(b"begincodespacerange") != 1 or _MORE.search(text):
        return None
    if "/UseCMap" in table or table.get("/WMode", 0) != 0:
        return None
    glyphs: dict[int, int] = {}
    told = 0
    for first, last, glyph in (row for block in _BLOCK.findall(text) for row in _ROW.findall(block)):
        codes = range(int(first, 16), int(last or first, 16) + 1)
        told += len(codes)
        if told > 2 * _LAST:  # the same codes over and over
            return None
        glyphs.update(zip(codes, count(int(glyph)), strict=False))
    return glyphs
