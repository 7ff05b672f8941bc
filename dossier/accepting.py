"""What an editor has looked at and accepts, and what would accept the rest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from . import intake
from .compose.templates import Templates
from .digest import digest
from .findings import (
    Acceptance,
    DossierError,
    Exit,
    Finding,
    Severity,
    acceptable,
    current,
    finding,
    stop_on_error,
)
from .gathering import gathered
from .model import Accepted, Document, Located, Source

# Characters of what names a thing seen: 32 bits tell the findings of one document apart.
_LENGTH = 8
# Facts that move while what was found stays: numbers of documents, and what an engine measured.
_MOVING = ("number", "after", "first", "left", "top", "across", "down", "pictures")

_Path = tuple[str | int, ...]
_OF_WORDS = (Exit.MANIFEST, Exit.TEMPLATE)
_DOSSIER: _Path = ("dossier",)
_KEY = "accepted"
# The title of a document that lacks one.
_STAND_IN = "?"


def seen(*told: object) -> str:
    """What names a finding, and all that it was found in, as it was seen."""
    return digest(json.dumps(told).encode())[:_LENGTH]


def because(accepted: Iterable[Accepted], code: str, named: str) -> str:
    """Why a finding of ``code``, ``named`` so, is accepted; "" where it is not."""
    return next((one.because for one in accepted if (current(one.code), one.seen) == (code, named)), "")


class Acceptances:
    """Those of one run over the dossier in ``folder``; it learns what was read as the run goes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._located: Located | None = None
        self._documents: dict[str, tuple[int, Document]] = {}
        self._read: dict[str, dict[str, str]] = {}
        self._templates: Templates | None = None

    def learn(self, located: Located) -> None:
        """What is accepted stands in ``located``."""
        self._located = located
        self._documents = {d.id: (number, d) for number, _, d in located.manifest.numbered()}

    def opened(self, sources: Mapping[str, Source]) -> None:
        """The documents are made of ``sources``."""
        for id, source in sources.items():
            self._read[id] = {part.file: part.sha256 for part in source.parts}

    def with_templates(self, templates: Templates) -> None:
        """What surrounds the documents is made by ``templates``."""
        self._templates = templates

    @contextmanager
    def judging(self) -> Iterator[None]:
        """What is raised meanwhile is :meth:`judged`."""
        try:
            yield
        except DossierError as error:
            raise DossierError(self.judged(error.findings)) from error

    def judged(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """``findings``, one a document, each with what would accept it, or with the reason why it is."""
        located, said = self._located, gathered(findings)
        if located is None:
            return said
        judged = (self._judged(located, f) if acceptable(f.code) else f for f in said)
        return tuple(self._named(located, one) for one in judged)

    def _named(self, located: Located, reported: Finding) -> Finding:
        """``reported`` with number and title of its document, unless its words say them."""
        number, document = self._holder(reported)
        if document is None:
            number, document = located.holder(reported.place) or (0, None)
        if document is None or document.title == _STAND_IN or "number" in reported.facts:
            return reported
        return replace(reported, number=number, title=document.title)

    def passed(
        self, findings: Iterable[Finding], strict: bool, unsought: Set[str] = frozenset()
    ) -> tuple[Finding, ...]:
        """``findings``, the whole of a run, judged, and what is accepted in vain; codes that the run has
        ``unsought`` may still be met by another.

        Raises DossierError with all of them where one is an error, or a warning of a ``strict`` run.
        """
        judged = self.judged(findings)
        judged += tuple(self._idle(judged, unsought))
        if strict and any(f.severity is Severity.WARNING for f in judged):
            raise DossierError(judged)
        return stop_on_error(judged)

    def _idle(self, judged: Iterable[Finding], unsought: Set[str]) -> Iterator[Finding]:
        if self._located is None:
            return
        met = {(f.acceptance.number, f.code, f.acceptance.seen) for f in judged if f.acceptance}
        holders: list[tuple[int, _Path, tuple[Accepted, ...] | None]] = [
            (number, self._located.path(document), document.accepted)
            for number, document in self._documents.values()
        ]
        holders.append((0, _DOSSIER, self._located.manifest.dossier.accepted))
        for number, path, accepted in holders:
            for rank, one in enumerate(accepted or ()):
                code = current(one.code)
                if code not in unsought and (number, code, one.seen) not in met:
                    place = self._located.place(*path, _KEY, rank)
                    yield finding("acceptance-idle", place, value=one.code, because=one.because)

    def _judged(self, located: Located, reported: Finding) -> Finding:
        number, document = self._holder(reported)
        accepted = (document or located.manifest.dossier).accepted or ()
        named = self._seen(reported, document)
        path = located.path(document) if document else _DOSSIER
        listed = (*path, _KEY)
        first = (*listed, 0) not in located.places
        item = not first or listed in located.flow
        into = listed if item else path
        below = (*path, "id") if document and path not in located.flow else path
        acceptance = Acceptance(
            seen=named,
            place=located.place(*into) if item else located.place(*below),
            number=number,
            title=document.title if document else "",
            column=int(located.place(*into).rpartition(":")[2]) - 1,
            item=item,
            first=first,
            flow=into in located.flow,
            because=because(accepted, reported.code, named),
        )
        return replace(reported, document=document.id if document else "", acceptance=acceptance)

    def _holder(self, reported: Finding) -> tuple[int, Document | None]:
        """The document that ``reported`` is about, with its number; none: the dossier."""
        for id in (reported.document, str(reported.facts.get("id", ""))):
            if id in self._documents:
                return self._documents[id]
        number = reported.facts.get("number")
        return next((one for one in self._documents.values() if one[0] == number), (0, None))

    def _seen(self, reported: Finding, document: Document | None) -> str:
        facts = sorted((name, str(value)) for name, value in reported.facts.items() if name not in _MOVING)
        return seen(reported.code, facts, self._digests(reported, document))

    def _digests(self, reported: Finding, document: Document | None) -> list[str]:
        """The digests of the files that ``reported`` is about; none where it is about words of the manifest
        or of the introduction, which its facts tell."""
        if document is None:
            return [self._templates.files.get(reported.place, "")] if self._templates else []
        if reported.exit in _OF_WORDS:
            return []
        read = self._read.get(document.id, {})
        about = str(reported.facts.get("file", ""))
        names = [about] if about in read or (about and not read) else list(read or document.files)
        return [read.get(name) or intake.digest(self._folder, name) for name in names]
