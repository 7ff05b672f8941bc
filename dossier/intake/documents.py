"""All sources of a manifest, opened; every bad one named in one run."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from dossier.findings import DossierError, Finding, Severity, about, finding
from dossier.model import MOST_PAGES, STAND_IN, Document, Located, Part, Source, SourcePage
from dossier.ranges import extent, parse_pages

from . import files, fit
from .limits import LIMITS, PATIENT
from .opener import Opener, placed
from .pending import PendingSources, part_of
from .select import selected
from .steps import Selection, SourceFile, Taken

_SHOWN = 60
_MARKED = re.compile(r"\s*(?:pp?\.|pages?\b)\s*", re.IGNORECASE)
_A4 = (595.2756, 841.8898)


_LOCKED = ("source-encrypted", "source-password-wrong")


def open_sources(located: Located, opener: Opener) -> PendingSources:
    """Open the file of each document of ``located``.

    In a draft a missing file becomes as many pages as the manifest announces, and a warning.
    """
    taken: list[tuple[SourceFile, Taken]] = []
    sources: dict[str, Source] = {}
    findings: list[Finding] = []
    specimens = 0
    documents = [d for _, _, d in located.manifest.numbered() if d.id != STAND_IN or d.file is not None]
    under_way = opener.crew.each(partial(_open, located, opener), documents)
    for document, opening in zip(documents, under_way, strict=True):
        opener.progress(document.id)
        try:
            source, files_, notes = opening.result()
            findings += about(document.id, notes)
            taken += files_
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
    findings += _fitted(located, sources)
    if specimens:
        findings.append(finding("specimens", located.place(), count=specimens))
    return PendingSources(sources=sources, findings=tuple(findings), opener=opener, files=taken)


def unlocked(
    pending: PendingSources, located: Located, ask: Callable[[str, str], str] | None
) -> PendingSources:
    """``pending`` with the passwords that a person types, where somebody can: ``ask`` is told the document's
    id and its file."""
    locked = {str(f.facts["id"]): str(f.facts["file"]) for f in pending.findings if f.code in _LOCKED}
    if not (ask and locked):
        return pending
    passwords = {id: ask(id, file) for id, file in locked.items()}
    return open_sources(located, dataclasses.replace(pending.opener, passwords=passwords))


def _open(
    located: Located, opener: Opener, document: Document
) -> tuple[Source, list[tuple[SourceFile, Taken]], tuple[Finding, ...]]:
    """The source of a document, and what was taken of each of its files."""
    if not document.file:
        place = located.of(document, "file")
        raise DossierError([finding("source-undeclared", place, id=document.id)])
    pairs: list[tuple[SourceFile, Taken]] = []
    pages: list[SourcePage] = []
    findings: list[Finding] = []
    faults: list[Finding] = []
    language = located.manifest.dossier.language
    for name, place in _files(located, document, opener.folder, findings, faults):
        try:
            data = files.read(opener.folder, name, place)
            file = SourceFile(
                document=document.id,
                name=name,
                data=data,
                folder=opener.folder.resolve(),
                language=language,
                title=document.title,
                sha256=hashlib.sha256(data).hexdigest(),
                place=place,
                password=opener.password(document.id),
                permitted=document.permission == "granted",
                ocr=document.ocr and not document.flatten,
                limits=PATIENT if document.ocr or document.flatten else LIMITS,
            )
            taken = opener.take(file)
        except DossierError as error:
            faults += error.findings
            continue
        pages += [dataclasses.replace(page, part=len(pairs)) for page in taken.pages]
        pairs.append((file, taken))
        findings += placed(taken.findings, file)
    if faults:
        raise DossierError((*findings, *faults))
    kept, of_choice = selected(located, document, pages, _name(document))
    if document.flatten:  # no text but that which is recognised
        kept = tuple(dataclasses.replace(page, has_text=document.ocr) for page in kept)
    shown = Selection(
        hidden=document.hidden,
        comments=document.annotations == "keep",
        flatten=document.flatten,
        read=language if document.flatten and document.ocr else "",
    )
    pairs = [(file, _selected(taken, shown, kept, rank)) for rank, (file, taken) in enumerate(pairs)]
    kept = _measured(opener, pairs, kept)
    if (document.fit or located.manifest.dossier.fit) == "text":
        kept = fit.fitted(kept)
    pairs = [(file, _selected(taken, shown, kept, rank)) for rank, (file, taken) in enumerate(pairs)]
    parts = tuple(part_of(file, taken) for file, taken in pairs)
    return Source(document=document.id, parts=parts, pages=kept), pairs, (*findings, *of_choice)


def _selected(taken: Taken, shown: Selection, kept: Sequence[SourcePage], rank: int) -> Taken:
    """Step 3 of the file of that ``rank``."""
    own = tuple(page for page in kept if page.part == rank)
    return dataclasses.replace(taken, selection=dataclasses.replace(shown, pages=own))


def _measured(
    opener: Opener, pairs: Sequence[tuple[SourceFile, Taken]], kept: Sequence[SourcePage]
) -> tuple[SourcePage, ...]:
    """The pages ``kept``, in their order, measured."""
    measured = [iter(opener.measure(file, taken).pages) for file, taken in pairs]
    return tuple(dataclasses.replace(next(measured[page.part]), part=page.part) for page in kept)


def _fitted(located: Located, sources: Mapping[str, Source]) -> list[Finding]:
    """One note of all white margins that are left out."""
    cut = {id: [page for page in source.pages if page.paper] for id, source in sources.items()}
    pages = [page for held in cut.values() for page in held]
    if not pages:
        return []
    left_out = [fit.left_out(page) for page in pages]
    facts: dict[str, str | int] = {"pages": len(pages), "count": sum(map(bool, cut.values()))}
    facts |= {"across": max(one[0] for one in left_out), "along": max(one[1] for one in left_out)}
    return [Finding("page-fitted", located.place(), facts)]


def _files(
    located: Located, document: Document, folder: Path, findings: list[Finding], faults: list[Finding]
) -> Iterator[tuple[str, str]]:
    """Each file of ``document``, those of a folder one by one, with the place where the manifest names it."""
    for rank, name in enumerate(document.files):
        place = located.of(document, "file", *(() if isinstance(document.file, str) else (rank,)))
        try:
            names, left_out = files.listed(folder, name, place)
        except DossierError as error:
            faults += error.findings
            continue
        findings += left_out
        yield from ((inner, place) for inner in names)


def _name(document: Document) -> str:
    return ", ".join(document.files)


def _stand_in(document: Document) -> Source:
    _, count = _announced(document)
    width, height = _A4
    page = SourcePage(0, (0.0, 0.0, width, height), 0, width, height, True)
    names = document.files or ("",)
    parts = tuple(Part(file=name, sha256="", kind="missing", pdf=b"") for name in names)
    return Source(document=document.id, parts=parts, pages=(page,) * min(count, MOST_PAGES))


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
            # "pp. 3-4" is printed "pp. pp. 3-4".
            bare = _MARKED.sub("", document.page or "")
            better = bare if extent(bare) else ""
            findings.append(finding("extent-unchecked", place, page=document.page or "", better=better))
        elif count != bound:
            facts: dict[str, str | int] = {"key": key, "announced": count, "bound": bound}
            findings.append(Finding("extent-differs", place, {"id": document.id, **facts}))
    silent = not any(page.has_text for page in source.pages)
    empty = all(page.margins is None for page in source.pages)  # which a note of its own says
    if silent and not empty and not document.alt:
        findings.append(finding("image-only", located.of(document), id=document.id))
    return findings
