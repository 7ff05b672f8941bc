"""What no reader of the print sees on the kept pages: somebody must say whether it goes or stays."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import pikepdf

from dossier import printing
from dossier.findings import DossierError, Finding, finding
from dossier.intake.saving import saved
from dossier.intake.steps import PLACE, Taken
from dossier.layers import Layers
from dossier.model import Box, Treatment
from dossier.odd import OddError
from dossier.raster import Character, Reader

from . import appearances, echoes, hidden, redact
from .edges import stop, unlike, without_outside
from .hidden import Unseen
from .judges import Chosen, blocks
from .looking import Looked, as_drawn, looked_at
from .strip import Strip
from .veiled import veiled

# So much is said of what was found: enough to know it again.
_MOST_WORDS, _MOST_LETTERS = 12, 160


def decided(
    data: bytes, taken: Taken, removed: Counter[str]
) -> tuple[bytes, tuple[Finding, ...], tuple[Treatment, ...]]:
    """``data`` as the editor wants it, what is said and what was done. Raises DossierError where nothing was
    said of what was found, or it cannot be taken out surely."""
    data, looked = _with_appearances(data, taken, looked_at(data, taken, taken.selection.pages))
    reaching = [page.shown for page in looked if page.reaches_out]
    left = without_outside(data, taken, reaching, removed)
    if left is not data:
        data, looked = left, _again(looked, looked_at(left, taken, reaching))
    if taken.selection.hidden != "keep":
        stop(taken, (page.shown.number for page in looked if page.tells_outside))
    choice = taken.selection.hidden
    seen, covered = veiled(data, taken, looked)
    if choice == "remove" and covered:  # what covers them prints, then, and they go
        data, looked = seen, _again(looked, looked_at(seen, taken, [page.shown for page in covered]))
    grave = [page for page in looked if page.matters]
    if (grave or covered) and choice is None:
        veiled_words = {page.shown.number: hidden.count(page.unseen.words) for page in covered}
        more = _said("text-veiled", taken.name, veiled_words, covered)
        raise DossierError([*_errors(taken.name, grave), *more])
    if choice == "keep":
        grave = sorted([*grave, *covered], key=lambda page: page.shown.number)
    if grave and choice == "keep":
        pages = ", ".join(dict.fromkeys(str(page.shown.number) for page in grave))
        note = finding("hidden-kept", PLACE, file=taken.name, pages=pages, words=_words(grave))
        return data, (note,), (Treatment("hidden-kept", {"pages": pages}),)
    if not grave:
        return _without_edges(data, taken, [page for page in looked if page.unseen.outside], removed), (), ()
    left = _without(data, taken, [page for page in looked if page.matters or page.unseen.outside], removed)
    pages = ", ".join(str(page.shown.number) for page in grave)
    note = finding("hidden-removed", PLACE, file=taken.name, pages=pages, words=_words(grave))
    return left, (note,), (Treatment("hidden-removed", {"pages": pages}),)


def painted(data: bytes, taken: Taken) -> bytes:
    """``data``, of which pictures are to be drawn, with its redactions painted where the editor wants it:
    nothing else that hides is in a picture. Raises DossierError where nothing was said of them."""
    if b"/Redact" not in data or taken.selection.hidden == "keep":
        return data
    redacted = [page for page in looked_at(data, taken, taken.selection.pages) if page.redacted]
    if not redacted:
        return data
    if taken.selection.hidden is None:
        raise DossierError(
            _errors(taken.name, [replace(page, unseen=Unseen(page.shown.number)) for page in redacted])
        )
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in redacted:
            held = pdf.pages[page.shown.number - 1].obj
            redact.applied(pdf, held, page.areas)
            echoes.without_links(held, [area.box for area in page.areas])
        left = saved(pdf)
    words = hidden.spelled([word for page in redacted for word in page.under])
    others = [page for page in taken.selection.pages if page not in [one.shown for one in redacted]]
    return echoes.hushed(left, others, words)


def _with_appearances(data: bytes, taken: Taken, looked: list[Looked]) -> tuple[bytes, list[Looked]]:
    """``data`` and its pages as ``looked`` at, where appearances hide more or hide something themselves: they
    are content then."""
    comments = taken.selection.comments
    printed = partial(printing.prints, comments=comments)
    drawn = appearances.drawn(data, [page.shown for page in looked], printed)
    if drawn is None:
        return data, looked
    again = {page.shown.number: page for page in looked_at(drawn[0], taken, drawn[1])}
    more = [
        page.shown
        for page in looked
        if page.shown.number in again and (page.drawn or again[page.shown.number].weight > page.weight)
    ]
    drawn = appearances.drawn(data, more, printed)
    if drawn is None:
        return data, looked
    stop(taken, unlike(data, drawn[0], more, comments, {}))
    numbers = {page.number for page in more}
    return drawn[0], [again[p.shown.number] if p.shown.number in numbers else p for p in looked]


def _again(looked: Sequence[Looked], later: Sequence[Looked]) -> list[Looked]:
    """The pages as ``looked`` at, those of them that were looked at ``later`` as they are then."""
    again = {page.shown.number: page for page in later}
    return [again.get(page.shown.number, page) for page in looked]


def _errors(name: str, pages: Sequence[Looked]) -> list[Finding]:
    texts = {page.shown.number: hidden.count(page.unseen.words) for page in pages}
    pictures = {page.shown.number: len(page.unseen.pictures) for page in pages}
    redacted = {page.shown.number: max(1, hidden.count(page.under)) for page in pages if page.redacted}
    return [
        *_said("text-hidden", name, texts, pages),
        *_said("picture-hidden", name, pictures, pages),
        *_said("redact-unapplied", name, redacted, pages),
    ]


def _said(code: str, name: str, counts: Mapping[int, int], pages: Sequence[Looked]) -> list[Finding]:
    """The finding ``code`` of the ``pages``, where any of them counts; ``counts`` by their numbers."""
    listed = ", ".join(f"{number} ({count})" for number, count in counts.items() if count)
    if not listed:
        return []
    facts = {"file": name, "pages": listed, "words": _words(pages)}
    return [finding(code, PLACE, count=sum(counts.values()), **facts)]


def _words(pages: Sequence[Looked]) -> str:
    """The first of the words found, as they stand."""
    words = [w for page in pages for w in hidden.spelled((*page.unseen.words, *page.under))]
    said = " ".join(words[:_MOST_WORDS])[:_MOST_LETTERS]
    return f"{said} …" if len(words) > _MOST_WORDS or len(said) == _MOST_LETTERS else said or "–"


# -- taken out


def _without_edges(data: bytes, taken: Taken, going: Sequence[Looked], removed: Counter[str]) -> bytes:
    """``data`` without the letters of a line that lie outside; as it was where that is not sure."""
    counted: Counter[str] = Counter()
    try:
        left = _without(data, taken, going, counted) if going else data
    except DossierError:
        return data
    removed.update(counted)
    return left


def _without(data: bytes, taken: Taken, going: Sequence[Looked], removed: Counter[str]) -> bytes:
    faulty = [page.shown.number for page in going if page.partly or page.unseen.in_picture]
    boxes: dict[int, Sequence[Box]] = {}
    with pikepdf.open(io.BytesIO(data)) as pdf, Reader(as_drawn(data, going)) as reader:
        strip = Strip(pdf, Layers(pikepdf.new()), taken.selection.pages)
        for page in going:
            number, areas = page.shown.number, page.areas if page.redacted else ()
            boxes[number] = [area.box for area in areas]
            judge = _judge(reader, page, boxes[number], taken.selection.comments)
            try:
                notes = strip.page(number, judge)
            except OddError:
                faulty.append(number)
                continue
            if notes.unsure or judge.asked != page.images:
                faulty.append(number)
            removed.update(notes.removed)
            if areas:
                redact.applied(pdf, pdf.pages[number - 1].obj, areas)
            letters = [c.box for word in (*page.unseen.words, *page.under) for c in word]
            echoes.without_links(pdf.pages[number - 1].obj, [*boxes[number], *letters])
        strip.settle()
        left = saved(pdf)
    stop(taken, faulty)
    shown = [page.shown for page in going]
    marked = {page.shown.number: [*boxes[page.shown.number], *_specks(page)] for page in going}
    faulty += unlike(data, left, shown, taken.selection.comments, marked)
    faulty += [page.shown.number for page in looked_at(left, taken, shown) if page.matters]
    stop(taken, faulty)
    words = hidden.spelled([word for page in going for word in (*page.unseen.words, *page.under)])
    return echoes.hushed(left, taken.selection.pages, words)


def _specks(page: Looked) -> list[Box]:
    """Where something shows that nobody can read."""
    letters = (letter for word in page.unseen.words for letter in word)
    return [letter.box for letter in letters if hidden.is_tiny(letter, page.shown)]


def _judge(reader: Reader, page: Looked, areas: Sequence[Box], comments: bool) -> Chosen:
    shown = page.shown
    reasons: dict[int, str] = {c.index: "outside" for c in page.unseen.outside}
    reasons |= {c.index: "hidden-text" for word in page.unseen.words for c in word}
    reasons |= {c.index: "redacted" for word in page.under for c in word}
    with reader.paper(shown.number, shown.box, shown.rotation, comments) as paper:
        letters: list[Character] = list(paper.characters(paper.runs()))
    going = {c.origin: reasons[c.index] for c in letters if c.index in reasons}
    stay = [c.origin for c in letters if c.index not in reasons]
    return Chosen(going, stay, page.unseen.pictures, areas, blocks(letters, reasons))
