"""What differs between two editions: pages added, removed, moved, altered, or with other numbers only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from dossier.model import Box

from .edition import Edition, Page
from .matching import Pair, matched, moved
from .pictures import Album, differences

SAME, NUMBERS, ALTERED, ADDED, REMOVED = "same", "numbers", "altered", "added", "removed"
FRONT = ("cover", "contents", "assignment", "introduction")
_TOKENS = re.compile(r"\d+|[^\W\d]+|[^\w\s]")
# Points by which a source page that changed its side of the sheet stands elsewhere, at least.
_ELSEWHERE = 1.0
_LINE = 2.0


@dataclass(frozen=True, slots=True)
class Change:
    """One page of either edition, and what became of it.

    ``why`` says which numbers changed where nothing else did ("folio", "total", "number", "rank", "folios",
    "extents", "documents"), or that it came to the other side of its sheet ("side"). ``marks`` are
    boxes in pixels of its picture where it differs.
    """

    kind: str
    old: Page | None = None
    new: Page | None = None
    moved: bool = False
    why: tuple[str, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    marks: tuple[Box, ...] = ()

    @property
    def page(self) -> Page:
        """The page as it is now, or as it was."""
        page = self.new or self.old
        assert page
        return page

    @property
    def front(self) -> bool:
        """Whether it is a page that the dossier itself writes."""
        return self.page.part in FRONT or not (self.page.look.source or self.page.part)


@dataclass(frozen=True)
class Comparison:
    """Two editions, and each page of them."""

    old: Edition
    new: Edition
    changes: tuple[Change, ...]

    def of(self, *kinds: str) -> tuple[Change, ...]:
        """The changes of these kinds."""
        return tuple(change for change in self.changes if change.kind in kinds)

    def at(self, folio: int) -> Change | None:
        """What became of the page that is ``folio`` now."""
        return next((change for change in self.changes if change.new and change.new.folio == folio), None)


def compare(
    old: Edition, new: Edition, before: Album, now: Album, known: Sequence[Pair] | None = None
) -> Comparison:
    """The pages of ``old`` and ``new``, whose pictures are in ``before`` and ``now``; which is which of them
    is found, or ``known``.

    Raises OddError where a page cannot be drawn.
    """

    @cache
    def words(page: Page, was: bool) -> tuple[str, ...]:
        return tuple((before if was else now).text(page.folio).split())

    pairs = matched(old.pages, new.pages, words) if known is None else known
    numbers = _Numbers(old, new, pairs)
    return Comparison(old, new, tuple(_changes(pairs, numbers, before, now, words, moved(pairs))))


def _changes(
    pairs: Sequence[Pair],
    known: _Numbers,
    before: Album,
    now: Album,
    words: Callable[[Page, bool], tuple[str, ...]],
    elsewhere: frozenset[int],
) -> Iterator[Change]:
    for old, new in pairs:
        if old is None or new is None:
            yield Change(ADDED if new else REMOVED, old, new)
            continue
        there = new.folio in elsewhere
        if old.look.whole == new.look.whole:
            yield Change(SAME, old, new, there)
            continue
        lines = before.lines(old.folio, old.frame), now.lines(new.folio, new.frame)
        numbers, bands, rest = _numbers([text for text, _ in lines[0]], [text for text, _ in lines[1]])
        why = known.why(numbers, old, new)
        aside = _aside(old, new)
        moved_bands = [lines[side][n][1] for side, places in enumerate(bands) for n in places]
        marks = _marks(old, new, before, now, moved_bands, aside)
        if why is not None and not rest and not marks:
            reasons = (*why, *(("side",) if aside else ()))
            yield Change(NUMBERS if reasons else SAME, old, new, there, reasons, numbers)
            continue
        gone, come = _words(words(old, True), words(new, False))
        picture = marks or differences(before.picture(old.folio), now.picture(new.folio))
        yield Change(ALTERED, old, new, there, (), numbers, come, gone, picture)


def _aside(old: Page, new: Page) -> bool:
    """Whether the same source page came to the other side of its sheet, where the margins are mirrored."""
    if not (old.frame and new.frame and old.look.source == new.look.source):
        return False
    sizes = [(frame[2] - frame[0], frame[3] - frame[1]) for frame in (old.frame, new.frame)]
    as_large = all(abs(a - b) < _ELSEWHERE for a, b in zip(*sizes, strict=True))
    return (old.folio - new.folio) % 2 == 1 and as_large and not _in_place(old, new)


def _in_place(old: Page, new: Page) -> bool:
    """Whether the source page stands where it stood."""
    if not (old.frame and new.frame):
        return False
    return all(abs(a - b) < _ELSEWHERE / 2 for a, b in zip(old.frame, new.frame, strict=True))


def _marks(
    old: Page, new: Page, before: Album, now: Album, lines: Sequence[Box], aside: bool
) -> tuple[Box, ...]:
    """Where the pages look different, but for ``lines``, whose numbers changed, and all beside them."""
    if aside:
        return ()
    width, height = now.size(new.folio)
    left_out: list[Box] = [(0.0, box[1] - _LINE, width, box[3] + _LINE) for box in lines]
    pictures = before.picture(old.folio), now.picture(new.folio)
    if not (new.frame and _in_place(old, new)):
        return differences(*pictures, height, left_out)
    inside = differences(before.within(old.folio, new.frame), now.within(new.folio, new.frame))
    # The lines of a header may stand beside the source page: what is in it is looked at all the same.
    return differences(*pictures, height, () if inside else (*left_out, new.frame))


def _numbers(
    old: Sequence[str], new: Sequence[str]
) -> tuple[tuple[tuple[str, str], ...], tuple[list[int], list[int]], bool]:
    """The numbers that changed in lines of text that are the same otherwise, the ranks of these lines, and
    whether others changed."""
    pairs: dict[tuple[str, str], None] = {}
    places: tuple[list[int], list[int]] = ([], [])
    rest = False
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        renumbered = _renumbered(" ".join(old[a:b]), " ".join(new[c:d]))
        if renumbered is None:
            rest = True
            continue
        pairs.update(dict.fromkeys(renumbered))
        places[0].extend(range(a, b))
        places[1].extend(range(c, d))
    return tuple(pairs), places, rest


def _renumbered(old: str, new: str) -> list[tuple[str, str]] | None:
    """The numbers of two texts that differ in nothing else; None where they do."""
    one, other = _TOKENS.findall(old), _TOKENS.findall(new)
    if len(one) != len(other):
        return None
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return pairs if all(a.isdecimal() and b.isdecimal() for a, b in pairs) else None


def _words(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that are gone and those that came, runs of them together."""
    gone, come = [], []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            gone.append(" ".join(old[a:b]))
            come.append(" ".join(new[c:d]))
    return tuple(filter(None, gone)), tuple(filter(None, come))


