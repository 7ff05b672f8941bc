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
    pages between the same neighbours, of one document where that is known, are paired by rank where they are
    as many, else by their words; so are those of one document that are left.
    """
    pairing = _Pairing(old, new)
    pairing.by_key(lambda page: (page.document, page.look.source) if page.look.source else None)
    pairing.by_key(lambda page: page.look.source or None)
    pairing.by_key(lambda page: (page.part, page.document) if page.part and not page.look.source else None)
    named = bool(old and new and old[0].part and new[0].part)
    for left, right in pairing.left(lambda page, behind: (page.document if named else "", behind)):
        pairs = zip(left, right, strict=True) if len(left) == len(right) else _alike(left, right, words)
        for one, other in pairs:
            pairing.pair(one, other)
    if named:
        for left, right in pairing.left(lambda page, _: page.document):
            for one, other in _alike(left, right, words):
                pairing.pair(one, other)
    return pairing.pairs()


class _Pairing:
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

    def left(self, key: Callable[[Page, int], Hashable]) -> Iterable[tuple[list[Page], list[Page]]]:
        """What is not paired yet, together what may be: what has the same ``key``, of itself and the folio
        behind which it stands."""
        groups: dict[Hashable, tuple[list[Page], list[Page]]] = defaultdict(lambda: ([], []))
        back = {one.folio: folio for folio, one in self._of.items()}
        for side, pages in enumerate((list(self._gone.values()), self._new)):
            before = 0
            for page in self._old if side == 0 else self._new:
                paired = back.get(page.folio) if side == 0 else self._of.get(page.folio) and page.folio
                if paired:
                    before = paired
                elif page in pages:
                    groups[key(page, before)][side].append(page)
        return list(groups.values())

    def pairs(self) -> list[Pair]:
        after: dict[int, list[Page]] = defaultdict(list)
        back = {one.folio: folio for folio, one in self._of.items()}
        before = 0
        for page in self._old:
            before = back.get(page.folio, before)
            if page.folio in self._gone:
                after[before].append(page)
        pairs: list[Pair] = [(page, None) for page in after[0]]
        for page in self._new:
            pairs.append((self._of.get(page.folio), page))
            pairs += [(gone, None) for gone in after[page.folio]]
        return pairs


def _alike(
    old: list[Page], new: list[Page], words: Callable[[Page, bool], Sequence[str]]
) -> Iterable[tuple[Page, Page]]:
    """Pages that share most of their words, in order: those pairs of which all together share the most."""
    texts = [words(page, True) for page in old] if new else []
    # The most that the first pages of either can share, and whether their last ones are a pair of that.
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    pair = [[False] * (len(new) + 1) for _ in range(len(old) + 1)]
    matcher: SequenceMatcher[str] = SequenceMatcher(autojunk=False)
    for b, page in enumerate(new if old else (), 1):
        matcher.set_seq2(words(page, False))
        for a, text in enumerate(texts, 1):
            matcher.set_seq1(text)
            score = matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0
            together = best[a - 1][b - 1] + score
            pair[a][b] = score >= _ALIKE and together > max(best[a - 1][b], best[a][b - 1])
            best[a][b] = together if pair[a][b] else max(best[a - 1][b], best[a][b - 1])
    a, b, pairs = len(old), len(new), []
    while a and b:
        if pair[a][b]:
            a, b = a - 1, b - 1
            pairs.append((old[a], new[b]))
        elif best[a][b] == best[a - 1][b]:
            a -= 1
        else:
            b -= 1
    return pairs[::-1]


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
