"""Layers: what a source does not print stays hidden (ISO 32000-2, 8.11)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    TextStringObject,
)

from .later import Kind, Later
from .objects import dictionary, get, items, resolved

_NAME = "dossier"
# Its name is for whoever drew it; its usage and intent would set its state once more, which is settled here.
_OF_A_LAYER = frozenset(("/Type",))


def keep_layers(writer: PdfWriter, reader: PdfReader) -> None:
    """Enter the layers of a source in those of its document, each in the state in which it prints.

    The forms are in ``writer`` already: cloning a layer gives the very object that they refer to.
    """
    properties = get(reader.root_object, "/OCProperties")
    if not isinstance(properties, DictionaryObject):
        return
    default = dictionary(properties, "/D")
    layers = _references(get(properties, "/OCGs"))
    hidden = _hidden(layers, default)
    # A layer that is switched off is off, listed or not.
    layers |= _references(get(default, "/OFF"))
    if not layers:
        return
    ours, off = lists(writer)
    for number, layer in layers.items():
        viewed = _for_viewing(layer.get_object())
        copy = layer.clone(writer)
        reference = copy if isinstance(copy, IndirectObject) else copy.indirect_reference
        group = reference.get_object()
        if isinstance(group, DictionaryObject):
            for key in set(group) - _OF_A_LAYER:
                del group[key]
            group[NameObject("/Name")] = Later(Kind.LAYER, len(ours))
        ours.append(reference)
        if number in hidden and viewed:
            off.append(reference)


def _hidden(layers: Iterable[int], default: DictionaryObject) -> set[int]:
    """The layers that are not on paper: by the default state, then by what printing switches (8.11.4.5)."""
    off = set(_references(get(default, "/OFF")))
    if default.get("/BaseState") == "/OFF":
        off |= set(layers) - set(_references(get(default, "/ON")))
    for usage in map(resolved, items(get(default, "/AS"))):
        if not isinstance(usage, DictionaryObject) or usage.get("/Event") != "/Print":
            continue
        for number, layer in _references(get(usage, "/OCGs")).items():
            state = _print_state(layer.get_object())
            if state == "/OFF":
                off.add(number)
            elif state == "/ON":
                off.discard(number)
    return off


def _for_viewing(layer: object) -> bool:
    """Whether the state of a layer counts where pages are shown: not that of a mere design aid (8.11.2.1)."""
    intent = get(layer, "/Intent") if isinstance(layer, DictionaryObject) else None
    intents = intent if isinstance(intent, ArrayObject) else [intent or "/View"]
    return any(one in ("/View", "/All") for one in intents)


def _print_state(layer: PdfObject | None) -> str:
    held = layer if isinstance(layer, DictionaryObject) else DictionaryObject()
    return str(get(dictionary(dictionary(held, "/Usage"), "/Print"), "/PrintState"))


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
