"""The structure tree of a PDF as it is written, read from the text of its objects.

A tree of a dossier is thousands of small objects: as text they are read in a tenth of the time that an
engine takes to make each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from mmap import mmap
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Stream

from dossier.odd import OddError

_STRING = rb"(?:\((?:[^\\()]++|\\.)*+\)|<[0-9a-f]*+>)"
#: A string, as qpdf writes it; or the number of an object that is referred to.
TOKEN = re.compile(rb"(%b)|\b(\d+) 0 R\b" % _STRING, re.DOTALL)
# How qpdf begins an object stream.
_PACKED = b" 0 obj\n<< /Type /ObjStm "
_DIGITS = re.compile(rb"\d+$")
_ONE = (
    rb"(?:<< (?:/MCID \d+ (?:/Pg \d+ 0 R )?(?:/Stm \d+ 0 R )?/Type /MCR"
    rb"|/Obj \d+ 0 R (?:/Pg \d+ 0 R )?/Type /OBJR) >>|\d+ 0 R|\d+)"
)
_KID = re.compile(
    _ONE.replace(rb"\d+", rb"(\d+)").replace(rb"/Pg (\d+) 0 R )?/Type /OBJR", rb"/Pg \d+ 0 R )?/Type /OBJR")
)
# An element as qpdf writes it, its keys in their order: of what may stand in it, nothing else is looked for.
_FLAT = rb"(?:[^<>()\[\]]++|%b)*+" % _STRING
_NESTED = rb"(?:[^<>()\[\]]++|%b|<<%b>>|\[%b\])*+" % (_STRING, _FLAT, _FLAT)
_VALUE = rb"(?:%b|<<%b>>|\[%b\]|/[^\s/<>\[\]()]+|\d+ 0 R)" % (_STRING, _NESTED, _NESTED)
_ELEMENT = re.compile(
    rb"<< ((?:/(?:A|ActualText|Alt|C|E|ID) %(v)b )*)"
    rb"(?:/K (?:\[ ((?:%(k)b )*+)\]|(%(k)b)) )?"
    rb"((?:/Lang %(s)b )?)/P (\d+) 0 R (?:/Pg (\d+) 0 R )?(?:/R \d+ )?/S (/[^\s/<>\[\]()]+) "
    rb"((?:/T %(s)b )?)/Type /StructElem >>" % {b"s": _STRING, b"v": _VALUE, b"k": _ONE},
    re.DOTALL,
)
_ROW = re.compile(rb"(\d+) (\d+ 0 R\b|\[[^\]]*\])")
_REFERENCE = re.compile(rb"(\d+) 0 R")
_OWNER = re.compile(rb"null|(\d+) 0 R\b")
_DEEPEST = 200


#: What an element owns: another one, by the number of its object; or the number of a mark, and what holds it
#: on which page; or an annotation. 0 where it is none of these.
Kid = tuple[int, int, int, int, int]


class Element(NamedTuple):
    """One element of the tree, by the ``number`` of its object, and what is ``said`` of it, as it is written:
    attributes, texts, language, title. ``on_page``: it owns what a page itself holds."""

    number: int
    role: bytes
    parent: int
    said: bytes
    kids: tuple[Kid, ...]
    on_page: bool


Data = bytes | mmap


class Objects:
    """The texts of the objects of ``pdf`` by their numbers. ``data`` are its bytes: objects that stand in
    streams are read there, as whoever wrote the file left them (each stands in it once)."""

    def __init__(self, pdf: pikepdf.Pdf, data: Data) -> None:
        self._pdf = pdf
        self._texts: dict[int, bytes] = {}
        twice = set[int]()
        at = data.find(_PACKED)
        while at >= 0:
            told = _DIGITS.search(data[max(at - 10, 0) : at])
            stream = pdf.get_object(int(told[0]), 0) if told else None
            if isinstance(stream, Stream) and stream.get("/Type") == "/ObjStm":
                for number, text in _unpacked(stream):
                    if number in self._texts:
                        twice.add(number)
                    self._texts[number] = text
            at = data.find(_PACKED, at + 1)
        for number in twice:
            del self._texts[number]

    def text(self, number: int) -> bytes:
        """What is written of the object ``number``."""
        known = self._texts.get(number)
        if known is None:
            known = self._texts[number] = self._pdf.get_object(number, 0).unparse(resolved=True)
        return known

    def held(self, number: int) -> pikepdf.Object:
        """The object itself."""
        return self._pdf.get_object(number, 0)


class Tree:
    """The tree of ``pdf``, of which ``data`` are the bytes; ``root`` is None where it has none."""

    def __init__(self, pdf: pikepdf.Pdf, data: Data) -> None:
        self.objects = Objects(pdf, data)
        root = pdf.Root.get("/StructTreeRoot")
        self.root = root if isinstance(root, Dictionary) and root.is_indirect else None
        self._rows: dict[int, bytes] = {}
        self._owners: dict[int, tuple[int, ...] | int] = {}
        if self.root is not None and "/ParentTree" in self.root:
            parents = self.root.ParentTree
            text = self.objects.text(parents.objgen[0]) if parents.is_indirect else parents.unparse()
            self._rows = dict(self._read(text, 0))

    def tops(self) -> tuple[int, ...]:
        """The elements that hang from the root."""
        held = self.root.get("/K") if self.root is not None else None
        kids = [] if held is None else list(held) if isinstance(held, Array) else [held]
        return tuple(kid.objgen[0] for kid in kids if isinstance(kid, Dictionary))

    def element(self, number: int) -> Element:
        """The element ``number``. Raises OddError where it is none that a binder writes."""
        told = _ELEMENT.fullmatch(self.objects.text(number))
        if told is None:
            raise OddError("StructElem")
        before, several, one, language, parent, page, role, title = told.groups()
        kids, on_page = [], False
        for mcid, there, stream, annotation, element, plain in _KID.findall(several or one or b""):
            if element:
                kids.append((int(element), 0, 0, 0, 0))
            elif annotation:
                kids.append((0, 0, 0, 0, int(annotation)))
            else:
                where = int(there or page or 0)
                kids.append((0, int(mcid or plain), int(stream or where), where, 0))
                on_page |= not stream
        return Element(number, role, int(parent), before + language + title, tuple(kids), on_page)

    def key(self, holder: int) -> int:
        """The key of the row for what ``holder`` holds, or for an annotation; -1 where there is none."""
        held = self.objects.held(holder)
        for key in ("/StructParents", "/StructParent"):
            if isinstance(held, (Dictionary, Stream)) and key in held:
                return int(held[key])
        return -1

    def owners(self, holder: int) -> tuple[int, ...] | int | None:
        """The row of the parent tree for what ``holder`` holds: the elements of its marks in their order, 0
        where there is none; or the element of an annotation. None where it has none."""
        return self._owned(self.key(holder))

    def _owned(self, key: int) -> tuple[int, ...] | int | None:
        if key in self._owners or key not in self._rows:
            return self._owners.get(key)
        row = self._rows[key]
        number = _REFERENCE.fullmatch(row)
        if number:
            row = self.objects.text(int(number[1]))
        if row.startswith(b"["):
            owners = tuple(int(one or 0) for one in _OWNER.findall(row))
            return self._owners.setdefault(key, owners)
        return self._owners.setdefault(key, int(number[1]) if number else 0)

    def without(self, gone: frozenset[int]) -> Array:
        """The rows of the parent tree, without those that are owned by elements that are ``gone``."""
        nums = self.root.ParentTree.Nums if self.root is not None else Array()
        left = Array()
        for n, key in enumerate(self._rows):
            owners = self._owned(key)
            if not gone.isdisjoint(owners if isinstance(owners, tuple) else (owners or 0,)):
                continue
            left.append(key)
            left.append(nums[2 * n + 1])
        return left

    def agrees(self) -> bool:
        """Whether each element names its parent, and the parent tree the owner of each mark and annotation
        (ISO 32000-1, 14.7.4.4). Raises OddError for an element that no binder writes."""
        root = self.root.objgen[0] if self.root is not None else 0
        waiting = [(top, root, 0) for top in self.tops()]
        while waiting:
            number, parent, depth = waiting.pop()
            element = self.element(number)
            if element.parent != parent or depth > _DEEPEST:
                return False
            for kid, mcid, holder, _, annotation in element.kids:
                if kid:
                    waiting.append((kid, number, depth + 1))
                elif annotation:
                    if self.owners(annotation) != number:
                        return False
                else:
                    row = self.owners(holder)
                    if not isinstance(row, tuple) or row[mcid : mcid + 1] != (number,):
                        return False
        return True

    def _read(self, text: bytes, depth: int) -> Iterator[tuple[int, bytes]]:
        kids = re.search(rb"/Kids \[([^\]]*)\]", text)
        for kid in _REFERENCE.findall(kids[1]) if kids and depth < _DEEPEST else ():
            yield from self._read(self.objects.text(int(kid)), depth + 1)
        at = text.find(b"/Nums [")
        for key, row in _ROW.findall(text, at + 7) if at >= 0 else ():
            yield int(key), row


def _unpacked(stream: Stream) -> Iterator[tuple[int, bytes]]:
    """The objects in an object stream (ISO 32000-1, 7.5.7)."""
    data, first = stream.read_bytes(), int(stream.First)
    head = [int(number) for number in data[:first].split()]
    places = [*head[1::2], len(data) - first]
    for n, number in enumerate(head[::2]):
        yield number, data[first + places[n] : first + places[n + 1]].rstrip(b"\n")
