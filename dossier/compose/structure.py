"""What was written becomes structure: the layout's boxes, each with its HTML element, to a tree of tags.

The renderer makes a tree of its own, with one element a box: a section that runs over four pages is four of
them, a link of two lines two, and what repeats on each page is content. Here each HTML element is one tag,
whatever the pages, in the order of the HTML; its role is that of its name or what ``data-tag`` says, and
``aria-hidden`` makes an artifact of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from dossier.findings import DossierError, finding
from dossier.geometry import PIXEL
from dossier.model import Mark, Tag

from . import engine
from .elements import NONE, Node, tags

if TYPE_CHECKING:  # the import costs 0.4 s
    from weasyprint import Page
    from weasyprint.formatting_structure.boxes import Box as LaidBox

_ROLES = {
    **{f"h{n}": f"H{n}" for n in range(1, 7)},
    **{name: name.upper() for name in ("p", "tr", "th", "td")},
    **dict.fromkeys(("ul", "ol", "dl"), "L"),
    **dict.fromkeys(("li", "dt", "dd"), "LI"),
    "a": "Link",
    "article": "Art",
    "blockquote": "BlockQuote",
    "caption": "Caption",
    "code": "Code",
    "figcaption": "Caption",
    "img": "Figure",
    "main": "Part",
    "section": "Sect",
    "table": "Table",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "thead": "THead",
}
#: What ``data-tag`` may say (ISO 32000-1, 14.8.4).
STANDARD = frozenset(
    (
        *_ROLES.values(),
        *("Div", "Index", "TOC", "TOCI", "Lbl", "LBody", "Span", "Quote", "Note", "Reference", "BibEntry"),
    )
)


@dataclass
class Structure:
    """The ``root`` of the tags, and what is no content: its marks, each with the kind of artifact that it
    is ("Header", "Footer" or "")."""

    root: Tag
    artifacts: dict[Mark, str]


def structure_of(pages: Sequence[Page], marks: Sequence[Mapping[LaidBox, int]], before: int = 0) -> Structure:
    """The tags of laid-out ``pages``; ``marks`` gives for each page the MCID of each box that was drawn.
    Folios are counted from 1, behind the first pages where ``before`` of them do not count.

    Raises DossierError where a template gives a tag that there is not.
    """
    reader = _Reader()
    for folio, (page, drawn) in enumerate(zip(pages, marks, strict=True), 1 - before):
        reader.read(folio, page, drawn)
    known = {name for page in pages for name in page.anchors}
    reader.owned_elsewhere()
    root = Tag("Document", tuple(tags(reader.root, known)))
    return Structure(root, reader.artifacts)


class _Reader:
    def __init__(self) -> None:
        self.root = Node("Document")
        self.artifacts: dict[Mark, str] = {}
        self._nodes: dict[tuple[int, str], Node] = {}
        self._folio = 0
        self._height = 0.0
        self._marks: Mapping[LaidBox, int] = {}
        self._begun: dict[int, int] = {}

    def read(self, folio: int, page: Page, marks: Mapping[LaidBox, int]) -> None:
        self._folio, self._height, self._marks = folio, page.height, marks
        for child in engine.box_of(page).children:
            self._box(child, self.root)
        for kind, target, (x0, y0, x1, y1), box in page.links:
            link = self._link(box)
            if link:
                link.target = (kind, target)
                area = (x0 * PIXEL, (self._height - y1) * PIXEL, x1 * PIXEL, (self._height - y0) * PIXEL)
                link.areas.setdefault(folio, []).append(area)

    def _box(self, box: LaidBox, parent: Node) -> None:
        box = engine.behind(box)
        node = self._node(box, parent)
        mcid = self._marks.get(box)
        if mcid is not None:
            self._mark(Mark(self._folio, mcid), box, node)
        for child in box.children:
            self._box(child, node)

    def _node(self, box: LaidBox, parent: Node) -> Node:
        if hasattr(box, "at_keyword"):
            top = box.at_keyword.startswith("@top")
            return Node(NONE, hidden="Header" if top else "Footer")
        element = box.element
        if element is None or element is parent.element:
            return self._pseudo(box, parent)
        key = (id(element), "")
        node = self._nodes.get(key)
        if node is None:
            node = Node(_role(element), element, _hidden(element, parent), parent=parent)
            self._nodes[key] = node
            parent.kids.append(node)
        if node.role == "THead" and self._begun.setdefault(id(element), self._folio) != self._folio:
            return Node(NONE, element, hidden="")  # a table's head, repeated
        return self._pseudo(box, node)

    def _pseudo(self, box: LaidBox, node: Node) -> Node:
        """What stands before a list item is its label (ISO 32000-1, 14.8.4.3.3)."""
        if node.role not in ("LI", "TOCI") or not str(box.element_tag).endswith(("::marker", "::before")):
            return node
        key = (id(box.element), "label")
        label = self._nodes.get(key)
        if label is None:
            # One that comes again on the next page is that of the page before.
            label = self._nodes[key] = Node("Lbl", hidden=node.hidden)
            node.kids.append(label)
        return label

    def _mark(self, mark: Mark, box: LaidBox, node: Node) -> None:
        if node.hidden is not None:
            self.artifacts[mark] = node.hidden
            return
        node.kids.append(mark)
        if node.role == "Figure":
            x, y = box.content_box_x(), box.content_box_y()
            w, h = box.width, box.height
            node.box = (
                x * PIXEL,
                (self._height - y - h) * PIXEL,
                (x + w) * PIXEL,
                (self._height - y) * PIXEL,
            )

    def _link(self, box: LaidBox) -> Node | None:
        node = self._nodes.get((id(box.element), ""))
        while node is not None and (node.element is None or node.element.tag != "a"):
            node = node.parent
        return node

    def owned_elsewhere(self) -> None:
        """Move what ``aria-owns`` names to the end of what owns it, in the order given (WAI-ARIA 1.2)."""
        by_id = {node.get("id"): node for node in self._nodes.values() if node.get("id")}
        parents = {id(kid): node for node in self._all(self.root) for kid in node.kids}
        for owner in list(by_id.values()) + [n for n in self._nodes.values() if not n.get("id")]:
            for name in (owner.get("aria-owns") or "").split():
                owned = by_id.get(name)
                if owned and owned is not owner:
                    parents[id(owned)].kids.remove(owned)
                    owner.kids.append(owned)
                    parents[id(owned)] = owner

    def _all(self, node: Node) -> Iterator[Node]:
        yield node
        for kid in node.kids:
            if isinstance(kid, Node):
                yield from self._all(kid)


def _role(element: Element) -> str:
    given = element.get("data-tag")
    if given is not None and given not in STANDARD:
        raise DossierError([finding("template-error", "templates", problem=f'data-tag="{given}"')])
    if given is None and element.tag == "a" and not element.get("href"):
        return NONE
    if given is None and element.tag == "span" and element.get("lang"):
        return "Span"
    return given or _ROLES.get(element.tag, NONE)


def _hidden(element: Element, parent: Node) -> str | None:
    if parent.hidden is not None or element.get("aria-hidden") != "true":
        return parent.hidden
    return {"header": "Header", "footer": "Footer"}.get(element.tag, "")
