"""The pictures of a tagged source, numbered: each page counts its own from 1, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .roles import RoleMap
from .source import Annotation, Content, Node, SourceTree
from .values import texts

#: What must have an alternative (ISO 14289-1, 7.3 and 7.7).
FIGURE, FORMULA = "Figure", "Formula"
#: What an editor writes of a picture that says nothing: no reader stops at it.
DECORATION = "none"
_GROUP = "Div"


@dataclass(frozen=True, slots=True)
class Picture:
    """The ``rank``-th picture of the ``page`` of its file, both from 1: its element, and what its author
    ``said`` of it, which may be nothing."""

    page: int
    rank: int
    node: Node
    said: str


def pictures(source: SourceTree) -> tuple[Picture, ...]:
    """All pictures that show something, in reading order."""
    numbers = {page.obj.objgen[0]: number for number, page in enumerate(source.pdf.pages, 1)}
    roles = RoleMap(source.root)
    counted: dict[int, int] = {}
    listed = []
    for node in source.nodes():
        if is_picture(node, roles):
            page = next((numbers[c.page] for c in contents(node) if c.page in numbers), None)
            if page is not None:
                counted[page] = counted.get(page, 0) + 1
                listed.append(Picture(page, counted[page], node, said(node)))
    return tuple(listed)


def is_picture(node: Node, roles: RoleMap) -> bool:
    """Whether its author called ``node`` a picture or a formula, whatever his program maps the name to."""
    return node.role == FIGURE or roles.standard(node.role, False) in (FIGURE, FORMULA)


def contents(node: Node) -> list[Content]:
    """All that ``node`` and what is below it show."""
    return [kid for below in node.nodes() for kid in below.kids if isinstance(kid, Content)]


def said(node: Node) -> str:
    """The alternative of ``node``, or the text that it stands for."""
    given = texts(node.held)
    return str(given.get("/Alt", "")).strip() or str(given.get("/ActualText", "")).strip()


class Said:
    """What is said of each picture of a source: by an editor in ``alts``, by page of the file and rank on it,
    else by its author, else by the link that it is in.

    ``unsaid`` counts those that were met and of which nobody says anything; ``passed`` are, by identity, the
    elements of those that are passed over, and what held nothing else.
    """

    def __init__(self, source: SourceTree, alts: Mapping[tuple[int, int], str]) -> None:
        numbered = pictures(source)
        self.numbered = tuple((one.page, one.rank) for one in numbered)
        self.unsaid = 0
        self.passed: set[int] = set()
        self._said = {id(one.node): alts.get((one.page, one.rank), one.said) for one in numbered}
        self._given = {id(one.node) for one in numbered if (one.page, one.rank) in alts}

    def alternative(self, node: Node, has_alt: bool, has_actual: bool) -> str:
        """The /Alt for ``node`` where it needs another one than it has; else nothing."""
        said = self._said.get(id(node), "")
        if not said or said == DECORATION:
            return ""
        return said if id(node) in self._given or not (has_alt or has_actual) else ""

    def meet(
        self, node: Node, standard: str, link_of: Callable[[], str], writes: Callable[[Content], bool]
    ) -> tuple[str, list[Content]]:
        """What the element ``node`` of type ``standard`` is, once its kids are chosen, and what of its own
        content nobody is told of: a picture of which nothing is said is passed over where it shows no text
        (``writes``), and what else is tagged in it stands for itself. ``link_of`` gives what the link around
        it says."""
        if id(node) not in self._said or not node.kids:
            return standard, []
        said = self._said[id(node)]
        if said and said != DECORATION:
            return (FIGURE if standard == "P" else standard), []
        if not said and str(node.held.get("/Alt", "")).strip():
            return standard, []  # it names a file: what the dossier says of the page stands for it
        link = link_of()
        if link:  # the picture is what one follows
            self._said[id(node)] = link
            return standard, []
        self.unsaid += not said
        own = [kid for kid in node.kids if isinstance(kid, Content)]
        stays = standard == FORMULA or any(isinstance(kid, Annotation) for kid in node.kids)
        if stays or any(map(writes, own)):
            return standard, []
        node.kids = [kid for kid in node.kids if isinstance(kid, Node)]
        if not node.kids:
            self.passed.add(id(node))
        return _GROUP, own
