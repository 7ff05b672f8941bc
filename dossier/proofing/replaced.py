"""The sheets of a signed edition that are replaced: folios stay, new pages are "37 bis", others not used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .difference import ADDED, ALTERED, REMOVED, Change, Comparison
from .edition import Page
from .renumbered import BLANK, Place


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a sheet: what it is called, the page of the new edition that it shows (0: it is empty), and
    whether that differs from what was signed."""

    label: str
    folio: int
    new: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to be printed: the signed one that it takes the place of (from 1, 0 for none), or behind which
    it is put."""

    sides: tuple[Side, ...]
    replaces: int
    behind: int

    @property
    def turned(self) -> tuple[str, ...]:
        """What is laid out for the other side of a sheet than it stands on: its margins are the other way."""
        sides = enumerate(self.sides) if len(self.sides) > 1 else ()
        return tuple(side.label for at, side in sides if side.folio and side.folio % 2 == at)

    @property
    def labels(self) -> tuple[str, ...]:
        """What its sides are called, the empty ones left out."""
        return tuple(side.label for side in self.sides if side.folio)


@dataclass(frozen=True, slots=True)
class Came:
    """A page that is called ``label``, "37 bis", since it came behind another one (its number, 0 for none);
    ``was`` is the page that it was signed as, where it stood elsewhere."""

    label: str
    change: Change
    behind: int
    was: Page | None


@dataclass(frozen=True)
class Replacement:
    """What changes hands: ``sheets`` to print, in order, and the signed ones to take out, each with its
    pages. ``recto``: a sheet has two sides."""

    sheets: tuple[Sheet, ...]
    out: tuple[tuple[int, tuple[int, ...]], ...]
    recto: bool
    altered: tuple[Change, ...]
    added: tuple[Came, ...]
    removed: tuple[Change, ...]


def replacement(comparison: Comparison, places: Sequence[Place]) -> Replacement:
    """The sheets by which the signed edition becomes the new one, whose pages are ``places``: those that show
    what is other than it was, and no sheet on which a number alone has changed."""
    old = comparison.old
    sides = 2 if old.recto else 1
    now = {change.old.folio: change for change in comparison.changes if change.old}
    extra: dict[int, list[Came]] = {}
    before = 0
    for change in comparison.changes:
        before = change.old.folio if change.old and change.new else before
        if change.kind == ADDED and change.new and change.new.part != BLANK:
            place = places[change.new.folio - 1]
            before = int(place.label.split()[0])
            came = Came(place.label, change, before, place.was)
            extra.setdefault(-(-before // sides), []).append(came)
    made: list[Sheet] = [*_added(extra.get(0, []), 0, sides)]
    out = []
    for sheet in range(1, -(-len(old.pages) // sides) + 1):
        folios = range((sheet - 1) * sides + 1, min(sheet * sides, len(old.pages)) + 1)
        changes = [now[folio] for folio in folios]
        kinds = {change.kind for change in changes if change.page.part != BLANK}
        if kinds & {ALTERED, REMOVED}:
            out.append((sheet, tuple(folios)))
            if kinds != {REMOVED}:
                made.append(Sheet(tuple(map(_side, changes)), sheet, 0))
        made += _added(extra.get(sheet, []), sheet, sides)
    return Replacement(
        tuple(made),
        tuple(out),
        old.recto,
        comparison.of(ALTERED),
        tuple(came for group in extra.values() for came in group),
        tuple(sorted(_told(comparison.of(REMOVED)), key=lambda change: change.page.folio)),
    )


def _told(changes: Sequence[Change]) -> tuple[Change, ...]:
    return tuple(change for change in changes if change.page.part != BLANK)


def _side(change: Change) -> Side:
    assert change.old
    return Side(str(change.old.folio), change.new.folio if change.new else 0, change.kind == ALTERED)


def _added(pages: Sequence[Came], behind: int, sides: int) -> Iterator[Sheet]:
    """Pages that came, on sheets of their own: those that are there keep both their sides."""
    empty = Side("", 0, False)
    held: list[list[Side]] = []
    for came in pages:
        folio = came.change.page.folio
        side, verso = Side(came.label, folio, True), sides > 1 and folio % 2 == 0
        # One that was laid out for the left is the back of the page before it, or of none.
        if verso and held and len(held[-1]) == 1 and held[-1][0].folio == folio - 1:
            held[-1].append(side)
        else:
            held.append([empty, side] if verso else [side])
    for shown in held:
        yield Sheet((*shown, *[empty] * (sides - len(shown))), 0, behind)
