"""The sheets of a signed edition that are replaced: folios stay, new pages are "37 bis", others not used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dossier.findings import DossierError, finding
from dossier.model import Frozen

from .difference import ADDED, ALTERED, REMOVED, Change, Comparison
from .edition import Edition
from .matching import Pair, moved

#: Pages that let others begin on the right: nothing is on them.
_BLANK = "blank"


def frozen(old: Edition, new: Edition, pairs: Sequence[Pair], suffixes: Sequence[str]) -> Frozen:
    """What ``new`` is called by the numbers of ``old``: its pages after those that they were, its documents
    by the numbers that they had; what came gets new ones.

    Raises DossierError where pages stand in another order than they were signed in.
    """
    elsewhere = moved(pairs)
    if elsewhere:
        ids = {page.document for _, page in pairs if page and page.folio in elsewhere and page.document}
        names = ", ".join(f"“{id}”" for id in sorted(ids)) or str(min(elsewhere))
        raise DossierError([finding("erratum-moved", str(old.path), names=names)])
    folios, before, count = [], 0, 0
    for was, now in pairs:
        if now is None:
            continue
        if was is not None:
            before, count = was.folio, 0
        if was is None and now.part == _BLANK:
            folios.append(str(before))  # nobody is given it
        elif was is None:
            count += 1
            suffix = suffixes[count - 1] if count <= len(suffixes) else f"({count})"
            folios.append(f"{before} {suffix}")
        else:
            folios.append(str(was.folio))
    numbers = {document.id: document.number for document in old.documents}
    for document in new.documents:
        if document.id not in numbers:
            numbers[document.id] = max(numbers.values(), default=0) + 1
    return Frozen(tuple(folios), len(old.pages), numbers, len(old.documents))


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


@dataclass(frozen=True)
class Replacement:
    """What changes hands: ``sheets`` to print, in order, and the signed ones to take out, each with its
    pages. ``recto``: a sheet has two sides."""

    sheets: tuple[Sheet, ...]
    out: tuple[tuple[int, tuple[int, ...]], ...]
    recto: bool
    altered: tuple[Change, ...]
    added: tuple[tuple[str, Change], ...]
    removed: tuple[Change, ...]


def replacement(comparison: Comparison, numbers: Frozen) -> Replacement:
    """The sheets by which the signed edition becomes the new one: those that show what is other than it was,
    and no sheet on which a number alone has changed."""
    old = comparison.old
    sides = 2 if old.recto else 1
    now = {change.old.folio: change for change in comparison.changes if change.old}
    extra: dict[int, list[Change]] = {}
    before = 0
    for change in comparison.changes:
        before = change.old.folio if change.old and change.new else before
        if change.kind == ADDED and change.page.part != _BLANK:
            extra.setdefault(-(-before // sides), []).append(change)
    made: list[Sheet] = [*_added(extra.get(0, []), 0, sides, numbers)]
    out = []
    for sheet in range(1, -(-len(old.pages) // sides) + 1):
        folios = range((sheet - 1) * sides + 1, min(sheet * sides, len(old.pages)) + 1)
        changes = [now[folio] for folio in folios]
        kinds = {change.kind for change in changes if change.page.part != _BLANK}
        if kinds & {ALTERED, REMOVED}:
            out.append((sheet, tuple(folios)))
            if kinds != {REMOVED}:
                made.append(Sheet(tuple(map(_side, changes)), sheet, 0))
        made += _added(extra.get(sheet, []), sheet, sides, numbers)
    return Replacement(
        tuple(made),
        tuple(out),
        old.recto,
        comparison.of(ALTERED),
        tuple((_label(change, numbers), change) for change in _told(comparison.of(ADDED))),
        _told(comparison.of(REMOVED)),
    )


def _told(changes: Sequence[Change]) -> tuple[Change, ...]:
    return tuple(change for change in changes if change.page.part != _BLANK)


def _side(change: Change) -> Side:
    assert change.old
    return Side(str(change.old.folio), change.new.folio if change.new else 0, change.kind == ALTERED)


def _label(change: Change, numbers: Frozen) -> str:
    assert change.new
    return numbers.folios[change.new.folio - 1]


def _added(changes: Sequence[Change], behind: int, sides: int, numbers: Frozen) -> Iterator[Sheet]:
    """Pages that came, on sheets of their own: those that are there keep both their sides."""
    for at in range(0, len(changes), sides):
        shown = tuple(
            Side(_label(change, numbers), change.new.folio if change.new else 0, True)
            for change in changes[at : at + sides]
        )
        empty = (Side("", 0, False),) * (sides - len(shown))
        yield Sheet((*shown, *empty), 0, behind)
