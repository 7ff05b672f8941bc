"""Which layers print, and a file in which no other is left (ISO 32000-2, 8.11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from dossier.entries import text
from dossier.model import SourcePage

# An expression nests no deeper than a person would write it.
_DEEPEST = 32


class Layers:
    """The layers of a file in their print state: the default one, then what printing switches (8.11.4.5)."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        properties: object = pdf.Root.get("/OCProperties")
        self._layers = _by_number(properties.get("/OCGs")) if isinstance(properties, Dictionary) else {}
        default: object = properties.get("/D") if isinstance(properties, Dictionary) else None
        self._off = self._switched(default) if isinstance(default, Dictionary) else set()

    def _switched(self, default: Object) -> set[tuple[int, int]]:
        listed = _by_number(default.get("/OFF"))
        off = set(listed)
        self._layers = {**listed, **self._layers}
        if default.get("/BaseState") == Name.OFF:
            off |= set(self._layers) - set(_by_number(default.get("/ON")))
        for usage in _dictionaries(default.get("/AS")):
            for number, layer in _by_number(usage.get("/OCGs")).items():
                if usage.get("/Event") != Name.Print:
                    continue
                state = _inner(_inner(layer, "/Usage"), "/Print").get("/PrintState")
                if state == Name.OFF:
                    off.add(number)
                elif state == Name.ON:
                    off.discard(number)
        return {number for number in off if number in self._layers and _for_viewing(self._layers[number])}

    @property
    def matter(self) -> bool:
        """Whether anything may be hidden by them."""
        return bool(self._off) or any(_is_membership(item) and self.hide(item) for item in self._pdf.objects)

    def hide(self, content: object) -> bool:
        """Whether what belongs to ``content``, a layer or a membership (8.11.2.2), is not on paper."""
        if not isinstance(content, Dictionary):
            return False
        if content.get("/Type") != Name.OCMD:
            return content.is_indirect and content.objgen in self._off
        rule = content.get("/VE")
        if isinstance(rule, Array) and len(rule):
            return not self._holds(rule, _DEEPEST)
        members: object = content.get("/OCGs")
        members = [members] if isinstance(members, Dictionary) else _dictionaries(members)
        states = [not self.hide(one) for one in members if one.get("/Type") != Name.OCMD]
        policy = text(content.get("/P")) or "/AnyOn"
        shown = {"/AllOn": all(states), "/AnyOff": not all(states), "/AllOff": not any(states)}
        return bool(states) and not shown.get(policy, any(states))

    def _holds(self, rule: object, deepest: int) -> bool:
        if isinstance(rule, Dictionary):
            return not self.hide(rule)
        if not isinstance(rule, Array) or len(rule) < 2 or not deepest:  # what is malformed says nothing
            return True
        parts = [self._holds(part, deepest - 1) for part in list(rule)[1:]]
        return {"/Not": lambda p: not p[0], "/Or": any}.get(text(rule[0]), all)(parts)

    def without_annotations(self, pages: Sequence[SourcePage]) -> int:
        """Take from ``pages`` the annotations of layers that do not print; returns how many."""
        count = 0
        for shown in pages:
            page: Object = self._pdf.pages[shown.number - 1].obj
            annotations: Any = page.get("/Annots")
            if not isinstance(annotations, Array):
                continue
            kept = [
                one for one in annotations if not (isinstance(one, Dictionary) and self.hide(one.get("/OC")))
            ]
            if len(kept) != len(annotations):
                count += len(annotations) - len(kept)
                page["/Annots"] = Array(kept)
        return count

    def settle(self) -> None:
        """Set the default state to that of print, and take away what would switch it."""
        for layer in self._layers.values():
            if "/Usage" in layer:
                del layer["/Usage"]
        hidden = [layer for number, layer in self._layers.items() if number in self._off]
        self._pdf.Root.OCProperties = Dictionary(
            OCGs=Array(list(self._layers.values())), D=Dictionary(OFF=Array(hidden))
        )

    def forget(self) -> None:
        """Take the layers that do not print out of the list, with their names; what they hid is gone."""
        for item in self._pdf.objects:
            if _is_membership(item):
                for key in ("/OCGs", "/VE", "/P"):
                    if key in item:
                        del item[key]
        shown = []
        for number, layer in self._layers.items():
            if number not in self._off:
                shown.append(layer)
                continue
            for key in list(layer.keys()):
                if key != "/Type":
                    del layer[key]
            layer["/Name"] = pikepdf.String("")
        if shown:
            self._pdf.Root.OCProperties = Dictionary(OCGs=Array(shown), D=Dictionary(OFF=Array()))
        elif "/OCProperties" in self._pdf.Root:
            del self._pdf.Root.OCProperties


def suspected(data: bytes) -> bool:
    """Whether the file may have layers."""
    return b"/OCProperties" in data or b"/OCMD" in data


def _is_membership(item: object) -> bool:
    return isinstance(item, Dictionary) and item.get("/Type") == Name.OCMD


def _dictionaries(items: object) -> list[Object]:
    held = list(items) if isinstance(items, Array) else []
    return [item for item in held if isinstance(item, Dictionary)]


def _by_number(items: object) -> dict[tuple[int, int], Object]:
    return {item.objgen: item for item in _dictionaries(items) if item.is_indirect}


def _inner(held: Object, key: str) -> Object:
    found = held.get(key)
    return found if isinstance(found, Dictionary) else Dictionary()


def _for_viewing(layer: Object) -> bool:
    """Whether the state of a layer counts where pages are shown: not that of a mere design aid (8.11.2.1)."""
    intent: Any = layer.get("/Intent")
    intents = list(intent) if isinstance(intent, Array) else [intent or Name.View]
    return any(one in ("/View", "/All") for one in intents)
