"""Which layers print, and a file in which no other is left (ISO 32000-2, 8.11)."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from dossier import entries
from dossier.entries import text

# An expression nests no deeper than a person would write it.
_DEEPEST = 32
# /Resources /Properties /Name: so deep in an object that is numbered.
_INSIDE = 4


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
        self._layers |= {number: layer for number, layer in listed.items() if number not in self._layers}
        if default.get("/BaseState") == Name.OFF:
            off |= set(self._layers) - set(_by_number(default.get("/ON")))
        for usage in dictionaries(default.get("/AS")):
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
        return bool(self._off) or any(map(self.hide, _memberships(self._pdf)))

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
        members = [members] if isinstance(members, Dictionary) else dictionaries(members)
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

    def hide_any(self, resources: object) -> bool:
        """Whether a content stream may hide something by what it names of ``resources``."""
        lists: object = entries.get(resources, "/Properties") if isinstance(resources, Dictionary) else None
        xobjects: object = entries.get(resources, "/XObject") if isinstance(resources, Dictionary) else None
        return any(map(self.hide, entries.values(lists) if isinstance(lists, Dictionary) else ())) or any(
            self.hide(xobject.get("/OC"))
            for xobject in (entries.values(xobjects) if isinstance(xobjects, Dictionary) else ())
            if isinstance(xobject, Stream)
        )

    def without_annotations(self, pages: Iterable[int]) -> int:
        """Take from ``pages``, by their numbers, the annotations of layers that do not print; how many."""
        count = 0
        for number in pages:
            page: Object = self._pdf.pages[number - 1].obj
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

    def settle(self, used: Container[tuple[int, int]] | None = None) -> None:
        """Set the default state to that of print, and take away what would switch it. Of the layers those of
        the numbers ``used`` stay listed, all of them without it."""
        listed = {number: layer for number, layer in self._layers.items() if used is None or number in used}
        for layer in listed.values():
            if "/Usage" in layer:
                del layer["/Usage"]
        hidden = [layer for number, layer in listed.items() if number in self._off]
        self._pdf.Root.OCProperties = Dictionary(
            OCGs=Array(list(listed.values())), D=Dictionary(OFF=Array(hidden))
        )

    def forget(self) -> None:
        """Take the names from the layers that do not print, and from memberships that show what they show by.

        A layer that hides stays listed as off: whatever may still name it stays hidden.
        """
        for item in _memberships(self._pdf):
            if not self.hide(item):
                for key in ("/OCGs", "/VE", "/P"):
                    if key in item:
                        del item[key]
        for number, layer in self._layers.items():
            if number in self._off:
                for key in list(layer.keys()):
                    if key != "/Type":
                        del layer[key]
                layer["/Name"] = pikepdf.String("")


def suspected(data: bytes) -> bool:
    """Whether the file may have layers."""
    return b"/OCProperties" in data or b"/OCMD" in data


def _memberships(pdf: pikepdf.Pdf) -> list[Object]:
    """All memberships of a file, also those that are written where they are used."""
    memberships: list[Object] = []
    for item in pdf.objects:
        todo = [(item, _INSIDE)]
        while todo:
            held, deepest = todo.pop()
            if not isinstance(held, (Dictionary, Stream)):
                continue
            if held.get("/Type") == Name.OCMD:
                memberships.append(held)
            elif deepest:
                todo += [(value, deepest - 1) for value in entries.values(held) if _is_direct(value)]
    return memberships


def _is_direct(item: object) -> bool:
    return isinstance(item, Dictionary) and not item.is_indirect


def dictionaries(items: object) -> list[Object]:
    """Those of ``items`` that are there: a list may name what is not in the file."""
    held = list(items) if isinstance(items, Array) else []
    return [item for item in held if isinstance(item, Dictionary)]


def _by_number(items: object) -> dict[tuple[int, int], Object]:
    return {item.objgen: item for item in dictionaries(items) if item.is_indirect}


def _inner(held: Object, key: str) -> Object:
    value = held.get(key)
    return value if isinstance(value, Dictionary) else Dictionary()


def _for_viewing(layer: Object) -> bool:
    """Whether the state of a layer counts where pages are shown: not that of a mere design aid (8.11.2.1)."""
    intent: Any = layer.get("/Intent")
    intents = list(intent) if isinstance(intent, Array) else [intent or Name.View]
    return any(one in ("/View", "/All") for one in intents)