class _Numbers:
    """What the numbers that a dossier prints became from one edition to the other."""

    def __init__(self, old: Edition, new: Edition, pairs: Sequence[Pair]) -> None:
        self._total = (str(len(old.pages)), str(len(new.pages)))
        self._documents = (str(len(old.documents)), str(len(new.documents)))
        self._folios = {(str(one.folio), str(other.folio)) for one, other in pairs if one and other}
        both = [(one, other) for one in old.documents if (other := new.document(one.id))]
        self._numbers = {(str(one.number), str(other.number)) for one, other in both}
        self._counts = {one.id: (str(one.count), str(other.count)) for one, other in both}

    def why(self, changed: Sequence[tuple[str, str]], old: Page, new: Page) -> tuple[str, ...] | None:
        """Which numbers changed; None where one of them is none that the dossier counts."""
        own = {
            "folio": {(str(old.folio), str(new.folio))},
            "total": {self._total},
            "rank": {(str(old.rank), str(new.rank)), self._counts.get(new.document, ("", ""))},
            "number": self._numbers,
        }
        if new.part in FRONT or not new.part:
            counts = set(self._counts.values())
            own |= {"folios": self._folios, "extents": counts, "documents": {self._documents}}
        told: dict[str, None] = {}
        for pair in changed:
            name = next((name for name, pairs in own.items() if pair in pairs), None)
            if name is None:
                return None
            told[name] = None
        return tuple(name for name in own if name in told)
