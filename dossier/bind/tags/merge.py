"""A source's own structure under its document: copied element by element, its marks owned through the forms
that its pages became (ISO 32000-1, 14.7.4.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pypdf.generic import ByteStringObject, TextStringObject

from dossier.bind.bound import BoundPage, BoundPart
from dossier.bind.objects import get, numbers_in

from . import tables
from .headings import closed
from .pictures import Said
from .placeholder import remark
from .roles import ARTIFACT, Roles
from .skeleton import annotate
from .source import Annotation, Content, Node, SourceTree
from .streams import Marked, forms_in
from .tree import Element, Tree
from .untagged import write_links
from .values import attributes, identifier, scoped, texts

_Kid = Node | Content | Annotation
_HEADINGS = frozenset(("H", "H1", "H2", "H3", "H4", "H5", "H6"))
_PARTS_OF_ITEM = ("Lbl", "LBody")
_GROUPS = frozenset(("Sect", "Part", "Art", "Div", "Document"))
_TABLE = "Table"


class Merge:
    """One tagged source on its way into the tree of the dossier.

    ``alts`` are what an editor says of its pictures, by page of the file and rank on it, both from 1.
    ``faults`` counts what is wrong in its tree; ``said`` is what is said of its pictures. Where
    :attr:`holds` is false it owns nothing of the pages that are bound, and they are as good as untagged.
    """

    def __init__(
        self,
        tree: Tree,
        bound: BoundPart,
        source: SourceTree,
        rank: int,
        alts: Mapping[tuple[int, int], str] | None = None,
    ) -> None:
        self._tree = tree
        self._bound = bound
        self._source = source
        self._rank = rank
        self._roles = Roles(tree, source.root, rank)
        self.faults = source.faults
        self.pages: dict[int, BoundPage] = {}
        for page in bound.pages:
            reference = page.page.indirect_reference
            if reference is not None:
                self.pages.setdefault(reference.idnum, page)
        self._marked = {number: Marked(page.form.content) for number, page in self.pages.items()}
        self._forms = self._nested()
        self._links = {m.number: (m, p) for p in self.pages.values() for m in p.links if m.number}
        self._fields = {
            field.number: (p, n)
            for p in self.pages.values()
            for n, field in enumerate(p.fields)
            if field.number
        }
        self._done: set[int] = set()
        self._cut: set[int] = set()
        self._names: dict[int, tuple[str, str]] = {}
        self.said = Said(source, alts or {})
        self._tables = tables.Mended()
        source.top = [node for node in source.top if self._kept(node)]
        self._name_headings: dict[int, int] = {}
        self._identifiers = self._numbered()
        self._alternative: Callable[[BoundPage], str] = lambda _: ""

    @property
    def holds(self) -> bool:
        """Whether anything of the bound pages is owned."""
        return any(marked.owned for marked in (*self._marked.values(), *self._forms.values()))

    @property
    def marked(self) -> bool:
        """Whether the bound pages have marks that an element could own."""
        return any(marked.mcids for marked in (*self._marked.values(), *self._forms.values()))

    def stands_for(self, page: BoundPage) -> bool:
        """Whether the tree describes ``page``: a source page may be bound twice."""
        reference = page.page.indirect_reference
        return reference is not None and self.pages.get(reference.idnum) is page

    def _nested(self) -> dict[int, Marked]:
        """The forms with marks under the pages, by the number of their objects in the source."""
        number_in_source = numbers_in(self._tree.writer, self._bound.reader)
        found: dict[int, Marked] = {}
        seen: set[int] = set()
        for page in self.pages.values():
            for stream in forms_in(page.form.content, seen):
                reference = stream.indirect_reference
                number = number_in_source.get(reference.idnum) if reference else None
                if number is not None and stream is not page.form.content:
                    marked = Marked(stream)
                    if marked.mcids:
                        found[number] = marked
        return found

    def _numbered(self) -> dict[bytes, bytes]:
        """The identifiers of the elements that are kept, each with a number in the place of its words."""
        given = (node.held.get("/ID") for top in self._source.top for node in top.nodes())
        found = dict.fromkeys(identifier(one) for one in given if one is not None)
        return {name: b"%d-%d" % (self._rank, number) for number, name in enumerate(found, 1)}

    # -- what is kept ---------------------------------------------------------------------------------------

    def _kept(self, node: Node, around: Node | None = None) -> bool:
        """Leave in ``node``, which stands in ``around``, what is bound; false where nothing of it is, though
        it had something."""
        had = bool(node.kids)
        given, node.kids = node.kids, [kid for kid in node.kids if self._keeps(kid, node)]
        if any(self._is_cut(kid) for kid in given):
            self._cut.add(id(node))
        standard = self._roles.standard(node.role, "/Alt" in node.held)
        if standard == ARTIFACT:
            self._release(node)
            return False
        below = (self._standard(kid) for kid in node.kids if isinstance(kid, Node))
        if node.role == _TABLE and any(name in tables.ROWS for name in below):
            standard = _TABLE  # LibreOffice calls it a paragraph where a style has that name
        met, unread = self.said.meet(node, standard, lambda: self._link_of(around), self._writes)
        for kid in unread:
            self._disowned(kid)
        self._names[id(node)] = (met, self._roles.name(node.role, standard) if met == standard else met)
        if had and not node.kids and not self.said.passed.isdisjoint(map(id, (node, *given))):
            self.said.passed.add(id(node))
            return met in tables.CELLS  # a cell has its place, whatever was in it
        return bool(node.kids) or not had

    def _link_of(self, around: Node | None) -> str:
        """What the link ``around`` a picture says of itself: the picture is what one follows."""
        kids = around.kids if around else []
        numbers = [kid.number for kid in kids if isinstance(kid, Annotation) and kid.number in self._links]
        told = [get(self._links[number][0].link, "/Contents") for number in numbers]
        return next((str(text) for text in told if text), "")

    def _writes(self, kid: Content) -> bool:
        marked = self._holder(kid)
        return marked is None or marked.writes(kid.mcid)

    def _keeps(self, kid: _Kid, around: Node) -> bool:
        if isinstance(kid, Node):
            return self._kept(kid, around)
        if isinstance(kid, Annotation):
            return kid.number in self._links or kid.number in self._fields
        marked = self._holder(kid)
        if marked is None:
            return False
        if kid.mcid not in marked.mcids or kid.mcid in marked.owned:
            self.faults += 1
            return False
        marked.owned.add(kid.mcid)
        return True

    def _is_cut(self, kid: _Kid) -> bool:
        """Whether ``kid`` is on a page that is not bound, or some of it is."""
        if isinstance(kid, Content):
            return self._holder(kid) is None
        return id(kid) in self._cut

    def _holder(self, kid: Content) -> Marked | None:
        if kid.stream is not None:
            return self._forms.get(kid.stream)
        return self._marked.get(kid.page) if kid.page is not None else None

    def _release(self, node: Node) -> None:
        for below in node.nodes():
            for kid in below.kids:
                if isinstance(kid, Content):
                    self._disowned(kid)

    def _disowned(self, kid: Content) -> None:
        marked = self._holder(kid)
        if marked:
            marked.owned.discard(kid.mcid)

    # -- what is written ------------------------------------------------------------------------------------

    def write(
        self, parent: Element, level: int, language: str, alternative: Callable[[BoundPage], str]
    ) -> None:
        """Write the tree below ``parent``, whose heading has ``level``; ``language`` is the dossier's, and
        ``alternative`` what it says of a page."""
        self._alternative = alternative
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
        for marked in (*self._marked.values(), *self._forms.values()):
            marked.disown()
        for page in self.pages.values():
            remark(page, None)

    def _unwrapped(self) -> tuple[list[Node], dict[str, Any]]:
        """The elements below the source's own Document, and what that says."""
        top = self._source.top
        entries: dict[str, object] = {}
        while len(top) == 1 and self._names[id(top[0])][0] == "Document" and not _content(top[0]):
            entries |= {key: text for key, text in texts(top[0].held).items() if key in ("/T", "/Lang")}
            if id(top[0]) in self._cut:
                entries.pop("/T", None)
            top = [kid for kid in top[0].kids if isinstance(kid, Node)]
        return top, entries

    def _levels(self, top: list[Node], above: int) -> dict[int, int]:
        headings = [
            (node, depth) for node, depth in _depths(top, 1, self._standard) if self._is_heading(node)
        ]
        named = (self._standard(node) for node, _ in headings)
        wanted = [int(s[1:]) if s[1:] else depth for s, (_, depth) in zip(named, headings, strict=True)]
        found = closed(wanted, above)
        return {id(node): level for (node, _), level in zip(headings, found, strict=True)}

    def _standard(self, node: Node) -> str:
        return self._names[id(node)][0]

    def _is_heading(self, node: Node) -> bool:
        return self._standard(node) in _HEADINGS

    def _write(self, node: Node, parent: Element, page: BoundPage | None) -> None:
        standard, name = self._names[id(node)]
        if standard == "Document":
            name = "Sect"
        elif standard == "Link" and not any(isinstance(kid, Annotation) for kid in node.kids):
            name = "Span"  # its link leads nowhere in the dossier
        elif standard in _HEADINGS:
            name = f"H{self._name_headings[id(node)]}"
        elif standard == _TABLE:
            self._tables.add(node, self._standard, self._classes)
        page = self._page_of(node) or page
        element = self._tree.element(name, parent, self._entries(node, page))
        own: Any = element.held.get("/ID")
        if own is not None:
            self._tree.ids[bytes(own)] = element.reference
        body: Element | None = None
        short = self._tables.short.get(id(node), 0)
        for kid in node.kids:
            into = element
            if standard == "LI":  # an item is a label and a body, and nothing else (ISO 14289-1, 7.2)
                named = isinstance(kid, Node) and self._standard(kid) in _PARTS_OF_ITEM
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
        return self._roles.attributes(given) if given is not None else []

    def _content(self, kid: Content, element: Element, page: BoundPage | None) -> None:
        if kid.stream is None and kid.page is not None:
            page = self.pages[kid.page]
            self._tree.form_mark(element, page.target, page.form.content, kid.mcid)
        elif kid.stream is not None:
            page = self.pages.get(kid.page or 0) or page or next(iter(self.pages.values()))
            self._tree.form_mark(element, page.target, self._forms[kid.stream].stream, kid.mcid)

    def _annotation(self, kid: Annotation, element: Element, standard: str) -> None:
        if kid.number in self._done:
            return
        self._done.add(kid.number)
        wanted = "Link" if kid.number in self._links else "Form"
        if standard != wanted:  # an annotation stands in an element of its own kind (ISO 14289-1, 7.18)
            element = self._tree.element(wanted, element)
        if kid.number in self._links:
            moved, page = self._links[kid.number]
            self._tree.object(element, page.target, annotate(self._tree, page.target, moved.link))
        else:
            page, number = self._fields[kid.number]
            self._tree.form_mark(element, page.target, page.form.drawn, number)

    def _page_of(self, node: Node) -> BoundPage | None:
        for kid in node.kids:
            if isinstance(kid, Content) and kid.page in self.pages:
                return self.pages[kid.page]
        return None

    def _entries(self, node: Node, page: BoundPage | None) -> dict[str, Any]:
        held = node.held
        # What is empty has a place in a table or a list, and says nothing.
        entries = texts(held) if node.kids else {}
        if id(node) in self._cut:  # what is said of the whole says what is not there, too
            entries = {key: text for key, text in entries.items() if key == "/Lang"}
        said = self.said.alternative(node, "/Alt" in entries, "/ActualText" in entries) if node.kids else ""
        if said:
            entries["/Alt"] = TextStringObject(said)
        elif node.kids and "/Alt" in held and "/Alt" not in entries:
            shown = (found for below in node.nodes() if (found := self._page_of(below)))
            entries["/Alt"] = TextStringObject(self._alternative(next(shown, page) or self._bound.pages[0]))
        given: object = held.get("/ID")
        if given is not None:
            entries["/ID"] = ByteStringObject(self._identifiers[identifier(given)])
        given = held.get("/A")
        kept = attributes(given, self._identifiers, page.onto_page if page else None)
        scope = self._tables.scopes.get(id(node))
        if scope:
            kept = scoped(kept, scope)
        if kept is not None:
            entries["/A"] = kept
        given = held.get("/C")
        classes = self._roles.classes(given) if given is not None else None
        if classes is not None:
            entries["/C"] = classes
        return entries

    def _rest(self, section: Element) -> None:
        """The links and fields that the source's tree does not name."""
        for page in self.pages.values():
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
