"""Units joined: their pages with their folios, one set of fonts, one tree of tags, one outline."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from dossier.compose.engine import soft_hyphen
from dossier.compose.laid_pages import Layout
from dossier.model import Bookmark, Link, Mark, Tag

from .counting import with_numbers
from .later import Later
from .margins import Margins
from .split import NotApartError
from .tabs import with_tabs
from .unit import Unit, UnitPage


@dataclass(frozen=True, slots=True)
class Placed:
    """A ``unit`` whose first page has the folio ``first``, the rank of its section, if it has one, and what
    of it is written ``later`` than it was laid out, or the ``values`` of its numbers."""

    unit: Unit
    first: int
    section: int | None
    later: Later | None = None
    values: Mapping[str, int] = field(default_factory=dict)


def numbered(unit: Unit, later: Later) -> Unit:
    """``unit`` with what its pages say of its number; what prints it, and what its tags say, is written where
    units are joined."""
    return replace(unit, pages=tuple(_numbered(page, later) for page in unit.pages))


def _numbered(page: UnitPage, later: Later) -> UnitPage:
    if not any(map(later.names, (*page.anchors, *(label for _, label, _ in page.bookmarks)))):
        return page  # so are all but the first of a document
    return replace(
        page,
        laid=replace(page.laid, anchors=frozenset(map(later.name, page.laid.anchors))),
        anchors={later.name(name): place for name, place in page.anchors.items()},
        bookmarks=tuple((level, later.name(label), top) for level, label, top in page.bookmarks),
    )


def anchors(unit: Unit, first: int) -> dict[str, int]:
    """The folio on which each anchor of ``unit`` is first, whose first page has the folio ``first``."""
    folios: dict[str, int] = {}
    for folio, page in enumerate(unit.pages, first):
        for name in page.anchors:
            folios.setdefault(name, folio)
    return folios


def joined(
    placed: Sequence[Placed], faces: Mapping[str, bytes], tabs: Mapping[str, bytes], margins: Margins
) -> Layout:
    """The layout that ``placed`` units make in this order, the first of which counts pages; ``faces`` gives
    a PDF for each font by its name, ``tabs`` and ``margins`` what draws those that are written later. Raises
    NotApartError where what was kept does not fit together."""
    total = sum(len(one.unit.pages) for one in placed)
    with pikepdf.open(io.BytesIO(placed[0].unit.pdf)) as out:
        del out.pages[len(placed[0].unit.pages) :]
        for page, told in zip(out.pages, placed[0].unit.pages, strict=True):
            if told.numbers:
                contents = page.obj.Contents
                data = with_numbers(contents.read_bytes(), told.numbers, placed[0].values)
                contents.write(zlib.compress(data, 9), filter=Name.FlateDecode)  # as the renderer does
        for one in placed[1:]:
            _append(out, one, total, tabs, margins)
        fonts = _fonts(out, faces, {name: soft for one in placed for name, soft in one.unit.softs.items()})
        for page in out.pages:
            page.obj.Resources.Font = fonts
        out.Root.Names = Dictionary(Dests=Dictionary(Names=Array(_places(out, placed))))
        target = io.BytesIO()
        out.save(
            target,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            static_id=True,
            fix_metadata_version=False,
        )
    pages = [page for one in placed for page in one.unit.pages]
    return Layout(
        target.getvalue(),
        tuple(page.laid for page in pages),
        _tree(pages),
        Tag("Document", tuple(_tags(placed))),
    )


def _append(
    out: pikepdf.Pdf, placed: Placed, total: int, tabs: Mapping[str, bytes], margins: Margins
) -> None:
    unit, later = placed.unit, placed.later
    with pikepdf.open(io.BytesIO(unit.pdf)) as pdf:
        own = range(unit.before, unit.before + len(unit.pages))
        for folio, (at, page) in enumerate(zip(own, unit.pages, strict=True), placed.first):
            contents = pdf.pages[at].obj.Contents
            data = contents.read_bytes()
            if page.margin:
                data = margins.written(data, page.margin, folio, total)
            if later:
                for label in page.labels:
                    if data.count(label.operator) != 1:
                        raise NotApartError("a number not in one place")
                    data = data.replace(label.operator, label.written(later.number))
                data = with_tabs(data, later, tabs)
            contents.write(data)
        del pdf.pages[own.stop :]
        del pdf.pages[: own.start]
        out.pages.extend(pdf.pages)


def _fonts(
    out: pikepdf.Pdf, faces: Mapping[str, bytes], softs: Mapping[str, tuple[str, int]]
) -> pikepdf.Object:
    held = Dictionary()
    for name, data in faces.items():
        with pikepdf.open(io.BytesIO(data)) as pdf:
            held[f"/{name}"] = out.copy_foreign(pdf.pages[0].obj.Resources.Font[f"/{name}"])
    for name, (like, glyph) in softs.items():
        copy = Dictionary(dict(held[f"/{like}"].items()))
        copy.ToUnicode = out.make_stream(soft_hyphen(glyph))
        held[f"/{name}"] = out.make_indirect(copy)
    return out.make_indirect(held)


def _places(out: pikepdf.Pdf, placed: Sequence[Placed]) -> Iterator[pikepdf.Object]:
    """Where each anchor is first, as the names of destinations."""
    places: dict[str, tuple[int, float, float]] = {}
    for one in placed:
        for folio, page in enumerate(one.unit.pages, one.first):
            for name, (x, y) in page.anchors.items():
                places.setdefault(name, (folio, x, y))
    pages = [page.obj for page in out.pages]
    for name, (folio, x, y) in sorted(places.items()):
        yield String(name)
        yield Array([pages[folio - 1], Name.XYZ, round(x, 4), round(y, 4), 0])


@dataclass(slots=True)
class _Entry:
    label: str
    page: int
    top: float
    below: list[_Entry] = field(default_factory=list)

    def made(self) -> Bookmark:
        below = tuple(entry.made() for entry in self.below)
        return Bookmark(self.label, self.page, self.top, None, below)


def _tree(pages: Iterable[UnitPage]) -> tuple[Bookmark, ...]:
    """The bookmarks of all pages, each below the last one of a higher level (CSS GCPM 3, 6)."""
    top: list[_Entry] = []
    above: list[tuple[int, _Entry]] = []
    for folio, page in enumerate(pages, 1):
        for level, label, height in page.bookmarks:
            while above and above[-1][0] >= level:
                above.pop()
            entry = _Entry(label, folio, height)
            (above[-1][1].below if above else top).append(entry)
            above.append((level, entry))
    return tuple(entry.made() for entry in top)


def _tags(placed: Iterable[Placed]) -> Iterator[Tag | Mark]:
    """The tags of all units; documents of one section stand in one."""
    open_: tuple[int, Tag] | None = None
    for one in placed:
        kids = [_moved(kid, one.first - 1, one.later) for kid in one.unit.tags.kids]
        if open_ and open_[0] != one.section:
            yield open_[1]
            open_ = None
        if one.section is None:
            yield from kids
            continue
        if len(kids) != 1 or not isinstance(kids[0], Tag):
            raise NotApartError("another section")
        kid = kids[0]
        open_ = (one.section, replace(open_[1], kids=open_[1].kids + kid.kids) if open_ else kid)
    if open_:
        yield open_[1]


def _moved(tag: Tag | Mark, by: int, later: Later | None) -> Tag | Mark:
    """``tag`` with all its marks ``by`` folios further on, and with what is written ``later`` of it."""
    if isinstance(tag, Mark):
        return Mark(tag.folio + by, tag.mcid)
    link: Link | None = tag.link
    if link:
        link = replace(link, areas=tuple((folio + by, boxes) for folio, boxes in link.areas))
    moved = replace(tag, kids=tuple([_moved(kid, by, later) for kid in tag.kids]), link=link)
    return later.tag(moved) if later else moved
