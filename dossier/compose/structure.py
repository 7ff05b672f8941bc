"""What was written becomes structure: the layout's boxes, each with its HTML element, to a tree of tags.

The renderer makes a tree of its own, with one element a box: a section that runs over four pages is four of
them, a link of two lines two, and what repeats on each page is content. Here each HTML element is one tag,
whatever the pages, in the order of the HTML; its role is that of its name or what ``data-tag`` says, and
``aria-hidden`` makes an artifact of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from dossier import addresses, geometry
from dossier.findings import DossierError, finding
from dossier.geometry import PIXEL
from dossier.model import PAGE, Box, Link, Mark, Tag

from . import engine

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
_GROUPS = frozenset(("Document", "Part", "Art", "Sect", "Div", "BlockQuote"))
_INLINE = frozenset(("Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link"))
# Boxes of one line differ by their fonts, in points.
_LINE = 2.0
#: An element that is nothing of its own: what is in it belongs to what it stands in.
_NONE = ""
# Not the no-break spaces, which typography has put there.
_BLANKS = re.compile("[ \t\r\n]+")


@dataclass(eq=False)
class _Node:
    role: str
    element: Element | None = None
    hidden: str | None = None
    kids: list[_Node | Mark] = field(default_factory=list)
    box: Box | None = None
    areas: dict[int, list[Box]] = field(default_factory=dict)
    target: tuple[str, str] | None = None
    parent: _Node | None = None

    def get(self, name: str) -> str | None:
        return self.element.get(name) if self.element is not None else None


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
    root = Tag("Document", tuple(reader.tags(reader.root, known)))
    return Structure(root, reader.artifacts)


class _Reader:
    def __init__(self) -> None:
        self.root = _Node("Document")
        self.artifacts: dict[Mark, str] = {}
        self._nodes: dict[tuple[int, str], _Node] = {}
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

    def _box(self, box: LaidBox, parent: _Node) -> None:
        box = engine.behind(box)
        node = self._node(box, parent)
        mcid = self._marks.get(box)
        if mcid is not None:
            self._mark(Mark(self._folio, mcid), box, node)
        for child in box.children:
            self._box(child, node)

    def _node(self, box: LaidBox, parent: _Node) -> _Node:
        if hasattr(box, "at_keyword"):
            top = box.at_keyword.startswith("@top")
            return _Node(_NONE, hidden="Header" if top else "Footer")
        element = box.element
        if element is None or element is parent.element:
            return self._pseudo(box, parent)
        key = (id(element), "")
        node = self._nodes.get(key)
        if node is None:
            node = _Node(_role(element), element, _hidden(element, parent), parent=parent)
            self._nodes[key] = node
            parent.kids.append(node)
        if node.role == "THead" and self._begun.setdefault(id(element), self._folio) != self._folio:
            return _Node(_NONE, element, hidden="")  # a table's head, repeated
        return self._pseudo(box, node)

    def _pseudo(self, box: LaidBox, node: _Node) -> _Node:
        """What stands before a list item is its label (ISO 32000-1, 14.8.4.3.3)."""
        if node.role not in ("LI", "TOCI") or not str(box.element_tag).endswith(("::marker", "::before")):
            return node
        key = (id(box.element), "label")
        label = self._nodes.get(key)
        if label is None:
            # One that comes again on the next page is that of the page before.
            label = self._nodes[key] = _Node("Lbl", hidden=node.hidden)
            node.kids.append(label)
        return label

    def _mark(self, mark: Mark, box: LaidBox, node: _Node) -> None:
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

    def _link(self, box: LaidBox) -> _Node | None:
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

    def _all(self, node: _Node) -> Iterator[_Node]:
        yield node
        for kid in node.kids:
            if isinstance(kid, _Node):
                yield from self._all(kid)

    def tags(self, node: _Node, known: set[str]) -> Iterator[Tag | Mark]:
        """The kids of ``node`` as tags: what is nothing of its own gives its place to its kids, what holds
        nothing goes."""
        found: list[Tag | Mark] = []
        for kid in node.kids:
            if isinstance(kid, Mark):
                found.append(kid)
            elif kid.role == _NONE or (kid.hidden is not None and kid.target is None):
                found += self.tags(kid, known)
            else:
                tag = _tag(kid, tuple(self.tags(kid, known)), known)
                if tag.kids or tag.link:
                    found.append(tag)
        if node.role in _GROUPS:
            yield from _paragraphs(found)
        elif node.role in ("LI", "TOCI"):
            yield from _item(node.role, found)
        else:
            yield from found


def _role(element: Element) -> str:
    given = element.get("data-tag")
    if given is not None and given not in STANDARD:
        raise DossierError([finding("template-error", "templates", problem=f'data-tag="{given}"')])
    if given is None and element.tag == "a" and not element.get("href"):
        return _NONE
    if given is None and element.tag == "span" and element.get("lang"):
        return "Span"
    return given or _ROLES.get(element.tag, _NONE)


def _hidden(element: Element, parent: _Node) -> str | None:
    if parent.hidden is not None or element.get("aria-hidden") != "true":
        return parent.hidden
    return {"header": "Header", "footer": "Footer"}.get(element.tag, "")


def _tag(node: _Node, kids: tuple[Tag | Mark, ...], known: set[str]) -> Tag:
    element, link = node.element, None
    title = node.get("title")
    target = _target(node, known)
    if target and element is not None:
        areas = tuple((folio, _lines(boxes)) for folio, boxes in sorted(node.areas.items()))
        contents = title or _BLANKS.sub(" ", "".join(element.itertext())).strip() or target[1]
        link = Link(target[1], target[0] == "internal", contents, areas)
    role = "Span" if node.role == "Link" and link is None else node.role
    if element is None:
        return Tag(role, kids)
    source = element.get("src") or ""
    return Tag(
        role,
        kids,
        title=title if node.role != "Link" else None,
        language=element.get("lang"),
        alt=element.get("alt"),
        anchor=element.get("id"),
        frame=source if source.startswith(PAGE) else None,
        box=node.box,
        scope=_scope(element) if role == "TH" else None,
        span=(_count(element, "rowspan"), _count(element, "colspan")),
        link=link,
    )


def _target(node: _Node, known: set[str]) -> tuple[str, str] | None:
    """Where a link leads: to an anchor that is there, or to an address that may be one."""
    if node.target is None:
        return None
    kind, target = node.target
    if kind == "internal":
        return node.target if target in known else None
    address = addresses.live(target)
    return (kind, address) if address else None


def _scope(element: Element) -> str:
    return {"row": "Row", "rowgroup": "Row"}.get(element.get("scope") or "", "Column")


def _count(element: Element, name: str) -> int:
    value = element.get(name) or ""
    return int(value) if value.isdigit() and int(value) else 1


def _lines(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """The boxes of one link on one page, without those within others."""
    kept: list[Box] = []
    for box in boxes:
        if any(geometry.contains(other, box, _LINE) for other in kept):
            continue
        kept = [other for other in kept if not geometry.contains(box, other, _LINE)] + [box]
    return tuple(kept)


def _paragraphs(kids: Iterable[Tag | Mark]) -> Iterator[Tag | Mark]:
    """Text that stands in a group by itself is a paragraph (ISO 32000-1, 14.8.4.2)."""
    run: list[Tag | Mark] = []
    for kid in kids:
        if isinstance(kid, Mark) or kid.role in _INLINE:
            run.append(kid)
            continue
        if run:
            yield Tag("P", tuple(run))
            run = []
        yield kid
    if run:
        yield Tag("P", tuple(run))


def _item(role: str, kids: Sequence[Tag | Mark]) -> Iterator[Tag | Mark]:
    """An item of a list is a label and a body."""
    if role == "TOCI":
        yield from _paragraphs_of_item(kids)
        return
    parts = ("Lbl", "LBody")
    body = [kid for kid in kids if isinstance(kid, Mark) or kid.role not in parts]
    yield from (kid for kid in kids if isinstance(kid, Tag) and kid.role in parts)
    if body:
        yield Tag("LBody", tuple(body))


def _paragraphs_of_item(kids: Sequence[Tag | Mark]) -> Iterator[Tag | Mark]:
    for kid in kids:
        yield Tag("Reference", (kid,)) if isinstance(kid, Mark) else kid
