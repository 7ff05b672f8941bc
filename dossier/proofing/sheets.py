"""Which sheets of the edition printed must be printed again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .difference import SAME, Comparison
from .edition import Edition


@dataclass(frozen=True)
class Reprint:
    """What a printer is told: ``sheets`` of the new edition to print, ``gone`` of the old one to take out.

    Sheets are counted from 1; each has two pages where ``recto`` is set. ``moved`` are sheets of the old
    edition that stay as they are at another place: old number, new number.
    """

    sheets: tuple[int, ...]
    gone: tuple[int, ...]
    moved: tuple[tuple[int, int], ...]
    recto: bool
    total: int
    before: int
    pages: int

    def folios(self, sheet: int) -> tuple[int, ...]:
        """The pages of a sheet of the new edition."""
        sides = 2 if self.recto else 1
        return tuple(n for n in range((sheet - 1) * sides + 1, sheet * sides + 1) if n <= self.pages)


def reprint(comparison: Comparison) -> Reprint:
    """The sheets that no sheet of the old edition can stand for, sides and all."""
    old, new = comparison.old, comparison.new
    recto = new.recto
    # A PDF alone does not say how it was printed: as this one then.
    before = _sheets(old, recto if not old.record or "recto" not in old.record else old.recto)
    as_before = {
        change.new.folio: change.old.folio
        for change in comparison.of(SAME)
        if change.new is not None and change.old is not None
    }
    known = {pages: number for number, pages in enumerate(before, 1)}
    sheets, moved, kept = [], [], set()
    now = _sheets(new, recto)
    for number, pages in enumerate(now, 1):
        was = known.get(tuple(as_before.get(folio, 0) for folio in pages))
        if was is None:
            sheets.append(number)
            continue
        kept.add(was)
        if was != number:
            moved.append((was, number))
    gone = [number for number in range(1, len(before) + 1) if number not in kept]
    return Reprint(tuple(sheets), tuple(gone), tuple(moved), recto, len(now), len(before), len(new.pages))


def _sheets(edition: Edition, recto: bool) -> Sequence[tuple[int, ...]]:
    sides, count = (2 if recto else 1), len(edition.pages)
    return [tuple(range(n, min(n + sides, count + 1))) for n in range(1, count + 1, sides)]
