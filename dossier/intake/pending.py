"""Sources whose pages are known, while the rest is done beside the layout."""

from __future__ import annotations

import dataclasses
from collections import deque
from concurrent.futures import Future
from threading import Lock

from dossier.findings import DossierError, Finding
from dossier.model import Part, Source
from dossier.shelf import Shelf
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
        self._rest: deque[_Rest] = deque((*one, Future()) for one in files)
        self._left = deque(self._rest)
        self._lock = Lock()
        self._found: list[Finding] = []

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
        ``findings``. Their bytes are not in memory any more."""
        self.help_complete()
        with self._lock:
            if self._rest:
                self._finish()
        return self.sources, tuple(self._found)

    def _finish(self) -> None:
        parts: dict[str, list[Part]] = {}
        shelf = Shelf()
        while self._rest:
            file, _, future = self._rest.popleft()
            try:
                taken = future.result()
            except DossierError as error:
                self._found += error.findings
            else:
                self._found += placed(taken.later, file)
                parts.setdefault(file.document, []).append(part_of(file, taken, shelf))
        if self.opener.cache:
            self.opener.cache.tidy()
        sources = dict(self.sources)  # others are reading those that are not final
        for id, finished in parts.items():
            if len(finished) == len(sources[id].parts):
                sources[id] = dataclasses.replace(sources[id], parts=tuple(finished))
        self.sources = sources


#: One file, what was taken of it, and what becomes of that.
_Rest = tuple[SourceFile, Taken, Future[Taken]]


def part_of(file: SourceFile, taken: Taken, shelf: Shelf | None = None) -> Part:
    """What the other stages know of a file, whose bytes are laid on the ``shelf``, if there is one."""
    said = {told.code for told in taken.findings}
    # A PDF that shows what its file shows: nothing was converted, repaired or mended.
    as_it_came = taken.kind == "pdf" and not taken.treatment and not said & _CHANGED
    original = file.data if as_it_came else b""
    return Part(
        file=file.name,
        sha256=file.sha256,
        kind=taken.kind,
        pdf=shelf.put(taken.pdf) if shelf else taken.pdf,
        treatment=taken.treatment,
        removed=taken.removed,
        reads=taken.reads,
        original=shelf.put(original) if shelf else original,
        noticed=taken.noticed,
        page_count=len(taken.pages),
    )
