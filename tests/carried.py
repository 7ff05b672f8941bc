"""What of its sources a dossier carries over, as pdfium sees it, which wrote neither.

Each check says what is wrong, a line a fault. ``pdf`` is looked at in place of the dossier's own file.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from conftest import Made
from test_pages import with_faces

from dossier.check.pictures import likeness
from dossier.raster import Reader

Point = tuple[float, float]
#: Points by which a place may be off: the file has two or three decimals.
_NEAR = 0.2
#: pdfium tells where a point is seen in whole units: so many across a page.
_UNITS = 1_000_000
# Drawn larger and averaged: pdfium lays pictures and thin lines on whole pixels.
_OVER = 3


@dataclass(frozen=True)
class Link:
    """A link: its area (upper left, lower right), and where it leads: an address, or a page (from 1) and a
    point.

    Points are parts of the width and height of the page as it is seen, from its upper left; what a
    destination leaves open is its upper left.
    """

    area: tuple[Point, Point]
    address: str | None = None
    page: int | None = None
    point: Point | None = None

    @property
    def middle(self) -> Point:
        """The middle of its area."""
        (x0, y0), (x1, y1) = self.area
        return (x0 + x1) / 2, (y0 + y1) / 2


class Looked:
    """A document as pdfium has it; pages are counted from 1."""

    def __init__(self, file: Path) -> None:
        self._document = pypdfium2.PdfDocument(file)

    def close(self) -> None:
        self._document.close()

    def size(self, page: int) -> Point:
        """Width and height as shown, in points."""
        width, height = self._document.get_page_size(page - 1)
        return width, height

    def text(self, page: int) -> str:
        """The characters of a page in the order in which it draws them, without spaces and hyphens."""
        with closing(self._document[page - 1]) as opened, closing(opened.get_textpage()) as text:
            return re.sub(r"[\s\u00ad\ufffe\x02-]", "", text.get_text_range())

    def outline(self) -> list[tuple[int, str, int | None]]:
        """Level from 0, title and page of each entry that has a title."""
        entries = []
        for entry in self._document.get_toc():
            goal, title = entry.get_dest(), " ".join(entry.get_title().split())
            index = goal.get_index() if goal else None
            if title:
                entries.append((entry.level, title, None if index is None else index + 1))
        return entries

    def links(self, page: int) -> Iterator[Link]:
        """The links of a page that lead to a page or to an address."""
        with closing(self._document[page - 1]) as opened:
            position, link, rect = ctypes.c_int(0), pdfium.FPDF_LINK(), pdfium.FS_RECTF()
            while pdfium.FPDFLink_Enumerate(opened, position, link):
                pdfium.FPDFLink_GetAnnotRect(link, rect)
                corners = _seen(opened, rect.left, rect.bottom), _seen(opened, rect.right, rect.top)
                (x0, x1), (y0, y1) = (sorted(pair) for pair in zip(*corners, strict=True))
                placed = Link(((x0, y0), (x1, y1)))
                goal = pdfium.FPDFLink_GetDest(self._document, link)
                index = pdfium.FPDFDest_GetDestPageIndex(self._document, goal) if goal else -1
                if index >= 0:
                    yield replace(placed, page=index + 1, point=self._point(goal, index))
                elif address := self._address(link):
                    yield replace(placed, address=address)

    def _point(self, goal: Any, index: int) -> Point:
        """ISO 32000-2, table 149."""
        count, numbers = ctypes.c_ulong(), (pdfium.FS_FLOAT * 4)()
        view = pdfium.FPDFDest_GetView(goal, count, numbers)
        x: float | None = None
        y: float | None = None
        if view == pdfium.PDFDEST_VIEW_XYZ:
            has = [pdfium.FPDF_BOOL() for _ in range(3)]
            at = [pdfium.FS_FLOAT() for _ in range(3)]
            pdfium.FPDFDest_GetLocationInPage(goal, *has, *at)
            x, y = (n.value if there.value else None for n, there in zip(at[:2], has[:2], strict=True))
        elif view in (pdfium.PDFDEST_VIEW_FITH, pdfium.PDFDEST_VIEW_FITBH) and count.value:
            y = numbers[0]
        elif view in (pdfium.PDFDEST_VIEW_FITV, pdfium.PDFDEST_VIEW_FITBV) and count.value:
            x = numbers[0]
        elif view == pdfium.PDFDEST_VIEW_FITR:
            x, y = numbers[0], numbers[3]
        with closing(self._document[index]) as opened:
            left, top = _seen(opened, x or 0, y or 0)
        return (0 if x is None else left, 0 if y is None else top)

    def _address(self, link: Any) -> str:
        action = pdfium.FPDFLink_GetAction(link)
        if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
            return ""
        length = pdfium.FPDFAction_GetURIPath(self._document, action, None, 0)
        buffer = ctypes.create_string_buffer(length)
        pdfium.FPDFAction_GetURIPath(self._document, action, buffer, length)
        return buffer.value.decode("utf-8", "replace")


def _seen(opened: Any, x: float, y: float) -> Point:
    """Where a point of user space is seen."""
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(opened, 0, 0, _UNITS, _UNITS, 0, x, y, across, down)
    return across.value / _UNITS, down.value / _UNITS


def _into(frame: Sequence[float], size: Point) -> Callable[[Point], Point]:
    """What takes a point of a source page to the page of the dossier where it stands in ``frame``."""
    x0, y0, x1, y1 = frame
    width, height = size

    def moved(point: Point) -> Point:
        x, y = (min(max(part, 0), 1) for part in point)
        return (x0 + x * (x1 - x0)) / width, (height - y1 + y * (y1 - y0)) / height

    return moved


def _apart(one: Point, other: Point, size: Point) -> float:
    """The distance of two points of a page of ``size``, in points."""
    return max(abs(a - b) * side for a, b, side in zip(one, other, size, strict=True))


def pages(made: Made, pdf: Path | None = None) -> list[str]:
    """Pages that look unlike their source pages, at one pixel a point of the source page (72 dpi)."""
    wrong = []
    for document in made.record["documents"]:
        embedded = any(done["code"] == "font-embedded" for done in document["treatment"])
        for page in made.framed(document["id"]):
            file = made.folder / page["source_file"]
            with Reader(with_faces(file) if embedded else file) as source, Reader(pdf or made.pdf) as bound:
                width, height = source.size(page["source_page"])
                size = round(width), round(height)
                one = source.picture(page["source_page"], size, over=_OVER)
                other = bound.picture(page["folio"], size, over=_OVER, box=page["frame"])
            how = likeness.score(one, other)
            if how > 1:
                wrong.append(f"page {page['folio']}: {how:.2f}")
    return wrong


def texts(made: Made, pdf: Path | None = None, unprinted: Mapping[str, str] | None = None) -> list[str]:
    """Pages whose text is not, character by character, that of their source pages.

    ``unprinted``: of a document, by its id, words that it holds where no page shows them; such a page is
    compared without them.
    """
    wrong = []
    with closing(Looked(pdf or made.pdf)) as bound:
        for page in made.framed():
            with closing(Looked(made.folder / page["source_file"])) as source:
                there, here = source.text(page["source_page"]), bound.text(page["folio"])
                gone = (unprinted or {}).get(page["document"], "").split()
                for word in gone if there not in here else ():
                    there, here = there.replace(word, ""), here.replace(word, "")
                if there not in here:
                    wrong.append(f"page {page['folio']}")
    return wrong


def outlines(made: Made, pdf: Path | None = None) -> list[str]:
    """Documents below whose bookmark the outline of their file does not stand, each entry with its page."""
    wrong = []
    with closing(Looked(pdf or made.pdf)) as looked:
        whole = looked.outline()
    for document in made.record["documents"]:
        titled = f"Document {document['number']} – "
        start = next(n for n, (_, title, _) in enumerate(whole) if title.startswith(titled))
        level = whole[start][0]
        below = []
        for entry in whole[start + 1 :]:
            if entry[0] <= level:
                break
            below.append((entry[0] - level - 1, *entry[1:]))
        folios = {page["source_page"]: page["folio"] for page in made.framed(document["id"])}
        with closing(Looked(made.folder / document["file"])) as source:
            own = [(depth, title, folios.get(page or 0)) for depth, title, page in source.outline()]
        if whole[start][2] != document["first_page"] or below != own:
            wrong.append(f"document {document['number']}: {below} for {own}")
    return wrong


_LIVE = ("http://", "https://", "mailto:", "tel:")


def links(made: Made, pdf: Path | None = None) -> tuple[list[str], int]:
    """Links of the sources that are not where they must be, or do not lead where they must; and how many
    lead to a page."""
    wrong: list[str] = []
    inner = 0
    with ExitStack() as stack:
        bound = stack.enter_context(closing(Looked(pdf or made.pdf)))
        for document in made.record["documents"]:
            places = {page["source_page"]: page for page in made.framed(document["id"])}
            source = stack.enter_context(closing(Looked(made.folder / document["file"])))
            for page in places.values():
                size = bound.size(page["folio"])
                here = _into(page["frame"], size)
                (left, top), (right, bottom) = here((0, 0)), here((1, 1))
                bound_links = [
                    link
                    for link in bound.links(page["folio"])
                    if left <= link.middle[0] <= right and top <= link.middle[1] <= bottom
                ]
                for link in source.links(page["source_page"]):
                    if link.page and link.page not in places:
                        continue
                    if link.address and not link.address.startswith(_LIVE):
                        continue  # a file on its author's machine: text only
                    wanted = replace(link, area=(here(link.area[0]), here(link.area[1])))
                    if link.page and link.point:
                        goal = places[link.page]
                        there = _into(goal["frame"], bound.size(goal["folio"]))
                        wanted = replace(wanted, page=goal["folio"], point=there(link.point))
                        inner += 1
                    # The dossier has them in the order in which they are read.
                    nearest = min(bound_links, key=lambda other: _off(wanted, other, size), default=None)
                    if nearest is None:
                        wrong.append(f"page {page['folio']}: a link is missing, {wanted}")
                        continue
                    bound_links.remove(nearest)
                    wrong += [f"page {page['folio']}: {fault}" for fault in _faults(wanted, nearest, size)]
                wrong += [f"page {page['folio']}: a link too many, {link}" for link in bound_links]
    return wrong, inner


def _off(one: Link, other: Link, size: Point) -> float:
    return max(_apart(a, b, size) for a, b in zip(one.area, other.area, strict=True))


def _faults(wanted: Link, met: Link, size: Point) -> Iterator[str]:
    if _off(wanted, met, size) > _NEAR:
        yield f"a link stands at {met.area}, not at {wanted.area}"
    if (met.page, met.address) != (wanted.page, wanted.address):
        yield f"leads to {met.page or met.address}, not to {wanted.page or wanted.address}"
    elif wanted.point and met.point and _apart(wanted.point, met.point, size) > _NEAR:
        yield f"leads to {met.point} of page {met.page}, not to {wanted.point}"
