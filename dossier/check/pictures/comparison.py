"""The build's side of the comparison: start it, hand it the file, hear what it found."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from dossier import bugs
from dossier.findings import Finding, finding
from dossier.model import Document, Manifest, Plan, Source
from dossier.work import Crew, DiedError, Job, LackingError

from .messages import Framed, Message, Original, Unlike

#: Seconds that one page may take before it is given up.
PATIENCE = 60.0
# Words of a page's score on the terminal: 100 is what is tolerated.
_PERCENT = 100
_JOB = Job("dossier.check.pictures.compare:compared", Message, tuple[Unlike, ...])


class Comparison:
    """A comparison under way; a context manager, at whose end its process has ended too."""

    def __init__(self, crew: Crew, manifest: Manifest, folder: Path | None) -> None:
        """Start the process; ``folder`` keeps what it has compared, None: nothing does."""
        self._crew = crew
        self._documents = {document.id: document for _, _, document in manifest.numbered()}
        self._told: Future[dict[str, Source]] = Future()
        self._conversation = crew.converse(_JOB)
        self._conversation.tell(Message(folder=folder.absolute() if folder else None))

    def __enter__(self) -> Comparison:
        return self

    def __exit__(self, *_: object) -> None:
        self._conversation.__exit__()

    def draw(self, completing: Future[tuple[dict[str, Source], tuple[Finding, ...]]]) -> None:
        """Have the pages of the sources drawn as soon as these are complete."""

        def follow() -> dict[str, Source]:
            sources, _ = completing.result()
            return {id: source for id, source in sources.items() if self._tell(source)}

        self._told = self._crew.beside(follow)

    def begin(self, file: bytes, plan: Plan) -> None:
        """Compare the ``file``; a page that stands in for a missing file has none to be compared with."""
        sources = self._told.result()
        framed = tuple(
            Framed(page.folio, page.document, page.rank, page.frame)
            for page in plan.pages
            if page.document and page.rank and page.frame and _there(sources.get(page.document), page.rank)
        )
        self._conversation.tell(Message(file=file, pages=framed))

    def findings(self, progress: Callable[[str], None]) -> tuple[Finding, ...]:
        """Wait for the end; the pages that are not as their sources, all of them."""
        last = 0

        def heard(folio: int) -> None:
            nonlocal last
            last = folio
            progress(str(folio))

        try:
            with bugs.during(stage="compare"):
                return tuple(map(self._found, self._conversation.answer(heard, PATIENCE)))
        except LackingError as error:
            return error.findings
        except TimeoutError:
            problem = f"> {PATIENCE:.0f} s"
        except DiedError as error:
            problem = str(error)
        return (finding("compare-unfinished", f"page {last + 1}", problem=problem),)

    def _tell(self, source: Source) -> bool:
        """Hand over one source; what stands in for a missing file has nothing to be drawn."""
        if source.missing:
            return False
        document = self._documents[source.document]
        data = tuple(part.compared for part in source.parts)
        comments = document.annotations == "keep"
        original = Original(document.id, data, source.pages, comments, turned(document))
        self._conversation.tell(Message(original=original))
        return True

    def _found(self, unlike: Unlike) -> Finding:
        page, place = unlike.page, f"page {unlike.page.folio}"
        if unlike.problem:
            return finding("compare-unfinished", place, problem=unlike.problem)
        source = self._told.result()[page.document]
        shown, score = source.pages[page.rank - 1], round(unlike.score * _PERCENT)
        file = source.parts[shown.part].file
        return finding("compare-differs", place, id=page.document, file=file, page=shown.number, score=score)


def _there(source: Source | None, rank: int) -> bool:
    return source is not None and bool(source.parts[source.pages[rank - 1].part].data)


def turned(document: Document) -> bool:
    """Whether the editor chose a turn or a box of ``document`` himself."""
    return document.rotate is not None or document.crop != "visible"
