"""How wide each code of a font is, so that what stays of a line stays in its place (ISO 32000-2, 9.2.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Name

from dossier import entries
from dossier.intake.archive.standard import advances
from dossier.odd import OddError

_SPACE = 32
# A Type 3 font that does not say its scale has this one; a code of two bytes is no higher than that.
_THOUSANDTH, _LAST = 0.001, 0xFFFF
# What a CID font without /DW has (table 115).
_DEFAULT = 1000.0


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
        codes = [int.from_bytes(text[n : n + self.size], "big") for n in range(0, len(text), self.size)]
        wide = sum(self.widths.get(code, self.otherwise) for code in codes)
        spaces = codes.count(_SPACE) if self.size == 1 else 0
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
    if font.get("/Encoding") != Name("/Identity-H"):
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
    return Font(widths, entries.number(inner.get("/DW", _DEFAULT)), 2)
