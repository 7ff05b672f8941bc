"""The named destinations of one source, of the old kind and of the new (ISO 32000-2, 12.3.2.4)."""

from __future__ import annotations

from collections.abc import Iterator

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    TextStringObject,
)

from .objects import get

# Deeper than any tree that a program writes.
_DEEPEST = 32


class Names:
    """Names (of /Dests) and strings (of the name tree) are two spaces; where one has nothing, the other is
    asked, as viewers do."""

    def __init__(self, reader: PdfReader) -> None:
        root = reader.root_object
        old, trees = get(root, "/Dests"), get(root, "/Names")
        named = old.items() if isinstance(old, DictionaryObject) else ()
        self._names = {_key(key): value for key, value in named}
        tree = get(trees, "/Dests") if isinstance(trees, DictionaryObject) else None
        self._strings = dict(_leaves(tree, 0))

    def find(self, name: object) -> PdfObject | None:
        """What ``name`` stands for, an array or a dictionary with /D; None where it stands for nothing."""
        key = _key(name)
        spaces = (self._names, self._strings)
        first, second = spaces if isinstance(name, NameObject) else reversed(spaces)
        goal = first[key] if key in first else second.get(key)
        return goal.get_object() if isinstance(goal, IndirectObject) else goal


def number_anchors(writer: PdfWriter) -> dict[str, TextStringObject]:
    """Give each named destination of the skeleton a number in the place of its name, which is an id of the
    manifest and nobody's business; the numbers by name."""
    trees = get(writer.root_object, "/Names")
    tree = get(trees, "/Dests") if isinstance(trees, DictionaryObject) else None
    leaves = list(_leaves(tree, 0))
    width = len(str(len(leaves)))  # the names of a tree are in order
    numbers = {key.decode(): TextStringObject(f"{n:0{width}}") for n, (key, _) in enumerate(leaves, 1)}
    if leaves:
        pairs = (item for (key, place) in leaves for item in (numbers[key.decode()], place))
        named = DictionaryObject({NameObject("/Names"): ArrayObject(pairs)})
        writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/Dests"): named})
    return numbers


def _leaves(node: PdfObject | None, depth: int) -> Iterator[tuple[bytes, PdfObject]]:
    if not isinstance(node, DictionaryObject) or depth > _DEEPEST:
        return
    pairs = get(node, "/Names")
    if isinstance(pairs, ArrayObject):
        items = list(pairs)
        for name, value in zip(items[::2], items[1::2], strict=False):
            yield _key(name), value
    kids = get(node, "/Kids")
    for kid in kids if isinstance(kids, ArrayObject) else ():
        yield from _leaves(kid.get_object(), depth + 1)


def _key(name: object) -> bytes:
    name = name.get_object() if isinstance(name, IndirectObject) else name
    if isinstance(name, bytes):
        return bytes(name)
    if isinstance(name, NameObject):
        return name[1:].encode("utf-8", "surrogateescape")
    if isinstance(name, TextStringObject):
        return name.original_bytes
    return str(name).encode()
