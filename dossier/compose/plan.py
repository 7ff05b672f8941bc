"""From the layout to the plan: which page holds what; every rule of the frame is checked here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from dossier import geometry
from dossier.findings import Finding, finding
from dossier.model import (
    FRONT,
    Bookmark,
    Box,
    Located,
    PlannedDocument,
    PlannedPage,
    Source,
    SourcePage,
    page_url,
)

from .laid_pages import LaidPage, Layout, xobject_name
from .views import DocumentView

#: Points of type on paper: below the first it is hard to read, below the second it is small.
HARD_TO_READ, SMALL = 6.0, 7.5
#: A placeholder's ratio is rounded; more than this is a template that stretches.
_DISTORTION = 0.005


@dataclass(frozen=True)
class _Slot:
    """What a placeholder stands for."""

    document: DocumentView
    rank: int
    page: SourcePage


def slots(documents: Sequence[DocumentView], sources: Mapping[str, Source]) -> dict[str, _Slot]:
    """What each placeholder URL stands for; a missing source has none."""
    return {
        page_url(d.id, rank): _Slot(d, rank, page)
        for d in documents
        for rank, page in enumerate(sources[d.id].pages, 1)
        if page.number
    }


def plan_pages(
    layout: Layout,
    documents: Sequence[DocumentView],
    wanted: Mapping[str, _Slot],
    openings: int,
) -> tuple[tuple[PlannedPage, ...], tuple[Finding, ...]]:
    """Each page of the dossier with its part and frame, and what breaks a rule of the frame.

    ``openings`` is how many pages of its own each document opens with.
    """
    by_name = {xobject_name(url): slot for url, slot in wanted.items()}
    starts = {d.anchor: d for d in documents}
    findings: list[Finding] = []
    pages: list[PlannedPage] = []
    part, document = "cover", None
    placed: list[_Slot] = []
    begun: set[str] = set()
    for folio, laid in enumerate(layout.pages, 1):
        # Two parts may start on one page (contents on the cover): the first in order names it.
        for anchor in sorted(laid.anchors & starts.keys()):
            part, document = "document", starts[anchor]
        for anchor in reversed(FRONT):
            if anchor in laid.anchors - begun:
                part, document = anchor, None
        begun |= laid.anchors  # what runs over several pages has its anchor on each
        page = PlannedPage(folio, "blank" if laid.blank else part, laid.width, laid.height)
        here = [(d, by_name[d.name[:-1]]) for d in laid.drawn if d.name[:-1] in by_name]
        if len(here) > 1:
            findings.append(finding("frame-shared", f"page {folio}", count=len(here)))
        if document and not laid.blank:
            page = replace(page, document=document.id)
        for drawn, slot in here:
            placed.append(slot)
            frame, scale, faults = _frame(laid, drawn.box, drawn.seen, drawn.upright, slot, folio)
            findings += faults
            page = replace(
                page,
                document=slot.document.id,
                rank=slot.rank,
                source_page=slot.page.number,
                frame=frame,
                placeholder=drawn.name,
                drawn=drawn.box,
                scale=round(scale, 4),
            )
        pages.append(page)
    findings += _pushed(pages, documents, openings)
    if placed != list(wanted.values()):
        facts = {"wanted": len(wanted), "drawn": len(placed)}
        findings.append(finding("frame-count", "templates/document.html", **facts))
    return tuple(pages), tuple(findings)


def _pushed(pages: Sequence[PlannedPage], documents: Sequence[DocumentView], openings: int) -> list[Finding]:
    """Documents that take more pages than they have: a frame too high was pushed on, its heading left
    alone."""
    findings = []
    for document in documents:
        taken = [p.folio for p in pages if p.document == document.id and p.part == "document"]
        if len(taken) > len(document.sheets) + openings:
            findings.append(finding("frame-pushed", f"page {taken[0]}", id=document.id))
    return findings


def _frame(
    laid: LaidPage, box: Box, seen: Box | None, upright: bool, slot: _Slot, folio: int
) -> tuple[Box, float, list[Finding]]:
    place, id = f"page {folio}", slot.document.id
    facts: dict[str, str | int] = {"id": id, "source_page": slot.page.number}
    width, height = box[2] - box[0], box[3] - box[1]
    scale = min(width / slot.page.width, height / slot.page.height)
    stretch = (width / height) / (slot.page.width / slot.page.height)
    # The placeholder's ratio is rounded: the frame itself is exact, centred in what the image covers.
    w, h = slot.page.width * scale, slot.page.height * scale
    x, y = box[0] + (width - w) / 2, box[1] + (height - h) / 2
    frame = (round(x, 4), round(y, 4), round(x + w, 4), round(y + h, 4))
    findings: list[Finding] = []
    if not upright or abs(stretch - 1) > _DISTORTION or scale > 1.001:
        findings.append(Finding("frame-distorted", place, facts))
    # A clip may cut the rounding away from the image, never the frame.
    if seen is None or not geometry.contains(seen, frame, 0.1) or not geometry.contains(laid.inside, frame):
        findings.append(Finding("frame-outside", place, facts))
    return frame, scale, findings


def plan_documents(
    pages: Sequence[PlannedPage],
    documents: Sequence[DocumentView],
    references: Mapping[str, str],
    sources: Mapping[str, Source],
) -> tuple[PlannedDocument, ...]:
    """Each document with its first and last folio, its scale and the size of its letters on paper."""
    own: dict[str, list[PlannedPage]] = {}
    for page in pages:
        if page.document and page.part != "blank":
            own.setdefault(page.document, []).append(page)
    return tuple(
        PlannedDocument(
            number=d.number,
            id=d.id,
            title=d.title,
            section=d.section,
            reference=references[d.id],
            first_page=own[d.id][0].folio,
            last_page=own[d.id][-1].folio,
            page_count=d.page_count,
            scale=round(median([page.scale or 1.0 for page in own[d.id] if page.frame] or [1.0]), 3),
            type_size=_type_size(own[d.id], sources[d.id].pages),
        )
        for d in documents
        if d.id in own
    )


def _type_size(pages: Sequence[PlannedPage], source: Sequence[SourcePage]) -> float | None:
    """The size in points at which half of the length of all lines on paper is set smaller."""
    lengths: dict[float, float] = defaultdict(float)
    for page in pages:
        if page.rank and page.scale:
            for size, length in source[page.rank - 1].type_sizes:
                lengths[round(size * page.scale, 1)] += length
    half = sum(lengths.values()) / 2
    for size in sorted(lengths):
        half -= lengths[size]
        if half <= 0:
            return size
    return None


def small_type(
    located: Located, documents: Sequence[PlannedDocument], sources: Mapping[str, Source]
) -> tuple[Finding, ...]:
    """The documents whose letters are small on paper, one finding each."""
    findings = []
    for _, _, document in located.manifest.numbered():
        planned = next((one for one in documents if one.id == document.id), None)
        size = planned.type_size if planned else None
        if planned and size is not None and size < SMALL:
            percent = round(planned.scale * 100)
            facts: dict[str, str | int] = {"id": document.id, "points": f"{size:g}", "percent": percent}
            mild = size >= HARD_TO_READ
            findings.append(Finding("text-small", located.of(document), facts, mild=mild))
    return tuple(findings)


def own_bookmarks(
    bookmarks: Sequence[Bookmark], documents: Sequence[PlannedDocument]
) -> tuple[Bookmark, ...]:
    """The bookmarks, those of a document naming it: the deepest entry on its first page."""
    first = {d.first_page: d.id for d in documents}

    def own(entry: Bookmark) -> Bookmark:
        children = tuple(map(own, entry.children))
        return replace(entry, children=children, document=None if children else first.get(entry.page))

    return tuple(map(own, bookmarks))
