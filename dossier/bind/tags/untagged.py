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
from dossier.model import Mark, Tag

from .placeholder import remark
from .skeleton import annotate
from .streams import strip
from .tree import Element, Tree


def write_untagged(
    tree: Tree, parent: Element, tag: Tag, bound: BoundPage, language: str | None, seen: set[int]
) -> None:
    """The element for an untagged page, in the marked content of its placeholder.

    A page with text is a paragraph, read in the order in which it was drawn; its /T is the alternative, which
    as /Alt would be read in place of the text. A page without is a figure. ``seen`` are streams whose marks
    are gone already.
    """
    entries: dict[str, PdfObject] = {}
    if language:
        entries["/Lang"] = TextStringObject(language)
    if bound.facts.has_text:
        entries["/T"] = TextStringObject(tag.alt or "")
        role = "P"
    else:
        frame = ArrayObject(FloatObject(round(n, 2)) for n in bound.planned.frame or ())
        layout = {NameObject("/O"): NameObject("/Layout"), NameObject("/BBox"): frame}
        entries |= {"/Alt": TextStringObject(tag.alt or ""), "/A": DictionaryObject(layout)}
        role = "Figure"
    element = tree.element(role, parent, entries)
    for mark in tag.kids:
        if isinstance(mark, Mark):
            tree.mark(element, bound.target, mark.mcid)
    remark(bound, role)
    strip(bound.form.drawn, seen)
    links = [moved.link for moved in bound.links]
    if links and role == "Figure":
        element = tree.element("P", parent)
    write_links(tree, element, bound.target, links)


def write_links(tree: Tree, parent: Element, target: PageObject, links: Sequence[DictionaryObject]) -> None:
    """A Link element for each annotation of ``links``, which are put on the page ``target``."""
    for link in links:
        element = tree.element("Link", parent)
        tree.object(element, target, annotate(tree, target, link))
