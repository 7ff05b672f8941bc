"""Folios: what prints them is laid out for all pages of a kind at once, and written into each page.

A folio of another number of digits begins elsewhere, so that a page more would lay out pages that have one
digit more of it, and one page more than 99 all pages. What stands in a margin hangs on the page's kind alone,
its name and its side. Each page is laid out with one digit for its folio, and one for the total; so is an
empty page of its kind, and further ones with all numbers of digits that a folio may have. A page has its
folio from there only where the one that stands for it was drawn alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .fences import MARGIN, drawn, replaced
from .folios import ALL_DIGITS, OF_PAGE, OF_TOTAL, Folio
from .sheets import TOTAL
from .split import NotApartError
from .unit import Kind, Unit, streams_of

_SIDES = ("right", "left")  # of the first page, and of the second
_PAGE = '<div style="page: {name}; break-before: page; height: 1px"></div>'
_FORCED = '<div style="break-before: {side}; height: 1px"></div>'


@dataclass(slots=True)
class Empty:
    """Empty pages to be laid out: ``kinds`` with folios of one digit, then of all numbers of digits that one
    may have up to that of the ``total``.

    Two numbers stand for those that each page prints (``folios``), two empty texts where nobody asks.
    """

    kinds: Sequence[Kind]
    total: int
    html: str = ""
    rules: list[str] = field(default_factory=list)
    folios: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rules.append(f"@page :first {{ counter-set: page {ALL_DIGITS} }}")
        for kind in self.kinds:
            for folio, total in self.numbers:
                self._page(kind, folio, total)

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """What stands for folio and total on the pages of one kind."""
        digits = len(str(self.total))
        pairs = [(OF_PAGE * n, OF_TOTAL * digits) for n in range(1, digits + 1)]
        return [(OF_PAGE, OF_TOTAL), *pairs]

    def _page(self, kind: Kind, folio: str, total: str) -> None:
        if kind.side and kind.side != self._side:
            self._next(_PAGE.format(name="auto"))
        if kind.blank:  # what is behind it may not stand on its side
            other = _SIDES[_SIDES.index(self._side) - 1]
            self._next(_FORCED.format(side=other), folio, total)
            self._next("")
        else:
            self._next(_PAGE.format(name=kind.name or "auto"), folio, total)

    @property
    def _side(self) -> str:
        """That of the next page; one is before them all."""
        return _SIDES[(len(self.folios) + 1) % 2]

    def _next(self, html: str, folio: str = "", total: str = "") -> None:
        self.html += html
        self.folios.append((folio, total))
        if folio:
            counted = f"counter-set: page {folio}; counter-reset: {TOTAL} {total}"
            self.rules.append(f"@page :nth({len(self.folios) + 1}) {{ {counted} }}")


@dataclass(frozen=True, slots=True)
class Margins:
    """What prints folios: for the key of each kind what stands for it, then what draws it for one digit, for
    two and so on, each with the folio in it."""

    drawn: Mapping[str, Sequence[tuple[bytes, Folio]]]

    @classmethod
    def of(cls, unit: Unit | None) -> Margins:
        """Those of ``unit``, which has empty pages."""
        margins: dict[str, list[tuple[bytes, Folio]]] = {}
        if unit:
            for page, stream in zip(unit.pages, streams_of(unit), strict=True):
                for key, data in drawn(MARGIN, stream):
                    if page.folio:
                        margins.setdefault(key, []).append((data, page.folio))
        return cls(margins)

    def written(self, data: bytes, kind: Kind, folio: int, total: int) -> bytes:
        """The stream ``data`` of the page ``folio`` of a ``kind``, with that and the ``total``. Raises
        NotApartError where what stands for them was drawn otherwise, or not once."""
        keys: list[str] = []

        def put(key: str, held: bytes) -> bytes:
            keys.append(key)
            stand, *others = self.drawn.get(key, ((b"", None),))
            if stand[0] != held or not len(str(folio)) <= len(others):
                raise NotApartError("a folio that is drawn otherwise")
            drawn_, place = others[len(str(folio)) - 1]
            if drawn_.count(place.operator) != 1:
                raise NotApartError("folio not in one place")
            return drawn_.replace(place.operator, place.written(folio, total))

        made = replaced(MARGIN, data, put)
        if keys != [kind.key]:
            raise NotApartError("folio not in one place")
        return made


def kinds_of(units: Iterable[Unit]) -> list[Kind]:
    """The kinds of all pages of ``units`` whose folios are written later."""
    return sorted({page.margin for unit in units for page in unit.pages if page.margin})
