"""All sources of a manifest, opened; every bad one named in one run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from dossier.findings import DossierError, Finding, finding
from dossier.model import STAND_IN, Document, Located, Source, SourcePage
from dossier.ranges import extent, parse_pages

from . import files
from .take import Request, take

_A4 = (595.2756, 841.8898)


def open_sources(
    located: Located, folder: Path, draft: bool, progress: Callable[[str], None]
) -> tuple[dict[str, Source], tuple[Finding, ...]]:
    """Open the file of each document of ``located``; paths are relative to ``folder``.

    Returns the sources by document id, and the findings. With ``draft`` a missing file becomes as many
    pages as the manifest announces, and a warning.
    """
    sources: dict[str, Source] = {}
    findings: list[Finding] = []
    specimens = 0
    for _, _, document in located.manifest.numbered():
        if document.id == STAND_IN and document.file is None:
            continue
        progress(document.id)
        try:
            source, found = _open(located, document, folder)
            findings += found
        except DossierError as error:
            gone = all(f.code in ("source-missing", "source-undeclared") for f in error.findings)
            if not (draft and gone):
                findings += error.findings
                continue
            source = _stand_in(document)
            facts: dict[str, str | int] = {"file": document.file or "?", "pages": len(source.pages)}
            findings.append(Finding("source-draft", error.findings[0].place, facts))
        sources[document.id] = source
        findings += _look(located, document, source)
        specimens += document.specimen
    if specimens:
        findings.append(finding("specimens", located.place(), count=specimens))
    return sources, tuple(findings)


def _open(located: Located, document: Document, folder: Path) -> tuple[Source, tuple[Finding, ...]]:
    place = located.of(document, "file")
    if document.file is None:
        raise DossierError([finding("source-undeclared", place, id=document.id)])
    given = files.read(folder, document.file, place)
    language = located.manifest.dossier.language
    taken = take(Request((given,), folder.resolve(), place, language, document.title))
    pages = taken.pages
    if document.keep:
        pages = _kept(pages, document.keep, located.of(document, "keep"), document.file)
    digest = hashlib.sha256(given.data).hexdigest()
    source = Source(
        document.id,
        document.file,
        digest,
        taken.kind,
        taken.pdf,
        pages,
        taken.treatment,
        taken.removed,
    )
    return source, taken.findings


def _kept(pages: tuple[SourcePage, ...], keep: str, place: str, file: str) -> tuple[SourcePage, ...]:
    ranges = _ranges(keep)
    if not ranges:
        return pages
    outside = [last for _, last in ranges if last > len(pages)]
    if outside:
        page, count = max(outside), len(pages)
        raise DossierError([finding("pages-outside", place, file=file, page=page, count=count)])
    return tuple(pages[n - 1] for first, last in ranges for n in range(first, last + 1))


def _ranges(keep: str) -> tuple[tuple[int, int], ...]:
    try:
        return parse_pages(keep)
    except ValueError:  # said already, when the manifest was read
        return ()


def _stand_in(document: Document) -> Source:
    announced = document.number_of_pages if isinstance(document.number_of_pages, int) else None
    kept = document.keep and sum(b - a + 1 for a, b in _ranges(document.keep))
    count = kept or announced or (document.page and extent(document.page)) or 1
    width, height = _A4
    page = SourcePage(0, (0.0, 0.0, width, height), 0, width, height, True)
    return Source(document.id, document.file or "", "", "missing", b"", (page,) * count)


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
