"""Who says what of a page goes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Protocol

from dossier import geometry
from dossier.geometry import Point
from dossier.model import Box
from dossier.raster import Character

from .lines import Instruction
from .state import NOTHING

# Within so many units of user space two engines put the origin of one letter.
_NEAR = 0.15
# A letter's origin lies so far outside the box of its marks, as a part of its height.
_BELOW = 0.25
# Of less than this, in units of user space, nobody sees anything.
_NONE = 1e-3
#: What lies at least so far outside, in units of user space, leaves no trace at the edge of a page.
EDGE = 0.5


@dataclass
class Notes:
    """What was done on a page: counted by reason; ``unsure`` where the place of what stays is not known."""

    removed: Counter[str] = field(default_factory=Counter)
    unsure: bool = False


class Judge(Protocol):
    """Says why a thing goes: a word for the record, or None where it stays; and what is said of nothing."""

    def glyph(self, origin: Point, box: Box) -> str | None:
        """A letter, by its origin and what it may cover, in user space."""

    def spares(self, box: Box) -> bool:
        """Whether nothing can go that lies in ``box``: its letters need not be looked at one by one."""

    def graphic(self, kind: str, box: Box | None) -> str | None:
        """An ``image``, ``path``, ``shading`` or ``form``; its box is None where it has no bounds."""

    def drew(self, kind: str, box: Box | None) -> None:
        """What stays, ``text`` among it, by what its ink covers, in user space; None: it has no bounds."""

    def since(self) -> int:
        """How much was drawn until now."""

    def silent(self, since: int, begin: Instruction, named: Callable[[str, object], object]) -> bool:
        """Whether what is read in place of all that was drawn ``since``, in a sequence of marked content,
        goes; ``named`` finds what its resources name."""


class _Deaf:
    """To whom it is all the same what is said."""

    def drew(self, kind: str, box: Box | None) -> None:
        """Not kept."""

    def since(self) -> int:
        """Nothing is counted."""
        return 0

    def silent(self, since: int, begin: Instruction, named: Callable[[str, object], object]) -> bool:
        """What is said stays."""
        return False


class Outside(_Deaf):
    """Everything goes that lies wholly outside ``box``, in user space; None: nothing does."""

    def __init__(self, box: Box | None) -> None:
        self._box = box

    def glyph(self, origin: Point, box: Box) -> str | None:
        """A letter; one of no extent is nowhere."""
        return "outside" if self._box is not None and _is_flat(box) else self.graphic("text", box)

    def spares(self, box: Box) -> bool:
        """Whether nothing can go that lies in ``box``."""
        return self._box is None or (geometry.contains(self._box, box, EDGE) and not _is_flat(box))

    def graphic(self, kind: str, box: Box | None) -> str | None:
        """Anything else."""
        out = box is not None and self._box is not None and geometry.apart(box, self._box, EDGE)
        return "outside" if out else None


def _is_flat(box: Box) -> bool:
    """Whether ``box`` has no extent in one direction: letters that are drawn there leave no mark."""
    return min(box[2] - box[0], box[3] - box[1]) < _NONE


class Chosen(_Deaf):
    """Those letters go of which ``letters`` has the origin, with the reason why, or that begin in one of
    ``blocks``; those pictures whose rank is in ``pictures``; all that lies wholly in ``areas``.

    ``stay`` are the origins of letters that are seen.
    """

    def __init__(
        self,
        letters: Mapping[Point, str],
        stay: Iterable[Point],
        pictures: Sequence[int],
        areas: Sequence[Box],
        blocks: Sequence[tuple[Box, str]] = (),
    ) -> None:
        self._letters: dict[tuple[int, int], list[tuple[Point, str | None]]] = defaultdict(list)
        for origin, reason in [*letters.items(), *((origin, None) for origin in stay)]:
            self._letters[_cell(origin)].append((origin, reason))
        corners = [corner for box, _ in blocks for corner in (box[:2], box[2:])]
        self._around = geometry.bounds([*letters, *corners]) if letters else NOTHING
        self._blocks = blocks
        self._pictures, self._areas = set(pictures), areas
        #: How many pictures were asked about.
        self.asked = 0

    def glyph(self, origin: Point, box: Box) -> str | None:
        """A letter."""
        x, y = _cell(origin)
        near = [
            reason
            for column in (x - 1, x, x + 1)
            for row in (y - 1, y, y + 1)
            for other, reason in self._letters.get((column, row), ())
            if max(abs(other[0] - origin[0]), abs(other[1] - origin[1])) <= _NEAR
        ]
        # Where a letter that is seen stands at the same place, nobody can tell one from the other.
        near += [
            reason for box, reason in self._blocks if not near and geometry.contains(box, (*origin, *origin))
        ]
        return near[0] if near and None not in near else None

    def spares(self, box: Box) -> bool:
        """Whether nothing can go that lies in ``box``."""
        return geometry.apart(self._around, box, _NEAR)

    def graphic(self, kind: str, box: Box | None) -> str | None:
        """Anything else."""
        if kind == "image":
            self.asked += 1
            if self.asked - 1 in self._pictures:
                return "hidden-picture"
        inside = box is not None and any(geometry.contains(area, box) for area in self._areas)
        return "redacted" if inside and kind not in ("form", "shading") else None


def _cell(origin: Point) -> tuple[int, int]:
    return (round(origin[0] / _NEAR), round(origin[1] / _NEAR))


def blocks(letters: Sequence[Character], reasons: Mapping[int, str]) -> list[tuple[Box, str]]:
    """Where letters go whose own places nobody knows: those of an /ActualText stand all where it begins."""
    placed = []
    for _, group in groupby(letters, key=lambda letter: letter.origin):
        run = list(group)
        if len(run) > 1 and all(letter.index in reasons for letter in run):
            x0, y0, x1, y1 = geometry.bounds(c for letter in run for c in (letter.box[:2], letter.box[2:]))
            below = _BELOW * run[0].height
            placed.append(((x0 - below, y0 - below, x1, y1), reasons[run[0].index]))
    return placed
