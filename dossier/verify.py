"""Verify: the written file, reopened with another engine and held against the plan."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from . import geometry
from .findings import Finding, finding
from .model import Box, Plan, PlannedDocument, PlannedPage
from .raster import Page, Reader

_NUMBER = re.compile(r"\d+")
# Where a page without a frame prints its folio: the lower margin.
_FOOT = 60.0


def verify(path: Path, plan: Plan, progress: Callable[[str], None]) -> tuple[Finding, ...]:
    """Everything in which the PDF at ``path`` disagrees with ``plan``; empty when it holds."""
    try:
        reader = Reader(path)
    except ValueError as error:
        return (finding("verify-unreadable", path.name, problem=str(error)),)
    with reader:
        if len(reader) != len(plan.pages):
            facts = {"planned": len(plan.pages), "found": len(reader)}
            return (finding("verify-pages", path.name, **facts),)
        findings = [*_bookmarks(reader, plan)]
        documents = {d.id: d for d in plan.documents}
        listed: set[int] = set()
        for planned in plan.pages:
            progress(str(planned.folio))
            with reader.page(planned.folio) as page:
                findings += _folio(reader, page, planned, len(plan.pages))
                findings += _frame(page, planned)
                if planned.part in ("cover", "contents"):
                    findings += _contents(page, planned, plan, listed)
                if planned.document:
                    findings += _way_back(page, planned, documents[planned.document], plan)
        for document in plan.documents:
            if plan.contents and document.first_page not in listed:
                findings.append(finding("verify-contents", "contents", id=document.id))
    return tuple(findings)


def _folio(reader: Reader, page: Page, planned: PlannedPage, total: int) -> Iterator[Finding]:
    place = f"page {planned.folio}"
    top = planned.frame[1] - 0.5 if planned.frame else _FOOT
    printed = page.text((0, 0, planned.width, top))
    numbers = [int(n) for n in _NUMBER.findall(printed)]
    if (planned.folio, total) not in itertools.pairwise(numbers):
        yield finding("verify-folio", place, printed=" ".join(printed.split()), folio=planned.folio)
    if reader.label(planned.folio) != str(planned.folio):
        yield finding("verify-label", place, label=reader.label(planned.folio))


def _frame(page: Page, planned: PlannedPage) -> Iterator[Finding]:
    if planned.frame is None:
        return
    place = f"page {planned.folio}"
    boxes = [geometry.transform(tuple(m), geometry.UNIT) for m in page.forms()]  # type: ignore[arg-type]
    close = [b for b in boxes if geometry.contains(b, planned.frame, 0.2)]
    if len(close) != 1 or not geometry.contains(planned.frame, close[0], 0.2):
        yield finding("verify-frame", place, found=len(close))
    inner = tuple(n + d for n, d in zip(planned.frame, (0.5, 0.5, -0.5, -0.5), strict=True))
    for box in page.own_text_boxes():
        if geometry.intersect(box, inner):  # type: ignore[arg-type]
            yield finding("verify-overlap", place)
            return


def _contents(page: Page, planned: PlannedPage, plan: Plan, listed: set[int]) -> Iterator[Finding]:
    starts = {d.first_page: d for d in plan.documents}
    rows: dict[int, list[Box]] = {}
    for link in page.links():
        if link.page in starts:
            rows.setdefault(link.page, []).append(link.box)
    for folio, boxes in rows.items():
        # A title may wrap: the folio stands on the last line of its row.
        low, high = min(b[1] for b in boxes), max(b[3] for b in boxes)
        numbers = _NUMBER.findall(page.text((0.0, low, planned.width, high)))
        if str(folio) in numbers:
            listed.add(folio)
        else:
            yield finding("verify-contents", f"page {planned.folio}", id=starts[folio].id)


def _way_back(page: Page, planned: PlannedPage, document: PlannedDocument, plan: Plan) -> Iterator[Finding]:
    contents = plan.contents
    if planned.folio != document.first_page or contents is None:
        return
    if contents not in {link.page for link in page.links()}:
        yield finding("verify-link", f"page {planned.folio}", id=document.id)


def _bookmarks(reader: Reader, plan: Plan) -> Iterator[Finding]:
    marked = {(title, page) for _, title, page in reader.outline()}

    def walk(bookmarks: tuple) -> Iterator[Finding]:  # type: ignore[type-arg]
        for bookmark in bookmarks:
            if (bookmark.label, bookmark.page) not in marked:
                yield finding("verify-bookmark", f"page {bookmark.page}", label=bookmark.label)
            yield from walk(bookmark.children)

    yield from walk(plan.bookmarks)
    named = {page for _, _, page in reader.outline()}
    for document in plan.documents:
        if document.first_page not in named:
            yield finding("verify-bookmark", f"page {document.first_page}", label=document.title)
