"""A source's own structure under its document: copied element by element, its marks owned through the forms
that its pages became (ISO 32000-1, 14.7.4.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pypdf.generic import TextStringObject

from dossier.bind.bound import BoundPage, BoundPart
from dossier.bind.later import Kind, Later, text
from dossier.bind.objects import get

from . import tables
from .headings import closed
from .kept import TABLE, Kept
from .skeleton import annotate
from .source import Annotation, Content, Node
from .tree import Element, Tree
from .untagged import write_links
from .values import attributes, identifier, scoped, texts

_HEADINGS = frozenset(("H", "H1", "H2", "H3", "H4", "H5", "H6"))
_PARTS_OF_ITEM = ("Lbl", "LBody")
_GROUPS = frozenset(("Sect", "Part", "Art", "Div", "Document"))


class Merge:
    """One tagged file on its way into the tree of its document: what is ``kept`` of it, the ``rank``-th."""

    def __init__(self, tree: Tree, bound: BoundPart, kept: Kept, rank: int) -> None:
        self._tree = tree
        self._bound = bound
        self.kept = kept
        self._rank = rank
        self._done: set[int] = set()
        self._tables = tables.Mended()
        self._name_headings: dict[int, int] = {}
        self._identifiers = self._numbered()
        self._named = {name: tree.later(Kind.ID, word) for name, word in self._identifiers.items()}

    def _numbered(self) -> dict[bytes, str]:
        """The identifiers of the elements that are kept, each with a number in the place of its words."""
        given = (node.held.get("/ID") for top in self.kept.top for node in top.nodes())
        names = dict.fromkeys(identifier(one) for one in given if one is not None)
        of_file = f"-{self._rank}" if self._rank > 1 else ""
        return {name: f"{number}{of_file}" for number, name in enumerate(names, 1)}

    def write(self, parent: Element, level: int, language: str) -> None:
        """Write the tree below ``parent``, whose heading has ``level``; ``language`` is the dossier's."""
        top, entries = self._unwrapped()
        own = entries.get("/Lang") or get(self._bound.reader.root_object, "/Lang")
        entries.pop("/Lang", None)
        if own and str(own).lower() != language.lower():
            entries["/Lang"] = TextStringObject(str(own))
        section = self._tree.element("Sect", parent, entries)
        self._name_headings = self._levels(top, level)
        for node in top:
            self._write(node, section, None)
        self._rest(section)
        self.kept.disown()

    def _unwrapped(self) -> tuple[list[Node], dict[str, Any]]:
        """The elements below the source's own Document, and what that says."""
        top = self.kept.top
        entries: dict[str, object] = {}
        while len(top) == 1 and self.kept.standard(top[0]) == "Document" and not _content(top[0]):
            entries |= {key: said for key, said in texts(top[0].held).items() if key == "/Lang"}
            top = [kid for kid in top[0].kids if isinstance(kid, Node)]
        return top, entries

    def _levels(self, top: list[Node], above: int) -> dict[int, int]:
        headings = [
            (node, depth) for node, depth in _depths(top, 1, self.kept.standard) if self._is_heading(node)
        ]
        named = (self.kept.standard(node) for node, _ in headings)
        wanted = [int(s[1:]) if s[1:] else depth for s, (_, depth) in zip(named, headings, strict=True)]
        levels = closed(wanted, above)
        return {id(node): level for (node, _), level in zip(headings, levels, strict=True)}

    def _is_heading(self, node: Node) -> bool:
        return self.kept.standard(node) in _HEADINGS

    def _write(self, node: Node, parent: Element, page: BoundPage | None) -> None:
        standard, name = self.kept.standard(node), self.kept.name(node)
        if standard == "Document":
            name = "Sect"
        elif standard == "Link" and not any(isinstance(kid, Annotation) for kid in node.kids):
            name = "Span"  # its link leads nowhere in the dossier
        elif standard in _HEADINGS:
            name = f"H{self._name_headings[id(node)]}"
        elif standard == TABLE:
            self._tables.add(node, self.kept.standard, self._classes)
        page = self.kept.page_of(node) or page
        element = self._tree.element(name, parent, self._entries(node, page))
        own: object = node.held.get("/ID")
        if own is not None:
            self._tree.ids[self._identifiers[identifier(own)]] = element.reference
        body: Element | None = None
        short = self._tables.short.get(id(node), 0)
        for kid in node.kids:
            into = element
            if standard == "LI":  # an item is a label and a body, and nothing else (ISO 14289-1, 7.2)
                named = isinstance(kid, Node) and self.kept.standard(kid) in _PARTS_OF_ITEM
                body = None if named else body or self._tree.element("LBody", element)
                into = body or element
            if isinstance(kid, Node):
                self._write(kid, into, page)
            elif isinstance(kid, Annotation):
                self._annotation(kid, into, standard)
            else:
                self._content(kid, into, page)
        for _ in range(short):
            self._tree.element("TD", element)

    def _classes(self, node: Node) -> list[Any]:
        given: object = node.held.get("/C")
        return self.kept.roles.attributes(given) if given is not None else []

    def _content(self, kid: Content, element: Element, page: BoundPage | None) -> None:
        if kid.stream is None and kid.page is not None:
            page = self.kept.pages[kid.page]
            self._tree.form_mark(element, page.target, page.form.content, kid.mcid)
        elif kid.stream is not None:
            page = self.kept.pages.get(kid.page or 0) or page or next(iter(self.kept.pages.values()))
            self._tree.form_mark(element, page.target, self.kept.forms[kid.stream].stream, kid.mcid)

    def _annotation(self, kid: Annotation, element: Element, standard: str) -> None:
        if kid.number in self._done:
            return
        self._done.add(kid.number)
        wanted = "Link" if kid.number in self.kept.links else "Form"
        if standard != wanted:  # an annotation stands in an element of its own kind (ISO 14289-1, 7.18)
            element = self._tree.element(wanted, element)
        if kid.number in self.kept.links:
            moved, page = self.kept.links[kid.number]
            self._tree.object(element, page.target, annotate(self._tree, page.target, moved.link))
        else:
            page, number = self.kept.fields[kid.number]
            self._tree.form_mark(element, page.target, page.form.drawn, number)

    def _entries(self, node: Node, page: BoundPage | None) -> dict[str, Any]:
        held = node.held
        # What is empty has a place in a table or a list, and says nothing.
        entries = texts(held) if node.kids else {}
        if self.kept.is_cut(node):  # what is said of the whole says what is not there, too
            entries = {key: said for key, said in entries.items() if key == "/Lang"}
        said = (
            self.kept.said.alternative(node, "/Alt" in entries, "/ActualText" in entries) if node.kids else ""
        )
        if said:
            entries["/Alt"] = text(said)
        elif node.kids and "/Alt" in held and "/Alt" not in entries:
            shown = (bound for below in node.nodes() if (bound := self.kept.page_of(below)))
            entries["/Alt"] = Later(Kind.PAGE, (next(shown, page) or self._bound.pages[0]).planned.folio - 1)
        given: object = held.get("/ID")
        if given is not None:
            entries["/ID"] = self._tree.later(Kind.ID, self._identifiers[identifier(given)])
        given = held.get("/A")
        kept = attributes(given, self._named, page.onto_page if page else None)
        scope = self._tables.scopes.get(id(node))
        if scope:
            kept = scoped(kept, scope)
        if kept is not None:
            entries["/A"] = kept
        given = held.get("/C")
        classes = self.kept.roles.classes(given) if given is not None else None
        if classes is not None:
            entries["/C"] = classes
        return entries

    def _rest(self, section: Element) -> None:
        """The links and fields that the source's tree does not name."""
        for page in self.kept.pages.values():
            left = [m.link for m in page.links if not m.number or m.number not in self._done]
            if left:
                write_links(self._tree, self._tree.element("P", section), page.target, left)
            for number, field in enumerate(page.fields):
                if not field.number or field.number not in self._done:
                    entries = {"/Alt": TextStringObject(field.said)} if field.said else {}
                    element = self._tree.element("Form", section, entries)
                    self._tree.form_mark(element, page.target, page.form.drawn, number)


def _content(node: Node) -> bool:
    return any(not isinstance(kid, Node) for kid in node.kids)


def _depths(nodes: list[Node], depth: int, standard: Callable[[Node], str]) -> Iterator[tuple[Node, int]]:
    """Each element with the depth of groups that it stands in: the level of a heading H."""
    for node in nodes:
        yield node, depth
        below = [kid for kid in node.kids if isinstance(kid, Node)]
        yield from _depths(below, depth + (standard(node) in _GROUPS), standard)
