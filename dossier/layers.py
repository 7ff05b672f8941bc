"""The layers of a source as they print, for an engine that has its own way with them (ISO 32000-2, 8.11)."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import Object

from . import odd
from .entries import FAULTS, dictionary, get


def settled(data: bytes) -> bytes:
    """The PDF ``data``, every layer in its print state, and no annotation of a hidden layer.

    pdfium applies a layer's usage where nothing asks for it, and draws the annotations of any layer.
    """
    if b"/OCProperties" not in data:
        return data
    try:
        with odd.reading(faults=FAULTS), pikepdf.open(io.BytesIO(data)) as pdf:
            _settle(pdf)
            out = io.BytesIO()
            pdf.save(out)
            return out.getvalue()
    except odd.OddError:
        return data  # it is compared as it is


def _settle(pdf: pikepdf.Pdf) -> None:
    root = pdf.Root
    properties = get(root, "/OCProperties")
    default = dictionary(properties, "/D")
    layers = {layer.objgen: layer for layer in dictionaries(get(properties, "/OCGs"))}
    off = {layer.objgen for layer in dictionaries(default.get("/OFF"))}
    if default.get("/BaseState") == "/OFF":
        off |= set(layers) - {layer.objgen for layer in dictionaries(default.get("/ON"))}
    for usage in dictionaries(default.get("/AS")):
        for layer in dictionaries(usage.get("/OCGs")) if usage.get("/Event") == "/Print" else ():
            state = dictionary(dictionary(layer, "/Usage"), "/Print").get("/PrintState")
            if state == "/OFF":
                off.add(layer.objgen)
            elif state == "/ON":
                off.discard(layer.objgen)
    for layer in layers.values():
        if "/Usage" in layer:
            del layer["/Usage"]
    hidden = pikepdf.Array([layer for number, layer in layers.items() if number in off])
    root.OCProperties.D = pikepdf.Dictionary(OFF=hidden)
    for page in pdf.pages:
        if "/Annots" in page.obj:
            held = dictionaries(page.obj.Annots)
            page.obj.Annots = pikepdf.Array([a for a in held if "/OC" not in a or not _hidden(a.OC, off)])


def dictionaries(items: object) -> list[Object]:
    """Those of ``items`` that are there: a list may name what is not in the file."""
    held = list(items) if isinstance(items, pikepdf.Array) else []
    return [item for item in held if isinstance(item, pikepdf.Dictionary)]


def _hidden(layer: Object, off: set[tuple[int, int]]) -> bool:
    """Whether a layer, or what is shown where any of several is (the default of a membership), is off."""
    if get(layer, "/Type") != "/OCMD":
        return layer.objgen in off
    members: Any = layer.get("/OCGs")
    members = [members] if isinstance(members, pikepdf.Dictionary) else dictionaries(members)
    return bool(members) and all(member.objgen in off for member in members)
