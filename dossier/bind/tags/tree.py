"""The one structure tree of the dossier, as it is written: elements, what they own, the way back from it.

The parent tree is built from what was handed out here, never copied: so it cannot disagree with the tree
(ISO 32000-1, 14.7).
"""

from __future__ import annotations

from collections.abc import Mapping
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

from dossier.bind.objects import add


@dataclass(slots=True)
class Element:
    """One structure element: its dictionary, its place in the file and its kids."""

    held: DictionaryObject
    reference: IndirectObject
    kids: ArrayObject
    page: IndirectObject | None = None


class Tree:
    """The structure tree under construction."""

    def __init__(self, writer: PdfWriter) -> None:
        self.writer = writer
        self.ids: dict[bytes, IndirectObject] = {}
        self.roles: dict[str, str] = {}
        self.classes: dict[str, PdfObject] = {}
        self._held = DictionaryObject({NameObject("/Type"): NameObject("/StructTreeRoot")})
        self._reference = writer._add_object(self._held)
        self._kids = ArrayObject()
        # What holds marks, with the element of each; an object, with the one element it belongs to.
        self._marks: dict[int, tuple[DictionaryObject, dict[int, IndirectObject]]] = {}
        self._objects: list[tuple[DictionaryObject, IndirectObject]] = []

    def element(
        self, role: str, parent: Element | None, entries: Mapping[str, PdfObject] | None = None
    ) -> Element:
        """A new element, the last kid of ``parent`` or of the root."""
        kids = ArrayObject()
        held = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/StructElem"),
                NameObject("/S"): NameObject(f"/{role}"),
                NameObject("/P"): parent.reference if parent else self._reference,
                NameObject("/K"): kids,
            }
        )
        for key, value in (entries or {}).items():
            held[NameObject(key)] = value
        made = Element(held, add(self.writer, held), kids)
        (parent.kids if parent else self._kids).append(made.reference)
        return made

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
        self._own(page, mcid, element)

    def form_mark(self, element: Element, page: PageObject, form: DictionaryObject, mcid: int) -> None:
        """``element`` owns the marked content ``mcid`` of ``form``, which ``page`` draws."""
        entries = {"/Stm": form.indirect_reference, "/MCID": NumberObject(mcid)}
        element.kids.append(_reference("/MCR", page.indirect_reference, entries))
        self._own(form, mcid, element)

    def object(self, element: Element, page: PageObject, held: DictionaryObject) -> None:
        """``element`` owns an annotation of ``page`` (14.7.4.3)."""
        entries: dict[str, object] = {"/Obj": held.indirect_reference}
        element.kids.append(_reference("/OBJR", page.indirect_reference, entries))
        self._objects.append((held, element.reference))

    def _own(self, holder: DictionaryObject, mcid: int, element: Element) -> None:
        _, owners = self._marks.setdefault(id(holder), (holder, {}))
        owners[mcid] = element.reference

    def finish(self) -> None:
        """Write the parent tree, the ids, roles and classes, and hang the tree into the file."""
        for page in self.writer.pages:
            page.pop("/StructParents", None)
        numbers = ArrayObject()
        key = 0
        for holder, owners in self._marks.values():
            holder[NameObject("/StructParents")] = NumberObject(key)
            array = ArrayObject(owners.get(n, NullObject()) for n in range(max(owners) + 1))
            numbers += [NumberObject(key), add(self.writer, array)]
            key += 1
        for held, reference in self._objects:
            held[NameObject("/StructParent")] = NumberObject(key)
            numbers += [NumberObject(key), reference]
            key += 1
        root = self._held
        root[NameObject("/K")] = self._kids
        parents = DictionaryObject({NameObject("/Nums"): numbers})
        root[NameObject("/ParentTree")] = add(self.writer, parents)
        root[NameObject("/ParentTreeNextKey")] = NumberObject(key)
        if self.roles:
            roles = {NameObject(f"/{k}"): NameObject(f"/{v}") for k, v in sorted(self.roles.items())}
            root[NameObject("/RoleMap")] = DictionaryObject(roles)
        if self.classes:
            classes = {NameObject(f"/{k}"): v for k, v in sorted(self.classes.items())}
            root[NameObject("/ClassMap")] = DictionaryObject(classes)
        if self.ids:
            names = ArrayObject()
            for name, reference in sorted(self.ids.items()):
                names += [ByteStringObject(name), reference]
            held = DictionaryObject({NameObject("/Names"): names})
            root[NameObject("/IDTree")] = add(self.writer, held)
        catalog = self.writer.root_object
        catalog[NameObject("/StructTreeRoot")] = self._reference
        catalog[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(True)})


def _reference(kind: str, page: object, entries: Mapping[str, object]) -> DictionaryObject:
    held = DictionaryObject({NameObject("/Type"): NameObject(kind), NameObject("/Pg"): page})
    held.update({NameObject(key): value for key, value in entries.items()})
    return held
