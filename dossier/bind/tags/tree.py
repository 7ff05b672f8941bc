"""The one structure tree of the dossier, as it is written: elements, what they own, the way back from it.

The parent tree is built from what was handed out here, never copied: so it cannot disagree with the tree
(ISO 32000-1, 14.7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pypdf import PageObject, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
)

from dossier.bind.later import Kind, Later
from dossier.bind.objects import add


@dataclass(slots=True)
class Element:
    """One structure element: its dictionary, its place in the file and its kids."""

    held: DictionaryObject
    reference: IndirectObject
    kids: ArrayObject
    page: IndirectObject | None = None


class Tree:
    """Elements under construction: a document's, or the whole.

    ``ids``, ``roles`` (what they stand for) and ``classes`` are by their ``words``, which have another name
    in the dossier: two documents may have the same.
    """

    def __init__(self, writer: PdfWriter) -> None:
        self.writer = writer
        self.ids: dict[str, IndirectObject] = {}
        self.roles: dict[str, str] = {}
        self.classes: dict[str, PdfObject] = {}
        self.words: dict[str, int] = {}
        # What holds marks, with the element of each; an object, with the one element it belongs to.
        self._marks: dict[int, tuple[DictionaryObject, dict[int, IndirectObject]]] = {}
        self._objects: list[tuple[DictionaryObject, IndirectObject]] = []

    def element(self, role: str, parent: Element, entries: Mapping[str, PdfObject] | None = None) -> Element:
        """A new element, the last kid of ``parent``; a ``role`` of its author's gets its name later."""
        kids = ArrayObject()
        held = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/StructElem"),
                NameObject("/S"): self.later(Kind.ROLE, role) if role in self.roles else _name(role),
                NameObject("/P"): parent.reference,
                NameObject("/K"): kids,
            }
        )
        for key, value in (entries or {}).items():
            held[NameObject(key)] = value
        element = Element(held, add(self.writer, held), kids)
        parent.kids.append(element.reference)
        return element

    def later(self, kind: Kind, word: str) -> Later:
        """The name that ``word`` gets in the dossier."""
        return Later(kind, self.words.setdefault(word, len(self.words)))

    def mark(self, element: Element, page: PageObject, mcid: int) -> None:
        """``element`` owns the marked content ``mcid`` of ``page`` (14.7.4.2)."""
        reference = page.indirect_reference
        if element.page is None:
            element.page = reference
            element.held[NameObject("/Pg")] = reference
        if element.page == reference:
            element.kids.append(NumberObject(mcid))
        else:
            element.kids.append(_reference("/MCR", reference, {"/MCID": NumberObject(mcid)}))
        self.own(page, mcid, element.reference)

    def form_mark(self, element: Element, page: PageObject, form: DictionaryObject, mcid: int) -> None:
        """``element`` owns the marked content ``mcid`` of ``form``, which ``page`` draws."""
        entries = {"/Stm": form.indirect_reference, "/MCID": NumberObject(mcid)}
        element.kids.append(_reference("/MCR", page.indirect_reference, entries))
        self.own(form, mcid, element.reference)

    def object(self, element: Element, page: PageObject, held: DictionaryObject) -> None:
        """``element`` owns an annotation of ``page`` (14.7.4.3)."""
        entries: dict[str, object] = {"/Obj": held.indirect_reference}
        element.kids.append(_reference("/OBJR", page.indirect_reference, entries))
        self._objects.append((held, element.reference))

    def own(self, holder: DictionaryObject, mcid: int, element: IndirectObject) -> None:
        """The marked content ``mcid`` of ``holder`` is that of ``element``."""
        _, owners = self._marks.setdefault(id(holder), (holder, {}))
        owners[mcid] = element

    def parents(self, key: Callable[[int], PdfObject]) -> Iterator[IndirectObject]:
        """The values of the parent tree, in the order of their keys, the n-th of which is ``key(n)``; what
        they are of is told its key."""
        count = 0
        for holder, owners in self._marks.values():
            holder[NameObject("/StructParents")] = key(count)
            count += 1
            yield add(self.writer, ArrayObject(owners.get(n, NullObject()) for n in range(max(owners) + 1)))
        for held, reference in self._objects:
            held[NameObject("/StructParent")] = key(count)
            count += 1
            yield reference


class WholeTree(Tree):
    """The one tree of the dossier: its ``root``, and the values of the parent tree of the documents that were
    joined so far (``joined``)."""

    def __init__(self, writer: PdfWriter) -> None:
        super().__init__(writer)
        held = DictionaryObject({NameObject("/Type"): NameObject("/StructTreeRoot")})
        self.root = Element(held, add(writer, held), ArrayObject())
        self.joined: list[IndirectObject] = []

    def finish(self) -> None:
        """Write the parent tree, the ids, roles and classes, and hang the tree into the file."""
        for page in self.writer.pages:
            page.pop("/StructParents", None)
        before = len(self.joined)
        values = [*self.joined, *self.parents(lambda n: NumberObject(before + n))]
        numbers = ArrayObject(one for n, value in enumerate(values) for one in (NumberObject(n), value))
        root = self.root.held
        root[NameObject("/K")] = self.root.kids
        parents = DictionaryObject({NameObject("/Nums"): numbers})
        root[NameObject("/ParentTree")] = add(self.writer, parents)
        root[NameObject("/ParentTreeNextKey")] = NumberObject(len(values))
        if self.roles:
            roles = {NameObject(f"/{k}"): NameObject(f"/{v}") for k, v in sorted(self.roles.items())}
            root[NameObject("/RoleMap")] = DictionaryObject(roles)
        if self.classes:
            classes = {NameObject(f"/{k}"): v for k, v in sorted(self.classes.items())}
            root[NameObject("/ClassMap")] = DictionaryObject(classes)
        if self.ids:
            names = ArrayObject()
            for name, reference in sorted(self.ids.items()):
                names += [ByteStringObject(name.encode()), reference]
            held = DictionaryObject({NameObject("/Names"): names})
            root[NameObject("/IDTree")] = add(self.writer, held)
        catalog = self.writer.root_object
        catalog[NameObject("/StructTreeRoot")] = self.root.reference
        catalog[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(True)})


def _name(role: str) -> PdfObject:
    return NameObject(f"/{role}")


def _reference(kind: str, page: object, entries: Mapping[str, object]) -> DictionaryObject:
    held = DictionaryObject({NameObject("/Type"): NameObject(kind), NameObject("/Pg"): page})
    held.update({NameObject(key): value for key, value in entries.items()})
    return held
