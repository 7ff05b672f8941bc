"""Bullets of symbol fonts, written as the characters that they look like.

Word writes them by their place in the font (U+F0B7), which no program can read aloud: LibreOffice draws them
with the same numbers, and PDF/A-2a asks for characters that mean something (ISO 19005-2, 6.2.11.7.2).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator

from .rtf_tokens import Group
from .trees import Element, elements, get, local

_SYMBOL = {0xB7: "\u2022", 0xA8: "\u2666", 0xDE: "\u21d2", 0xAE: "\u2192", 0x2D: "\u2212", 0xD7: "\u00b7"}
_WINGDINGS = {
    0x6C: "\u25cf", 0x6E: "\u25a0", 0x6F: "\u25a1", 0x71: "\u2751", 0x75: "\u25c6", 0x76: "\u2756",
    0x9F: "\u2022", 0xA1: "\u25cb", 0xA7: "\u25aa", 0xA8: "\u25fb", 0xD8: "\u27a2", 0xE0: "\u2192",
    0xF0: "\u21e8", 0xFB: "\u2717", 0xFC: "\u2713", 0xFD: "\u2612", 0xFE: "\u2611",
}  # fmt: skip
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS}
#: It comes with LibreOffice, and has them all or is helped out.
_FACE = "OpenSymbol"
# Where such fonts have their characters (U+F000 to U+F0FF), as RTF writes it: a signed number of 16 bits.
_PRIVATE, _UNSIGNED = 0xF000, 0xFFFF
_BULLET = 0x2022


def spell(root: Element) -> None:
    """Spell the bullets of lists of WordprocessingML (ECMA-376-1, 17.9.11)."""
    for element in elements(root):
        if local(element) == "lvl":
            _level(element)


def spell_rtf(root: Group) -> None:
    """Spell the bullets of lists of RTF whose font the file does not name: LibreOffice writes such files, and
    draws an empty box for each bullet of theirs."""
    groups = list(_groups(root))
    fonts = {
        word.value
        for table in groups
        if table.destination == "fonttbl"
        for group in (table, *_groups(table))
        for word in group.words()
        if word.name == "f"
    }
    for level in groups:
        named = [word.value for word in level.words() if word.name == "f"]
        if level.destination != "listlevel" or not named or named[-1] in fonts:
            continue
        for word in (word for group in level.groups() for word in group.words() if word.name == "u"):
            place = (word.value or 0) & _UNSIGNED
            if place & 0xFF00 == _PRIVATE:
                known = _SYMBOL.get(place & 0xFF) or _WINGDINGS.get(place & 0xFF)
                word.value = ord(known) if known else _BULLET


def _groups(group: Group) -> Iterator[Group]:
    for inner in group.groups():
        yield inner
        yield from _groups(inner)


def apart(root: Element) -> None:
    """Give each character of a symbol font (17.3.3.30) a run of its own: LibreOffice draws all that stands
    in its run in that font, and words become drawings."""
    for symbol in [e for e in elements(root) if local(e) == "sym" and local(e.getparent()) == "r"]:
        run = symbol.getparent()
        assert run is not None
        properties = [e for e in run if local(e) == "rPr"]
        behind = list(symbol.itersiblings())
        for inside in ([symbol], behind) if run.index(symbol) > len(properties) else (behind,):
            if inside:
                other = run.makeelement(run.tag, dict(run.attrib), run.nsmap)
                other.extend([*copy.deepcopy(properties), *inside])
                run.addnext(other)
                run = other


def _level(level: Element) -> None:
    text = next((e for e in level if local(e) == "lvlText"), None)
    fonts = next((e for e in elements(level) if local(e) == "rFonts"), None)
    if text is None or fonts is None:
        return
    said = get(text, "val") or ""
    known = _FONTS.get((get(fonts, "ascii") or get(fonts, "hAnsi") or "").casefold(), {})
    spelt = known.get(ord(said) & 0xFF) if len(said) == 1 else None
    if spelt is None:
        return
    for key in text.attrib:
        if key.rpartition("}")[2] == "val":
            text.set(key, spelt)
    for key in list(fonts.attrib):
        if key.rpartition("}")[2] == "hint":
            del fonts.attrib[key]
        else:
            fonts.set(key, _FACE)
