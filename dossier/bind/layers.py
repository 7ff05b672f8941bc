"""Layers: what a source hides stays hidden (ISO 32000-2, 8.11)."""

from __future__ import annotations

from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, NullObject


def keep_layers(writer: PdfWriter, reader: PdfReader) -> None:
    """Enter the layers of a source in those of the dossier, each as visible as its default says.

    The forms are in ``writer`` already: cloning a layer gives the very object that they refer to.
    """
    properties = _get(reader.root_object, "/OCProperties")
    if not isinstance(properties, DictionaryObject):
        return
    layers = [r for r in _get(properties, "/OCGs") or [] if isinstance(r, IndirectObject)]
    default = _get(properties, "/D")
    hidden = _hidden(layers, default if isinstance(default, DictionaryObject) else DictionaryObject())
    ours, off = _lists(writer)
    for layer in layers:
        copy = layer.clone(writer)
        reference = copy if isinstance(copy, IndirectObject) else copy.indirect_reference
        ours.append(reference)
        if layer.idnum in hidden:
            off.append(reference)


def _hidden(layers: list[IndirectObject], default: DictionaryObject) -> set[int]:
    def numbers(key: str) -> set[int]:
        found: Any = _get(default, key) or []
        return {item.idnum for item in found if isinstance(item, IndirectObject)}

    if default.get("/BaseState") == "/OFF":
        return {layer.idnum for layer in layers} - numbers("/ON")
    return numbers("/OFF")


def _lists(writer: PdfWriter) -> tuple[ArrayObject, ArrayObject]:
    """The dossier's list of layers and that of the hidden ones, made where they are not there."""
    root = writer.root_object
    if "/OCProperties" not in root:
        off, order = NameObject("/OFF"), NameObject("/Order")
        default = DictionaryObject({off: ArrayObject(), order: ArrayObject()})
        root[NameObject("/OCProperties")] = DictionaryObject(
            {NameObject("/OCGs"): ArrayObject(), NameObject("/D"): default}
        )
    properties: Any = root["/OCProperties"]
    return properties["/OCGs"], properties["/D"]["/OFF"]


def _get(held: DictionaryObject, key: str) -> Any:
    value = held.get(key)
    value = value.get_object() if value is not None else None
    return None if isinstance(value, NullObject) else value
