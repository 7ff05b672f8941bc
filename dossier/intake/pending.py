"""Sources whose pages are known, while the rest is done beside the layout."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import suppress
from threading import Lock

from dossier.findings import DossierError, Finding
from dossier.model import Part, Source
from dossier.shelf import Shelf
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
        self._rest: deque[_Rest] = deque((*one, Future()) for one in files)
        self._left = deque(self._rest)
        self.finished = _Finished(sources, self._rest)
        self._told: list[Finding] = []

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
        ``findings``. What they were before is not held any more."""
        self.help_complete()
        while self._rest:
            file, _, future = self._rest.popleft()
            try:
                self._told += placed(future.result().later, file)
            except DossierError as error:
                self._told += error.findings
        if self.opener.cache:
            self.opener.cache.tidy()
        self.sources = self.finished.there
        return self.sources, tuple(self._told)


class _Finished(Mapping[str, Source]):
    """``sources``, whose files are among the ``rest``; asking for one of which a file cannot be finished
    raises UnfinishedError. The bytes of those that are finished are not in memory."""

    def __init__(self, sources: Mapping[str, Source], rest: Iterable[_Rest]) -> None:
        self._sources, self._done = sources, dict[str, Source]()
        self._files: dict[str, list[_Rest]] = {}
        self._shelf, self._lock = Shelf(), Lock()
        for one in rest:
            self._files.setdefault(one[0].document, []).append(one)

    def __getitem__(self, id: str) -> Source:
        files = self._files.get(id, ())
        try:
            taken = [(file, future.result()) for file, _, future in files]
        except DossierError as error:
            raise UnfinishedError(id) from error
        with self._lock:  # what nobody needs any more is dropped, once
            if id not in self._done:
                source = self._sources[id]
                parts = tuple(part_of(file, made, self._shelf) for file, made in taken)
                whole = len(parts) == len(source.parts)
                self._done[id] = dataclasses.replace(source, parts=parts) if parts and whole else source
                self._files.pop(id, None)
            return self._done[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    @property
    def there(self) -> dict[str, Source]:
        """All of them, those that cannot be finished as they were. What they were before is dropped."""
        there = dict(self._sources)
        for id in self:
            with suppress(UnfinishedError):
                there[id] = self[id]
        self._sources = there
        return there


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
