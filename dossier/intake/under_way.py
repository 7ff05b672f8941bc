"""Sources whose pages are known, while the rest is done beside the layout."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Literal

from dossier.findings import DossierError, Finding, about
from dossier.model import Part, Source, SourcePage
from dossier.work import run

from .asking import Opener, TakenIn
from .request import Printing

# A file of which one of these is said is not what was made of it.
_CHANGED = {"source-repaired", "source-altered", "source-page-count"}


@dataclass(frozen=True)
class OpenedDocument:
    """A document's files, and the pages that are kept of them."""

    id: str
    files: tuple[TakenIn, ...]
    pages: tuple[SourcePage, ...]
    hidden: Literal["remove", "keep"] | None = None
    comments: bool = False
    flatten: bool = False
    read: str = ""

    @property
    def source(self) -> Source:
        """It as the other stages know it."""
        return Source(self.id, tuple(map(_part, self.files)), self.pages)

    @property
    def printed(self) -> Iterator[tuple[TakenIn, Printing]]:
        """Each file, and what of it is printed."""
        for rank, file in enumerate(self.files):
            pages = tuple(page for page in self.pages if page.part == rank)
            yield file, Printing(pages, self.hidden, self.comments, self.flatten, self.read)


class Opening:
    """The sources of a manifest, opened: by document id. Their pages stay as they are, their bytes become
    final in :meth:`completed`. ``findings`` is all that was found so far."""

    def __init__(
        self,
        *,
        sources: dict[str, Source],
        findings: tuple[Finding, ...],
        opener: Opener,
        documents: tuple[OpenedDocument, ...],
    ) -> None:
        self.sources, self.findings = sources, findings
        self.opener, self._documents = opener, documents
        self._rest: list[_Rest] = [
            (document, *file, Future()) for document in documents for file in document.printed
        ]
        self._left = deque(self._rest)

    def help_complete(self) -> None:
        """Do what nobody has begun of the rest, one file after the other."""
        while self._left:
            try:
                _, file, printing, future = self._left.popleft()
            except IndexError:  # somebody else was faster
                return
            run(future, self.opener.complete, (file, printing), {})

    def completed(self) -> tuple[dict[str, Source], tuple[Finding, ...]]:
        """Do the rest, and wait for what others do of it: the final sources, and what was found after
        ``findings``."""
        self.help_complete()
        sources = dict(self.sources)
        findings: list[Finding] = []
        for document in self._documents:
            files = []
            for future in [one[-1] for one in self._rest if one[0] is document]:
                try:
                    files.append(future.result())
                except DossierError as error:
                    findings += about(document.id, error.findings)
                else:
                    findings += about(document.id, files[-1].later)
            if len(files) == len(document.files):
                sources[document.id] = dataclasses.replace(document, files=tuple(files)).source
        if self.opener.cache:
            self.opener.cache.tidy()
        return sources, tuple(findings)


#: One file: its document, what it is so far, what of it is printed, and what becomes of it.
_Rest = tuple[OpenedDocument, TakenIn, Printing, Future[TakenIn]]


def _part(file: TakenIn) -> Part:
    taken = file.taken
    original = file.request.file.data if _as_it_came(file) else b""
    return Part(
        file.request.name,
        file.sha256,
        taken.kind,
        taken.pdf,
        taken.treatment,
        taken.removed,
        taken.reads,
        original,
    )


def _as_it_came(file: TakenIn) -> bool:
    """Whether it is a PDF that shows what its file shows: nothing was converted, repaired or mended."""
    taken = file.taken
    said = {found.code for found in taken.findings}
    return taken.kind == "pdf" and not taken.treatment and not said & _CHANGED
