"""The parts of an OOXML package: parsed once, found by the relations between them (ECMA-376-2, 6.5)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from dossier.intake.kinds.office.disarm.trees import Element, elements, get, local, parse, space

_LETTERS = re.compile(r"\w+")
_UNDERSTOOD = re.compile(r"wp[sgci]|wp14|w1[0-9]\w*|a14|p14|p15|v|c14|a16\w*")


@dataclass(slots=True)
class Parts:
    """``entries`` by name, each parsed when it is first asked for."""

    entries: Mapping[str, bytes]
    _trees: dict[str, Element] = field(default_factory=dict)

    def tree(self, name: str) -> Element | None:
        """The root of the part ``name``, None where there is none. Raises trees.BrokenError."""
        if name not in self._trees and name in self.entries:
            self._trees[name] = parse(self.entries[name])
        return self._trees.get(name)

    def one(self, pattern: str) -> str:
        """The first part whose name ``pattern`` matches; empty where none does."""
        return next((name for name in self.entries if re.fullmatch(pattern, name)), "")

    def related(self, part: str, kind: str = "", number: str = "") -> list[str]:
        """The parts that ``part`` leads to, by the last word of the relation's type or by its number."""
        folder, name = posixpath.split(part)
        rels = self.tree(posixpath.join(folder, "_rels", name + ".rels"))
        targets = []
        for relation in [] if rels is None else elements(rels):
            named = (get(relation, "Type") or "").rpartition("/")[2].casefold()
            if (
                local(relation) != "Relationship"
                or (get(relation, "TargetMode") or "").casefold() == "external"
            ):
                continue
            if (kind and named == kind) or (number and get(relation, "Id") == number):
                target = posixpath.normpath(posixpath.join("/", folder, get(relation, "Target") or ""))
                targets.append(target.lstrip("/"))
        return [target for target in targets if target in self.entries]


def chosen(alternatives: Element) -> Element | None:
    """The branch of an mc:AlternateContent that LibreOffice draws (ECMA-376-3, 7.5)."""
    for branch in alternatives:
        requires = (get(branch, "Requires") or "").split()
        if local(branch) == "Fallback" or all(_UNDERSTOOD.fullmatch(word) for word in requires):
            return branch
    return None


def formula(element: Element) -> str:
    """The letters and digits of an equation, apart as they are set (ECMA-376-1, 22.1)."""
    said = (each.text or "" for each in element.iter() if local(each) == "t")
    return f" {' '.join(_LETTERS.findall(' '.join(said)))} "


def child(element: Element | None, *names: str) -> Element | None:
    """The element that the path of local ``names`` leads to."""
    for name in names:
        if element is None:
            return None
        element = next((e for e in element if local(e) == name), None)
    return element


def val(element: Element | None, *names: str) -> str | None:
    """The ``val`` of the element at the path; None where there is none."""
    leaf = child(element, *names)
    return None if leaf is None else get(leaf, "val")


def on(element: Element | None, name: str) -> bool | None:
    """Whether the switch ``name`` of a set of properties is on; None where it is not said."""
    flag = child(element, name)
    return None if flag is None else (get(flag, "val") or "1").lower() not in ("0", "false", "off", "none")


def relation_ids(element: Element) -> list[str]:
    """The numbers of relations that ``element`` names."""
    return [value for key, value in element.attrib.items() if "relationships" in space(key).casefold()]
