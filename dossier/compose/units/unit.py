"""One unit laid out: a call of the renderer, and what is kept of it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from dossier import fonts
from dossier.compose import engine
from dossier.compose.actual import Fonts, say
from dossier.compose.artifacts import mark_artifacts, recorded
from dossier.compose.laid_pages import LaidPage
from dossier.compose.layout import UNUSED, laid_page
from dossier.compose.lines import broken
from dossier.compose.structure import structure_of
from dossier.geometry import PIXEL
from dossier.listening import heard
from dossier.model import Tag

from .counting import Number, all_there, fenced
from .folios import Digits, Folio, Run, runs
from .later import OF_NUMBER, in_texts
from .sheets import Sheets
from .split import NotApartError
from .tabs import IN_HTML, fence

if TYPE_CHECKING:  # the import costs 0.4 s
    from weasyprint import Page
    from weasyprint.pdf import pydyf


#: As the renderer has one: its level, its words, where it points, and whether it is open.
_Bookmark: TypeAlias = "tuple[int, str, tuple[float, float], str]"


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One page of a unit: how it was laid out, where its anchors are (points from the lower left), its
    bookmarks (level, label, top), and where its folio is written, None where it is already; its rank where
    that was asked for; where the number of its document is written, ``labels``, and where others are,
    ``numbers``."""

    laid: LaidPage
    anchors: Mapping[str, tuple[float, float]]
    bookmarks: tuple[tuple[int, str, float], ...]
    folio: Folio | None
    rank: Folio | None = None
    labels: tuple[Folio, ...] = ()
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class Face:
    """A font that draws, with the size (pixels) that it first has, and of its ``glyphs`` text and width
    (thousandths) by number."""

    family: str
    weight: int
    style: int
    size: float
    glyphs: Mapping[str, tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it was laid out. ``pdf`` has ``before`` pages that are none of its own, then ``pages``; its
    marks count folios from 1 at the first of these. ``faces`` by the name that its pages have for them;
    ``softs`` are those in which a glyph is a soft hyphen: like which other one, and the glyph. ``programs``
    are the families of their files by SHA-256."""

    pdf: bytes
    before: int
    pages: tuple[UnitPage, ...]
    tags: Tag
    faces: Mapping[str, Face]
    softs: Mapping[str, tuple[str, int]]
    programs: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A unit to be laid out: its ``html``, the pages ``before`` its own, and, where its folios are written
    later, what stands for each (``numbers``) and for the ``total``; what counts pages ends at the page that
    has one of the anchors ``end``, or has ``most`` pages if it is to be kept. ``ranks`` are what pages print
    where another number is written later, empty where none is; ``labels`` are texts that end with what stands
    for the number of a document, so many (``labelled``) in all. ``stand`` is what stands for the numbers of
    what counts pages, by key, each as often as it is ``wanted`` (:mod:`.counting`)."""

    html: str
    before: int = 0
    numbers: tuple[str, ...] = ()
    total: str = ""
    end: tuple[str, ...] = ()
    most: int | None = None
    ranks: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    labelled: int = 0
    stand: Mapping[str, str] = field(default_factory=dict)
    wanted: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Written:
    """What the renderer tells while it writes."""

    streams: list[list[object]] = field(default_factory=list)
    drawn: list[tuple[Run, ...]] = field(default_factory=list)
    tabs: int = 0
    numbers: list[tuple[Number, ...]] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    softs: dict[str, tuple[str, int]] = field(default_factory=dict)


def laid_unit(asked: Asked, sheets: Sheets) -> Unit | int:
    """``asked`` laid out; the number of its pages where that is another than it may have, or where there are
    more of them than numbers.

    Raises NotApartError where the renderer has something to say, or a folio is not found.
    """
    with heard("weasyprint") as said, fonts.fixed_clock():
        document = sheets.rendered(asked.html)
        last = _last(document.pages, asked.end)
        if asked.most not in (None, last):
            return last
        if asked.numbers and last - asked.before > len(asked.numbers):
            return last - asked.before
        bookmarks = [tuple(page.bookmarks) for page in document.pages]
        for page in document.pages:
            page.bookmarks.clear()
        marks = [recorded(page) for page in document.pages]
        faces = engine.without_fonts(document)
        written = _Written()

        def finish(_: object, pdf: pydyf.PDF) -> None:
            written.streams.extend(engine.page_streams(pdf))
            written.drawn.extend(tuple(runs(stream)) for stream in written.streams)
            if asked.stand:
                digits = Digits({font.name: font for font in faces})
                for drawn_ in written.drawn[last:]:
                    digits.learn(drawn_)
                written.numbers.extend(
                    fenced(stream, drawn, page, held, asked.stand, digits)
                    for stream, drawn, page, held in zip(
                        written.streams[:last], written.drawn, document.pages, marks, strict=False
                    )
                )
            structure = structure_of(document.pages, marks, asked.before)
            for stream, drawn in zip(written.streams, marks, strict=True):
                written.tabs += fence(stream, drawn)
            parts, fonts_set = broken(document.pages), Fonts({font.name: font.texts for font in faces})
            for folio, (stream, drawn) in enumerate(
                zip(written.streams, marks, strict=True), 1 - asked.before
            ):
                mark_artifacts(stream, folio, structure.artifacts)
                say(stream, drawn, parts, fonts_set)
            written.softs.update(fonts_set.softs)
            written.tags.append(structure.root)
            engine.without_links_and_tags(pdf, UNUSED)

        target = io.BytesIO()
        document.write_pdf(target, finisher=finish, pdf_variant="pdf/ua-1")
    if said or sheets.refused:
        raise NotApartError("the renderer has something to say")
    own = range(asked.before, last)
    drawn = written.drawn
    by_name = {font.name: font for font in faces}
    if len(by_name) != len(faces) or any(font.bitmap for font in faces):
        raise NotApartError("fonts")
    digits = Digits(by_name)
    for page in drawn[: asked.before]:
        digits.learn(page)
    numbers = asked.numbers or (None,) * len(own)
    pages = []
    ranks = asked.ranks or ("",) * len(own)
    for at, number, rank in zip(own, numbers, ranks, strict=False):
        page = document.pages[at]
        margin = engine.margin_marks(page, marks[at])
        folio = digits.folio(drawn[at], margin, number, asked.total) if number else None
        laid = laid_page(page, written.streams[at])
        place = digits.rank(drawn[at], rank) if rank else None
        labels = digits.labels(drawn[at], asked.labels, OF_NUMBER) if asked.labels else ()
        held = written.numbers[at] if asked.stand else ()
        anchors, own_bookmarks = _anchors(page), _bookmarks(page, bookmarks[at])
        pages.append(UnitPage(laid, anchors, own_bookmarks, folio, place, labels, held))
    if asked.stand and not all_there([page.numbers for page in pages], asked.wanted, written.tags[0]):
        raise NotApartError("a number that is not where it is counted")
    if sum(len(page.labels) for page in pages) != asked.labelled or in_texts(written.tags[0], asked.labels):
        raise NotApartError("a number that is not where it is printed")
    if written.tabs != asked.html.count(IN_HTML):
        raise NotApartError("a tab that is not where it is drawn")
    return Unit(
        target.getvalue(),
        asked.before,
        tuple(pages),
        written.tags[0],
        {name: _face(font) for name, font in by_name.items()},
        written.softs,
        sheets.programs(faces),
    )


def _last(pages: Sequence[Page], end: Iterable[str]) -> int:
    """How many pages there are before the one with an anchor of ``end``."""
    ends = frozenset(end)
    return next((n for n, page in enumerate(pages) if not ends.isdisjoint(page.anchors)), len(pages))


def _anchors(page: Page) -> dict[str, tuple[float, float]]:
    height = page.height * PIXEL
    return {name: (x * PIXEL, height - y * PIXEL) for name, (x, y, *_) in page.anchors.items()}


def _bookmarks(page: Page, bookmarks: Iterable[_Bookmark]) -> tuple[tuple[int, str, float], ...]:
    height = page.height * PIXEL
    return tuple((level, label, height - y * PIXEL) for level, label, (_, y), _ in bookmarks)


def _face(font: engine.Font) -> Face:
    """``font`` with all that was drawn of it, in groups and on pages before, too."""
    glyphs = {str(glyph): (font.texts.get(glyph, ""), width) for glyph, width in font.widths.items()}
    return Face(font.family, font.weight, font.style, font.size, glyphs)


def faces_of(units: Iterable[Unit]) -> dict[str, Face]:
    """All fonts of ``units``, each with the glyphs of all, in the order of their numbers.

    Raises NotApartError where a glyph has two widths.
    """
    faces: dict[str, Face] = {}
    glyphs: dict[str, dict[str, tuple[str, int]]] = {}
    for unit in units:
        for name, face in unit.faces.items():
            faces.setdefault(name, face)
            held = glyphs.setdefault(name, {})
            for glyph, (text, width) in face.glyphs.items():
                if held.setdefault(glyph, (text, width))[1] != width:
                    raise NotApartError("a glyph of two widths")
    return {
        name: replace(face, glyphs=dict(sorted(glyphs[name].items(), key=lambda one: int(one[0]))))
        for name, face in faces.items()
    }
