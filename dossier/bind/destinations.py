"""Where a link or an outline entry of a source leads, in the bound dossier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
)

from dossier import geometry
from dossier.model import Box, PlannedPage, Source

from .names import Names
from .objects import resolved


@dataclass(frozen=True, slots=True)
class Place:
    """A point on a page of the dossier: ``folio`` from 1, ``left`` and ``top`` in points from its lower
    left."""

    folio: int
    left: float
    top: float

    def array(self, pages: Sequence[object]) -> ArrayObject:
        """The explicit destination, at the reader's own zoom (ISO 32000-2, 12.3.2.2)."""
        return ArrayObject(
            [
                pages[self.folio - 1],
                NameObject("/XYZ"),
                FloatObject(round(self.left, 2)),
                FloatObject(round(self.top, 2)),
                NullObject(),
            ]
        )


class Destinations:
    """The destinations of one source: named or explicit, mapped to the pages where its pages are bound.

    Each source has its own, so that equal names in two sources never cross.
    """

    def __init__(
        self,
        reader: PdfReader,
        source: Source,
        pages: Sequence[PlannedPage],
        writer_pages: Sequence[object],
    ) -> None:
        self.writer_pages = writer_pages
        self._reader = reader
        self._source = source
        self._bound: dict[int, PlannedPage] = {}
        for page in pages:
            if page.source_page:
                self._bound.setdefault(page.source_page, page)

    @cached_property
    def _numbers(self) -> dict[int, int]:
        """Page number (from 1) by object number."""
        pages = enumerate(self._reader.pages, 1)
        return {p.indirect_reference.idnum: n for n, p in pages if p.indirect_reference}

    @cached_property
    def _named(self) -> Names:
        return Names(self._reader)

    def resolve(self, target: PdfObject | None) -> Place | None:
        """The place for a destination (a name, a string, an array); None where its page is not bound."""
        target = resolved(target)
        if isinstance(target, (str, bytes)):
            target = self._named.find(target)
        if isinstance(target, DictionaryObject):
            target = resolved(target.get("/D"))
        if not isinstance(target, ArrayObject) or not target:
            return None
        return self._place(target)

    def _place(self, array: ArrayObject) -> Place | None:
        number = self._number(array)
        planned = self._bound.get(number) if number else None
        if planned is None or planned.frame is None or planned.rank is None:
            return None
        facts = self._source.pages[planned.rank - 1]
        left, top = _point(array, facts.box, facts.rotation)
        matrix = geometry.multiply(
            geometry.onto_unit_square(facts.box, facts.rotation),
            geometry.from_unit_square(planned.frame),
        )
        x, y = geometry.apply(matrix, (left, top))
        x0, y0, x1, y1 = planned.frame
        return Place(planned.folio, min(max(x, x0), x1), min(max(y, y0), y1))

    def _number(self, array: ArrayObject) -> int | None:
        page: object = list.__getitem__(array, 0)
        if isinstance(page, IndirectObject):
            return self._numbers.get(page.idnum)
        return int(page) + 1 if isinstance(page, int) else None


def _point(array: ArrayObject, box: Box, rotation: int) -> tuple[float, float]:
    """The point that a destination brings to the upper left, in user space (ISO 32000-2, table 149).

    Where it names none, the corner that is shown there.
    """
    kind = str(resolved(list.__getitem__(array, 1))) if len(array) > 1 else "/Fit"
    values = [resolved(n) for n in list(array)[2:]]
    args = [float(n) if isinstance(n, (NumberObject, FloatObject)) else None for n in values]
    corner_x, corner_y = _shown_first(box, rotation)
    left: float | None = None
    top: float | None = None
    if kind == "/XYZ":
        left, top = [*args, None, None][:2]
    elif kind in ("/FitH", "/FitBH"):
        top = args[0] if args else None
    elif kind in ("/FitV", "/FitBV"):
        left = args[0] if args else None
    elif kind == "/FitR" and len(args) == 4 and None not in args:
        left, top = _shown_first(geometry.normalised([n for n in args if n is not None]), rotation)
    return (corner_x if left is None else left, corner_y if top is None else top)


def _shown_first(box: Box, rotation: int) -> tuple[float, float]:
    """The corner of ``box`` that is shown at its upper left once turned."""
    x0, y0, x1, y1 = box
    return {0: (x0, y1), 90: (x0, y0), 180: (x1, y0), 270: (x1, y1)}[rotation]
