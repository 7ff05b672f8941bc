"""What a dossier is called by the numbers of a signed edition, and which sides its pages are given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from dossier.model import Frozen

from .edition import Edition, Page
from .matching import Pair, moved

#: Pages that let others begin on the right: nothing is on them.
BLANK = "blank"
# Texts that begin on a page of their own, whose side can be given.
_TEXTS = ("contents", "assignment", "introduction")


@dataclass(frozen=True, slots=True)
class Place:
    """One page as it is to be built: ``label`` is what it is called, ``old`` the signed page that it is or
    takes the place of, ``new`` what is on it now (None: it is blank), ``was`` the page that it was signed as
    where it stood elsewhere."""

    label: str
    old: Page | None
    new: Page | None
    was: Page | None = None


def places(old: Edition, new: Edition, pairs: Sequence[Pair], suffixes: Sequence[str]) -> tuple[Place, ...]:
    """The pages of ``new`` in order, by the numbers of ``old``: what was signed is called so, what came, or
    comes from elsewhere, is called after the page before it.

    In an edition on both sides each page keeps its side, and those that came begin on the right, by document;
    blank pages stand between where they must.
    """
    blanks = {page.folio for page in old.pages if page.part == BLANK}
    named = list(_named(pairs, suffixes, blanks))
    return tuple(_sided(named, old) if old.recto else named)


def _named(pairs: Sequence[Pair], suffixes: Sequence[str], blanks: Set[int]) -> Iterator[Place]:
    elsewhere = moved(pairs)
    instead = _instead(pairs, elsewhere)
    before, count = 0, 0
    for was, now in pairs:
        if now is None or now.part == BLANK:
            continue
        stood = was if was is not None and now.folio not in elsewhere else instead.get(now.folio)
        if stood is not None:
            before, count = stood.folio, 0
            yield Place(str(stood.folio), stood, now)
            continue
        while before and before + 1 in blanks:  # a blank page has its number, and lies before what comes
            before += 1
        # Before all that was signed there is no page to be called after: "0", then "0 bis".
        names = suffixes if before else ("", *suffixes)
        suffix = names[count] if count < len(names) else f"({count + 1})"
        count += 1
        yield Place(f"{before} {suffix}".strip(), None, now, was)


def _instead(pairs: Sequence[Pair], elsewhere: Set[int]) -> dict[int, Page]:
    """Pages that came where others of the same document went (by their new folios): they take the places of
    these, rank by rank, so that as few as may be have new names."""
    kept = {was.folio for was, now in pairs if was and now and now.folio not in elsewhere}
    gone: dict[tuple[str, int], list[Page]] = {}
    for was, now in pairs:
        if was and now is None and was.document and was.part != BLANK:
            behind = max((folio for folio in kept if folio < was.folio), default=0)
            gone.setdefault((was.document, behind), []).append(was)
    replacing, behind = {}, 0
    for was, now in pairs:
        if was and was.folio in kept:
            behind = was.folio
        elif now and was is None and (waiting := gone.get((now.document, behind))):
            replacing[now.folio] = waiting.pop(0)
    return replacing


def _sided(places: Sequence[Place], old: Edition) -> Iterator[Place]:
    """``places`` with blank pages, so that each page is built for the side that it is printed on."""
    blanks = {page.folio: page for page in old.pages if page.part == BLANK}
    folio, last = 0, 0
    for place, verso in zip(places, _versos(places), strict=True):
        if verso is not None and (folio + 1) % 2 == verso:
            blank = blanks.get(last + 1)
            last = blank.folio if blank else last
            yield Place(str(last), blank, None)
            folio += 1
        yield place
        folio += 1
        last = place.old.folio if place.old else last


def _versos(places: Sequence[Place]) -> Iterator[bool | None]:
    """The side of each page; None where it runs on from the page before it."""
    before: Page | None = None
    count = 0
    for place in places:
        assert place.new
        new = place.new
        starts = before is None or (new.part, new.document) != (before.part, before.document)
        count = 0 if starts else count
        runs_on = not new.document and (not starts or new.part not in _TEXTS)
        before = new
        if runs_on:
            yield None
        else:
            yield place.old.folio % 2 == 0 if place.old else count % 2 == 1
        count = 0 if place.old else count + 1


def frozen(old: Edition, new: Edition, places: Sequence[Place]) -> Frozen:
    """The numbers and sides by which ``new`` is built so that its pages are ``places``."""
    sides: dict[str, list[bool]] = {}
    starts: dict[str, bool] = {}
    if old.recto:
        for folio, place in enumerate(places, 1):
            if place.new and place.new.document:
                sides.setdefault(place.new.document, []).append(folio % 2 == 0)
            elif place.new and place.new.part in _TEXTS:
                starts.setdefault(place.new.part, folio % 2 == 0)
    recto = str(old.record.get("recto", "none"))
    return Frozen(
        tuple(place.label for place in places),
        len(old.pages),
        _numbers(old, new, places),
        len(old.documents),
        "documents" if recto == "documents" else "sections" if recto == "sections" else "none",
        {document: tuple(held) for document, held in sides.items()},
        starts,
        max((len(label.lstrip("0123456789")) for label in _first(places)), default=0),
    )


def _first(places: Sequence[Place]) -> Iterator[str]:
    """What the page is called on which each document begins."""
    before = ""
    for place in places:
        document = place.new.document if place.new else ""
        if document and document != before:
            yield place.label
        before = document or before


def _numbers(old: Edition, new: Edition, places: Sequence[Place]) -> dict[str, int]:
    """The documents by the numbers that they had, under whatever id; what came gets new ones."""
    numbers = {document.id: document.number for document in old.documents}
    here = {document.id for document in new.documents}
    was: dict[str, Counter[str]] = {}
    for place in places:
        page = place.old or place.was
        if page and place.new and place.new.document not in numbers and page.document not in here:
            was.setdefault(place.new.document, Counter())[page.document] += 1
    taken: set[str] = set()
    for document in new.documents:
        if document.id in numbers:
            continue
        likely = [id for id, _ in was.get(document.id, Counter()).most_common() if id in numbers]
        same = next((id for id in likely if id not in taken), None)
        taken |= {same} if same else set()
        numbers[document.id] = numbers[same] if same else max(numbers.values(), default=0) + 1
    return numbers
