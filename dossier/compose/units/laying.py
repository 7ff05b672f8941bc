"""A dossier laid out: in units, where it can be taken apart; else as one."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from .folios import ALL_DIGITS, OF_PAGE, OF_TOTAL
from .joined import Placed, anchors, joined, numbered
from .later import Later, spoken
from .sheets import FOLIO, TOTAL, Sheets, stub
from .split import RECTO, Apart, NotApartError, Piece, apart
from .tabs import drawn, tabs_of
from .unit import Asked, Unit, faces_of, laid_unit

_LOG = logging.getLogger(__name__)
# Times that folios and total are counted again, where the front has another number of pages than expected.
_TRIES = 6
# Pages, all blank, that a document printed on both sides may have beyond its sheets; those that a text may
# have, and one for so many characters of its HTML. Each has a number that stands for its folio, so that more
# would hang on more; what has more is laid out again.
_BLANK, _OF_TEXT, _OF_PAGE = 2, 12, 1500
_SHEET = re.compile(r'<div class="sheet\b')
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
        digits = len(str(pages + len(self.placeholders)))
        own: _Folios = {}
        for _ in range(_TRIES):
            placed, folios = self._placed(pages + 1, digits)
            total = pages + sum(len(one.unit.pages) for one in placed)
            if len(str(total)) != digits:
                digits = len(str(total))
                continue
            front = self._front(folios, own, total, pages)
            if isinstance(front, int):
                pages = front
                continue
            there = anchors(front.unit, 1)
            wanted = {name: there[name] for name in self._own_targets if name in there}
            if wanted == own:
                return self._joined([front, *placed])
            own = wanted
        raise NotApartError("no number of pages holds")

    def _joined(self, placed: list[Placed]) -> tuple[Layout, tuple[str, ...]]:
        tabs = self._tabs([one.later for one in placed if one.later])
        units = [*(one.unit for one in placed), *((tabs,) if tabs else ())]
        faces = {
            name: kept_face(name, face, self._sheets, self.kept) for name, face in faces_of(units).items()
        }
        layout = joined(placed, faces, drawn(tabs.pdf) if tabs else {})
        for unit in units:
            self.templates.faces.update(unit.programs)
        return layout, self.kept.names

    def _placed(self, first: int, digits: int) -> tuple[list[Placed], _Folios]:
        """All units but the front, where the first of them has the folio ``first`` and the total so many
        ``digits``, and the folios of their anchors."""
        placed: list[Placed] = []
        folios: _Folios = {}
        for piece in self.apart.pieces:
            one = self._unit(piece, first, digits)
            placed.append(one)
            folios |= anchors(one.unit, first)
            first += len(one.unit.pages)
        return placed, folios

    def _unit(self, piece: Piece, first: int, digits: int) -> Placed:
        if piece.later and piece.unnumbered:
            try:
                unit = self._counted(piece.unnumbered, first, digits)
                return Placed(numbered(unit, piece.later), first, piece.section, piece.later)
            except NotApartError as error:
                _LOG.debug("laid out with its number: %s", error)
        return Placed(self._counted(piece, first, digits), first, piece.section)

    def _counted(self, piece: Piece, first: int, digits: int) -> Unit:
        sheets = len(_SHEET.findall(piece.html)) + (_BLANK if RECTO in self.apart.sheets else 0)
        count = _OF_TEXT + len(piece.html) // _OF_PAGE if piece.section is None else sheets
        unit = self._numbered(piece, first, digits, count)
        if isinstance(unit, int):
            unit = self._numbered(piece, first, digits, unit)
        if isinstance(unit, int):
            raise NotApartError("more pages than were expected")
        return unit

    def _numbered(self, piece: Piece, first: int, digits: int, count: int) -> Unit | int:
        """``piece`` with numbers for so many pages (``count``); how many it has where these are more."""
        numbers = [OF_PAGE * len(str(first + n)) for n in range(count)]
        total = OF_TOTAL * digits
        asked = self._asked(piece, piece.html, first, numbers, total)

        def alike() -> Unit | None:
            sheets = Alike.of(piece.html, numbers, self.placeholders)
            if not sheets:
                return None
            made = [numbers[at] for at in sheets.made]
            short = self._asked(piece, sheets.html, first, made, total, ALL_RANKS)
            return self._copied(sheets, replace(short, ranks=sheets.ranks))

        # Printed on both sides, a page has a side of its own.
        copied = piece.section is not None and RECTO not in self.apart.sheets
        return self._laid(asked, piece, alike if copied else None)

    def _asked(
        self, piece: Piece, body: str, first: int, numbers: Sequence[str], total: str, shown: str = ""
    ) -> Asked:
        """``piece`` with this ``body``, to be laid out with ``numbers`` for its folios; a page before it has
        what is ``shown``."""
        # Printed on both sides, it begins on the side of its folio; a page before it shows all digits.
        before = 2 if RECTO in self.apart.sheets and first % 2 else 1
        rules = [f"@page {{ counter-set: page {numbers[0]} }}"]
        rules += [
            f"@page :nth({before + n}) {{ counter-set: page {number} }}"
            for n, number in enumerate(numbers, 1)
            if number != numbers[0]
        ]
        rules.append(f"@page :first {{ counter-set: page {ALL_DIGITS} }}")
        shown += ALL_LABELS if piece.labels else ""
        stubs = stub(shown + "".join(f'<span id="{id}"></span>' for id in piece.targets), "after")
        stubs += stub("", "after") * (before - 1)
        html = self._html(total, rules, stubs + body)
        labels = tuple(map(spoken, piece.labels))
        count = sum(body.count(f">{label}<") for label in piece.labels)
        return Asked(
            html=html, before=before, numbers=tuple(numbers), total=total, labels=labels, labelled=count
        )

    def _tabs(self, documents: Sequence[Later]) -> Unit | None:
        """The tabs of ``documents``, and those that stand for them."""
        if not documents:
            return None
        unit = self._laid(Asked(html=self._html(OF_TOTAL, (), tabs_of(documents))), self.apart.front)
        if isinstance(unit, int):
            raise NotApartError("tabs")
        return unit

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

    def _laid(
        self, asked: Asked, piece: Piece, copied: Callable[[], Unit | None] | None = None
    ) -> Unit | int:
        """What is ``asked``, kept or laid out; ``copied`` lays out one of the sheets that are alike, where
        some are."""
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

    def _copied(self, alike: Alike, short: Asked) -> Unit | None:
        """What is laid out once with its copies; None where something is not as it was expected."""
        try:
            unit = laid_unit(short, self._sheets)
            return alike.expanded(unit) if isinstance(unit, Unit) else None
        except NotApartError as error:
            _LOG.debug("all sheets laid out: %s", error)
            return None
