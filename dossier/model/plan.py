"""Which page holds what, as compose found it on the pages that it laid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from .box import Box

#: What the image URL of a placeholder begins with.
PAGE = "page:"
#: Under what name a page of the dossier draws the source page that is bound there.
SOURCE = "Source"


def page_url(document: str, rank: int) -> str:
    """The image URL that stands for the page of rank ``rank`` (from 1) among the kept pages of
    ``document``."""
    return f"{PAGE}{document}/{rank}"


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One outline entry: ``page`` is counted from 1, ``top`` in points from the page's lower edge."""

    label: str
    page: int
    top: float
    document: str | None
    children: tuple[Bookmark, ...] = ()


#: What a page can belong to.
PartName: TypeAlias = Literal[
    "neutral-leaf", "cover", "contents", "assignment", "introduction", "document", "blank"
]
#: The parts of a dossier before its documents, in their order.
FRONT: tuple[str, ...] = tuple(part for part in get_args(PartName) if part not in ("document", "blank"))


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """One physical page. ``folio`` counts from 1; ``rank`` is n of "page n / m" inside the document.

    ``part`` is a :data:`PartName`. ``source_page`` is the page of the source's file, from 1.
    ``placeholder`` names the image XObject that the source page replaces, and ``drawn`` is the box that it
    covers: the frame, but for the rounding of its proportions. ``scale`` is what the source page is
    multiplied by.
    """

    folio: int
    part: str
    width: float
    height: float
    document: str | None = None
    rank: int | None = None
    source_page: int | None = None
    frame: Box | None = None
    placeholder: str | None = None
    drawn: Box | None = None
    scale: float | None = None


@dataclass(frozen=True, slots=True)
class PlannedDocument:
    """One document with the numbers that the dossier prints for it; pages are folios.

    ``scale`` is the median of its pages, ``type_size`` the median size of its letters on paper in points, by
    the length of their lines: None where it has no text to measure.
    """

    number: int
    id: str
    title: str
    section: str
    reference: str
    first_page: int
    last_page: int
    page_count: int
    scale: float = 1.0
    type_size: float | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Which page holds what, known before anything is bound.

    ``contents`` is the folio of the page where the list of the documents starts; ``cited`` are the ids of the
    documents to which the prose links, ``commented`` of those whose comments are kept. ``inert``: no link
    leads out of the dossier. ``duplex``: laid out for both sides of the paper. ``labels`` are what the pages
    are called where that is not their folio, and ``total`` is the count that they print then. ``alts`` are
    what the editor says of pictures in tagged sources, by document, then by the page as ``keep`` counts it
    and the rank of the picture on it, both from 1.
    """

    title: str
    subject: str
    language: str
    pages: tuple[PlannedPage, ...]
    documents: tuple[PlannedDocument, ...]
    bookmarks: tuple[Bookmark, ...]
    contents: int | None = None
    cited: tuple[str, ...] = ()
    commented: tuple[str, ...] = ()
    inert: bool = False
    duplex: bool = False
    labels: tuple[str, ...] = ()
    total: int = 0
    alts: Mapping[str, Mapping[tuple[int, int], str]] = field(default_factory=dict)

    def label(self, folio: int) -> str:
        """What the page ``folio`` is called; beyond the names that there are, as CSS counts on."""
        return self.labels[folio - 1] if folio <= len(self.labels) else str(folio)
