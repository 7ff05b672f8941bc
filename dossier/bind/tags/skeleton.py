"""The skeleton's tags as elements, its links as annotations, each placeholder as what is bound there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pypdf import PageObject
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from dossier.bind.objects import add, array, get
from dossier.model import Box, Link, Mark, Tag

from .tree import Element, Tree, WholeTree

_PRINT = 1 << 2
#: Called where a placeholder stands, with the element that it stands in, its tag and the level of the heading
#: above.
Bound = Callable[[Element, Tag, int], None]


def write_skeleton(tree: WholeTree, tags: Tag, anchors: Mapping[str, TextStringObject], bound: Bound) -> None:
    """Write ``tags`` into ``tree``; ``anchors`` names where its links lead, and ``bound`` writes what stands
    in the place of each placeholder."""
    _Writer(tree, anchors, bound).write(tags, tree.root)


class _Writer:
    def __init__(self, tree: WholeTree, anchors: Mapping[str, TextStringObject], bound: Bound) -> None:
        self._tree = tree
        self._anchors = anchors
        self._bound = bound
        self._pages: Sequence[PageObject] = list(tree.writer.pages)
        self._level = 0

    def write(self, tag: Tag, parent: Element) -> None:
        if tag.frame:
            self._bound(parent, tag, self._level)
            return
        if tag.role[:1] == "H" and tag.role[1:].isdigit():
            self._level = int(tag.role[1:])
        element = self._tree.element(tag.role, parent, _entries(tag))
        if tag.role == "Note" and tag.anchor:  # ISO 14289-1, 7.9: a note has an identifier
            element.held[NameObject("/ID")] = ByteStringObject(tag.anchor.encode())
            self._tree.ids[tag.anchor] = element.reference
        for kid in tag.kids:
            if isinstance(kid, Mark):
                self._tree.mark(element, self._pages[kid.folio - 1], kid.mcid)
            else:
                self.write(kid, element)
        if tag.link:
            for folio, boxes in tag.link.areas:
                page = self._pages[folio - 1]
                self._tree.object(
                    element, page, annotate(self._tree, page, self._annotation(tag.link, boxes))
                )

    def _annotation(self, link: Link, boxes: Sequence[Box]) -> DictionaryObject:
        """One annotation for all lines of a link on a page (ISO 32000-1, 12.5.6.5)."""
        x0, y0 = min(box[0] for box in boxes), min(box[1] for box in boxes)
        x1, y1 = max(box[2] for box in boxes), max(box[3] for box in boxes)
        entries: dict[str, PdfObject] = {
            "/Type": NameObject("/Annot"),
            "/Subtype": NameObject("/Link"),
            "/Rect": array((x0, y0, x1, y1), 2),
            "/F": NumberObject(_PRINT),
            "/BS": DictionaryObject({NameObject("/W"): NumberObject(0)}),
            "/Contents": TextStringObject(link.contents),
        }
        if len(boxes) > 1:
            entries["/QuadPoints"] = array((n for box in boxes for n in _quad(box)), 2)
        if link.internal:
            entries["/Dest"] = self._anchors[link.target]
        else:
            uri = {"/S": NameObject("/URI"), "/URI": TextStringObject(link.target)}
            entries["/A"] = DictionaryObject({NameObject(key): value for key, value in uri.items()})
        return DictionaryObject({NameObject(key): value for key, value in entries.items()})


def annotate(tree: Tree, page: PageObject, annotation: DictionaryObject) -> DictionaryObject:
    """Put ``annotation`` on ``page``; returns it."""
    annotation[NameObject("/P")] = page.indirect_reference
    present = get(page, "/Annots")
    if not isinstance(present, ArrayObject):
        present = page[NameObject("/Annots")] = ArrayObject()
    present.append(add(tree.writer, annotation))
    return annotation


def _quad(box: Box) -> tuple[float, ...]:
    # Upper left, upper right, lower left, lower right: what viewers read, whatever the standard shows.
    x0, y0, x1, y1 = box
    return (x0, y1, x1, y1, x0, y0, x1, y0)


def _entries(tag: Tag) -> Mapping[str, PdfObject]:
    entries: dict[str, PdfObject] = {}
    said = (("/T", tag.title), ("/Lang", tag.language), ("/Alt", tag.alt), ("/ActualText", tag.actual))
    for key, text in said:
        if text:
            entries[key] = TextStringObject(text)
    attributes: dict[str, PdfObject] = {}
    if tag.box:
        attributes = {"/O": NameObject("/Layout"), "/BBox": array(tag.box, 2)}
    elif tag.role in ("TH", "TD"):
        rows, columns = tag.span
        if tag.scope:
            attributes["/Scope"] = NameObject(f"/{tag.scope}")
        if rows > 1:
            attributes["/RowSpan"] = NumberObject(rows)
        if columns > 1:
            attributes["/ColSpan"] = NumberObject(columns)
        if attributes:
            attributes["/O"] = NameObject("/Table")
    if attributes:
        entries["/A"] = DictionaryObject({NameObject(key): value for key, value in attributes.items()})
    return entries
