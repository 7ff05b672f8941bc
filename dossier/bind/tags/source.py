"""The structure tree of a source, read with suspicion: loops, dead ends, nonsense are counted, not followed.

What is read are plain nodes; nothing of the source's objects is changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject

# Deeper than any document nests; what is below is not read.
_DEEPEST = 120


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
    held: DictionaryObject
    kids: list[Node | Content | Annotation] = field(default_factory=list)

    def nodes(self) -> Iterator[Node]:
        """This node and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.nodes()


@dataclass
class SourceTree:
    """The ``top`` elements of a structure tree, its root and how many ``faults`` it has."""

    root: DictionaryObject
    top: list[Node]
    faults: int = 0

    def nodes(self) -> Iterator[Node]:
        """All elements, in reading order."""
        for node in self.top:
            yield from node.nodes()


def read_tree(reader: PdfReader) -> SourceTree | None:
    """The structure tree of the file behind ``reader``; None where it has none."""
    root = get(reader.root_object, "/StructTreeRoot")
    if not isinstance(root, DictionaryObject) or not get(root, "/K"):
        return None
    reading = _Reading()
    kids = reading.kids(root, None, 0)
    top = [kid for kid in kids if isinstance(kid, Node)]
    return SourceTree(root, top, reading.faults + len(kids) - len(top))


class _Reading:
    def __init__(self) -> None:
        self.faults = 0
        self._seen: set[int] = set()

    def kids(self, held: DictionaryObject, page: int | None, depth: int) -> list[Node | Content | Annotation]:
        value = get(held, "/K")
        if value is None:
            return []
        raws = list.__iter__(value) if isinstance(value, ArrayObject) else iter([held.raw_get("/K")])
        kids = (self._kid(raw, page, depth) for raw in raws)
        return [kid for kid in kids if kid is not None]

    def _kid(self, raw: Any, page: int | None, depth: int) -> Node | Content | Annotation | None:
        value = raw.get_object()
        if isinstance(value, int) and not isinstance(value, bool):
            if page is not None and value >= 0:
                return Content(page, None, int(value))
            self.faults += 1
            return None
        if not isinstance(value, DictionaryObject):
            self.faults += 1
            return None
        if "/S" in value and get(value, "/Type") not in ("/MCR", "/OBJR"):
            return self._node(raw, value, page, depth)
        own = number_of(value, "/Pg")
        mcid = get(value, "/MCID")
        if isinstance(mcid, int):
            stream = number_of(value, "/Stm")
            if stream is None and own is None and page is None:
                self.faults += 1
                return None
            return Content(own if own is not None else page, stream, int(mcid))
        target = number_of(value, "/Obj")
        if target is None or not isinstance(get(value, "/Obj"), DictionaryObject):
            self.faults += 1
            return None
        return Annotation(target)

    def _node(self, raw: Any, value: DictionaryObject, page: int | None, depth: int) -> Node | None:
        if isinstance(raw, IndirectObject):
            if raw.idnum in self._seen:
                self.faults += 1
                return None
            self._seen.add(raw.idnum)
        if depth >= _DEEPEST:
            self.faults += 1
            return None
        own = number_of(value, "/Pg")
        node = Node(str(value["/S"])[1:], value)
        node.kids = self.kids(value, own if own is not None else page, depth + 1)
        return node


def get(held: DictionaryObject, key: str) -> Any:
    """The value of ``key``, or None where it is missing, null or leads nowhere."""
    value = held.get(key)
    value = value.get_object() if value is not None else None
    return None if isinstance(value, NullObject) else value


def number_of(held: DictionaryObject, key: str) -> int | None:
    """The number of the object to which ``key`` refers."""
    value = held.raw_get(key) if key in held else None
    return value.idnum if isinstance(value, IndirectObject) else None
