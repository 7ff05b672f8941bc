"""Compact programs (CFF), bare and within OpenType (Adobe's notes 5176 and 5177)."""

from __future__ import annotations

import io
import struct
from collections.abc import Set

from fontTools.cffLib import CFFFontSet, TopDict
from fontTools.misc.psCharStrings import T2CharString, T2WidthExtractor
from fontTools.ttLib import TTFont

from dossier import odd
from dossier.odd import OddError

from .program import UNITS
from .truetype import read, saved

# What a width may lose by being written as a whole number.
_ROUNDED = 0.5
_MATRIX = 6


class Compact:
    """A bare compact program (CFF), whose glyphs are known by name; a number is that of a character, where
    they are numbered so."""

    def __init__(self, program: bytes) -> None:
        with odd.reading("fontTools", faults=(struct.error,)):
            self._fonts = self._read(program)
            self._font: TopDict = self._fonts[0]
            self._names = frozenset(self._font.CharStrings.keys())
            self._order = self._font.charset
            self._numbers = {name: number for number, name in enumerate(self._order)}
            self._numbered = hasattr(self._font, "ROS")

    def width(self, glyph: int | str) -> float | None:
        """See :class:`Program`."""
        name = self._name(glyph)
        return None if name is None else self._measured(self._drawing(name))[0] * self._scale(name)

    def put(self, glyph: int | str, width: float) -> None:
        """See :class:`Program`."""
        name = self._name(glyph)
        if name is None:
            raise OddError("no such glyph")
        drawing = self._drawing(name)
        _, said = self._measured(drawing)
        wanted = width / self._scale(name)
        given = round(wanted) - drawing.private.nominalWidthX
        drawing.setProgram([given, *drawing.program[said:]])
        if abs(self._measured(drawing)[0] - wanted) > _ROUNDED:  # one that a subroutine says, or computes
            raise OddError("a width said elsewhere")

    def written(self) -> bytes:
        """See :class:`Program`."""
        out = io.BytesIO()
        with odd.reading("fontTools", faults=(struct.error,)):
            self._fonts.compile(out, TTFont(recalcBBoxes=False), isCFF2=False)
        return out.getvalue()

    def drawn(self) -> Set[int]:
        """See :class:`Program`."""
        if self._numbered:
            return {int(name[3:]) for name in self._names if name[3:].isdigit()}
        return frozenset(range(len(self._order)))

    def _read(self, program: bytes) -> CFFFontSet:
        fonts = CFFFontSet()
        fonts.decompile(io.BytesIO(program), TTFont(), isCFF2=False)
        return fonts

    def _name(self, glyph: int | str) -> str | None:
        if isinstance(glyph, int):
            if self._numbered:
                glyph = f"cid{glyph:05}" if glyph else ".notdef"
            elif glyph < len(self._order):
                glyph = self._order[glyph]
        return glyph if isinstance(glyph, str) and glyph in self._names else None

    def _drawing(self, name: str) -> T2CharString:
        with odd.reading("fontTools", faults=(struct.error,)):
            return self._font.CharStrings[name]

    def _scale(self, name: str) -> float:
        """Thousandths of an em in a unit of a drawing: what the font says, times what its part does that the
        glyph is in (Adobe's note 5176, tables 9 and 18)."""
        with odd.reading("fontTools", faults=(struct.error,)):
            said = [self._font.rawDict.get("FontMatrix")]
            if self._numbered:
                part = self._font.FDSelect[self._numbers[name]]
                said.append(self._font.FDArray[part].rawDict.get("FontMatrix"))
        scale = 1.0 if any(said) else 1 / UNITS
        for matrix in filter(None, said):
            if len(matrix) != _MATRIX or matrix[1] or matrix[2] or matrix[0] != matrix[3] or matrix[0] <= 0:
                raise OddError("another scale")
            scale *= matrix[0]
        return scale * UNITS

    @staticmethod
    def _measured(drawing: T2CharString) -> tuple[float, bool]:
        """The width, and whether the drawing says it, by its first number."""
        private = drawing.private
        measure = T2WidthExtractor(
            getattr(private, "Subrs", []), drawing.globalSubrs, 0, float("nan"), private
        )
        with odd.reading("fontTools", faults=(struct.error,)):
            measure.execute(drawing)
        said = measure.width == measure.width
        return (measure.width + private.nominalWidthX if said else private.defaultWidthX), said


class OpenType(Compact):
    """A compact program within an OpenType one, whose table of widths says them once more."""

    def put(self, glyph: int | str, width: float) -> None:
        """See :class:`Program`."""
        super().put(glyph, width)
        if "hmtx" in self._whole:
            with odd.reading("fontTools", faults=(struct.error,)):
                advances = self._whole["hmtx"].metrics
                name = self._name(glyph)
                advances[name] = (round(width / self._scale(str(name))), advances[name][1])

    def written(self) -> bytes:
        """See :class:`Program`."""
        return saved(self._whole)

    def _read(self, program: bytes) -> CFFFontSet:
        self._whole = read(program)
        return self._whole["CFF "].cff
