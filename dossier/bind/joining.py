"""Bound documents brought together on the pages of the skeleton: one tree of tags, one outline, one file."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from pypdf import PageObject
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    IndirectObject,
    NameObject,
    PdfObject,
    TextStringObject,
)

from dossier.model import Bookmark, Mark, Plan, PlannedPage, Skeleton, Source, Tag, page_url

from . import document_level, objects
from .later import Kind
from .layers import lists
from .names import number_anchors
from .opened import opened
from .outline import write_outline
from .packed import Raw
from .sheets import draw, own_resources
from .tags import Element, WholeTree, write_skeleton
from .unit import Unit

# PDF/UA-1 and PDF/A-2 both build on it.
_VERSION = "%PDF-1.7"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a placeholder stands: in the element ``parent``, as ``elements`` in the place of its ``tag``,
    below a heading of this ``level``."""

    parent: Element
    elements: Raw
    tag: Tag
    level: int

    @property
    def marks(self) -> list[int]:
        """The marked contents in which the placeholder was drawn."""
        return [kid.mcid for kid in self.tag.kids if isinstance(kid, Mark)]


class Joining:
    """The dossier while documents are added to it. The tags, links and pages of ``skeleton`` are in it from
    the beginning; of a document that was added only bytes are left."""

    def __init__(self, skeleton: Skeleton, plan: Plan) -> None:
        self._plan = plan
        self._skeleton = skeleton
        self._writer = opened(skeleton.pdf)
        self._writer.pdf_header = _VERSION
        self._pages: list[PageObject] = list(self._writer.pages)
        own_resources(self._pages, skeleton)
        self._tree = WholeTree(self._writer)
        self._places: dict[str, _Place] = {}
        self._equal: dict[bytes, int] = {}
        self._outlines: dict[str, tuple[Bookmark, ...]] = {}
        self._count = 0
        write_skeleton(self._tree, skeleton.tags, number_anchors(self._writer), self._placed)

    def _placed(self, parent: Element, tag: Tag, level: int) -> None:
        elements = Raw()
        parent.kids.append(elements)
        self._places[tag.frame or ""] = _Place(parent, elements, tag, level)

    def level(self, url: str) -> int:
        """The level of the heading above the placeholder ``url``."""
        return self._places[url].level

    def add(self, unit: Unit, source: Source, pages: Sequence[PlannedPage]) -> None:
        """Add a bound document: the n-th page of ``unit`` stands on the n-th of ``pages``."""
        self._count += 1
        held = objects.objects(self._writer)
        numbers, wanted = self._numbers(unit, len(held))
        own = [IndirectObject(number, 0, self._writer) for number in numbers]
        places = [self._places[page_url(source.document, page.rank or 1)] for page in pages]
        filling = self._filling(unit, own, pages, places)
        held += map(Raw, unit.packed.written(wanted, filling))
        for planned, place, page in zip(pages, places, unit.pages, strict=True):
            target = self._pages[planned.folio - 1]
            facts = source.pages[(planned.rank or 1) - 1]
            draw(target, planned, facts, page, own)
            place.elements.data = b" ".join(_bytes(own[rank]) for rank in page.elements)
            for mcid in place.marks if page.role else ():
                self._tree.own(target, mcid, own[page.elements[0]])
        self._tree.joined += (own[rank] for rank in unit.parents)
        folios = [page.folio for page in pages]
        self._outlines[source.document] = tuple(_moved(one, folios) for one in unit.outline)

    def _numbers(self, unit: Unit, count: int) -> tuple[list[int], list[bool]]:
        """The number of each object of ``unit`` behind ``count`` others, and whether it is new: what stands
        in several documents stands in the dossier once."""
        numbers, wanted = [], []
        for digest in unit.packed.digests():
            number = self._equal.get(digest) if digest else None
            wanted.append(number is None)
            if number is None:
                count += 1
                number = count
                if digest:
                    self._equal[digest] = number
            numbers.append(number)
        return numbers, wanted

    def _filling(
        self,
        unit: Unit,
        own: Sequence[IndirectObject],
        pages: Sequence[PlannedPage],
        places: Sequence[_Place],
    ) -> list[list[bytes]]:
        """What stands in the gaps of ``unit``, by kind and number."""
        layers, off = lists(self._writer) if unit.layers else (ArrayObject(), ArrayObject())
        before, keys = len(layers), len(self._tree.joined)
        layers.extend(own[rank] for rank in unit.layers)
        off.extend(own[rank] for rank in unit.hidden)
        roles = {word: self._role(word, standard) for word, standard in unit.roles.items()}
        ids = {word: f"{self._count}-{word}" for word in unit.ids}
        classes = {word: f"{word}.{self._count}" for word in unit.classes}
        self._tree.ids |= {ids[word]: own[rank] for word, rank in unit.ids.items()}
        self._tree.classes |= {classes[word]: own[rank] for word, rank in unit.classes.items()}
        filling: dict[Kind, list[PdfObject]] = {
            Kind.PLACE: [
                *(objects.reference(self._pages[page.folio - 1]) for page in pages),
                *(place.parent.reference for place in places),
            ],
            Kind.LINK: [
                TextStringObject(self._skeleton.spoken.page.replace("{page}", str(page.folio)))
                for page in pages
            ],
            Kind.PAGE: [TextStringObject(place.tag.alt or "") for place in places],
            Kind.MARKS: [Raw(b" ".join(b"%d" % mcid for mcid in place.marks)) for place in places],
            Kind.ROLE: [NameObject(f"/{roles.get(word, word)}") for word in unit.words],
            Kind.ID: [ByteStringObject(ids.get(word, word).encode()) for word in unit.words],
            Kind.CLASS: [NameObject(f"/{classes.get(word, word)}") for word in unit.words],
            Kind.LAYER: [TextStringObject(str(before + n)) for n in range(1, len(unit.layers) + 1)],
        }
        filled = {kind: [_bytes(value) for value in values] for kind, values in filling.items()}
        filled[Kind.OWN] = [b"%d 0 R" % one.idnum for one in own]  # of these two are thousands
        filled[Kind.KEY] = [b"%d" % (keys + n) for n in range(len(unit.parents))]
        return [filled[kind] for kind in Kind]

    def _role(self, word: str, standard: str) -> str:
        """The name for ``word``, which stands for ``standard``: its own where no other document means
        something else by it."""
        name = word
        while self._tree.roles.setdefault(name, standard) != standard:
            name += f".{self._count}"
        return name

    def finish(self, target: BinaryIO, sources: Mapping[str, Source]) -> None:
        """Write the dossier, bound from ``sources``, to ``target``, each of its objects by itself."""
        self._tree.finish()
        write_outline(self._writer, self._plan.bookmarks, self._outlines)
        document_level.finish(self._writer, self._plan, _fingerprint(self._skeleton, sources))
        self._writer.write(target)
        objects.objects(self._writer).clear()  # qpdf makes the same of what was written


def _bytes(value: PdfObject) -> bytes:
    out = io.BytesIO()
    value.write_to_stream(out)
    return out.getvalue()


def _moved(bookmark: Bookmark, folios: Sequence[int]) -> Bookmark:
    """``bookmark``, whose page is counted within its document, in the dossier, where its pages have these
    ``folios``."""
    children = tuple(_moved(child, folios) for child in bookmark.children)
    return replace(bookmark, page=folios[bookmark.page - 1], children=children)


def _fingerprint(skeleton: Skeleton, sources: Mapping[str, Source]) -> bytes:
    digest = hashlib.sha256(skeleton.pdf)
    for id, source in sorted(sources.items()):
        digest.update(f"{id} {[part.sha256 for part in source.parts]}".encode())
        shown = [(page.part, page.number, page.rotation, page.box) for page in source.pages]
        digest.update(str(shown).encode())
    return digest.digest()[:16]
