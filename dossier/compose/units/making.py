"""One unit laid out: a call of the renderer, and what is kept of it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from dossier import fonts
from dossier.compose import engine
from dossier.compose.actual import Fonts, say
from dossier.compose.artifacts import mark_artifacts, recorded
from dossier.compose.layout import UNUSED, laid_page
from dossier.compose.lines import broken
from dossier.compose.structure import structure_of
from dossier.geometry import PIXEL
from dossier.listening import heard
from dossier.model import Tag

from .counting import Number, all_there, fenced
from .fences import MARGIN, fence
from .folios import OF_PAGE, OF_TOTAL, Digits, Run, runs
from .later import OF_NUMBER, in_texts
from .sheets import Sheets
from .split import NotApartError
from .tabs import IN_HTML, tab_keys
from .unit import Face, Kind, Unit, UnitPage

if TYPE_CHECKING:  # the import costs 0.4 s
    from weasyprint import Document, Page
    from weasyprint.formatting_structure.boxes import Box as LaidBox
    from weasyprint.pdf import pydyf


#: As the renderer has one: its level, its words, where it points, and whether it is open.
_Bookmark: TypeAlias = "tuple[int, str, tuple[float, float], str]"
#: The MCID of each box of a page.
_Marks: TypeAlias = "Mapping[LaidBox, int]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A unit to be laid out: its ``html``, and the pages ``before`` its own.

    What counts pages ends at the page that has one of the anchors ``end``, or has ``most`` pages if it is to
    be kept; ``stand`` is what stands for its numbers, by key, each as often as it is ``wanted``
    (:mod:`.counting`). All else has its folios written ``later``: OF_PAGE and OF_TOTAL stand for them, or on
    empty pages two numbers each (``folios``, :mod:`.margins`).

    ``ranks`` are what pages print where another number is written later, empty where none is; ``labels`` are
    texts that end with what stands for the number of a document, so many (``labelled``) in all.
    """

    html: str
    before: int = 0
    end: tuple[str, ...] = ()
    most: int | None = None
    stand: Mapping[str, str] = field(default_factory=dict)
    wanted: Mapping[str, int] = field(default_factory=dict)
    later: bool = False
    folios: tuple[tuple[str, str], ...] = ()
    ranks: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    labelled: int = 0


def laid_unit(asked: Asked, sheets: Sheets) -> Unit | int:
    """``asked`` laid out; the number of its pages where that is another than it may have.

    Raises NotApartError where the renderer has something to say, or a folio is not found.
    """
    with heard("weasyprint") as said, fonts.fixed_clock():
        document = sheets.rendered(asked.html)
        last = _last(document.pages, asked.end)
        if asked.most not in (None, last):
            return last
        unit = _Call(asked, sheets, document, last).unit()
    if said or sheets.refused:
        raise NotApartError("the renderer has something to say")
    return unit


