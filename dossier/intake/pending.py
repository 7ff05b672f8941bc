"""Sources whose pages are known, while the rest is done beside the layout."""

from __future__ import annotations

import dataclasses
from collections import deque
from concurrent.futures import Future

from dossier.findings import DossierError, Finding
from dossier.model import Part, Source
from dossier.work import run

from .opener import Opener, placed
from .steps import SourceFile, Taken

# A file of which one of these is said is not what was made of it.
_CHANGED = {"source-repaired", "source-altered", "source-page-count"}


class PendingSources:
    """The sources of a manifest, by document id. Their pages stay as they are, their bytes become final in
    :meth:`completed`. ``findings`` is all that was found so far, ``files`` is what was taken of each file."""

    def __init__(
        self,
        *,
        sources: dict[str, Source],
        findings: tuple[Finding, ...],
        opener: Opener,
        files: list[tuple[SourceFile, Taken]],
    ) -> None:
        self.sources, self.findings, self.opener = sources, findings, opener
        self._rest: list[_Rest] = [(*one, Future()) for one in files]
        self._left = deque(self._rest)

    def help_complete(self) -> None:
        """Do what nobody has begun of the rest, one file after the other."""
        while self._left:
            try:
                file, taken, future = self._left.popleft()
            except IndexError:  # somebody else was faster
                return
            run(future, self.opener.complete, (file, taken), {})

    def completed(self) -> tuple[dict[str, Source], tuple[Finding, ...]]:
        """Do the rest, and wait for what others do of it: the final sources, and what was found after
        ``findings``."""
        self.help_complete()
        parts: dict[str, list[Part]] = {}
        findings: list[Finding] = []
        for file, _, future in self._rest:
            try:
                taken = future.result()
            except DossierError as error:
                findings += error.findings
            else:
                findings += placed(taken.later, file)
                parts.setdefault(file.document, []).append(part_of(file, taken))
        if self.opener.cache:
            self.opener.cache.tidy()
        sources = dict(self.sources)
        for id, finished in parts.items():
            if len(finished) == len(sources[id].parts):
                sources[id] = dataclasses.replace(sources[id], parts=tuple(finished))
        return sources, tuple(findings)


#: One file, what was taken of it, and what becomes of that.
_Rest = tuple[SourceFile, Taken, Future[Taken]]


def part_of(file: SourceFile, taken: Taken) -> Part:
    """What the other stages know of a file."""
    said = {told.code for told in taken.findings}
    # A PDF that shows what its file shows: nothing was converted, repaired or mended.
    as_it_came = taken.kind == "pdf" and not taken.treatment and not said & _CHANGED
    return Part(
        file=file.name,
        sha256=file.sha256,
        kind=taken.kind,
        data=taken.pdf,
        treatment=taken.treatment,
        removed=taken.removed,
        reads=taken.reads,
        original=file.data if as_it_came else b"",
        noticed=taken.noticed,
        page_count=len(taken.pages),
    )
