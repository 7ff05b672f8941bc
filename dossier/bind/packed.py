"""Objects of pypdf as bytes, with a gap where something is written that hangs on where they stand.

What is packed is copied into another file without being read again: a structure tree is thousands of small
objects, and each costs pypdf more to read than all else that is done with it.
"""

from __future__ import annotations

import hashlib
import io
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
)

from . import objects
from .later import Kind, Later, LaterText

_NONE = bytes(32)
# Fonts hang on their descriptors, those on their files; pictures on masks and profiles: no chain is longer.
_DEEPEST = 8
_OF_ONE_PAGE = ("/PatternType", "/StructParent", "/StructParents")
# Dictionaries that are worth it: those through which equal files of fonts are reached.
_TYPES = ("/Font", "/FontDescriptor", "/Encoding", "/ExtGState")


@dataclass(frozen=True, slots=True)
class Packed:
    """So many objects, one behind the other in ``body``: the ``lengths`` of each, how many ``gaps`` each has,
    of all gaps where they are in their object, of which kind, and its number (``open``, three to a gap), all
    32-bit numbers of this machine. ``equal`` has 32 bytes an object, the same for equal ones whatever
    document they are of; zeros where they hang on anything of their document's own."""

    body: bytes
    lengths: bytes
    gaps: bytes
    open: bytes
    equal: bytes

    def digests(self) -> Iterator[bytes]:
        """The digest of each object by which others are equal; empty where none can be."""
        for at in range(0, len(self.equal), len(_NONE)):
            digest = self.equal[at : at + len(_NONE)]
            yield b"" if digest == _NONE else digest

    def written(self, wanted: Sequence[bool], filling: Sequence[Sequence[bytes]]) -> Iterator[bytes]:
        """Each object that is ``wanted``; ``filling`` is what stands in gaps, by their kind and number."""
        lengths, gaps, opened = (array("I", held) for held in (self.lengths, self.gaps, self.open))
        body = memoryview(self.body)
        start = at = 0
        for length, count, is_wanted in zip(lengths, gaps, wanted, strict=True):
            if is_wanted:
                parts: list[bytes | memoryview] = []
                done = start
                for gap in range(at, at + 3 * count, 3):
                    to = start + opened[gap]
                    parts += (body[done:to], filling[opened[gap + 1]][opened[gap + 2]])
                    done = to
                parts.append(body[done : start + length])
                yield b"".join(parts)
            start += length
            at += 3 * count


class Raw(PdfObject):
    """What stands in a file as the bytes ``data``."""

    def __init__(self, data: bytes = b"") -> None:
        self.data = data

    def get_object(self) -> PdfObject:
        """Itself: it is no reference."""
        return self

    def write_to_stream(self, stream: IO[bytes], encryption_key: str | bytes | None = None) -> None:
        """As pypdf calls it."""
        stream.write(self.data)


