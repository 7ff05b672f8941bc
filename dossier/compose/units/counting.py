"""What counts the pages of all units, laid out without the numbers that it prints of them.

A page more anywhere changes the total, the folios of all that stands behind it, and how many pages one
document has. Laid out are digits that stand for such a number, and are as wide as any; the number itself is
written where units are joined. In the stream of a page a comment stands before what draws it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dossier.compose import engine
from dossier.model import Tag

from .folios import ALL_DIGITS, ALL_PAIRS, OF_PAGE, OF_TOTAL, Digits, Folio, Run
from .sheets import FOLIO, stub
from .split import COUNTED, NotApartError

if TYPE_CHECKING:  # the import costs 0.4 s
    from weasyprint import Page
    from weasyprint.formatting_structure.boxes import Box as LaidBox

# The keys of the number of all pages, in texts and in the margins of pages. Those of others are the id of the
# element that shows how many pages a document has, and the anchor of which a folio is, with its "#".
_TOTAL, _MARGIN = "", "/"
_FENCED = re.compile(rb"%number ([0-9]+)\n([^\n]*\] TJ)(?=\n|\Z)")
_EXTENT = re.compile(
    r'(<span class="how-many" id="([^"]+)" data-tag="Span">[^<0-9]*)([0-9]+)([^<0-9]*</span>)'
)
_TARGET = re.compile(r'\sdata-target="#([^"]+)"')
# Pages behind the front, that ``RULE`` is for: they show how all digits are drawn where it prints numbers.
_SHOWN = """
<div aria-hidden="true" style="break-before: page; page: numbers">
<div class="contents"><p class="entry"><span class="how-many">{pairs}</span>
<span class="folio" data-target="#{target}">{pairs}</span></p></div>
<div class="cover" style="page: numbers">
<table class="facts"><tbody><tr><td>{pairs}</td></tr></tbody></table>
<div class="notices"><ul><li>{pairs}</li></ul></div></div></div>
"""
#: Their rule.
RULE = f"@page numbers {{ counter-set: page {ALL_DIGITS} }}"


@dataclass(frozen=True, slots=True)
class Number:
    """A number of which ``key`` tells what it counts, and the ``place`` of its digits in what draws it."""

    key: str
    place: Folio


@dataclass(frozen=True, slots=True)
class Uncounted:
    """The ``html`` of what counts pages, with digits that stand for how many pages each document has, and
    these numbers by key (``extents``)."""

    html: str
    extents: Mapping[str, int]

    @classmethod
    def of(cls, html: str) -> Uncounted:
        """``html`` without them."""
        extents: dict[str, int] = {}

        def stand(match: re.Match[str]) -> str:
            before, id, number, after = match.groups()
            if html.count(f' id="{id}"') > 1 or str(int(number)) != number or int(number) < 2:
                return match[0]
            extents[id] = int(number)
            return f"{before}{OF_PAGE * len(number)}{after}"

        return cls(_EXTENT.sub(stand, html), extents)

    def values(self, folios: Mapping[str, int], total: int) -> dict[str, int]:
        """All its numbers, where the anchors that it leads to have these ``folios``."""
        targets = {f"#{anchor}": folios.get(anchor, 1) for anchor in printed(self.html)}
        return {_TOTAL: total, _MARGIN: total, **targets, **self.extents}

    @property
    def wanted(self) -> Mapping[str, int]:
        """How often it prints each number, but for the total in the margins of its pages."""
        targets = (f"#{anchor}" for anchor in printed(self.html))
        return dict(Counter((*targets, *self.extents, *[_TOTAL] * self.html.count(COUNTED))))


def printed(html: str) -> list[str]:
    """The anchors of which ``html`` prints the folio, in order."""
    return _TARGET.findall(html)


def standing(values: Mapping[str, int]) -> dict[str, str]:
    """The digits that stand for numbers, by key."""
    totals = (_TOTAL, _MARGIN)
    return {key: (OF_TOTAL if key in totals else OF_PAGE) * len(str(n)) for key, n in sorted(values.items())}


def shown(targets: Sequence[str], stand: Mapping[str, str]) -> str:
    """What stands behind the front: the anchors ``targets`` with the folios that ``stand`` for theirs, and
    pages that show all digits."""
    spans = (
        f'<span id="{id}" style="counter-set: {FOLIO} {stand.get(f"#{id}", OF_PAGE)}"></span>'
        for id in targets
    )
    return stub("".join(spans), "before") + _SHOWN.format(pairs=ALL_PAIRS, target=targets[0])


def fenced(
    operators: list[object],
    drawn: Sequence[Run],
    page: Page,
    marks: Mapping[LaidBox, int],
    stand: Mapping[str, str],
    digits: Digits,
) -> tuple[Number, ...]:
    """Where the numbers of a page are drawn that others ``stand`` for, with a comment before each among its
    ``operators``. Raises NotApartError where one is not where it is expected."""
    keys = {mcid: key for box, mcid in marks.items() if (key := _key(box, stand)) is not None}
    margin = engine.margin_marks(page, marks)
    numbers: list[Number] = []
    places: list[int] = []
    for run in drawn:
        key = keys.get(-1 if run.mcid is None else run.mcid)
        if key is None and run.mcid in margin and digits.figures(run):
            key = _MARGIN
        if key is not None:
            numbers.append(Number(key, digits.number(run, stand[key])))
            places.append(run.at)
    for rank, at in reversed([*enumerate(places)]):
        operators.insert(at, b"%%number %d" % rank)
    return tuple(numbers)


def _key(box: LaidBox, stand: Mapping[str, str]) -> str | None:
    """What the number counts that ``box`` shows; None where it shows none."""
    element = box.element
    if element is None or not engine.is_text(box):
        return None
    if engine.is_generated(box):
        if COUNTED in element.get("class", "").split():
            return _TOTAL
        target = element.get("data-target", "")
        return target if target in stand else None
    id = element.get("id", "")
    return id if id and id in stand else None


def all_there(pages: Sequence[Sequence[Number]], wanted: Mapping[str, int], tags: Tag) -> bool:
    """Whether ``pages`` show each number as often as it is ``wanted``, and no text of ``tags`` says one."""
    held = Counter(number.key for numbers in pages for number in numbers if number.key != _MARGIN)
    return held == wanted and not _says(tags, wanted)


def _says(tag: Tag, keys: Mapping[str, int]) -> bool:
    if tag.actual is not None and tag.anchor in keys:
        return True
    return any(_says(kid, keys) for kid in tag.kids if isinstance(kid, Tag))


def with_numbers(data: bytes, numbers: Sequence[Number], values: Mapping[str, int]) -> bytes:
    """The stream ``data`` with its ``numbers`` by ``values``. Raises NotApartError where what draws one
    is not what it was."""
    left = dict(enumerate(numbers))

    def put(match: re.Match[bytes]) -> bytes:
        number = left.pop(int(match[1]), None)
        if number is None or number.place.operator != match[2]:
            raise NotApartError("a number that is drawn otherwise")
        return number.place.written(values[number.key])

    data = _FENCED.sub(put, data)
    if left:
        raise NotApartError("a number that is not drawn")
    return data
