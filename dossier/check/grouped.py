"""The tags of bound documents, group by group, each as a hash: the same hash, the same tags.

A group is what hangs from one element of the dossier's own and owns marks within forms alone. Its hash covers
all that is written of its elements, the rows of the parent tree for its marks and annotations, its
identifiers, and what it stands in; numbers of objects, keys of rows, names of classes and what is put before
identifiers change with every document before it, and have no part in it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Dictionary

from dossier.odd import OddError

from .tree import TOKEN, Element, Kid, Tree

_HEADINGS = frozenset(f"/H{level}".encode() for level in range(1, 7))
_PLAIN = frozenset((b"/Document", b"/Part", b"/Art", b"/Sect", b"/Div"))
_ID = re.compile(rb"/ID (\((?:[^\\()]|\\.)*\)|<[0-9a-f]*>)", re.DOTALL)
_NAMED = re.compile(rb"(\((?:[^\\()]|\\.)*\)|<[0-9a-f]*>) (\d+) 0 R\b", re.DOTALL)
_CLASSES = re.compile(rb"/C (/[^\s/<>\[\]()]+|\[[^\]]*\])")
_NAME = re.compile(rb"/[^\s/<>\[\]()]+")
_LANGUAGE = re.compile(rb"/Lang (\((?:[^\\()]|\\.)*\)|<[0-9a-f]*>)", re.DOTALL)
# What an annotation or a picture says, where it says something: it may name a folio, or the number of its
# document. And the key of an annotation in the parent tree.
_WORDS = re.compile(rb"/(Contents|Alt) (?:\((?:[^\\()]++|\\.)++\)|<[0-9a-f]++>)", re.DOTALL)
_KEY = re.compile(rb"/StructParent \d+ ")
_DEEPEST = 200


@dataclass(frozen=True, slots=True)
class Group:
    """Tags that hang from the element ``above``, all by the numbers of their objects: those that hang there
    (``tops``), each with the headings in it; all that are ``inside``; what holds their marks, on
    the pages ``folios``, and their ``annotations``, by page.

    ``hash`` is empty where nothing can be said of it; ``whole``: it cannot be left out.
    """

    above: int
    tops: Mapping[int, tuple[int, ...]]
    inside: frozenset[int]
    holders: frozenset[int]
    folios: frozenset[int]
    annotations: frozenset[int]
    hash: str
    whole: bool


def groups(
    pdf: pikepdf.Pdf, tree: Tree, pages: Mapping[int, tuple[int, str]], shown: Callable[[int], bytes]
) -> tuple[Group, ...]:
    """The groups of ``tree``, in order. ``pages`` are folios and hashes by the numbers of their objects;
    ``shown`` hashes a form. Raises OddError where the tree is none that a binder makes."""
    return tuple(_Walk(pdf, tree, pages, shown).groups())


class _Walk:
    def __init__(
        self,
        pdf: pikepdf.Pdf,
        tree: Tree,
        pages: Mapping[int, tuple[int, str]],
        shown: Callable[[int], bytes],
    ) -> None:
        self._tree, self._pages, self._shown = tree, pages, shown
        self._numbers = {page.obj.objgen[0] for page in pdf.pages}
        self._language = str(pdf.Root.get("/Lang", "")).encode()
        root = tree.root if tree.root is not None else Dictionary()
        roles = root.get("/RoleMap", Dictionary())
        self._roles = {name.encode(): str(role).encode() for name, role in roles.items()}
        self._classes = dict(root.get("/ClassMap", Dictionary()).items())
        self._named = set[bytes]()
        self._ids: dict[bytes, int] = {}
        if "/IDTree" in root:
            held = root.IDTree
            text = tree.objects.text(held.objgen[0]) if held.is_indirect else held.unparse()
            named = _NAMED.findall(text)
            self._ids = {name: int(number) for name, number in named}
            if len(self._ids) != len(named):
                raise OddError("IDTree")
        self._groups: list[Group] = []

    def groups(self) -> list[Group]:
        if self._tree.root is not None:
            root = self._tree.root.objgen[0]
            parts = {top: self._walk(top, root, ()) for top in self._tree.tops()}
            self._group(root, b"", parts, ())
        return self._groups

    def _walk(self, number: int, parent: int, above: tuple[bytes, ...]) -> list[Element] | None:
        """The element and all below it, in order; None where one of them owns what a page itself holds: then
        the groups in it are found."""
        element = self._tree.element(number)
        if len(above) > _DEEPEST or element.parent != parent:
            raise OddError("StructElem")
        here = (*above, element.role)
        if element.said:
            for name in _ID.findall(element.said):
                if name in self._named:
                    raise OddError("ID")
                self._named.add(name)
            here = (*above, b" ".join((element.role, *_LANGUAGE.findall(element.said))))
        parts = {kid[0]: self._walk(kid[0], number, here) for kid in element.kids if kid[0]}
        if element.on_page or None in parts.values():
            self._group(number, element.role, parts, here)
            return None
        return [element, *(one for part in parts.values() if part for one in part)]

    def _group(
        self, above: int, role: bytes, parts: Mapping[int, list[Element] | None], context: tuple[bytes, ...]
    ) -> None:
        held = {top: part for top, part in parts.items() if part}
        elements = [one for part in held.values() for one in part]
        kids = [kid for one in elements for kid in one.kids if not kid[0]]
        pages = dict.fromkeys(page for _, _, _, page, _ in kids if page)
        if not pages:
            return
        standing = {role: self._standing(role) for role in sorted({one.role for one in elements})}
        meant = {role: roles[-1] for role, roles in standing.items()}
        told = repr((context, self._language, standing)).encode()
        self._groups.append(
            Group(
                above,
                {
                    top: tuple(one.number for one in part if meant[one.role] in _HEADINGS)
                    for top, part in held.items()
                },
                frozenset(one.number for one in elements),
                frozenset(holder for _, _, holder, _, _ in kids if holder),
                frozenset(self._pages[page][0] for page in pages if page in self._pages),
                frozenset(annotation for *_, annotation in kids if annotation),
                self._hash(above, elements, kids, told),
                role not in _PLAIN or b"/H" in meant.values(),
            )
        )

    def _standing(self, role: bytes) -> tuple[bytes, ...]:
        """The role and all that it stands for, one after the other."""
        roles = [role]
        while roles[-1] in self._roles and len(roles) < _DEEPEST:
            roles.append(self._roles[roles[-1]])
        return tuple(roles)

    def _hash(self, above: int, elements: Sequence[Element], leaves: Sequence[Kid], context: bytes) -> str:
        """Empty where something leads out of the group."""
        names = {above: b"above", 0: b"none"}
        names |= {one.number: b"%d" % n for n, one in enumerate(elements)}
        holders = dict.fromkeys(holder for _, _, holder, _, _ in leaves if holder)
        annotations = dict.fromkeys(annotation for *_, annotation in leaves if annotation)
        pages = dict.fromkeys(page for _, _, _, page, _ in leaves if page)
        parts = [context]
        try:
            for n, page in enumerate(pages):
                names[page] = b"page %d" % n
                parts.append(self._pages[page][1].encode())
            for n, holder in enumerate(holders):
                names[holder] = b"form %d" % n
                parts.append(self._shown(holder))
            for n, annotation in enumerate(annotations):
                names[annotation] = b"annotation %d" % n
                parts.append(self._annotation(annotation))
            for one in elements:
                said = self._said(one.said, names) if one.said else b""
                parts.append(b"%b %d %b" % (one.role, len(one.kids), said))
                for kid, mcid, holder, page, annotation in one.kids:
                    if holder:
                        parts.append(b"%d %b %b" % (mcid, names[holder], names[page]))
                    else:
                        parts.append(names[kid or annotation])
            for holder in (*holders, *annotations):
                owners = self._tree.owners(holder)
                one_by_one = (owners,) if isinstance(owners, int) else owners or ()
                parts.append(b"owners " + b" ".join([names[owner] for owner in one_by_one]))
        except KeyError:
            return ""
        return hashlib.sha256(b"\n".join(parts)).hexdigest()

    def _annotation(self, number: int) -> bytes:
        """What is written of an annotation; the page that it leads to, and what it says of its folio, may be
        others."""
        text = _WORDS.sub(rb"/\1 said", _KEY.sub(b"", self._tree.objects.text(number)))
        return TOKEN.sub(self._led, text)

    def _led(self, token: re.Match[bytes]) -> bytes:
        if token[1]:
            return token[1]
        number = int(token[2])
        return b"a page" if number in self._numbers else _alone(self._tree.objects.text(number))

    def _said(self, said: bytes, names: Mapping[int, bytes]) -> bytes:
        plain = _CLASSES.sub(self._class, said) if b"/C " in said else said
        plain = _WORDS.sub(rb"/\1 said", plain) if b"/Alt " in said else plain
        return TOKEN.sub(lambda token: self._token(token, names), plain)

    def _token(self, token: re.Match[bytes], names: Mapping[int, bytes]) -> bytes:
        if not token[1]:
            return _alone(self._tree.objects.text(int(token[2])))
        return b"named " + names[self._ids[token[1]]] if token[1] in self._ids else token[1]

    def _class(self, held: re.Match[bytes]) -> bytes:
        return b"/C " + b" ".join(map(self._meant, _NAME.findall(held[1])))

    def _meant(self, name: bytes) -> bytes:
        held = self._classes.get(name.decode("latin-1"))
        return name if held is None else _alone(held.unparse(resolved=True))


def _alone(text: bytes) -> bytes:
    """An object that leads to no other. Raises KeyError for one that does."""
    if any(number for _, number in TOKEN.findall(text)):
        raise KeyError(text)
    return text
