"""Which page of one edition is which page of another: by what stands on it, wherever it stands."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from difflib import SequenceMatcher

from .edition import Page

Pair = tuple[Page | None, Page | None]
# Words that two pages have in common, as a part of those of either, from which they are one that was altered.
_ALIKE = 0.5


def matched(
    old: Sequence[Page], new: Sequence[Page], words: Callable[[Page, bool], Sequence[str]]
) -> list[Pair]:
    """The pages of ``new`` in order, each with its page of ``old``, and those of ``old`` that are gone, each
    after the page that it stood behind. ``words`` gives those of a page, of the old edition where it is told
    so.

    The same source page is the same page. Of the rest, a part of the front matter is the same part, then
    pages of one document, or between the same neighbours, are paired by rank where they are as many, else by
    their words.
    """
    found = _Found(old, new)
    found.by_key(lambda page: (page.document, page.look.source) if page.look.source else None)
    found.by_key(lambda page: page.look.source or None)
    found.by_key(lambda page: (page.part, page.document) if page.part and not page.look.source else None)
    named = bool(old and new and old[0].part and new[0].part)
    for left, right in found.left(named):
        pairs = zip(left, right, strict=True) if len(left) == len(right) else _alike(left, right, words)
        for one, other in pairs:
            found.pair(one, other)
    return found.pairs()


class _Found:
    def __init__(self, old: Sequence[Page], new: Sequence[Page]) -> None:
        self._old, self._new = old, new
        self._of: dict[int, Page] = {}  # the old page by the new one's folio
        self._gone = {page.folio: page for page in old}

    def pair(self, old: Page, new: Page) -> None:
        self._of[new.folio] = old
        del self._gone[old.folio]

    def by_key(self, key: Callable[[Page], Hashable | None]) -> None:
        """Pair what has the same ``key``, in order."""
        waiting: dict[Hashable, list[Page]] = defaultdict(list)
        for page in self._gone.values():
            waiting[key(page)].append(page)
        for page in self._new:
            if page.folio not in self._of and key(page) is not None and waiting[key(page)]:
                self.pair(waiting[key(page)].pop(0), page)

    def left(self, named: bool) -> Iterable[tuple[list[Page], list[Page]]]:
        """What is not paired yet, together what may be: of one document, else between the same pages."""
        groups: dict[Hashable, tuple[list[Page], list[Page]]] = defaultdict(lambda: ([], []))
        back = {one.folio: folio for folio, one in self._of.items()}
        for side, pages in enumerate((list(self._gone.values()), self._new)):
            before = 0
            for page in self._old if side == 0 else self._new:
                paired = back.get(page.folio) if side == 0 else self._of.get(page.folio) and page.folio
                if paired:
                    before = paired
                elif page in pages:
                    groups[page.document if named else before][side].append(page)
        return list(groups.values())

    def pairs(self) -> list[Pair]:
        after: dict[int, list[Page]] = defaultdict(list)
        back = {one.folio: folio for folio, one in self._of.items()}
        before = 0
        for page in self._old:
            before = back.get(page.folio, before)
            if page.folio in self._gone:
                after[before].append(page)
        made: list[Pair] = [(page, None) for page in after[0]]
        for page in self._new:
            made.append((self._of.get(page.folio), page))
            made += [(gone, None) for gone in after[page.folio]]
        return made


def _alike(
    old: list[Page], new: list[Page], words: Callable[[Page, bool], Sequence[str]]
) -> Iterable[tuple[Page, Page]]:
    """Pages that share most of their words, in order."""
    texts = [(page, words(page, True)) for page in old]
    for page in new:
        own = words(page, False)
        scores = [SequenceMatcher(None, text, own, autojunk=False).ratio() for _, text in texts]
        best = max(range(len(scores)), key=scores.__getitem__, default=None)
        if best is not None and scores[best] >= _ALIKE:
            yield texts[best][0], page
            del texts[: best + 1]


def moved(pairs: Iterable[Pair]) -> frozenset[int]:
    """The folios of pages that stand elsewhere among the others than before: all but those of the longest run
    that kept its order."""
    both = [(one.folio, other.folio) for one, other in pairs if one and other]
    tails: list[int] = []
    links: list[tuple[int, int, int | None]] = []
    ends: list[int] = []
    for rank, (before, folio) in enumerate(both):
        at = bisect.bisect_left(tails, before)
        links.append((before, folio, ends[at - 1] if at else None))
        tails[at:] = [before, *tails[at + 1 :]]
        ends[at:] = [rank, *ends[at + 1 :]]
    kept: set[int] = set()
    step = ends[-1] if ends else None
    while step is not None:
        kept.add(links[step][1])
        step = links[step][2]
    return frozenset(folio for _, folio in both if folio not in kept)