@dataclass(slots=True)
class _Call:
    """``document``, of which the pages before ``last`` are what was ``asked``; what the renderer tells while
    it writes."""

    asked: Asked
    sheets: Sheets
    document: Document
    last: int
    faces: list[engine.Font] = field(default_factory=list)
    digits: Digits = field(init=False)
    streams: list[list[object]] = field(default_factory=list)
    drawn: list[tuple[Run, ...]] = field(default_factory=list)
    tabs: int = 0
    numbers: list[tuple[Number, ...]] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    softs: dict[str, tuple[str, int]] = field(default_factory=dict)

    def unit(self) -> Unit:
        asked, pages = self.asked, self.document.pages
        bookmarks = [tuple(page.bookmarks) for page in pages]
        for page in pages:
            page.bookmarks.clear()
        marks = [recorded(page) for page in pages]
        self.faces = engine.without_fonts(self.document)
        target = io.BytesIO()
        self.document.write_pdf(target, finisher=partial(self._finish, marks), pdf_variant="pdf/ua-1")
        by_name = {font.name: font for font in self.faces}
        if len(by_name) != len(self.faces) or any(font.bitmap for font in self.faces):
            raise NotApartError("fonts")
        own = range(asked.before, self.last)
        made = tuple(self._page(at, rank, marks[at], bookmarks[at]) for rank, at in enumerate(own))
        self._found(made)
        return Unit(
            target.getvalue(),
            asked.before,
            made,
            self.tags[0],
            {name: _face(font) for name, font in by_name.items()},
            self.softs,
            self.sheets.programs(self.faces),
        )

    def _finish(self, marks: Sequence[_Marks], _: object, pdf: pydyf.PDF) -> None:
        asked, pages = self.asked, self.document.pages
        self.streams.extend(engine.page_streams(pdf))
        self.drawn.extend(tuple(runs(stream)) for stream in self.streams)
        self.digits = Digits({font.name: font for font in self.faces})
        for drawn in (*self.drawn[: asked.before], *(self.drawn[self.last :] if asked.stand else ())):
            self.digits.learn(drawn)
        if asked.stand:
            told = zip(self.streams[: self.last], self.drawn, pages, marks, strict=False)
            self.numbers.extend(fenced(*page, asked.stand, self.digits) for page in told)
        structure = structure_of(pages, marks, asked.before)
        for at, stream in enumerate(self.streams):
            tabs = tab_keys(marks[at])
            self.tabs += len(tabs)
            keys = tabs | self._margin(at, marks[at])
            if fence(stream, keys) != len(keys):
                raise NotApartError("what is not drawn by itself")
        parts, faces = broken(pages), Fonts({font.name: font.texts for font in self.faces})
        for at, stream in enumerate(self.streams):
            mark_artifacts(stream, at + 1 - asked.before, structure.artifacts)
            say(stream, marks[at], parts, faces)
        self.softs.update(faces.softs)
        self.tags.append(structure.root)
        engine.without_links_and_tags(pdf, UNUSED)

    def _stands(self, at: int) -> tuple[str, str]:
        """What stands on a page, from 0, for its folio and for the total; two empty texts where nothing is
        written later."""
        rank = at - self.asked.before
        if not self.asked.later or not 0 <= rank < self.last - self.asked.before:
            return "", ""
        return self.asked.folios[rank] if self.asked.folios else (OF_PAGE, OF_TOTAL)

    def _margin(self, at: int, marks: _Marks) -> dict[int, str]:
        """The mark of what prints the folio of a page, and its key."""
        folio, total = self._stands(at)
        if not folio:
            return {}
        page = self.document.pages[at]
        run, *_ = self.digits.standing(self.drawn[at], engine.margin_marks(page, marks), folio, total)
        return {run.mcid: f"{MARGIN} {self._kind(page).key}"} if run.mcid is not None else {}

    def _kind(self, page: Page) -> Kind:
        name, side, blank = engine.kind_of(page)
        return Kind(name, side if self.sheets.sided else "", blank)

    def _page(self, at: int, rank: int, marks: _Marks, bookmarks: Iterable[_Bookmark]) -> UnitPage:
        asked, page, drawn = self.asked, self.document.pages[at], self.drawn[at]
        folio, total = self._stands(at)
        printed = asked.ranks[rank] if rank < len(asked.ranks) else ""
        height = page.height * PIXEL
        margin = engine.margin_marks(page, marks) if folio and asked.folios else ()
        return UnitPage(
            laid_page(page, self.streams[at]),
            {name: (x * PIXEL, height - y * PIXEL) for name, (x, y, *_) in page.anchors.items()},
            tuple((level, label, height - y * PIXEL) for level, label, (_, y), _ in bookmarks),
            self._kind(page) if folio else None,
            self.digits.folio(drawn, margin, folio, total) if margin else None,
            self.digits.rank(drawn, printed) if printed else None,
            self.digits.labels(drawn, asked.labels, OF_NUMBER) if asked.labels else (),
            self.numbers[at] if asked.stand else (),
        )

    def _found(self, pages: Sequence[UnitPage]) -> None:
        """Raises NotApartError where something is not as often there as it was asked for."""
        asked, tags = self.asked, self.tags[0]
        if asked.stand and not all_there([page.numbers for page in pages], asked.wanted, tags):
            raise NotApartError("a number that is not where it is counted")
        if sum(len(page.labels) for page in pages) != asked.labelled or in_texts(tags, asked.labels):
            raise NotApartError("a number that is not where it is printed")
        if self.tabs != asked.html.count(IN_HTML):
            raise NotApartError("a tab that is not where it is drawn")


def _last(pages: Sequence[Page], end: Iterable[str]) -> int:
    """How many pages there are before the one with an anchor of ``end``."""
    ends = frozenset(end)
    return next((n for n, page in enumerate(pages) if not ends.isdisjoint(page.anchors)), len(pages))


def _face(font: engine.Font) -> Face:
    """``font`` with all that was drawn of it, in groups and on pages before, too."""
    glyphs = {str(glyph): (font.texts.get(glyph, ""), width) for glyph, width in font.widths.items()}
    return Face(font.family, font.weight, font.style, font.size, glyphs)
