"""How wide each code of a font is, so that what stays of a line stays in its place (ISO 32000-2, 9.2.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Name

from dossier.intake.archive.fonts import advances

_SPACE = 32
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


def measured(font: Any) -> Font | None:
    """What is known of a font's widths; None where its codes cannot be told apart from its dictionary alone,
    or run downwards."""
    if not isinstance(font, Dictionary):
        return None
    try:
        if font.get("/Subtype") == Name.Type0:
            return _composite(font)
        return _simple(font)
    except (TypeError, ValueError, AttributeError, KeyError, IndexError):
        return None


def _simple(font: Any) -> Font | None:
    widths: Any = font.get("/Widths")
    if not isinstance(widths, Array):
        standard = advances(font)
        return None if standard is None else Font(standard, standard.get(-1, 0.0), 1)
    scale = 1.0
    if font.get("/Subtype") == Name.Type3:
        matrix: Any = font.get("/FontMatrix", Array([0.001, 0, 0, 0.001, 0, 0]))
        scale = 1000 * float(matrix[0])
    first = int(font.get("/FirstChar", 0))
    descriptor: Any = font.get("/FontDescriptor", Dictionary())
    missing = float(descriptor.get("/MissingWidth", 0))
    return Font({first + n: scale * float(width) for n, width in enumerate(widths)}, missing, 1)


def _composite(font: Any) -> Font | None:
    if font.get("/Encoding") != Name("/Identity-H"):
        return None
    inner: Any = font.DescendantFonts[0]
    widths: dict[int, float] = {}
    listed = list(inner.get("/W", ()))
    while listed:
        first, second = int(listed[0]), listed[1]
        if isinstance(second, Array):
            widths.update((first + n, float(width)) for n, width in enumerate(second))
            listed = listed[2:]
        else:
            widths.update(dict.fromkeys(range(first, int(second) + 1), float(listed[2])))
            listed = listed[3:]
    return Font(widths, float(inner.get("/DW", _DEFAULT)), 2)
