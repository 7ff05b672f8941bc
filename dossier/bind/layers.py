"""Layers: what a source does not print stays hidden (ISO 32000-2, 8.11)."""

from __future__ import annotations

from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    TextStringObject,
)

from .later import Kind, Later
from .objects import dictionary, get

_NAME = "dossier"
# Its name is for whoever drew it; its intent would set its state once more, which is settled.
_OF_A_LAYER = frozenset(("/Type",))


def keep_layers(writer: PdfWriter, reader: PdfReader) -> None:
    """Enter the layers of a source in those of its document, each in the state in which it prints: since the
    source was taken in, that is its default one.

    The forms are in ``writer`` already: cloning a layer gives the very object that they refer to.
    """
    properties = get(reader.root_object, "/OCProperties")
    if not isinstance(properties, DictionaryObject):
        return
    layers = _references(get(properties, "/OCGs"))
    hidden = _references(get(dictionary(properties, "/D"), "/OFF"))
    if not layers:
        return
    ours, off = lists(writer)
    for number, layer in layers.items():
        copy = layer.clone(writer)
        reference = copy if isinstance(copy, IndirectObject) else copy.indirect_reference
        group = reference.get_object()
        if isinstance(group, DictionaryObject):
            for key in set(group) - _OF_A_LAYER:
                del group[key]
            group[NameObject("/Name")] = Later(Kind.LAYER, len(ours))
        ours.append(reference)
        if number in hidden:
            off.append(reference)


def _references(items: object) -> dict[int, IndirectObject]:
    """Those of ``items`` that are layers, by the numbers of their objects."""
    held = items if isinstance(items, ArrayObject) else []
    references = (item for item in held if isinstance(item, IndirectObject))
    return {item.idnum: item for item in references if isinstance(item.get_object(), DictionaryObject)}


def lists(writer: PdfWriter) -> tuple[ArrayObject, ArrayObject]:
    """The file's list of layers and that of the hidden ones, made where they are not there."""
    root = writer.root_object
    if "/OCProperties" not in root:
        # ISO 19005-2, 6.9: a configuration has a name, and its order, where it has one, lists every layer.
        off, name = NameObject("/OFF"), NameObject("/Name")
        default = DictionaryObject({off: ArrayObject(), name: TextStringObject(_NAME)})
        root[NameObject("/OCProperties")] = DictionaryObject(
            {NameObject("/OCGs"): ArrayObject(), NameObject("/D"): default}
        )
    properties: Any = root["/OCProperties"]
    return properties["/OCGs"], properties["/D"]["/OFF"]
