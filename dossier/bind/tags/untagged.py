"""A page whose author did not tag it: text to be read as it was drawn, or a picture with its alternative."""

from __future__ import annotations

from collections.abc import Sequence

from pypdf import PageObject
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    PdfObject,
    TextStringObject,
)

from dossier.bind.bound import BoundPage
from dossier.bind.later import Kind, Later

from .skeleton import annotate
from .streams import strip
from .tree import Element, Tree


def write_untagged(
    tree: Tree, parent: Element, bound: BoundPage, language: str | None, seen: set[int]
) -> str:
    """Write the element for an untagged page, in the marked content of its placeholder; its type.

    A page with text is a paragraph, read in the order in which it was drawn; its /T is the alternative, which
    as /Alt would be read in place of the text. A page without is a figure. ``seen`` are streams whose marks
    are gone already.
    """
    number = bound.planned.folio - 1
    entries: dict[str, PdfObject] = {}
    if language:
        entries["/Lang"] = TextStringObject(language)
    if bound.facts.has_text:
        entries["/T"] = Later(Kind.PAGE, number)
        role = "P"
    else:
        frame = ArrayObject(FloatObject(round(n, 2)) for n in bound.planned.frame or ())
        layout = {NameObject("/O"): NameObject("/Layout"), NameObject("/BBox"): frame}
        entries |= {"/Alt": Later(Kind.PAGE, number), "/A": DictionaryObject(layout)}
        role = "Figure"
    element = tree.element(role, parent, entries)
    if bound.target.indirect_reference:
        element.held[NameObject("/Pg")] = bound.target.indirect_reference
    element.kids.append(Later(Kind.MARKS, number))
    strip(bound.form.drawn, seen)
    links = [moved.link for moved in bound.links]
    if links and role == "Figure":
        element = tree.element("P", parent)
    write_links(tree, element, bound.target, links)
    return role


def write_links(tree: Tree, parent: Element, target: PageObject, links: Sequence[DictionaryObject]) -> None:
    """A Link element for each annotation of ``links``, which are put on the page ``target``."""
    for link in links:
        element = tree.element("Link", parent)
        tree.object(element, target, annotate(tree, target, link))
