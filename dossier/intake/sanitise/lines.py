"""Text that a content stream shows, letter by letter, and what is left of it (ISO 32000-2, 9.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Array, Object

from dossier import entries, geometry
from dossier.entries import number
from dossier.geometry import Matrix, Point
from dossier.model import Box

from .state import State

#: An instruction as pikepdf reads it, and as it writes it: operands, operator.
Parsed = pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage
Instruction = tuple[Any, Any]
#: Why something goes that belongs to a layer which does not print.
HIDDEN_LAYER = "hidden-layer"
#: Operators after which the place of the letters before no longer counts.
PLACES = frozenset(("Td", "TD", "Tm", "T*", "ET", "BT", "'", '"'))
# How far a letter reaches below and above its line, as a part of its size: more than any does.
_BELOW, _ABOVE = -0.4, 1.2
# Room of less than this many thousandths of an em is the rounding of a sum.
_ROUNDING = 1e-3


class Text:
    """A text object: where its next letter stands. ``lost``: nobody knows, since letters of unknown width are
    gone."""

    def __init__(self) -> None:
        self.lost = False
        self._start: Matrix = geometry.IDENTITY
        self._here: Matrix = geometry.IDENTITY

    def place(self, matrix: Matrix) -> None:
        """The operator ``Tm``."""
        self._start = self._here = matrix
        self.lost = False

    def move(self, x: float, y: float) -> None:
        """The operator ``Td``."""
        self.place(geometry.multiply((1, 0, 0, 1, x, y), self._start))

    def passes(self, parts: Sequence[Object], state: State, spared: Callable[[Box], bool]) -> bool:
        """Go past ``parts`` where ``spared`` says of the box around them that nothing in it can go."""
        if state.font is None:
            return False
        moved, ends = 0.0, [0.0]
        for part in parts:
            if isinstance(part, pikepdf.String):
                moved += state.font.length(bytes(part), state.size, state.character, state.word)
            else:
                moved -= number(part) / 1000 * state.size
            ends.append(moved)
        boxes = [self._letter(state, end)[1] for end in (min(ends), max(ends))]
        if not all(map(spared, boxes)):
            return False
        self._advance(moved * state.across)
        return True

    def show(
        self,
        parts: Sequence[Object],
        state: State,
        judge: Callable[[Point, Box], str | None],
        hidden: bool,
    ) -> tuple[list[Object], set[str]]:
        """What is left of ``parts``, strings and moves, with room where letters were, and why they went.

        ``judge`` is asked for each letter, by its origin and what it may cover, in user space; where nothing
        is known of the font, ``hidden`` tells for all of them.
        """
        if state.font is None:
            self.lost = self.lost or hidden
            return ([], {HIDDEN_LAYER}) if hidden else (list(parts), set())
        left = _Left()
        reasons: set[str] = set()
        for part in parts:
            if not isinstance(part, pikepdf.String):
                left.move(number(part))
                self._advance(-number(part) / 1000 * state.size * state.across)
                continue
            for code, wide, spaced in state.font.codes(bytes(part)):
                width = wide / 1000 * state.size
                step = width + state.character + (state.word if spaced else 0)
                reason = judge(*self._letter(state, width))
                if reason is None:
                    left.keep(code)
                else:
                    reasons.add(reason)
                    left.move(-step / state.size * 1000 if state.size else 0.0)
                    self.lost = self.lost or bool(step and not state.size)
                self._advance(step * state.across)
        return left.parts(), reasons

    def _advance(self, x: float) -> None:
        self._here = geometry.multiply((1, 0, 0, 1, x, 0), self._here)

    def _letter(self, state: State, width: float) -> tuple[Point, Box]:
        onto = geometry.multiply(self._here, state.ctm)
        low, high = _BELOW * state.size + state.rise, _ABOVE * state.size + state.rise
        side, wide = abs(state.size) / 4 * bool(state.across), width * state.across
        box = (min(0.0, wide) - side, min(low, high), max(0.0, wide) + side, max(low, high))
        return geometry.apply(onto, (0, state.rise)), geometry.transform(onto, box)


class _Left:
    """Strings and moves, written down one after the other."""

    def __init__(self) -> None:
        self._parts: list[object] = []
        self._text, self._room = b"", 0.0

    def keep(self, code: bytes) -> None:
        if abs(self._room) > _ROUNDING:
            self._parts.append(Decimal(f"{self._room:.3f}"))
        self._room = 0.0
        self._text += code

    def move(self, room: float) -> None:
        if self._text:
            self._parts.append(pikepdf.String(self._text))
        self._text = b""
        self._room += room

    def parts(self) -> list[Any]:
        self.move(0.0)
        if abs(self._room) > _ROUNDING:
            self._parts.append(Decimal(f"{self._room:.3f}"))
        return self._parts


def without_idle_moves(written: Sequence[Instruction]) -> list[Instruction]:
    """``written`` without the room at the end of a line that nothing follows: its width would tell what stood
    there."""
    idle = True
    kept: list[Instruction] = []
    for operands, operator in reversed(written):
        op = entries.spelt(operator)
        if op in ("TJ", "Tj"):
            if idle and isinstance(operands[0], Array):
                parts = list(operands[0])
                while parts and not isinstance(parts[-1], pikepdf.String):
                    parts.pop()
                if not parts:
                    continue
                operands = [Array(parts)]
            idle = False
        idle = idle or op in PLACES
        kept.append((operands, operator))
    return kept[::-1]
