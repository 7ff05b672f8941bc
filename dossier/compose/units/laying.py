"""A dossier laid out: in units, where it can be taken apart; else as one."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeAlias

from dossier.compose import numeral
from dossier.compose.bounds import limited
from dossier.compose.kept import Kept, key
from dossier.compose.laid_pages import Layout
from dossier.compose.layout import rendered
from dossier.compose.templates import Templates

from .alike import ALL_LABELS, ALL_RANKS, Alike
from .counting import RULE, Uncounted, printed, shown, standing
from .faces import kept_face
from .folios import OF_PAGE, OF_TOTAL
from .joined import Placed, anchors, joined, numbered
from .later import spoken
from .making import Asked, laid_unit
from .margins import Empty, Margins, kinds_of
from .sheets import ASIDE, FOLIO, NO_MARGINS, TOTAL, Sheets, stub
from .split import RECTO, Apart, NotApartError, Piece, apart
from .tabs import tabs_drawn, tabs_of
from .unit import Unit, faces_of

_LOG = logging.getLogger(__name__)
# Times that folios and total are counted again, where the front has another number of pages than expected.
_TRIES = 6
_SOURCE = re.compile(r'\ssrc="(page:[^"]+)"')
#: The folio of each anchor.
_Folios: TypeAlias = "dict[str, int]"


def render(
    html: str, templates: Templates, placeholders: Mapping[str, tuple[int, int]], kept: Kept
) -> tuple[Layout, tuple[str, ...]]:
    """Lay out ``html`` as :func:`dossier.compose.layout.rendered` does, in units where that is sure to be the
    same; what they are ``kept`` under. Raises DossierError as that does."""
    with limited(len(placeholders)):
        try:
            return _Units(apart(html, templates), templates, placeholders, kept).layout()
        except NotApartError as error:
            _LOG.debug("laid out as one: %s", error)
            return rendered(numeral.plain(html), templates, placeholders), ()


@dataclass(slots=True)
class _Units:
    apart: Apart
    templates: Templates
    placeholders: Mapping[str, tuple[int, int]]
    kept: Kept
    _sheets: Sheets = field(init=False)
    _context: str = field(init=False)
    _uncounted: Uncounted | None = field(init=False)
    _made: dict[str, Unit | int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._uncounted = Uncounted.of(self.apart.front.html)
        self._sheets = Sheets(self.templates, self.apart.sheets, self.placeholders)
        logo = self.templates.logo.sha256 if self.templates.logo else ""
        sheets = [(name, self.templates.read(name)) for name in self.apart.sheets]
        told = (sheets, sorted(self.templates.fonts), logo, self.apart.head, self.apart.tail)
        self._context = key(*told)

    def layout(self) -> tuple[Layout, tuple[str, ...]]:
        pages = len(re.findall(r"<section\b", self.apart.front.html))
        own: _Folios = {}
        for _ in range(_TRIES):
            placed, folios = self._placed(pages + 1)
            total = pages + sum(len(one.unit.pages) for one in placed)
            front = self._front(folios, own, total, pages)
            if isinstance(front, int):
                pages = front
                continue
            there = anchors(front.unit, 1)
            wanted = {name: there[name] for name in self._own_targets if name in there}
            if wanted == own:
                return self._joined([front, *placed], total)
            own = wanted
        raise NotApartError("no number of pages holds")

    def _joined(self, placed: list[Placed], total: int) -> tuple[Layout, tuple[str, ...]]:
        units = [one.unit for one in placed]
        tabs, empty = self._tabs(placed), self._empty(units, total)
        units += [unit for unit in (tabs, empty) if unit]
        faces = {
            name: kept_face(name, face, self._sheets, self.kept) for name, face in faces_of(units).items()
        }
        layout = joined(placed, faces, tabs_drawn(tabs), Margins.of(empty))
        for unit in units:
            self.templates.faces.update(unit.programs)
        return layout, self.kept.names

    def _placed(self, first: int) -> tuple[list[Placed], _Folios]:
        """All units but the front, where the first of them has the folio ``first``, and the folios of their
        anchors."""
        placed: list[Placed] = []
        folios: _Folios = {}
        for piece in self.apart.pieces:
            one = self._unit(piece, first)
            placed.append(one)
            folios |= anchors(one.unit, first)
            first += len(one.unit.pages)
        return placed, folios

    def _unit(self, piece: Piece, first: int) -> Placed:
        if piece.later and piece.unnumbered:
            try:
                unit = self._piece(piece.unnumbered, first)
                return Placed(numbered(unit, piece.later), first, piece.section, piece.later)
            except NotApartError as error:
                _LOG.debug("laid out with its number: %s", error)
        return Placed(self._piece(piece, first), first, piece.section)

    def _piece(self, piece: Piece, first: int) -> Unit:
        """``piece``, whose folios are written where it is joined."""
        # Printed on both sides, a page has a side of its own.
        copied = piece.section is not None and RECTO not in self.apart.sheets
        asked = self._asked(piece, piece.html, first)
        return self._laid_whole(asked, piece, partial(self._copied, piece, first) if copied else None)

    def _asked(self, piece: Piece, body: str, first: int, shown: str = "") -> Asked:
        """``piece`` with this ``body``, to be laid out; a page before it has what is ``shown``."""
        # Printed on both sides, it begins on the side of its folio; a page before it shows all digits.
        before = 2 if RECTO in self.apart.sheets and first % 2 else 1
        shown += ALL_LABELS if piece.labels else ""
        stubs = stub(shown + "".join(f'<span id="{id}"></span>' for id in piece.targets), "after", ASIDE)
        stubs += stub("", "after", ASIDE) * (before - 1)
        rules = (f"@page {{ counter-set: page {OF_PAGE} }}", NO_MARGINS)
        return Asked(
            html=self._html(OF_TOTAL, rules, stubs + body),
            before=before,
            later=True,
            labels=tuple(map(spoken, piece.labels)),
            labelled=sum(body.count(f">{label}<") for label in piece.labels),
        )

    def _tabs(self, placed: Iterable[Placed]) -> Unit | None:
        """The tabs of documents, and those that stand for them."""
        html = tabs_of(one.later for one in placed if one.later)
        if not html:
            return None
        return self._laid_whole(Asked(html=self._html(OF_TOTAL, (), html)), self.apart.front)

    def _empty(self, units: Iterable[Unit], total: int) -> Unit | None:
        """Empty pages of the kinds of all pages of ``units`` whose folios are written later."""
        kinds = kinds_of(units)
        if not kinds:
            return None
        pages = Empty(kinds, total)
        html = self._html(OF_TOTAL, pages.rules, stub("", "after") + pages.html)
        asked = Asked(html=html, before=1, later=True, folios=tuple(pages.folios))
        return self._laid_whole(asked, self.apart.front)

    def _front(self, folios: _Folios, own: _Folios, total: int, pages: int) -> Placed | int:
        """What counts all pages, itself of ``pages``; else how many it has. ``own`` are the folios of what
        it has itself."""
        front = self.apart.front
        if not front.targets or not set(front.targets) <= set(folios):
            raise NotApartError("no anchor, or one that no page has")
        if self._uncounted:
            try:
                return self._without_numbers(self._uncounted, folios | own, total, pages)
            except NotApartError as error:
                _LOG.debug("laid out with what it counts: %s", error)
                self._uncounted = None
        rules = [f"#{id} {{ counter-set: {FOLIO} {folio} }}" for id, folio in sorted(own.items())]
        spans = (f'<span id="{id}" style="counter-set: {FOLIO} {folios[id]}"></span>' for id in front.targets)
        html = self._html(str(total), rules, front.html + stub("".join(spans), "before"))
        unit = self._laid(Asked(html=html, end=front.targets, most=pages), front)
        return unit if isinstance(unit, int) else Placed(unit, 1, None)

    def _without_numbers(self, front: Uncounted, folios: _Folios, total: int, pages: int) -> Placed | int:
        """The same, its numbers written where units are joined."""
        values = front.values(folios, total)
        stand = standing(values)
        own = (f"#{id} {{ counter-set: {FOLIO} {stand[f'#{id}']} }}" for id in self._own_targets)
        rules, targets = (RULE, *own), self.apart.front.targets
        html = self._html(stand[""], rules, front.html + shown(targets, stand))
        unit = self._laid(Asked(html=html, end=targets, stand=stand, wanted=front.wanted), self.apart.front)
        if isinstance(unit, int) or len(unit.pages) != pages:
            return unit if isinstance(unit, int) else len(unit.pages)
        return Placed(unit, 1, None, values=values)

    @property
    def _own_targets(self) -> list[str]:
        return sorted({*printed(self.apart.front.html)} - {*self.apart.front.targets})

    def _html(self, total: str, rules: Iterable[str], body: str) -> str:
        counted = f"counter-reset: {TOTAL} {total}"
        style = f"<style>html {{ {counted} }} @page {{ {counted} }} {' '.join(rules)}</style>"
        head = self.apart.head.replace("</head>", f"{style}</head>", 1)
        return f"{head}<body>{body}</body></html>{self.apart.tail}"

    def _laid_whole(
        self, asked: Asked, piece: Piece, copied: Callable[[], Unit | None] | None = None
    ) -> Unit:
        unit = self._laid(asked, piece, copied)
        if isinstance(unit, int):
            raise NotApartError("another number of pages")
        return unit

    def _laid(
        self, asked: Asked, piece: Piece, copied: Callable[[], Unit | None] | None = None
    ) -> Unit | int:
        """What is ``asked``, kept or laid out; ``copied`` lays out one of the sheets that are alike."""
        sizes = [(url, self.placeholders.get(url)) for url in _SOURCE.findall(piece.html)]
        name = key("unit", self._context, asked, sizes)
        if name not in self._made:
            unit: Unit | int | None = self.kept.find(Unit, name)
            if unit is None:
                self._sheets.read.clear()
                unit = copied() if copied else None
                unit = laid_unit(asked, self._sheets) if unit is None else unit
                if isinstance(unit, Unit):
                    self.kept.keep(name, unit, self._sheets.read)
            self._made[name] = unit
        return self._made[name]

    def _copied(self, piece: Piece, first: int) -> Unit | None:
        """What is laid out once with its copies; None where no sheets are alike, or something is not as it
        was expected."""
        alike = Alike.of(piece.html, self.placeholders)
        if not alike:
            return None
        try:
            short = replace(self._asked(piece, alike.html, first, ALL_RANKS), ranks=alike.ranks)
            unit = laid_unit(short, self._sheets)
            return alike.expanded(unit) if isinstance(unit, Unit) else None
        except NotApartError as error:
            _LOG.debug("all sheets laid out: %s", error)
            return None
