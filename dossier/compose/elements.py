"""Elements of the HTML, and the tags that they become (ISO 32000-1, 14.8.4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from dossier import addresses, geometry
from dossier.model import PAGE, Box, Link, Mark, Tag

_GROUPS = frozenset(("Document", "Part", "Art", "Sect", "Div", "BlockQuote"))
_INLINE = frozenset(("Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link"))
# Boxes of one line differ by their fonts, in points.
_LINE = 2.0
#: An element that is nothing of its own: what is in it belongs to what it stands in.
NONE = ""
# Not the no-break spaces, which typography has put there.
_BLANKS = re.compile("[ \t\r\n]+")


@dataclass(eq=False)
class Node:
    """An element, or what stands for one: its role, what it shows by kids and marks, where it is linked."""

    role: str
    element: Element | None = None
    hidden: str | None = None
    kids: list[Node | Mark] = field(default_factory=list)
    box: Box | None = None
    areas: dict[int, list[Box]] = field(default_factory=dict)
    target: tuple[str, str] | None = None
    parent: Node | None = None

    def get(self, name: str) -> str | None:
        """An attribute of the element."""
        return self.element.get(name) if self.element is not None else None


def tags(node: Node, known: set[str]) -> Iterator[Tag | Mark]:
    """The kids of ``node`` as tags: what is nothing of its own gives its place to its kids, what holds
    nothing goes."""
    kids: list[Tag | Mark] = []
    for kid in node.kids:
        if isinstance(kid, Mark):
            kids.append(kid)
        elif kid.role == NONE or (kid.hidden is not None and kid.target is None):
            kids += tags(kid, known)
        else:
            tag = _tag(kid, tuple(tags(kid, known)), known)
            if tag.kids or tag.link:
                kids.append(tag)
    if node.role in _GROUPS:
        yield from _paragraphs(kids)
    elif node.role in ("LI", "TOCI"):
        yield from _item(node.role, kids)
    else:
        yield from kids


def _tag(node: Node, kids: tuple[Tag | Mark, ...], known: set[str]) -> Tag:
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
        actual=_one_word(element) if role in _INLINE and _only_marks(kids) else None,
        anchor=element.get("id"),
        frame=source if source.startswith(PAGE) else None,
        box=node.box,
        scope=_scope(element) if role == "TH" else None,
        span=(_count(element, "rowspan"), _count(element, "colspan")),
        link=link,
    )


def _only_marks(kids: Sequence[Tag | Mark]) -> bool:
    return len(kids) > 1 and all(isinstance(kid, Mark) for kid in kids)


def _one_word(element: Element) -> str | None:
    """The text of ``element`` where that is one word, such as an address, however many lines it is set on."""
    text = "".join(element.itertext()).strip()
    return None if _BLANKS.search(text) else text.replace("\u00ad", "") or None


def _target(node: Node, known: set[str]) -> tuple[str, str] | None:
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