class Packing:
    """What ``writer`` holds, on its way to bytes. ``places`` are objects that stay outside, by their numbers:
    what the document is bound on."""

    def __init__(self, writer: PdfWriter, places: Mapping[int, int]) -> None:
        self._writer = writer
        self._places = places
        self._written: dict[int, _Written] = {}
        self._keys: dict[int, tuple[bytes, bool]] = {}
        self._first: dict[bytes, int] = {}
        self._rank: dict[int, int] = {}
        self._order: list[int] = []

    def rank(self, reference: IndirectObject | None) -> int:
        """The rank that what ``reference`` refers to has among the packed objects; it and all that it needs
        are packed."""
        if reference is None:
            raise ValueError("no object of the file")
        waiting = [reference.idnum]
        while waiting:
            number = self._kept(waiting.pop())
            if number not in self._rank:
                self._rank[number] = len(self._order)
                self._order.append(number)
                waiting += (held for kind, held in self._of(number).held if kind == Kind.OWN)
        return self._rank[self._kept(reference.idnum)]

    def packed(self) -> Packed:
        """All that was asked for, and what it needs."""
        lengths, gaps, opened = (array("I") for _ in range(3))
        equal = []
        for number in self._order:
            written = self._of(number)
            lengths.append(len(written.data))
            gaps.append(len(written.held))
            for at, (kind, held) in zip(written.at, written.held, strict=True):
                opened.extend((at, kind, self._rank[self._kept(held)] if kind == Kind.OWN else held))
            key, everywhere = self._key(number, ())
            equal.append(key if everywhere else _NONE)
        body = b"".join(self._of(number).data for number in self._order)
        return Packed(body, lengths.tobytes(), gaps.tobytes(), opened.tobytes(), b"".join(equal))

    def _of(self, number: int) -> _Written:
        if number not in self._written:
            self._written[number] = _Written.of(objects.objects(self._writer)[number - 1], self._places)
        return self._written[number]

    def _kept(self, number: int) -> int:
        """The first of the objects that are equal to that of ``number``."""
        key, _ = self._key(number, ())
        return self._first.setdefault(key, number) if key else number

    def _key(self, number: int, above: tuple[int, ...]) -> tuple[bytes, bool]:
        """What equal objects have in common, and whether those of other documents may be equal, too; nothing
        where there are none."""
        if number not in self._keys:
            held = objects.objects(self._writer)[number - 1]
            if number in above or len(above) > _DEEPEST or not _worth_it(held):
                return b"", False
            written = self._of(number)
            digest = hashlib.sha256(written.data)
            everywhere = True
            for at, (kind, other) in zip(written.at, written.held, strict=True):
                key, equal = self._key(other, (*above, number)) if kind == Kind.OWN else (b"", False)
                digest.update(b"%d %d %b" % (at, kind, key or b"%d" % other))
                everywhere &= equal
            self._keys[number] = digest.digest(), everywhere
        return self._keys[number]


def _worth_it(item: object) -> bool:
    if isinstance(item, StreamObject):
        # A form may have tags of its own; pdfium lays a pattern that two pages share as on the first of them.
        return item.get("/Subtype") != "/Form" and not any(key in item for key in _OF_ONE_PAGE)
    return isinstance(item, DictionaryObject) and item.get("/Type") in _TYPES


class _Written:
    """An object as bytes; ``at`` are the places of its gaps, and what is ``held`` there, a kind and a
    number: of another object, its number in pypdf's file."""

    def __init__(self, places: Mapping[int, int]) -> None:
        self._places = places
        self._out = io.BytesIO()
        self.at: list[int] = []
        self.held: list[tuple[Kind, int]] = []
        self.data = b""

    @classmethod
    def of(cls, value: PdfObject | None, places: Mapping[int, int]) -> _Written:
        """``value`` written; null where there is none."""
        written = cls(places)
        if value is None:
            written._out.write(b"null")
        else:
            written._put(value)
        written.data = written._out.getvalue()
        return written

    def _gap(self, kind: Kind, number: int) -> None:
        self.at.append(self._out.tell())
        self.held.append((kind, number))

    def _put(self, value: PdfObject) -> None:
        if isinstance(value, IndirectObject):
            place = self._places.get(value.idnum)
            self._gap(*((Kind.OWN, value.idnum) if place is None else (Kind.PLACE, place)))
        elif isinstance(value, Later):
            self._gap(value.kind, value.number)
        elif isinstance(value, LaterText):
            self._gap(Kind.LINK, value.number)
        elif isinstance(value, StreamObject):
            data = objects.encoded(value)
            self._dictionary({**value, NameObject("/Length"): NumberObject(len(data))})
            self._out.write(b"\nstream\n" + data + b"\nendstream")
        elif isinstance(value, DictionaryObject):
            self._dictionary(value)
        elif isinstance(value, ArrayObject):
            self._out.write(b"[")
            for inside in list(value):
                self._out.write(b" ")
                self._put(inside)
            self._out.write(b" ]")
        else:
            value.write_to_stream(self._out)

    def _dictionary(self, held: Mapping[str, PdfObject]) -> None:
        self._out.write(b"<<")
        for key, value in held.items():
            if not (key[1:2] == key[-1:] == "%" and len(key) > 2):  # a note of pypdf's to itself
                self._out.write(b"\n" + NameObject(key).renumber() + b" ")
                self._put(value)
        self._out.write(b"\n>>")
