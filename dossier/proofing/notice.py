"""What is read aloud to candidates on the day: what is replaced, came, moved, and is not used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from dossier import report
from dossier.ranges import listed

from .edition import Edition, Page
from .page import name_of
from .replaced import Came, Replacement


def aloud(
    made: Replacement, signed: Edition, fresh: Edition, corrections: Mapping[int, tuple[str, str]]
) -> Iterator[str]:
    """The lines of the notice: what is replaced and what came, in the order of the pages, then what goes.

    ``corrections`` are the words of a signed page (its folio) that others take the place of.
    """
    told: list[tuple[int, int, list[str]]] = []
    for run in _runs([change.old for change in made.altered if change.old], corrections):
        told.append((run[0].folio, 0, list(_altered(run, signed, corrections))))
    groups = [list(held) for _, held in groupby(made.added, _together)]
    for rank, group in enumerate(groups, 1):
        told.append((group[0].behind, rank, [_came(group, fresh)]))
    for _, _, said in sorted(told):
        yield from said
    if made.removed:
        pages = [change.page.folio for change in made.removed]
        yield _say("not-used" if len(pages) > 1 else "not-used-one", pages=listed(pages))
    numbers = {document.number for document in fresh.documents}
    for document in signed.documents:
        if document.number not in numbers:
            yield _say("document-gone", number=document.number, title=document.title)


def _runs(pages: Iterable[Page], corrections: Mapping[int, tuple[str, str]]) -> Iterator[list[Page]]:
    """Pages of one document that follow each other and are replaced whole; each other one by itself."""
    run: list[Page] = []
    for page in sorted(pages, key=lambda page: page.folio):
        last = run[-1] if run else page
        goes_on = page.document == last.document and page.folio == last.folio + 1 and page.document
        if run and not (goes_on and corrections.keys().isdisjoint((page.folio, last.folio))):
            yield run
            run = []
        run.append(page)
    if run:
        yield run


def _altered(run: list[Page], signed: Edition, corrections: Mapping[int, tuple[str, str]]) -> Iterator[str]:
    page, document = run[0], signed.document(run[0].document)
    if len(run) > 1 and document:
        name = _say("of-document", number=document.number, title=document.title)
        yield _say("altered-run", pages=listed(one.folio for one in run), name=name)
        return
    yield _say("altered", page=page.folio, name=name_of(page, document))
    if page.folio in corrections:
        gone, come = corrections[page.folio]
        yield "    " + _say("read-instead", gone=gone, come=come)


def _together(came: Came) -> tuple[int, str, bool]:
    """What pages have in common that are told of in one sentence."""
    return came.behind, came.change.page.document, came.was is not None


def _came(group: list[Came], fresh: Edition) -> str:
    first, several = group[0], len(group) > 1
    page = first.change.page
    document = fresh.document(page.document)
    labels = _say("range", first=first.label, last=group[-1].label) if several else first.label
    if several and document:
        name = _say("of-document", number=document.number, title=document.title)
    else:
        name = name_of(page, document)
    where = _say("where", page=first.behind) if first.behind else _say("where-first")
    facts = {"labels": labels, "count": len(group), "name": name, "where": where}
    if first.was:
        was = listed(came.was.folio for came in group if came.was)
        return _say("moved" if several else "moved-one", pages=was, **facts)
    return _say("added" if several else "added-one", **facts)


def _say(word: str, **facts: object) -> str:
    return report.say(f"erratum.{word}", **facts)
