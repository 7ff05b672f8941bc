"""Glyphs that are drawn without saying which characters they are, where their own names tell.

An embedded font may name its glyphs ("eight.tf" is the figure 8 in tabular width), while the map of codes to
characters, which is what makes a text searchable and read aloud, was made without them (ISO 19005-2,
6.2.11.7.2; the names by the Adobe Glyph List Specification, 2).
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator

import pikepdf
from pikepdf import Name, Object, Stream

from dossier import odd
from dossier.entries import array, data, dictionary, get
from dossier.model import Treatment

from . import walk

_CHARACTERS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<[0-9A-Fa-f\s]*>")
_SPAN = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<[^>]*>|\[[^\]]*\])")
_END = b"endcmap"
# The glyph for what has none, "mapped" to no character: some writers list it, and no map may (6.2.11.7.2).
_NOTHING = re.compile(rb"(\d+)(\s+beginbfchar\s*)<0000>\s*<0000>\s*")
# A map holds at most this many in a block (Adobe Technical Note 5014).
_BLOCK = 100
# The version of the table of names that names every glyph for itself.
_NAMED = 0x00020000
_PRIVATE = range(0xE000, 0xF900)


def suspected(file: bytes) -> bool:
    """Whether it is worth looking: a font numbers its glyphs itself."""
    return b"/Identity-H" in file


def mend(pdf: pikepdf.Pdf) -> Iterator[Treatment]:
    """Complete the maps of fonts whose glyphs have telling names; yields how many glyphs it was in all."""
    count = emptied = 0
    for font in walk.fonts(pdf):
        if font.get("/Subtype") == Name.Type0:
            emptied += _leave_nothing_out(font)
            count += _complete(font)
    if emptied:
        yield Treatment("characters-empty", {"count": emptied})
    if count:
        yield Treatment("characters-named", {"count": count})


def _leave_nothing_out(font: Object) -> int:
    table = font.get("/ToUnicode")
    if not isinstance(table, Stream):
        return 0
    text, found = _NOTHING.subn(lambda match: b"%d%s" % (int(match[1]) - 1, match[2]), data(table))
    if found:
        table.write(text)
    return found


def _complete(font: Object) -> int:
    table = font.get("/ToUnicode")
    program = _program(font)
    if not isinstance(table, Stream) or program is None:
        return 0
    outlines = data(program)
    if not _has_names(outlines):
        return 0
    text = data(table)
    known = _known(text)
    found = {glyph: point for glyph, point in _named(outlines).items() if glyph not in known}
    if not found or text.count(_END) != 1:
        return 0
    lines = [
        b"<%04x> <%s>" % (glyph, text.encode("utf-16-be").hex().encode()) for glyph, text in found.items()
    ]
    blocks = [lines[start : start + _BLOCK] for start in range(0, len(lines), _BLOCK)]
    added = b"".join(b"%d beginbfchar\n%s\nendbfchar\n" % (len(block), b"\n".join(block)) for block in blocks)
    table.write(text.replace(_END, added + _END))
    return len(found)


def _program(font: object) -> Object | None:
    """The TrueType program of a composite font whose codes are the numbers of its glyphs; else None."""
    below = array(font, "/DescendantFonts")
    if get(font, "/Encoding") != Name("/Identity-H") or len(below) != 1:
        return None
    if get(below[0], "/CIDToGIDMap") not in (None, Name.Identity):
        return None
    return get(dictionary(below[0], "/FontDescriptor"), "/FontFile2")


def _has_names(outlines: bytes) -> bool:
    """Whether a TrueType file names its glyphs, by its table directory alone."""
    for number in range(int.from_bytes(outlines[4:6])):
        entry = outlines[12 + 16 * number : 28 + 16 * number]
        if entry[:4] == b"post" and len(entry) == 16:
            start = int(struct.unpack(">I", entry[8:12])[0])
            return int.from_bytes(outlines[start : start + 4]) == _NAMED
    return False


def _named(outlines: bytes) -> dict[int, str]:
    from fontTools import agl
    from fontTools.ttLib import TTFont

    with odd.reading("fontTools"), TTFont(io.BytesIO(outlines), lazy=True) as font:
        names = enumerate(font.getGlyphOrder())
        texts = {number: agl.toUnicode(name) for number, name in names}
    return {
        number: text
        for number, text in texts.items()
        if text and not any(ord(character) in _PRIVATE for character in text)
    }


def _known(text: bytes) -> set[int]:
    found: set[int] = set()
    for block in _CHARACTERS.findall(text):
        found.update(int(code, 16) for code in _PAIR.findall(block))
    for block in _RANGES.findall(text):
        for first, last in _SPAN.findall(block):
            found.update(range(int(first, 16), min(int(last, 16), 0xFFFF) + 1))
    return found
