"""Sources whose pages are known, while the rest is done beside the layout."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Thread
from typing import Literal

from dossier.findings import DossierError, Finding
from dossier.model import Part, Source, SourcePage

from .opener import Opener, TakenIn
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
    """The sources of a manifest, opened. A context manager, at whose end nothing more is done to them.

    ``sources`` by document id: their pages stay as they are, their bytes become final in :meth:`completed`.
    ``findings`` is all that was found so far.
    """

    def __init__(
        self,
        opener: Opener,
        sources: Mapping[str, Source],
        opened: Sequence[OpenedDocument],
        findings: Sequence[Finding],
    ) -> None:
        self.sources = dict(sources)
        self.findings = tuple(findings)
        self._opener = opener
        self._opened = opened
        self._threads = ThreadPoolExecutor(max(1, opener.pool.size - 1))
        self._final: Future[_Final] | None = None

    def __enter__(self) -> Opening:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def complete(self, done: Callable[[Source], object] | None = None) -> None:
        """Begin with the rest. ``done`` is given each source, in another thread, when the bytes of all are
        final: what it sets going shall not take the processor from them."""
        under_way = [
            (one, [self._threads.submit(self._opener.complete, *file) for file in one.printed])
            for one in self._opened
        ]
        final: Future[_Final] = Future()
        self._final = final

        def follow() -> None:
            try:
                final.set_result(self._followed(under_way, done))
            except BaseException as error:  # raised again where the result is asked for
                final.set_exception(error)

        Thread(target=follow, daemon=True).start()

    def completed(self) -> _Final:
        """The final sources by document id, and what was found after ``findings``; waits for them."""
        if self._final is None:
            self.complete()
        assert self._final
        return self._final.result()

    def _followed(self, under_way: Sequence[_UnderWay], done: Callable[[Source], object] | None) -> _Final:
        sources = dict(self.sources)
        findings: list[Finding] = []
        for one, completions in under_way:
            files = []
            for completion in completions:
                try:
                    file = completion.result()
                except DossierError as error:
                    findings += error.findings
                else:
                    findings += file.later
                    files.append(file)
            if len(files) == len(completions):
                sources[one.id] = dataclasses.replace(one, files=tuple(files)).source
        if self._opener.cache:
            self._opener.cache.tidy()
        if done:
            for source in sources.values():
                done(source)
        return sources, tuple(findings)


_UnderWay = tuple[OpenedDocument, Sequence[Future[TakenIn]]]
_Final = tuple[dict[str, Source], tuple[Finding, ...]]


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
