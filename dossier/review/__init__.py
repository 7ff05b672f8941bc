"""What a person should look at before the dossier is printed, that no rule forbids: one PDF twice, the wrong
document under a title, a date that the source contradicts, pages that are hard to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from dossier import blanks, folding
from dossier.findings import Finding, finding
from dossier.folder import Folder
from dossier.model import Document, Located, Noticed, Part, Plan, Source
from dossier.ranges import listed

from . import dates, titles, twice
from .pictures import findings as pictures

__all__ = ["findings", "pictures", "printed"]

# A scan of fewer dots an inch, as it is printed, is hard to read on paper.
_DOTS, _INCH = 150, 72.0


def findings(located: Located, sources: Mapping[str, Source], folder: Path) -> tuple[Finding, ...]:
    """What the sources alone tell: warnings by document, one note of each kind for the dossier."""
    documents = [(number, document) for number, _, document in located.manifest.numbered()]
    there = _there(sources)
    findings: list[Finding] = []
    for number, document in documents:
        source = there.get(document.id)
        if source and not document.specimen:
            findings += titles.wrong(located, number, document, source)
            findings += dates.contradicted(located, number, document, source)
            findings += _examples(located, document, source)
        turned = _ranks(source, lambda noticed: noticed.upside_down) if source else []
        if turned:
            facts: dict[str, str | int] = {"id": document.id, "number": number, "title": document.title}
            facts["pages"] = listed(turned)
            findings.append(Finding("page-upside-down", located.of(document, "file"), facts, document.id))
    findings += twice.bound(located, documents, there)
    findings += twice.titled(located, documents)
    used = [name for source in sources.values() for part in source.parts for name in _names(part)]
    findings += twice.unused(located, Folder(folder), used)
    findings += _noted(located, "pages-blank", _listed(there, lambda noticed: noticed.blank))
    findings += _noted(located, "text-pale", _listed(there, lambda noticed: noticed.pale))
    return tuple(findings)


def printed(located: Located, sources: Mapping[str, Source], plan: Plan) -> tuple[Finding, ...]:
    """What hangs on how large the pages are printed."""
    return tuple(_noted(located, "scans-coarse", _coarse(_there(sources), plan)))


def _there(sources: Mapping[str, Source]) -> dict[str, Source]:
    return {id: source for id, source in sources.items() if not source.missing}


def _noted(located: Located, code: str, pages: Mapping[str, Sequence[int]]) -> Iterator[Finding]:
    """One note where documents, by their ids, have such ``pages``."""
    told = [f"{n}: {listed(pages[d.id])}" for n, _, d in located.manifest.numbered() if d.id in pages]
    if told:
        yield finding(code, located.place("sections"), pages="; ".join(told))


def _examples(located: Located, document: Document, source: Source) -> Iterator[Finding]:
    """The source that ``new`` made, whatever the file is called now."""
    example = blanks.example()
    words = " ".join(folding.words(example))
    if any(words in " ".join(folding.words(part.noticed.text)) for part in source.parts):
        place = located.of(document, "file")
        yield Finding("blank-left", place, {"words": example.partition(".")[0]}, document.id)


def _names(part: Part) -> list[str]:
    return [part.file, *(name for name, _ in part.reads)]


def _ranks(source: Source, which: Callable[[Noticed], Iterable[int]]) -> list[int]:
    """The pages of a document, from 1 as its headers count them, that ``which`` has by their file's count."""
    chosen = [set(which(part.noticed)) for part in source.parts]
    return [rank for rank, page in enumerate(source.pages, 1) if page.number in chosen[page.part]]


def _listed(sources: Mapping[str, Source], which: Callable[[Noticed], Iterable[int]]) -> dict[str, list[int]]:
    ranks = {id: _ranks(source, which) for id, source in sources.items()}
    return {id: pages for id, pages in ranks.items() if pages}


def _coarse(sources: Mapping[str, Source], plan: Plan) -> dict[str, list[int]]:
    """The pages of scans that have fewer dots an inch on paper than can be read well."""
    coarse: dict[str, list[int]] = {}
    for planned in plan.pages:
        source = sources.get(planned.document or "")
        if source and planned.rank and planned.frame:
            page = source.pages[planned.rank - 1]
            density = dict(source.parts[page.part].noticed.scans).get(page.number)
            scale = (planned.frame[2] - planned.frame[0]) / page.width
            if density and density * _INCH / scale < _DOTS - 1:
                coarse.setdefault(source.document, []).append(planned.rank)
    return coarse
