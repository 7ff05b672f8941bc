"""Which characters the codes of a font mean, by the names of its glyphs and the tables of its program.

An embedded font may name its glyphs ("eight.tf" is the figure 8 in tabular width; the Adobe Glyph List
Specification, 2), and a TrueType program says which of them is which character (OpenType, cmap).
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Mapping, Set

from fontTools.ttLib import TTFont
from pikepdf import Dictionary, Name, Object, Stream

from dossier import advances, cff, odd, sfnt
from dossier.entries import array, data, dictionary, get, text, whole

from . import encodings, walk

# The version of the table of names that names every glyph for itself.
_NAMED = 0x00020000
_PRIVATE, _BYTES = range(0xE000, 0xF900), range(256)
# A program's own encoding, in clear (Adobe Type 1 Font Format, 2.3).
_PUT = re.compile(rb"dup\s+(\d{1,3})\s*/([^\s/()<>\[\]{}%]+)\s+put")
_CLEAR, _STANDARD = b"eexec", b"StandardEncoding"
# Encodings that every reader knows.
_KNOWN = (Name.WinAnsiEncoding, Name.MacRomanEncoding)
_UNICODE = ((3, 1), (3, 10), (0, 3), (0, 4))


def of(font: Object, partly: bool) -> Mapping[bytes, str]:
    """The text that codes of ``font`` mean by what the font says itself; of a simple one only where nothing
    else says it (``partly``: something does). Raises OddError."""
    kind = get(font, "/Subtype")
    if kind == Name.Type0:
        return _composite(font)
    if partly or kind not in (Name.Type1, Name.MMType1) or get(font, "/Encoding") in _KNOWN:
        return {}
    if not any(key in dictionary(font, "/FontDescriptor") for key in walk.PROGRAMS):
        return {}  # whose glyphs have which names is the machine's to say
    meant = _simple(font).items()
    return {bytes([code]): chr(point) for code, point in meant if code in _BYTES and point not in _PRIVATE}


def _composite(font: Object) -> dict[bytes, str]:
    """By the glyphs of a TrueType program, where codes are the numbers of characters (9.7.5.2)."""
    below = array(font, "/DescendantFonts")
    if get(font, "/Encoding") != Name("/Identity-H") or len(below) != 1:
        return {}
    program = get(dictionary(below[0], "/FontDescriptor"), "/FontFile2")
    table = get(below[0], "/CIDToGIDMap")
    if not isinstance(program, Stream) or not (table in (None, Name.Identity) or isinstance(table, Stream)):
        return {}
    glyphs = _glyphs(data(program))
    if isinstance(table, Stream):
        numbers = data(table)[: 2 * 0x10000]
        count = len(numbers) // 2
        glyphs_by_code = enumerate(struct.unpack(f">{count}H", numbers[: 2 * count]))
        return {struct.pack(">H", code): glyphs[g] for code, g in glyphs_by_code if g and g in glyphs}
    return {struct.pack(">H", glyph): said for glyph, said in glyphs.items() if 0 < glyph < 0x10000}


def _glyphs(program: bytes) -> dict[int, str]:
    """What the glyphs of a TrueType program mean, by their numbers: as they are named, or else by its map."""
    tables = {tag: start for tag, start, _ in sfnt.tables(program)}
    start = tables.get(b"post", 0)
    named = b"post" in tables and int.from_bytes(program[start : start + 4]) == _NAMED
    if not named and b"cmap" not in tables:
        return {}
    meanings: dict[int, str] = {}
    with odd.reading("fontTools", faults=(struct.error,)), TTFont(io.BytesIO(program), lazy=True) as font:
        if not named:
            advances.numbered(font)
        if b"cmap" in tables:
            for point, name in (font["cmap"].getBestCmap(_UNICODE) or {}).items():
                meanings.setdefault(font.getGlyphID(name), chr(point))
        if named:
            from fontTools import agl  # thousands of names

            names = enumerate(font.getGlyphOrder())
            meanings |= {number: said for number, name in names if (said := agl.toUnicode(name))}
    return {glyph: said for glyph, said in meanings.items() if not any(map(_private, said))}


def _private(one: str) -> bool:
    """Whether a character is one of nobody's, or none."""
    return ord(one) in _PRIVATE or one in "\ufffe\ufeff" or ord(one) < ord(" ")


def _simple(font: Object) -> dict[int, int]:
    return encodings.code_points(*_encoded(font))


def glyph_names(font: Object, codes: Set[int]) -> dict[int, str]:
    """The names of the glyphs of ``codes`` of a simple font with a program of Type 1. Raises OddError."""
    base, differences = _encoded(font)
    points = encodings.code_points(base, [])
    names = {code: encodings.glyph_name(points[code]) for code in codes if code in points}
    code = 0
    for item in differences:
        if isinstance(item, int):
            code = item
            continue
        names[code] = item
        code += 1
    return {code: names[code] for code in codes if names.get(code)}


def _encoded(font: Object) -> tuple[str | None, list[int | str]]:
    """The encoding of a simple font: its base, and what differs from that, what its program says and above
    that what the font does (ISO 32000-1, 9.6.6)."""
    encoding = get(font, "/Encoding")
    base: str | None = text(encoding) if isinstance(encoding, Name) else None
    differences: list[int | str] = []
    if isinstance(encoding, Dictionary):
        base = text(get(encoding, "/BaseEncoding")) or None
        given = array(encoding, "/Differences")
        differences = [text(one)[1:] if isinstance(one, Name) else whole(one) for one in given]
    own = _own(dictionary(font, "/FontDescriptor")) if base is None else []
    return base, [*own, *differences]


def _own(descriptor: Object) -> list[int | str]:
    """The encoding of an embedded program of Type 1, as differences from the standard one."""
    if "/FontFile" in descriptor:
        clear = data(descriptor["/FontFile"]).partition(_CLEAR)[0]
        standard = _STANDARD in clear
        pairs = [(int(code), name.decode("latin-1")) for code, name in _PUT.findall(clear)]
    elif "/FontFile3" in descriptor and get(descriptor["/FontFile3"], "/Subtype") == Name.Type1C:
        with cff.opened(data(descriptor["/FontFile3"])) as font:
            given = font.Encoding
        standard = given == "StandardEncoding"
        names = enumerate(given if isinstance(given, list) else [])
        pairs = [(code, name) for code, name in names if name != ".notdef"]
    else:
        standard, pairs = False, []
    if standard:
        return []
    everywhere: list[int | str] = [item for code in range(256) for item in (code, ".notdef")]
    return everywhere + [item for pair in pairs if pair[0] < 256 for item in pair]
