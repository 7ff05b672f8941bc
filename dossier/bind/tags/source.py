"""The structure tree of a source, read with suspicion: loops, dead ends, nonsense are counted, not followed.

qpdf reads it: a tree is thousands of small objects, and each costs pypdf ten times as much. The numbers of
objects are those that pypdf sees, since both read the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from pikepdf import Array, Dictionary, Name, Object, Pdf

# Deeper than any document nests; what is below is not read.
_DEEPEST = 120
_REFERENCES = (Name.MCR, Name.OBJR)


@dataclass(frozen=True, slots=True)
class Content:
    """Marked content: ``mcid`` on the page whose object has number ``page``, or in the form ``stream``."""

    page: int | None
    stream: int | None
    mcid: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation, by the number of its object."""

    number: int


@dataclass(eq=False, slots=True)
class Node:
    """A structure element: its ``role`` as its author has it, its dictionary, its kids in order."""

    role: str
    held: Object
    kids: list[Node | Content | Annotation] = field(default_factory=list)

    def nodes(self) -> Iterator[Node]:
        """This node and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.nodes()


@dataclass
class SourceTree:
    """The ``top`` elements of a structure tree, its root and how many ``faults`` it has.

    What is read is there as long as ``pdf`` is: qpdf's objects do not keep their file open.
    """

    pdf: Pdf
    root: Object
    top: list[Node]
    faults: int = 0

    def nodes(self) -> Iterator[Node]:
        """All elements, in reading order."""
        for node in self.top:
            yield from node.nodes()


def read_tree(data: bytes) -> SourceTree | None:
    """The structure tree of the PDF ``data``; None where it has none. Raises pikepdf.PdfError."""
    pdf = Pdf.open(io.BytesIO(data))
    root = pdf.Root.get(Name.StructTreeRoot)
    if not isinstance(root, Dictionary) or Name.K not in root:
        return None
    reading = _Reading()
    kids = reading.kids(root, None, 0)
    top = [kid for kid in kids if isinstance(kid, Node)]
    return SourceTree(pdf, root, top, reading.faults + len(kids) - len(top))


class _Reading:
    def __init__(self) -> None:
        self.faults = 0
        self._seen: set[tuple[int, int]] = set()

    def kids(self, held: Object, page: int | None, depth: int) -> list[Node | Content | Annotation]:
        value: object = held.get("/K")
        if value is None:
            return []
        kids = (self._kid(kid, page, depth) for kid in (value if isinstance(value, Array) else (value,)))
        return [kid for kid in kids if kid is not None]

    def _kid(self, value: object, page: int | None, depth: int) -> Node | Content | Annotation | None:
        if isinstance(value, int) and not isinstance(value, bool):
            if page is not None and value >= 0:
                return Content(page, None, int(value))
            self.faults += 1
            return None
        if not isinstance(value, Dictionary):
            self.faults += 1
            return None
        role: object = value.get("/S")
        if isinstance(role, Name) and value.get("/Type") not in _REFERENCES:
            return self._node(text_of(role)[1:], value, page, depth)
        own = _number_of(value, "/Pg")
        mcid: object = value.get("/MCID")
        if isinstance(mcid, int):
            stream = _number_of(value, "/Stm")
            if stream is None and own is None and page is None:
                self.faults += 1
                return None
            return Content(own if own is not None else page, stream, mcid)
        target = _number_of(value, "/Obj")
        if target is None or not isinstance(value.get("/Obj"), Dictionary):
            self.faults += 1
            return None
        return Annotation(target)

    def _node(self, role: str, value: Object, page: int | None, depth: int) -> Node | None:
        if value.is_indirect:
            if value.objgen in self._seen:
                self.faults += 1
                return None
            self._seen.add(value.objgen)
        if depth >= _DEEPEST:
            self.faults += 1
            return None
        own = _number_of(value, "/Pg")
        node = Node(role, value)
        node.kids = self.kids(value, own if own is not None else page, depth + 1)
        return node


def text_of(name: Name) -> str:
    """A name with its solidus; bytes that are no UTF-8 are lone surrogates, as in pypdf here."""
    return bytes(name).decode("utf-8", "surrogateescape")


def entries_of(held: Object) -> Iterator[tuple[str, Object]]:
    """The entries of a dictionary, but for keys that are no UTF-8, which pikepdf cannot ask for."""
    for key in sorted(held.keys()):
        try:
            yield key, held[key]
        except UnicodeDecodeError:
            continue


def _number_of(held: Object, key: str) -> int | None:
    """The number of the object to which ``key`` refers."""
    value: object = held.get(key)
    return value.objgen[0] if isinstance(value, Object) and value.is_indirect else None
