"""The numbers that lists of WordprocessingML print (ECMA-376-1, 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dossier.intake.kinds.office.disarm.trees import Element, get, local

from .parts import child, on, val

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list."""

    start: int
    format: str
    text: str
    legal: bool
    face: str


@dataclass(slots=True)
class Numbering:
    """Lists by number, their levels, and where each has come to."""

    lists: dict[str, tuple[str, dict[int, int]]] = field(default_factory=dict)
    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    styles: dict[tuple[str, str], int] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    def next(self, number: str, depth: int) -> tuple[str, str, bool] | None:
        """What stands before the next paragraph of the list ``number``, its face, and whether it counts
        something; None where nobody can say."""
        if number not in self.lists:
            return None
        abstract, starts = self.lists[number]
        levels = self.levels.get(abstract, {})
        level = levels.get(depth)
        if level is None:
            return None
        counts = self._counts.setdefault(abstract, {})
        if number not in self._begun:
            self._begun.add(number)
            for deep, start in starts.items():
                counts[deep] = start - 1
        first = starts.get(depth, level.start)
        counts[depth] = counts.get(depth, first - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        said = level.text
        for match in _PLACE.finditer(level.text):
            deep = int(match[1]) - 1
            of = levels.get(deep)
            if of is None:
                return None
            count = counts.setdefault(deep, starts.get(deep, of.start))
            written = numeral(count, "decimal" if level.legal else of.format)
            if written is None:
                return None
            said = said.replace(match[0], written)
        return said, level.face, level.format != "bullet"


def read(root: Element | None) -> Numbering:
    """The lists of the part ``root``."""
    numbering = Numbering()
    if root is None:
        return numbering
    linked: dict[str, str] = {}
    named: dict[str, str] = {}
    for abstract in (e for e in root if local(e) == "abstractNum"):
        id = get(abstract, "abstractNumId") or ""
        numbering.levels[id] = {}
        if style := val(abstract, "numStyleLink"):
            linked[id] = style
        if style := val(abstract, "styleLink"):
            named[style] = id
        for level in (e for e in abstract if local(e) == "lvl"):
            depth = _int(get(level, "ilvl"), 0)
            numbering.levels[id][depth] = _level(level)
            if style := val(level, "pStyle"):
                numbering.styles[id, style] = depth
    for number in (e for e in root if local(e) == "num"):
        id = val(number, "abstractNumId") or ""
        id = named.get(linked.get(id, ""), id)
        starts = {}
        for change in (e for e in number if local(e) == "lvlOverride"):
            depth = _int(get(change, "ilvl"), 0)
            if (start := val(change, "startOverride")) is not None:
                starts[depth] = _int(start, 1)
            if (own := child(change, "lvl")) is not None:
                apart = f"{id}/{get(number, 'numId')}"
                numbering.levels.setdefault(apart, dict(numbering.levels.get(id, {})))[depth] = _level(own)
                id = apart
        numbering.lists[get(number, "numId") or ""] = (id, starts)
    return numbering


def _level(level: Element) -> Level:
    fonts = child(level, "rPr", "rFonts")
    hidden = on(child(level, "rPr"), "vanish")
    return Level(
        _int(val(level, "start"), 0),
        # Levels that do not begin anew are counted differently by different programs.
        "" if child(level, "lvlRestart") is not None else val(level, "numFmt") or "decimal",
        "" if hidden else val(level, "lvlText") or "",
        bool(on(level, "isLgl")),
        "" if fonts is None else get(fonts, "ascii") or get(fonts, "hAnsi") or "",
    )


def numeral(count: int, format: str) -> str | None:
    """``count`` in a ``format`` of 17.18.59; None for those that differ by language."""
    if format in ("none", "bullet"):
        return ""
    if format == "decimal":
        return str(count)
    if format == "decimalZero":
        return f"{count:02}"
    if count < 1 or count > 3999:
        return None
    if format in ("lowerRoman", "upperRoman"):
        said = ""
        for worth, letters in _ROMAN:
            while count >= worth:
                said, count = said + letters, count - worth
        return said.upper() if format == "upperRoman" else said
    if format in ("lowerLetter", "upperLetter"):
        said = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return said.upper() if format == "upperLetter" else said
    return None


def _int(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,6}", text) else otherwise
