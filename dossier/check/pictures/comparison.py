"""The build's side of the comparison: start it, hand it the file, hear what it found."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from multiprocessing import Pipe
from pathlib import Path

from dossier import children, machine
from dossier.findings import Finding, finding
from dossier.model import Document, Manifest, Plan, Source

from .messages import Framed, Original, Unlike

#: Seconds that one page may take before it is given up.
PATIENCE = 60.0
# Words of a page's score on the terminal: 100 is what is tolerated.
_PERCENT = 100


class Proof:
    """A comparison under way; a context manager, at whose end its process has ended too."""

    def __init__(self, manifest: Manifest, folder: Path) -> None:
        """Start the process; ``folder`` keeps what it has compared."""
        self._documents = {document.id: document for _, _, document in manifest.numbered()}
        self._sources: dict[str, Source] = {}
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  # closed in __exit__
        self._connection, theirs = Pipe()
        self._process = children.start(
            "dossier.check.pictures.worker",
            str(theirs.fileno()),
            os.path.abspath(folder),
            pass_fds=[theirs.fileno()],
            stdin=children.DEVNULL,
            stdout=self._said,
            stderr=self._said,
        )
        theirs.close()

    def __enter__(self) -> Proof:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._process.kill()
        self._process.wait()
        self._said.close()

    def add(self, source: Source) -> None:
        """One more source, whose pages can be drawn already; what stands in for a missing file cannot."""
        if source.missing:
            return
        self._sources[source.document] = source
        document = self._documents[source.document]
        data = tuple(part.compared for part in source.parts)
        comments = document.annotations == "keep"
        self._send(Original(document.id, data, source.pages, comments, _turned(document)))

    def begin(self, file: Path | bytes, plan: Plan) -> None:
        """Compare the ``file``, now that all sources are there; a page that stands in for a missing
        file has none."""
        framed = [
            Framed(page.folio, page.document, page.rank, page.frame)
            for page in plan.pages
            if page.document and page.rank and page.frame and self._has_source(page.document, page.rank)
        ]
        self._send((file, framed))

    def findings(self, progress: Callable[[str], None]) -> tuple[Finding, ...]:
        """Wait for the end; the pages that are not as their sources, all of them."""
        last = 0
        try:
            while self._connection.poll(PATIENCE):
                heard = self._connection.recv()
                if not isinstance(heard, int):
                    return tuple(self._found(unlike) for unlike in heard)
                last = heard
                progress(str(last))
            problem = f"> {PATIENCE:.0f} s"
        except (EOFError, OSError):
            problem = self._last_words()
            if lacking := machine.death(self._process.wait(), problem):
                return (lacking,)
        return (finding("proof-unfinished", f"page {last + 1}", problem=problem),)

    def _has_source(self, document: str, rank: int) -> bool:
        source = self._sources.get(document)
        return source is not None and bool(source.parts[source.pages[rank - 1].part].data)

    def _found(self, unlike: Unlike) -> Finding:
        page, place = unlike.page, f"page {unlike.page.folio}"
        if unlike.problem:
            return finding("proof-unfinished", place, problem=unlike.problem)
        source = self._sources[page.document]
        shown, score = source.pages[page.rank - 1], round(unlike.score * _PERCENT)
        file = source.parts[shown.part].file
        return finding("proof-differs", place, id=page.document, file=file, page=shown.number, score=score)

    def _send(self, *messages: object) -> None:
        try:
            for message in messages:
                self._connection.send(message)
        except OSError:
            return  # it has ended: findings() says so

    def _last_words(self) -> str:
        self._process.wait()
        self._said.seek(0)
        lines = self._said.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else f"exit {self._process.returncode}"


def _turned(document: Document) -> bool:
    return document.rotate is not None or document.crop != "visible"
