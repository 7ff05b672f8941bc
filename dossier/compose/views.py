"""What a template sees of a document: plain values, ready to print. Listed for template authors in
docs/templates.md."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from dossier.geometry import PIXEL
from dossier.model import Document, Located, PartialDate, Source, SourcePage, page_url
from dossier.ranges import extent
from dossier.typography import typeset

from .numeral import marked

_MAX_SIDE = 150
#: The most tabs that stand one below the other along the edge of a page.
_TABS = 30


@dataclass(frozen=True)
class SheetView:
    """One source page: ``src`` is the image that stands for it, ``width`` and ``height`` are points as shown.

    ``resolution`` (dots per CSS pixel) gives that image the page's own size. ``edged`` is true where the
    paper's edge would be lost: scans and slides. ``verso`` is true on the left-hand pages of a dossier
    printed on both sides.
    """

    rank: int
    src: str
    width: float
    height: float
    resolution: float
    orientation: str
    edged: bool
    missing: bool
    verso: bool


@dataclass(frozen=True)
class LogoView:
    """The logo: ``src`` is the address of its picture, ``alt`` what a screen reader says of it."""

    src: str
    alt: str


@dataclass(frozen=True)
class DocumentView:
    """One document, its fields named as in the manifest (``-`` written ``_``), dates and extents as they
    print.

    Its tab is the one of rank ``step`` (from 0) of the ``steps`` in a ``run`` (from 0): there are several
    where there are more documents than the edge of a page has places. ``verso`` is that of the page that
    opens it.
    """

    number: int
    id: str
    anchor: str
    title: str
    title_short: str
    authors: tuple[str, ...]
    genre: str
    container_title: str
    publisher: str
    published: str
    issue: str
    issue_is_number: bool
    issued: str
    page: str
    page_is_range: bool
    number_of_pages: int
    url: str
    extract: bool
    alt: str
    specimen: bool
    run: int
    step: int
    steps: int
    first_of_section: bool
    section: str
    sheets: tuple[SheetView, ...]
    verso: bool = False

    @property
    def numeral(self) -> str:
        """The number as the document's own pages print it, where units may write another in its place."""
        return marked(self.number)

    @property
    def page_count(self) -> int:
        """How many pages are bound."""
        return len(self.sheets)


@dataclass(frozen=True)
class SectionView:
    """A section and its documents; ``number`` is its rank from 1."""

    number: int
    title: str
    documents: tuple[DocumentView, ...]


def sections_of(located: Located, sources: dict[str, Source]) -> tuple[SectionView, ...]:
    """The views of all documents by section; a document without a source has no sheets."""
    dossier = located.manifest.dossier
    language = dossier.language
    openings = 1 if dossier.opening == "page" else 0
    views: list[SectionView] = []
    steps = min(_TABS, located.manifest.tabs)
    numbers = {document.id: number for number, _, document in located.manifest.numbered()}
    for rank, section in enumerate(located.manifest.sections, 1):
        documents = []
        before = 0
        for step, document in enumerate(section.documents):
            number = numbers[document.id]
            pages = sources[document.id].pages if document.id in sources else ()
            # What starts on a right-hand page fixes the side of all that follows it.
            start = 0 if dossier.recto == "documents" else before
            before = start + openings + len(pages)
            sides = located.manifest.versos(document.id)
            if sides is None or len(sides) != openings + len(pages):
                both = dossier.recto != "none"
                sides = [both and (start + n) % 2 == 1 for n in range(openings + len(pages))]
            sheets = tuple(
                _sheet(document.id, rank, page, verso)
                for rank, (page, verso) in enumerate(zip(pages, sides[openings:], strict=True), 1)
            )
            made = _document(number, steps, step == 0, section.title, document, sheets, language)
            documents.append(replace(made, verso=bool(openings and sides[0])))
        views.append(SectionView(rank, typeset(section.title, language), tuple(documents)))
    return tuple(views)


def placeholder_size(page: SourcePage) -> tuple[int, int]:
    """Pixels of the smallest image with the proportions of ``page``, true to 0.08 points on A4."""
    return _ratio(page.width / page.height)


@lru_cache(maxsize=256)  # a dossier has few sizes of paper
def _ratio(proportions: float) -> tuple[int, int]:
    fraction = Fraction(proportions).limit_denominator(_MAX_SIDE)
    return max(fraction.numerator, 1), fraction.denominator


def _sheet(document: str, rank: int, page: SourcePage, verso: bool) -> SheetView:
    return SheetView(
        rank=rank,
        src=page_url(document, rank),
        width=round(page.width, 3),
        height=round(page.height, 3),
        resolution=round(placeholder_size(page)[0] / (page.width / PIXEL), 9),
        orientation="landscape" if page.width > page.height else "portrait",
        edged=not page.has_text or page.width > page.height,
        missing=page.number == 0,
        verso=verso,
    )


def _document(
    number: int,
    steps: int,
    first: bool,
    section: str,
    document: Document,
    sheets: tuple[SheetView, ...],
    language: str,
) -> DocumentView:
    announced = document.number_of_pages
    authors = (document.author,) if isinstance(document.author, str) else document.author or ()
    page_text = document.page or ""
    return DocumentView(
        number=number,
        id=document.id,
        anchor=f"doc-{document.id}",
        title=typeset(document.title, language),
        title_short=typeset(document.title_short or document.title, language),
        authors=tuple(typeset(author, language) for author in authors),
        genre=document.genre or "",
        container_title=document.container_title or "",
        publisher=document.publisher or "",
        published=document.published or "",
        issue=document.issue or "",
        issue_is_number=(document.issue or "")[:1].isdigit(),
        issued=_numeric(document.issued),
        page=page_text,
        page_is_range="-" in page_text or "," in page_text or (extent(page_text) or 1) > 1,
        number_of_pages=len(sheets) if announced == "auto" else announced or 0,
        url=document.url or "",
        extract=document.extract,
        alt=document.alt or "",
        specimen=document.specimen,
        run=(number - 1) // steps,
        step=(number - 1) % steps,
        steps=steps,
        first_of_section=first,
        section=typeset(section, language),
        sheets=sheets,
    )


def _numeric(date: str | None) -> str:
    if not date:
        return ""
    try:
        return PartialDate.parse(date).numeric()
    except ValueError:  # said already, when the manifest was read
        return date
