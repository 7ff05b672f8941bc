"""Paths that a content stream draws and clips by (ISO 32000-2, 8.5)."""

from __future__ import annotations

from collections.abc import Sequence

from dossier import entries, geometry
from dossier.geometry import Matrix, Point
from dossier.model import Box
from dossier.odd import OddError

from .lines import Instruction
from .state import NOTHING, State

#: Operators that add to a path, and those that end it.
DRAWS = frozenset(("m", "l", "c", "v", "y", "h", "re", "W", "W*"))
PAINTS = frozenset(("S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n"))
_OPERANDS = {"m": 2, "l": 2, "c": 6, "v": 4, "y": 4, "h": 0, "re": 4}
_STROKES = frozenset(("S", "s", "B", "B*", "b", "b*"))
# A mitred corner reaches this many times the width of its line (table 51: /ML of 10).
_MITRE = 5.0


class Path:
    """One path: the instructions ``written`` for it, and whether it ``clips``."""

    def __init__(self) -> None:
        self.written: list[Instruction] = []
        self.clips = False
        #: Whether an operator lacks operands: each engine draws something else.
        self.odd = False
        self._points: list[Point] = []

    def draw(self, op: str, operands: Sequence[object], as_read: Instruction, ctm: Matrix) -> None:
        """One operator more."""
        self.written.append(as_read)
        if op in ("W", "W*"):
            self.clips = True
            return
        try:
            numbers = [entries.number(number) for number in operands]
        except OddError:
            numbers = []
        if len(numbers) != _OPERANDS[op]:
            self.odd = True
            return
        if op == "re":
            x, y, width, height = numbers
            numbers = [x, y, x + width, y, x, y + height, x + width, y + height]
        pairs = zip(numbers[::2], numbers[1::2], strict=False)
        self._points += (geometry.apply(ctm, pair) for pair in pairs)

    @property
    def box(self) -> Box:
        """The box around it, in the user space of the page."""
        return geometry.bounds(self._points) if self._points else NOTHING

    def reach(self, op: str, state: State) -> Box:
        """The box around all that the operator ``op`` paints of it."""
        return self._around(_MITRE * self._width(state) + 1) if op in _STROKES else self.box

    def ink(self, op: str, state: State) -> Box:
        """The box around what it paints for the most part, without the mitres of its corners."""
        return self._around(self._width(state) / 2) if op in _STROKES else self.box

    @staticmethod
    def _width(state: State) -> float:
        a, b, c, d, _, _ = state.ctm
        return state.width * max(abs(a), abs(b), abs(c), abs(d))

    def _around(self, wide: float) -> Box:
        x0, y0, x1, y1 = self.box
        return (x0 - wide, y0 - wide, x1 + wide, y1 + wide)
