"""Sources whose pages are known, while the rest is done beside the layout."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import suppress

from dossier.findings import DossierError, Finding
from dossier.model import Part, Source
from dossier.work import run

from .opener import Opener, placed
from .steps import SourceFile, Taken

# A file of which one of these is said is not what was made of it.
_CHANGED = {"source-repaired", "source-altered", "source-page-count"}


class UnfinishedError(Exception):
    """A source that could not be finished; :meth:`PendingSources.completed` says why."""


class PendingSources:
    """The sources of a manifest, by document id. Their pages stay as they are, their bytes become final in
    :meth:`completed`. ``findings`` is all that was found so far, ``files`` is what was taken of each file.

    ``finished`` are the same with their final bytes, each of which is waited for where it is asked for."""

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
        self.finished = _Finished(sources, self._rest)

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
        findings: list[Finding] = []
        for file, _, future in self._rest:
            try:
                findings += placed(future.result().later, file)
            except DossierError as error:
                findings += error.findings
        if self.opener.cache:
            self.opener.cache.tidy()
        return self.finished.there, tuple(findings)


class _Finished(Mapping[str, Source]):
    """``sources``, whose files are among the ``rest``; asking for one of which a file cannot be finished
    raises UnfinishedError."""

    def __init__(self, sources: Mapping[str, Source], rest: Iterable[_Rest]) -> None:
        self._sources, self._done = sources, dict[str, Source]()
        self._files: dict[str, list[_Rest]] = {}
        for one in rest:
            self._files.setdefault(one[0].document, []).append(one)

    def __getitem__(self, id: str) -> Source:
        if id not in self._done:
            source = self._sources[id]
            try:
                parts = tuple(part_of(file, future.result()) for file, _, future in self._files.get(id, ()))
            except DossierError as error:
                raise UnfinishedError(id) from error
            whole = len(parts) == len(source.parts)
            self._done[id] = dataclasses.replace(source, parts=parts) if parts and whole else source
        return self._done[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    @property
    def there(self) -> dict[str, Source]:
        """All of them, those that cannot be finished as they were."""
        there = dict(self._sources)
        for id in self:
            with suppress(UnfinishedError):
                there[id] = self[id]
        return there


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
