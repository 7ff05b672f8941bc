"""What of a source's own structure is kept: that whose content is on the pages that are bound.

An element of which nothing is bound goes; one of which something is not is ``cut``.
"""

from __future__ import annotations

from collections.abc import Mapping

from pypdf.generic import TextStringObject

from dossier.bind.bound import BoundPage, BoundPart
from dossier.bind.objects import get, numbers_in

from . import tables
from .pictures import Said
from .roles import ARTIFACT, Roles
from .source import Annotation, Content, Node, SourceTree
from .streams import Marked, forms_in
from .tree import Tree

#: The standard type of a table.
TABLE = "Table"


class Kept:
    """The tree of one tagged source, with what is bound of it left in.

    ``alts`` are what an editor says of its pictures, by page of the file and rank on it, both from 1.
    ``top`` are its elements; ``pages`` and ``forms`` what is bound, by the numbers of its objects, as are
    ``links`` and ``fields``, the latter with their rank on their page. ``faults`` counts what is wrong in the
    tree; ``said`` is what is said of its pictures. Where :attr:`holds` is false it owns nothing of the pages
    that are bound, and they are as good as untagged.
    """

    def __init__(
        self,
        tree: Tree,
        bound: BoundPart,
        source: SourceTree,
        rank: int,
        alts: Mapping[tuple[int, int], str],
    ) -> None:
        self.source = source  # what is read is there as long as it is
        self.faults = source.faults
        self.roles = Roles(tree, source.root, rank)
        self.pages: dict[int, BoundPage] = {}
        for page in bound.pages:
            reference = page.page.indirect_reference
            if reference is not None:
                self.pages.setdefault(reference.idnum, page)
        self._marked = {number: Marked(page.form.content) for number, page in self.pages.items()}
        self.forms = self._nested(numbers_in(tree.writer, bound.reader))
        self.links = {m.number: (m, p) for p in self.pages.values() for m in p.links if m.number}
        self.fields = {
            field.number: (p, n)
            for p in self.pages.values()
            for n, field in enumerate(p.fields)
            if field.number
        }
        self._cut: set[int] = set()
        self._names: dict[int, tuple[str, str]] = {}
        self.said = Said(source, alts)
        self.top = [node for node in source.top if self._kept(node)]

    @property
    def holds(self) -> bool:
        """Whether anything of the bound pages is owned."""
        return any(marked.owned for marked in (*self._marked.values(), *self.forms.values()))

    @property
    def marked(self) -> bool:
        """Whether the bound pages have marks that an element could own."""
        return any(marked.mcids for marked in (*self._marked.values(), *self.forms.values()))

    def disown(self) -> None:
        """Let go of the marks that no element owns."""
        for marked in (*self._marked.values(), *self.forms.values()):
            marked.disown()

    def stands_for(self, page: BoundPage) -> bool:
        """Whether the tree describes ``page``: a source page may be bound twice."""
        reference = page.page.indirect_reference
        return reference is not None and self.pages.get(reference.idnum) is page

    def is_cut(self, node: Node) -> bool:
        """Whether some of ``node`` is not bound."""
        return id(node) in self._cut

    def standard(self, node: Node) -> str:
        """The standard type of an element."""
        return self._names[id(node)][0]

    def name(self, node: Node) -> str:
        """The type that an element has in the dossier, a standard one or its author's."""
        return self._names[id(node)][1]

    def page_of(self, node: Node) -> BoundPage | None:
        """The first page on which an element has content of its own."""
        for kid in node.kids:
            if isinstance(kid, Content) and kid.page in self.pages:
                return self.pages[kid.page]
        return None

    def _nested(self, number_in_source: Mapping[int, int]) -> dict[int, Marked]:
        """The forms with marks under the pages, by the number of their objects in the source."""
        nested: dict[int, Marked] = {}
        seen: set[int] = set()
        for page in self.pages.values():
            for stream in forms_in(page.form.content, seen):
                reference = stream.indirect_reference
                number = number_in_source.get(reference.idnum) if reference else None
                if number is not None and stream is not page.form.content:
                    marked = Marked(stream)
                    if marked.mcids:
                        nested[number] = marked
        return nested

    def _kept(self, node: Node, around: Node | None = None) -> bool:
        """Leave in ``node``, which stands in ``around``, what is bound; false where nothing of it is, though
        it had something."""
        had = bool(node.kids)
        given, node.kids = node.kids, [kid for kid in node.kids if self._keeps(kid, node)]
        if any(self._is_cut(kid) for kid in given):
            self._cut.add(id(node))
        standard = self.roles.standard(node.role, "/Alt" in node.held)
        if standard == ARTIFACT:
            self._release(node)
            return False
        below = (self.standard(kid) for kid in node.kids if isinstance(kid, Node))
        if node.role == TABLE and any(name in tables.ROWS for name in below):
            standard = TABLE  # LibreOffice calls it a paragraph where a style has that name
        met, unread = self.said.meet(node, standard, lambda: self._link_of(around), self._writes)
        for kid in unread:
            self._disowned(kid)
        self._names[id(node)] = (met, self.roles.name(node.role, standard) if met == standard else met)
        if had and not node.kids and not self.said.passed.isdisjoint(map(id, (node, *given))):
            self.said.passed.add(id(node))
            return met in tables.CELLS  # a cell has its place, whatever was in it
        return bool(node.kids) or not had

    def _link_of(self, around: Node | None) -> str:
        """What the link ``around`` a picture says of itself: the picture is what one follows."""
        kids = around.kids if around else []
        numbers = [kid.number for kid in kids if isinstance(kid, Annotation) and kid.number in self.links]
        told = [get(self.links[number][0].link, "/Contents") for number in numbers]
        return next((said for said in told if isinstance(said, TextStringObject) and said), "")

    def _writes(self, kid: Content) -> bool:
        marked = self._holder(kid)
        return marked is None or marked.writes(kid.mcid)

    def _keeps(self, kid: Node | Content | Annotation, around: Node) -> bool:
        if isinstance(kid, Node):
            return self._kept(kid, around)
        if isinstance(kid, Annotation):
            return kid.number in self.links or kid.number in self.fields
        marked = self._holder(kid)
        if marked is None:
            return False
        if kid.mcid not in marked.mcids or kid.mcid in marked.owned:
            self.faults += 1
            return False
        marked.owned.add(kid.mcid)
        return True

    def _is_cut(self, kid: Node | Content | Annotation) -> bool:
        """Whether ``kid`` is on a page that is not bound, or some of it is."""
        if isinstance(kid, Content):
            return self._holder(kid) is None
        return id(kid) in self._cut

    def _holder(self, kid: Content) -> Marked | None:
        if kid.stream is not None:
            return self.forms.get(kid.stream)
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
