"""Verify: the written file, reopened with another engine and held against the plan and the sources."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

from dossier import geometry
from dossier.findings import Finding, finding
from dossier.geometry import Matrix
from dossier.model import Bookmark, Box, Plan, PlannedPage, Source
from dossier.odd import OddError
from dossier.raster import Page, Reader

from .frames import shows
from .original import Original

#: What the file is called in a finding about it as a whole.
_FILE = "dossier.pdf"
_NUMBER = re.compile(r"\d+")
_LISTED = ("assignment", "introduction")
# Where a page without a frame prints its folio: the lower margin, in points.
_FOOT = 60.0


def verify(
    file: Path | bytes,
    plan: Plan,
    sources: Mapping[str, Source],
    progress: Callable[[str], None],
    known: Collection[int] = (),
) -> tuple[Finding, ...]:
    """Everything in which the PDF ``file`` disagrees with ``plan`` and ``sources``; empty when it
    holds. What the frames of the pages ``known`` (folios) hold is not looked at."""
    try:
        reader = Reader(file)
    except OddError as error:
        return (finding("verify-unreadable", _FILE, problem=str(error)),)
    with reader, Original() as original:
        if len(reader) != len(plan.pages):
            facts = {"planned": len(plan.pages), "found": len(reader)}
            return (finding("verify-pages", _FILE, **facts),)
        check = _Check(reader, plan, sources, original, known)
        findings = [*check.bookmarks(plan.bookmarks), *check.documents_marked()]
        for planned in plan.pages:
            progress(str(planned.folio))
            with reader.page(planned.folio) as page:
                findings += check.page(page, planned)
        findings += check.listed_and_cited()
    return tuple(findings)


class _Check:
    """One pass over the pages; keeps what the contents list and what the prose links to."""

    def __init__(
        self,
        reader: Reader,
        plan: Plan,
        sources: Mapping[str, Source],
        original: Original,
        known: Collection[int],
    ) -> None:
        self._known = known
        self._reader = reader
        self._plan = plan
        self._sources = sources
        self._original = original
        self._starts = {document.first_page: document for document in plan.documents}
        self._rows = {**_firsts(plan), **{document.first_page: document.id for document in plan.documents}}
        self._marked = {(title, page) for _, title, page in reader.outline()}
        self._listed: set[int] = set()
        self._linked: set[int | None] = set()

    def page(self, page: Page, planned: PlannedPage) -> Iterator[Finding]:
        yield from self._folio(page, planned)
        if planned.frame:
            yield from self._frame(page, planned, planned.frame)
        if planned.part in ("cover", "contents"):
            yield from self._contents(page, planned)
        if planned.part in _LISTED:
            self._linked.update(link.page for link in page.links())
        document = self._starts.get(planned.folio)
        if document and self._plan.contents not in {None, *(link.page for link in page.links())}:
            yield finding("verify-link", f"page {planned.folio}", id=document.id)

    def _folio(self, page: Page, planned: PlannedPage) -> Iterator[Finding]:
        place, total = f"page {planned.folio}", self._plan.total or len(self._plan.pages)
        called = self._plan.label(planned.folio)
        top = planned.frame[1] - 0.5 if planned.frame else _FOOT
        printed = page.text((0, 0, planned.width, top))
        numbers = [int(n) for n in _NUMBER.findall(printed)]
        number, _, suffix = called.partition(" ")
        right = (int(number), total) in itertools.pairwise(numbers) and suffix in (*printed.split(), "")
        if not right:
            yield finding("verify-folio", place, printed=" ".join(printed.split()), folio=called)
        label = self._reader.label(planned.folio)
        if label != called:
            yield finding("verify-label", place, label=label)

    def _frame(self, page: Page, planned: PlannedPage, frame: Box) -> Iterator[Finding]:
        place = f"page {planned.folio}"
        source = self._sources[planned.document or ""]
        facts = source.pages[(planned.rank or 1) - 1]
        whole = (0.0, 0.0, facts.width, facts.height)
        drawn = list(page.own_objects())
        forms = [
            n
            for n, item in enumerate(drawn)
            if item.matrix and _same(geometry.transform(_matrix(item.matrix), whole), frame)
        ]
        if len(forms) != 1:
            yield finding("verify-frame", place, found=len(forms))
            return
        inner = (frame[0] + 0.5, frame[1] + 0.5, frame[2] - 0.5, frame[3] - 0.5)
        if any(geometry.intersect(item.box, inner) for item in drawn[forms[0] + 1 :]):
            yield finding("verify-overlap", place)
        if planned.folio in self._known:
            return
        with self._original.of(source, facts.part).page(facts.number) as original:
            if not shows(page, frame, original, facts):
                yield finding("verify-frame", place, found=0)

    def _contents(self, page: Page, planned: PlannedPage) -> Iterator[Finding]:
        rows: dict[int, list[Box]] = {}
        for link in page.links():
            if link.page in self._rows:
                rows.setdefault(link.page, []).append(link.box)
        for folio, boxes in rows.items():
            if self._plan.label(folio).partition(" ")[0] in _numbers_of_row(page, boxes, planned.width):
                self._listed.add(folio)
            else:
                yield finding("verify-contents", f"page {planned.folio}", id=self._rows[folio])

    def listed_and_cited(self) -> Iterator[Finding]:
        for document in self._plan.documents:
            if self._plan.contents and document.first_page not in self._listed:
                yield finding("verify-contents", f"page {self._plan.contents}", id=document.id)
            if document.id in self._plan.cited and document.first_page not in self._linked:
                yield finding("verify-citation", f"page {document.first_page}", id=document.id)

    def bookmarks(self, bookmarks: Sequence[Bookmark]) -> Iterator[Finding]:
        for bookmark in bookmarks:
            if (bookmark.label, bookmark.page) not in self._marked:
                yield finding("verify-bookmark", f"page {bookmark.page}", label=bookmark.label)
            yield from self.bookmarks(bookmark.children)

    def documents_marked(self) -> Iterator[Finding]:
        pages = {page for _, page in self._marked}
        for folio, document in self._starts.items():
            if folio not in pages:
                yield finding("verify-bookmark", f"page {folio}", label=document.title)


def _firsts(plan: Plan) -> dict[int, str]:
    """The parts that the contents may list beside the documents, by the folio on which each starts."""
    firsts: dict[str, int] = {}
    for page in plan.pages:
        if page.part in _LISTED:
            firsts.setdefault(page.part, page.folio)
    return {folio: part for part, folio in firsts.items()}


def _numbers_of_row(page: Page, boxes: Sequence[Box], width: float) -> set[str]:
    """The numbers beside the links of one row of the contents, or in them.

    What follows the last line of the title is read by itself: pdfium would join "web 2.0" and "94".
    """
    low = min(boxes, key=lambda box: box[1])
    rest = page.text((low[2], low[1], width, low[3]))
    row = page.text((0.0, low[1], width, max(box[3] for box in boxes)))
    return {*_NUMBER.findall(rest)[-1:], *_NUMBER.findall(row)}


def _same(one: Box, other: Box) -> bool:
    return geometry.contains(one, other, 0.2) and geometry.contains(other, one, 0.2)


def _matrix(numbers: tuple[float, ...]) -> Matrix:
    a, b, c, d, e, f = numbers
    return (a, b, c, d, e, f)
