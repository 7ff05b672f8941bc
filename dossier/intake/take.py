"""One document's files become one clean PDF and its facts; runs in the child process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dossier.findings import DossierError, Finding, finding
from dossier.model import SourcePage, Treatment

from . import files, kinds
from .kinds import Given, GivenFile
from .pdf import open_pdf


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be taken in: see :class:`~dossier.intake.kinds.Given`."""

    files: tuple[GivenFile, ...]
    folder: Path
    place: str
    language: str
    title: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What it became: all its pages, before any is chosen."""

    kind: str
    pdf: bytes
    pages: tuple[SourcePage, ...]
    findings: tuple[Finding, ...] = ()
    treatment: tuple[Treatment, ...] = ()
    removed: Mapping[str, int] = field(default_factory=dict)


def take(request: Request) -> Taken:
    """Recognise, convert and open what is asked for. Raises DossierError with all that is wrong."""
    file = request.files[0]
    known = kinds.recognise(file.data, file.name)
    if known is None:
        facts = {"file": file.name, "kind": files.kind(file.data)}
        raise DossierError([finding("source-kind", request.place, **facts)])
    module, word = known
    findings: tuple[Finding, ...] = ()
    promised = files.promised(file.name)
    if promised and promised != word:
        facts = {"file": file.name, "promised": promised, "kind": word}
        findings += (finding("source-misnamed", request.place, **facts),)
    given = Given(word, request.files, request.folder, request.place, request.language, request.title)
    converted = module.to_pdf(given)
    pdf, pages = open_pdf(converted.pdf, file.name, request.place)
    return Taken(word, pdf, pages, findings + converted.findings, converted.done)
