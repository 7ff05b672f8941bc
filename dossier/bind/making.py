"""What pypdf bound of a document, made the unit that is joined to others, and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, IndirectObject

from dossier.model import Bookmark

from . import objects
from .bound import BoundPage
from .later import Kind, Later
from .layers import lists
from .packed import Packing
from .tags import Element, Tree
from .unit import Told, Unit, UnitPage


@dataclass(frozen=True, slots=True)
class Drawn:
    """A bound ``page``, what its drawing is marked as, and the ``place`` of its placeholder, where its
    elements stand."""

    page: BoundPage
    role: str
    place: Element


def packed_unit(
    writer: PdfWriter,
    places: Sequence[IndirectObject],
    pages: Sequence[Drawn],
    tree: Tree,
    outline: Sequence[Bookmark],
    told: Told,
) -> Unit:
    """All that ``writer`` holds and that others are told of; ``places`` are the pages, then the elements in
    which they stand."""
    parents = list(tree.parents(lambda number: Later(Kind.KEY, number)))
    packing = Packing(writer, {place.idnum: number for number, place in enumerate(places)})
    rank = packing.rank
    ours, off = lists(writer)
    return Unit(
        pages=tuple(_page(writer, page, packing) for page in pages),
        parents=tuple(map(rank, parents)),
        words=tuple(tree.words),
        ids={word: rank(one) for word, one in tree.ids.items()},
        roles=tree.roles,
        classes={word: rank(objects.add(writer, one)) for word, one in tree.classes.items()},
        layers=tuple(map(rank, objects.references(ours))),
        hidden=tuple(map(rank, objects.references(off))),
        outline=tuple(outline),
        told=told,
        packed=packing.packed(),
    )


def _page(writer: PdfWriter, drawn: Drawn, packing: Packing) -> UnitPage:
    bound = drawn.page
    blends = objects.dictionary(bound.target, "/Group")
    return UnitPage(
        form=packing.rank(bound.form.drawn.indirect_reference),
        inks=_inks(writer, bound.form.content, packing),
        blends={str(key): str(value) for key, value in blends.items()},
        role=drawn.role,
        annotations=tuple(map(packing.rank, objects.references(bound.target.get("/Annots")))),
        elements=tuple(map(packing.rank, objects.references(drawn.place.kids))),
    )


def _inks(writer: PdfWriter, form: DictionaryObject, packing: Packing) -> int | None:
    """What plain CMYK means in ``form``: pdfium asks the page, of forms in forms too, where others ask the
    form alone (ISO 32000-2, 8.6.5.6)."""
    held = objects.dictionary(objects.dictionary(form, "/Resources"), "/ColorSpace")
    if "/DefaultCMYK" not in held:
        return None
    space = held.raw_get("/DefaultCMYK")
    return packing.rank(space if isinstance(space, IndirectObject) else objects.add(writer, space))
