"""All sources of a manifest, opened; every bad one named in one run."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from dossier.findings import DossierError, Finding, Severity, about, finding
from dossier.model import MOST_PAGES, STAND_IN, Document, Located, Part, Source, SourcePage
from dossier.ranges import extent, parse_pages

from . import files
from .asking import Opener, TakenIn
from .limits import LIMITS, PATIENT
from .request import Request
from .select import selected
from .under_way import OpenedDocument, Opening

_SHOWN = 60
_A4 = (595.2756, 841.8898)


_LOCKED = ("source-encrypted", "source-password-wrong")


def open_sources(located: Located, opener: Opener) -> Opening:
    """Open the file of each document of ``located``.

    In a draft a missing file becomes as many pages as the manifest announces, and a warning.
    """
    opened: list[OpenedDocument] = []
    sources: dict[str, Source] = {}
    findings: list[Finding] = []
    specimens = 0
    documents = [d for _, _, d in located.manifest.numbered() if d.id != STAND_IN or d.file is not None]
    under_way = opener.crew.each(partial(_open, located, opener), documents)
    for document, opening in zip(documents, under_way, strict=True):
        opener.progress(document.id)
        try:
            one, found = opening.result()
            findings += about(document.id, found)
            opened.append(one)
            source = one.source
        except DossierError as error:
            errors = [f for f in error.findings if f.severity is Severity.ERROR]
            gone = all(f.code in ("source-missing", "source-undeclared") for f in errors)
            if not (opener.draft and gone):
                findings += about(document.id, error.findings)
                continue
            source = _stand_in(document)
            findings += _too_many(located, document)
            facts: dict[str, str | int] = {"file": _name(document) or "?", "pages": len(source.pages)}
            findings.append(Finding("source-draft", errors[0].place, facts, document.id))
        sources[document.id] = source
        findings += about(document.id, _look(located, document, source))
        specimens += document.specimen
    if specimens:
        findings.append(finding("specimens", located.place(), count=specimens))
    return Opening(sources=sources, findings=tuple(findings), opener=opener, documents=tuple(opened))


def unlocked(opening: Opening, located: Located, ask: Callable[[str, str], str] | None) -> Opening:
    """``opening`` with the passwords that a person types, where somebody can: ``ask`` is told the document's
    id and its file."""
    locked = {str(f.facts["id"]): str(f.facts["file"]) for f in opening.findings if f.code in _LOCKED}
    if not (ask and locked):
        return opening
    passwords = {id: ask(id, file) for id, file in locked.items()}
    return open_sources(located, dataclasses.replace(opening.opener, passwords=passwords))


def _open(located: Located, opener: Opener, document: Document) -> tuple[OpenedDocument, tuple[Finding, ...]]:
    if not document.file:
        place = located.of(document, "file")
        raise DossierError([finding("source-undeclared", place, id=document.id)])
    folder, taken_in = opener.folder, list[TakenIn]()
    pages: list[SourcePage] = []
    findings: list[Finding] = []
    faults: list[Finding] = []
    language = located.manifest.dossier.language
    for name, place in _files(located, document, folder, findings, faults):
        try:
            given = files.read(folder, name, place)
            request = Request(
                document.id,
                given,
                folder.resolve(),
                language,
                document.title,
                opener.password(document.id),
                document.permission == "granted",
                PATIENT if document.ocr or document.flatten else LIMITS,
                document.ocr and not document.flatten,
            )
            file = opener.take(request, place)
        except DossierError as error:
            faults += error.findings
            continue
        pages += [dataclasses.replace(page, part=len(taken_in)) for page in file.taken.pages]
        taken_in.append(file)
        findings += file.findings
    if faults:
        raise DossierError((*findings, *faults))
    kept, of_choice = selected(located, document, pages, _name(document))
    comments = document.annotations == "keep"
    if document.flatten:  # no text but that which is recognised
        kept = tuple(dataclasses.replace(page, has_text=document.ocr) for page in kept)
    read = language if document.flatten and document.ocr else ""
    files_ = tuple(taken_in)
    opened = OpenedDocument(document.id, files_, kept, document.hidden, comments, document.flatten, read)
    return opened, (*findings, *of_choice)


def _files(
    located: Located, document: Document, folder: Path, findings: list[Finding], faults: list[Finding]
) -> Iterator[tuple[str, str]]:
    """Each file of ``document``, those of a folder one by one, with the place where the manifest names it."""
    for rank, name in enumerate(_names(document)):
        place = located.of(document, "file", *(() if isinstance(document.file, str) else (rank,)))
        try:
            names, left_out = files.listed(folder, name, place)
        except DossierError as error:
            faults += error.findings
            continue
        findings += left_out
        yield from ((inner, place) for inner in names)


def _names(document: Document) -> tuple[str, ...]:
    return (document.file,) if isinstance(document.file, str) else document.file or ()


def _name(document: Document) -> str:
    return ", ".join(_names(document))


def _stand_in(document: Document) -> Source:
    _, count = _announced(document)
    width, height = _A4
    page = SourcePage(0, (0.0, 0.0, width, height), 0, width, height, True)
    parts = tuple(Part(name, "", "missing", b"") for name in _names(document) or ("",))
    return Source(document.id, parts, (page,) * min(count, MOST_PAGES))


def _announced(document: Document) -> tuple[str, int]:
    """How many pages a missing file shall have, and the key that says so."""
    announced = document.number_of_pages if isinstance(document.number_of_pages, int) else None
    kept = document.keep and _count(document.keep)
    said = {"keep": kept, "number-of-pages": announced, "page": document.page and extent(document.page)}
    return next(((key, count) for key, count in said.items() if count and count > 0), ("number-of-pages", 1))


def _too_many(located: Located, document: Document) -> list[Finding]:
    """More pages than a file that is not there can stand for; of the number itself the manifest is told."""
    key, count = _announced(document)
    if count <= MOST_PAGES or key == "number-of-pages":
        return []
    value = str(getattr(document, key))[:_SHOWN]
    facts: dict[str, str | int] = {"key": key, "value": value, "low": 1, "high": MOST_PAGES}
    return [Finding("value-range", located.of(document, key), facts)]


def _count(keep: str) -> int:
    try:
        return sum(last - first + 1 for first, last in parse_pages(keep))
    except ValueError:  # said already, when the manifest was read
        return 0


def _look(located: Located, document: Document, source: Source) -> list[Finding]:
    findings: list[Finding] = []
    bound = len(source.pages)
    announced: tuple[tuple[str, int | None], ...] = ()
    if isinstance(document.number_of_pages, int):
        announced += (("number-of-pages", document.number_of_pages),)
    if document.page:
        announced += (("page", extent(document.page)),)
    for key, count in announced:
        place = located.of(document, key)
        if count is None:
            findings.append(finding("extent-unchecked", place, page=document.page or ""))
        elif count != bound:
            facts: dict[str, str | int] = {"key": key, "announced": count, "bound": bound}
            findings.append(Finding("extent-differs", place, {"id": document.id, **facts}))
    silent = not any(page.has_text for page in source.pages)
    if silent and not document.alt:
        findings.append(finding("image-only", located.of(document), id=document.id))
    return findings
