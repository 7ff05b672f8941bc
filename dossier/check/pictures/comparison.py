"""The build's side of the comparison: start it, hand it the file, hear what it found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from pathlib import Path

from dossier import bugs
from dossier.findings import Finding, finding
from dossier.model import Document, Manifest, Plan, Source
from dossier.store import COMPARED, Store
from dossier.work import Conversation, Crew, DiedError, Job, LackingError

from . import memory
from .identity import engine, of_pages
from .messages import Framed, Message, Original, Unlike

#: Seconds that one page may take before it is given up.
PATIENCE = 60.0
# Points in a millimetre.
_MM = 72 / 25.4
_JOB = Job("dossier.check.pictures.compare:compared", Message, tuple[Unlike, ...])


class Comparison:
    """A comparison under way; a context manager, at whose end its process has ended too."""

    def __init__(self, crew: Crew, manifest: Manifest, folder: Path | None) -> None:
        """``folder`` keeps what was compared, None: nothing does. The process starts with the first source
        that has something new."""
        self._crew = crew
        self._folder = folder.absolute() if folder else None
        alike = memory.load(Store(folder, COMPARED, written=False), engine()) if folder else ()
        self._alike = frozenset(source for _, source in alike)
        self._documents = {document.id: document for _, _, document in manifest.numbered()}
        self._numbers = {document.id: number for number, _, document in manifest.numbered()}
        self._sheets: dict[int, float] = {}
        #: By name, the pictures of the pages that are not as their sources, and of these.
        self.pictures: dict[str, bytes] = {}
        self._sources: Future[dict[str, Source]] = Future()
        self._told: set[str] = set()
        self._begun = False
        self._conversation: Conversation[Message, tuple[Unlike, ...]] | None = None

    def __enter__(self) -> Comparison:
        return self

    def __exit__(self, *_: object) -> None:
        if self._conversation:
            self._conversation.__exit__()

    def draw(self, completing: Future[tuple[dict[str, Source], tuple[Finding, ...]]]) -> None:
        """Have the pages of the sources drawn as soon as these are complete, of those that no build has
        compared before."""

        def follow() -> dict[str, Source]:
            sources, _ = completing.result()
            # What stands in for a missing file has nothing to be drawn.
            there = {id: source for id, source in sources.items() if not source.missing}
            for source in there.values():
                if not self._alike.issuperset(hashes_of(source, self._documents[source.document])):
                    self._tell(source)
            return there

        self._sources = self._crew.beside(follow)

    def begin(
        self, file: Path, plan: Plan, known: Collection[int] = (), shown: Mapping[int, str] | None = None
    ) -> None:
        """Compare the pages of ``file`` but for those ``known`` (folios); one that stands in for a missing
        file has none to be compared with. ``shown`` are the hashes of what they draw, by folio: what has none
        is not remembered."""
        sources = self._sources.result()
        self._sheets = {page.folio: page.height for page in plan.pages}
        framed = tuple(
            Framed(page.folio, page.document, page.rank, page.frame, (shown or {}).get(page.folio, ""))
            for page in plan.pages
            if page.folio not in known
            and page.document
            and page.rank
            and page.frame
            and _there(sources.get(page.document), page.rank)
        )
        if not framed:
            return
        for id in dict.fromkeys(page.document for page in framed):
            if id not in self._told:
                self._tell(sources[id])
        self._talk().tell(Message(file=file, pages=framed))
        self._begun = True

    def _talk(self) -> Conversation[Message, tuple[Unlike, ...]]:
        if self._conversation is None:
            self._conversation = self._crew.converse(_JOB)
            self._conversation.tell(Message(folder=self._folder))
        return self._conversation

    def findings(self, progress: Callable[[str], None]) -> tuple[Finding, ...]:
        """Wait for the end; the pages that are not as their sources, all of them."""
        if self._conversation is None or not self._begun:
            return ()
        last = 0

        def heard(folio: int) -> None:
            nonlocal last
            last = folio
            progress(str(folio))

        try:
            with bugs.during(stage="compare"):
                return tuple(map(self._finding, self._conversation.answer(heard, PATIENCE)))
        except LackingError as error:
            return error.findings
        except TimeoutError:
            problem = f"> {PATIENCE:.0f} s"
        except DiedError as error:
            problem = str(error)
        return (finding("compare-unfinished", f"page {last + 1}", problem=problem),)

    def _tell(self, source: Source) -> None:
        self._told.add(source.document)
        original = original_of(source, self._documents[source.document])
        self._talk().tell(Message(original=original))

    def _finding(self, unlike: Unlike) -> Finding:
        page, place = unlike.page, f"page {unlike.page.folio}"
        if unlike.problem:
            return finding("compare-unfinished", place, problem=unlike.problem)
        source = self._sources.result()[page.document]
        shown = source.pages[page.rank - 1]
        if unlike.cut:
            file = source.parts[shown.part].file
            return finding("fit-cuts", place, id=page.document, file=file, page=shown.number)
        name = f"differs-document-{self._numbers[page.document]}-folio-{page.folio}"
        names = [f"{name}-{side}.png" for side in ("source", "dossier")]
        self.pictures |= dict(zip(names, unlike.pictures, strict=False))
        x0, y0, x1, y1 = page.frame
        left, upper, right, lower = unlike.spot
        top = self._sheets.get(page.folio, y1) - y1
        return finding(
            "compare-differs",
            place,
            id=page.document,
            number=self._numbers[page.document],
            title=self._documents[page.document].title,
            file=source.parts[shown.part].file,
            page=shown.number,
            how=unlike.how,
            left=round((x0 + left * (x1 - x0)) / _MM),
            top=round((top + upper * (y1 - y0)) / _MM),
            across=max(1, round((right - left) * (x1 - x0) / _MM)),
            down=max(1, round((lower - upper) * (y1 - y0) / _MM)),
            pictures=" + ".join(names),
        )


def _there(source: Source | None, rank: int) -> bool:
    return source is not None and bool(source.parts[source.pages[rank - 1].part].pdf)


def original_of(source: Source, document: Document) -> Original:
    """What ``document`` is compared with."""
    data = tuple(part.compared for part in source.parts)
    return Original(document.id, data, source.pages, *_how(document))


def hashes_of(source: Source, document: Document) -> tuple[str, ...]:
    """The hashes of the pages that ``document`` is compared with, which are not read for it."""
    return of_pages([part.compared_sha256 for part in source.parts], source.pages, *_how(document))


def _how(document: Document) -> tuple[bool, bool]:
    """Whether comments are shown, and whether the editor chose a turn or a box himself."""
    return document.annotations == "keep", document.rotate is not None or document.crop != "visible"
