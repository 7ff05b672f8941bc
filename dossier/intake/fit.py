"""How much of a page is white margin, which the frame leaves out so that the text stands larger.

What is left out is proven twice: nothing that the page draws reaches into it, white or not, and where all
that prints is drawn, it is white.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce

import pikepdf
from PIL import Image, ImageChops, ImageOps

from dossier import entries, geometry, layers, printing
from dossier.entries import FAULTS
from dossier.geometry import Matrix
from dossier.model import Box, Margins, SourcePage
from dossier.odd import OddError, reading
from dossier.raster import Paper, Reader, around

from .steps import Taken

_LOG = logging.getLogger(__name__)
#: Points of white that stay around what is drawn: 2 mm.
AROUND = 2 / 25.4 * 72
#: Pixels an inch of the drawing by which the rest is proven white.
DPI = 150
# Points of margin that are not worth a change: 1 mm.
_LEAST = 1 / 25.4 * 72
# Of a page no more is left out than lets it stand at its own size, 180 × 245 mm upright: what is on it stays
# about where it was.
_SHORT, _LONG = 180 / 25.4 * 72, 245 / 25.4 * 72

#: Nothing, of the margins of :attr:`dossier.model.SourcePage.margins`.
NONE: Margins = (0.0, 0.0, 0.0, 0.0)


def measured(taken: Taken) -> tuple[SourcePage, ...]:
    """The selected pages of the PDF that was ``taken``, with their white margins, as print shows them, and
    the sizes of their letters.

    What they have in common is proven white: see :func:`shared`. A file that the engine cannot draw has no
    margins.
    """
    selection = taken.selection
    try:
        return tuple(_measured(taken.pdf, selection.pages, selection.comments))
    except OddError as error:
        _LOG.debug("nothing is fitted: %s", error)
        return tuple(replace(page, margins=NONE) for page in selection.pages)


def _measured(data: bytes, pages: Sequence[SourcePage], comments: bool) -> list[SourcePage]:
    sized: list[SourcePage] = []
    with reading("pikepdf", "pypdfium2", "PIL", faults=FAULTS):
        settled = layers.settled(data)
        with Reader(settled) as reader, pikepdf.open(io.BytesIO(settled)) as pdf:
            for page in pages:
                links = _links(pdf.pages[page.number - 1])
                with reader.paper(page.number, page.box, page.rotation, comments) as paper:
                    sizes = ((size * _unit(page), length) for size, length in paper.type_sizes().items())
                    margins = _margins(page, [*paper.marks(), *links])
                    if margins and any(margins):
                        margins = _proven(paper, page, margins)
                    elif margins and not paper.type_sizes() and paper.plain():
                        margins = None  # one colour from edge to edge is nothing that stands on it
                    sized.append(replace(page, margins=margins, type_sizes=tuple(sorted(sizes))))
            wanted = shared(sized)
            for rank, page in enumerate(pages):
                # What the others leave of proven margins is proven. An empty page has those of the others.
                if sized[rank].margins is None and any(wanted[rank]):
                    with reader.paper(page.number, page.box, page.rotation, comments) as paper:
                        proven = _proven(paper, page, wanted[rank])
                    sized[rank] = replace(sized[rank], margins=proven)
                    wanted = shared(sized)
    common = zip(sized, shared(sized), strict=True)
    return [page if page.margins is None else replace(page, margins=margins) for page, margins in common]


def shared(pages: Sequence[SourcePage]) -> list[Margins]:
    """What may be left out of each page: pages of one size have the margins that all of them have, so that
    text does not jump in size from page to page.

    A page whose drawing reaches the edge of the paper, as a cover's does, stands apart, unless most do.
    """
    margins: list[Margins] = [page.margins or NONE for page in pages]
    groups: dict[tuple[int, int], list[int]] = {}
    for rank, page in enumerate(pages):
        groups.setdefault((round(page.width), round(page.height)), []).append(rank)
    for group in groups.values():
        inked = [rank for rank in group if pages[rank].margins is not None]
        inside = [rank for rank in inked if all(margins[rank])]
        together = inside if 2 * len(inside) >= len(inked) else inked
        least = (
            reduce(_least, (margins[rank] for rank in together), margins[together[0]]) if together else NONE
        )
        for rank in {*together, *(set(group) - set(inked))}:
            margins[rank] = least
    return margins


def fitted(pages: Sequence[SourcePage]) -> tuple[SourcePage, ...]:
    """The ``pages`` without their white margins; ``paper`` is then the box that they were shown in."""
    return tuple(map(_cut, pages, shared(pages)))


def on_paper(page: SourcePage) -> SourcePage:
    """``page`` as it was before its margins were left out."""
    if page.paper is None:
        return page
    width, height = geometry.shown_size(page.paper, page.rotation, _unit(page))
    return replace(page, box=page.paper, width=width, height=height, paper=None)


def left_out(page: SourcePage) -> tuple[int, int]:
    """Millimetres of white that are left out of the width and of the height of ``page``, as shown."""
    paper = on_paper(page)
    return round((paper.width - page.width) / 72 * 25.4), round((paper.height - page.height) / 72 * 25.4)


def _cut(page: SourcePage, margins: Margins) -> SourcePage:
    narrow, high = (_LONG, _SHORT) if page.width > page.height else (_SHORT, _LONG)
    left, right = _enough(margins[0], margins[2], page.width - narrow)
    foot, head = _enough(margins[1], margins[3], page.height - high)
    if not any((left, foot, right, head)):
        return page
    width, height = page.width - left - right, page.height - foot - head
    unit = (left / page.width, foot / page.height, 1 - right / page.width, 1 - head / page.height)
    back = geometry.inverse(geometry.onto_unit_square(page.box, page.rotation))
    box = geometry.transform(back, unit)
    return replace(page, box=box, width=width, height=height, paper=page.box)


def _enough(one: float, other: float, most: float) -> tuple[float, float]:
    """Two opposite margins, of which no more than ``most`` shall be left out together, and none that is not
    worth it."""
    part = min(1.0, max(0.0, most) / ((one + other) or 1.0))
    one, other = (side * part if side * part >= _LEAST else 0.0 for side in (one, other))
    return one, other


def _unit(page: SourcePage) -> float:
    """Points of a unit of user space (ISO 32000-2, table 31)."""
    along = page.height if page.rotation % 180 else page.width
    return along / (page.box[2] - page.box[0])


def _margins(page: SourcePage, marks: Iterable[Box]) -> Margins | None:
    upright: Matrix = geometry.upright(page.box, page.rotation, page.width, page.height)
    whole: Box = (0.0, 0.0, page.width, page.height)
    boxes = [geometry.transform(upright, mark) for mark in marks]
    boxes = [box for box in boxes if not geometry.apart(box, whole)]
    if not boxes:
        return None
    lefts, feet, rights, heads = zip(*boxes, strict=True)
    around = (min(lefts), min(feet), page.width - max(rights), page.height - max(heads))
    left, foot, right, head = (max(0.0, side - AROUND) for side in around)
    return left, foot, right, head


def _proven(paper: Paper, page: SourcePage, margins: Margins) -> Margins:
    """As much of ``margins`` as is white where the page is drawn. Most are white, and what lies between them
    then need not be drawn."""
    dpi = DPI / _unit(page)
    width, height = paper.pixels_at(dpi)
    across, down = width / page.width, height / page.height
    left, foot, right, head = margins
    inner = (int(left * across), int(head * down), width - int(right * across), height - int(foot * down))
    if all(_is_white(paper.printed(dpi, strip)) for strip in around(inner, (width, height))):
        return margins
    box = ImageOps.invert(paper.printed(dpi)).getbbox() or (0, 0, width, height)
    ink = (box[0] / across, (height - box[3]) / down, (width - box[2]) / across, box[1] / down)
    left, foot, right, head = (max(0.0, side - AROUND) for side in ink)
    return _least(margins, (left, foot, right, head))


def _is_white(strip: Image.Image) -> bool:
    return ImageChops.invert(strip).getbbox() is None


def _least(one: Margins, other: Margins) -> Margins:
    left, foot, right, head = map(min, one, other)
    return left, foot, right, head


def _links(page: pikepdf.Page) -> Iterator[Box]:
    """Where links lie: they are no marks, and stay."""
    for annotation in layers.dictionaries(page.obj.get("/Annots")):
        rect = entries.get(annotation, "/Rect")
        stays = annotation.get("/Subtype") == "/Link" and printing.offered(entries.flags(annotation))
        if stays and isinstance(rect, pikepdf.Array) and len(rect) == 4:
            try:
                yield geometry.normalised(entries.numbers(rect))
            except OddError:
                continue
