"""Where the renderer drew what: image matrices and clips, read from a page's own drawing operators.

The operators come from the renderer's list, before compression: nothing is parsed that it has not just
written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dossier import geometry
from dossier.geometry import Matrix, Point
from dossier.model import Box

_HUGE: Box = (-1e6, -1e6, 1e6, 1e6)
_PAINT = {b"n", b"f", b"f*", b"F", b"S", b"s", b"B", b"B*", b"b", b"b*"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One XObject drawn: its resource ``name``, the ``box`` that the unit square covers, ``seen`` of it
    after clips.

    Boxes are in points from the page's lower left; ``seen`` is None where clips leave nothing.
    ``upright`` is false where the matrix turns or mirrors.
    """

    name: str
    box: Box
    seen: Box | None
    upright: bool


@dataclass(slots=True)
class _State:
    matrix: Matrix = geometry.IDENTITY
    clip: Box | None = _HUGE


@dataclass(slots=True)
class _Reader:
    state: _State = field(default_factory=_State)
    stack: list[_State] = field(default_factory=list)
    path: list[Point] = field(default_factory=list)
    clipping: bool = False

    def operator(self, line: bytes) -> Drawn | None:
        *operands, name = line.split()
        if name == b"q":
            self.stack.append(_State(self.state.matrix, self.state.clip))
        elif name == b"Q":
            self.state = self.stack.pop()
        elif name == b"cm":
            a, b, c, d, e, f = map(float, operands)
            self.state.matrix = geometry.multiply((a, b, c, d, e, f), self.state.matrix)
        elif name == b"re":
            x, y, w, h = map(float, operands)
            self.path += [(x, y), (x + w, y), (x, y + h), (x + w, y + h)]
        elif name in (b"m", b"l", b"c", b"v", b"y"):
            numbers = list(map(float, operands))
            self.path += list(zip(numbers[::2], numbers[1::2], strict=True))
        elif name in (b"W", b"W*"):
            self.clipping = True
        elif name in _PAINT:
            self._end_path()
        elif name == b"Do":
            return self._drawn(operands[0][1:].decode())
        return None

    def _end_path(self) -> None:
        if self.clipping and self.path and self.state.clip:
            points = (geometry.apply(self.state.matrix, point) for point in self.path)
            self.state.clip = geometry.intersect(self.state.clip, geometry.bounds(points))
        self.path, self.clipping = [], False

    def _drawn(self, name: str) -> Drawn:
        matrix = self.state.matrix
        box = geometry.transform(matrix, geometry.UNIT)
        seen = geometry.intersect(box, self.state.clip) if self.state.clip else None
        a, b, c, d, _, _ = matrix
        upright = a > 0 and d > 0 and abs(b) + abs(c) < 1e-6 * (a + d)
        return Drawn(name, box, seen, upright)


def drawn_on(operators: Iterable[object]) -> Iterator[Drawn]:
    """Each XObject that one page draws, from the renderer's operators (bytes; marks come as text and are
    skipped)."""
    reader = _Reader()
    for line in operators:
        if isinstance(line, bytes) and not line.startswith((b"[", b"(", b"<")):
            operator = reader.operator(line)
            if operator:
                yield operator
