"""Marked content in which nothing is drawn, or nothing but filled boxes (ISO 32000-2, 14.6).

A box is what a redaction leaves, black, white or grey; one of a hue is a picture. What is read in place of
a redaction's (14.9) is what it took.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pikepdf import ContentStreamInlineImage, ContentStreamInstruction, Name

from dossier import entries

from .tokens import BEGIN, END, HEX, NAME, STRING

_STEP = re.compile(
    STRING + rb"|" + HEX + rb"|(" + NAME + rb")|%[^\r\n]*|" + BEGIN + rb"(BMC|BDC|EMC|T[jJ]|['\"]|Do|sh"
    rb"|[Ssf]\*?|F|[Bb]\*?|re|[mlcvynqQ]|rg|[gk]|scn?|cs)" + END,
    re.DOTALL,
)
_SHOWS = entries.SHOWS | {"Do", "S", "s", "sh", "INLINE IMAGE"}
_FILLS = frozenset(("f", "F", "f*", "B", "B*", "b", "b*"))
_LINES = frozenset("mlcvy")
# The operators that set the colour of what is filled, with the most operands that tell one from another.
_COLOURS = {"g": 1, "rg": 3, "k": 4, "sc": 4, "scn": 4, "cs": 1}
# Of these, those that have a hue where the first three operands differ by more than a black of print does.
_HUES, _ALIKE = frozenset(("rg", "k")), 0.15
# So many boxes in one sequence are a drawing: a bar code, a chart.
_MOST = 12


def silent(data: bytes) -> set[int]:
    """The sequences in the content stream ``data``, which has no inline image, that show nothing but boxes:
    where the operator that begins each ends."""
    marks = _Marks()
    named = -1
    for step in _STEP.finditer(data):
        if step[1]:
            named = step.end()
        elif step[2]:
            operator, start = step[2].decode(), step.start()
            count = _COLOURS.get(operator, 0)
            given = data[max(0, start - 80) : start].split()[-count:] if count else []
            pattern = operator == "scn" and named >= 0 and not data[named:start].strip()
            marks.step(operator, step.end(), b" ".join(given), pattern=pattern)
    return marks.silent


def silent_of(instructions: Sequence[ContentStreamInstruction | ContentStreamInlineImage]) -> set[int]:
    """The same of a stream that was read: the rank of the instruction that begins each."""
    marks = _Marks()
    for rank, instruction in enumerate(instructions):
        operator = entries.spelt(instruction.operator)
        given = list(instruction.operands) if operator in _COLOURS else []
        pattern = operator == "scn" and any(isinstance(operand, Name) for operand in given)
        marks.step(operator, rank, " ".join(map(str, given)).encode(), pattern=pattern)
    return marks.silent


@dataclass(slots=True)
class _Mark:
    """A sequence that is open: where it begins, whether it ``shows`` more than boxes, how many of these, and
    in which colours."""

    at: int
    shows: bool = False
    boxes: int = 0
    colours: set[bytes] = field(default_factory=set)

    def add(self, inner: _Mark) -> None:
        """What is in it is in this one."""
        self.shows |= inner.shows
        self.boxes += inner.boxes
        self.colours |= inner.colours


class _Marks:
    def __init__(self) -> None:
        self.silent: set[int] = set()
        self._open: list[_Mark] = []
        self._fill: tuple[bytes, bool] = b"", False
        self._saved: list[tuple[bytes, bool]] = []
        self._boxes, self._lines = 0, False

    def step(self, operator: str, at: int, given: bytes, *, pattern: bool) -> None:
        """One operator; ``pattern``: it fills with one, which may show anything, as a hue may."""
        if operator in ("BMC", "BDC"):
            self._open.append(_Mark(at))
        elif operator == "EMC":
            self._close()
        elif operator == "q":
            self._saved.append(self._fill)
        elif operator == "Q":
            self._fill = self._saved.pop() if self._saved else self._fill
        elif operator in _COLOURS:
            self._fill = operator.encode() + given, pattern or (operator in _HUES and _has_hue(given))
        elif operator == "re":
            self._boxes += 1
        elif operator in _LINES:
            self._lines = True
        elif operator in _SHOWS or operator in _FILLS or operator == "n":
            self._paint(operator)

    def _paint(self, operator: str) -> None:
        colour, shows = self._fill
        if self._open and operator in _FILLS and not (self._lines or shows):
            self._open[-1].boxes += self._boxes
            self._open[-1].colours.add(colour)
        elif self._open and operator != "n":
            self._open[-1].shows = True
        if operator == "n" or operator in _FILLS or operator in ("S", "s"):
            self._boxes, self._lines = 0, False

    def _close(self) -> None:
        if not self._open:
            return
        ended = self._open.pop()
        if not ended.shows and ended.boxes <= _MOST and len(ended.colours) <= 1:
            self.silent.add(ended.at)
        for around in self._open[-1:]:
            around.add(ended)


def _has_hue(given: bytes) -> bool:
    try:
        parts = [float(one) for one in given.split()[:3]]
    except ValueError:
        return False
    return len(parts) > 1 and max(parts) - min(parts) > _ALIKE
