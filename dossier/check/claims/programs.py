"""Font programs, where the checker sees less than veraPDF: what its readers cannot use is not there."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from pikepdf import Dictionary, Object

from dossier import cff, sfnt
from dossier.entries import array, data, dictionary, get, number
from dossier.odd import OddError

_KEYS = ("/FontFile", "/FontFile2", "/FontFile3")
_SYMBOLIC = 1 << 2
# Of a Type 1 program, where its encrypted part begins, and the key (Adobe Type 1 Font Format, 7).
_EEXEC, _KEY, _TABLE = b"eexec", 55665, b"/CharStrings"
_DRAWING = re.compile(rb"\s*/([^\s/{}\[\]()<>%]*)\s+(\d{1,9})\s+(?:RD|-\||\S+) ")
_CLOSED = re.compile(rb"\s*(?:ND|\|-|noaccess\s+def|def)\s*(end\b)?")
# Which kinds of fonts may have a program of a compact kind (ISO 32000-1, table 126).
_COMPACT = {
    "/Type1C": ("/Type1", "/MMType1"),
    "/CIDFontType0C": ("/CIDFontType0",),
    "/OpenType": ("/Type1", "/TrueType", "/CIDFontType0", "/CIDFontType2"),
}
_KINDS = {"/FontFile": ("/Type1", "/MMType1"), "/FontFile2": ("/TrueType", "/CIDFontType2")}
# Where a table says what it is: its offset, and what stands there (OpenType, head, hhea and maxp).
_SIGNED = {
    b"head": (12, (b"\x5f\x0f\x3c\xf5",)),
    b"hhea": (0, (b"\0\1",)),
    b"maxp": (0, (b"\0\1", b"\0\0\x50\0")),
}
# Tables without which a TrueType program measures nothing; one's length may count what rounds it up.
_NEEDED = {b"head", b"hhea", b"hmtx", b"maxp"}
_NUMBERS = {*_NEEDED, b"loca"}
_PADDING = 3


def rules(font: Object) -> Iterator[str]:
    """The rules that the program of ``font`` breaks, or those of the fonts that it is composed of."""
    yield from _font(font)
    for below in array(font, "/DescendantFonts"):
        if isinstance(below, Dictionary):
            yield from _font(below)


def _font(font: Object) -> Iterator[str]:
    descriptor = dictionary(font, "/FontDescriptor")
    key = next((key for key in _KEYS if key in descriptor), None)
    if key is None:
        return
    kind = str(font.get("/Subtype", ""))
    program = descriptor[key]
    if (key == "/FontFile3" and kind not in _COMPACT.get(str(get(program, "/Subtype")), (kind,))) or (
        key in _KINDS and kind not in _KINDS[key]
    ):
        yield "FONT-PROGRAM-KIND"
    elif key == "/FontFile" and _drawings(data(program)) is None:
        yield "FONT-PROGRAM-TYPE1"
    elif key == "/FontFile2" and not _complete(data(program)):
        yield "FONT-PROGRAM-TRUETYPE"
    elif key == "/FontFile3" and get(program, "/Subtype") != "/OpenType" and _glyphs(data(program)) is None:
        yield "FONT-PROGRAM-COMPACT"
    elif key == "/FontFile2" and kind == "/TrueType":
        flags = int(number(descriptor.get("/Flags", 0)))
        maps = _maps(data(program))
        wanted = {(3, 0), (1, 0)} if flags & _SYMBOLIC else {(3, 1), (1, 0)}
        if not maps & wanted:
            yield "FONT-PROGRAM-MAP"


def advances(program: bytes) -> tuple[tuple[int, ...], int] | None:
    """The advance widths of the glyphs of a TrueType program, the last of which is that of all others, and
    the units of its em (OpenType, hmtx); None where it has none."""
    tables = {tag: start for tag, start, _ in sfnt.tables(program)}
    if not tables.keys() >= _NEEDED:
        return None
    head, metrics = tables[b"head"] + 18, tables[b"hmtx"]
    count = int.from_bytes(program[tables[b"hhea"] + 34 : tables[b"hhea"] + 36])
    units = int.from_bytes(program[head : head + 2])
    table = program[metrics : metrics + 4 * count].ljust(4 * count, b"\0")
    widths = struct.unpack(f">{2 * count}H", table)[::2]
    return (widths, units) if widths and units else None


def names(font: Object) -> frozenset[str] | None:
    """The glyphs of a font of Type 1 by their names; None where its program has none, or is none."""
    descriptor = dictionary(font, "/FontDescriptor")
    if "/FontFile" in descriptor:
        drawings = _drawings(data(descriptor["/FontFile"]))
        return None if drawings is None else frozenset(name.decode("latin-1") for name in drawings)
    if "/FontFile3" in descriptor and get(descriptor["/FontFile3"], "/Subtype") == "/Type1C":
        order = _glyphs(data(descriptor["/FontFile3"]))
        return None if order is None else frozenset(order)
    return None


def _drawings(program: bytes) -> frozenset[bytes] | None:
    """The names of the glyphs in the encrypted part of a Type 1 program, read to their end (Adobe Type 1 Font
    Format, 2.4 and 7.1); None where it is not to be opened with its key, breaks off, or stands there in
    digits, which veraPDF does not read."""
    at = program.find(_EEXEC)
    if at < 0:
        return None
    coded = program[at + len(_EEXEC) :].lstrip(b" \t\r\n")
    if all(byte in b"0123456789abcdefABCDEF \t\r\n" for byte in coded[:8]):
        return None
    plain = _decrypted(coded)
    start = plain.find(_TABLE)
    names: set[bytes] = set()
    drawing = _DRAWING.search(plain, start + len(_TABLE)) if start >= 0 else None
    while drawing:
        names.add(drawing[1])
        end = drawing.end() + int(drawing[2])
        closed = _CLOSED.match(plain, end)
        if closed is None:
            return None
        if closed[1]:
            return frozenset(names)
        drawing = _DRAWING.match(plain, closed.end())
    return None


def _decrypted(coded: bytes) -> bytes:
    plain, key = bytearray(), _KEY
    for byte in coded:
        plain.append(byte ^ (key >> 8))
        key = ((byte + key) * 52845 + 22719) & 0xFFFF
    return bytes(plain)


def _complete(program: bytes) -> bool:
    """Whether the tables of a TrueType program are there, to their ends (OpenType, table directory)."""
    glyphs = set()
    for tag, start, length in sfnt.tables(program):
        # What stands last may announce the bytes that fill it up; of numbers each is wanted.
        if start + length > len(program) + (0 if tag in _NUMBERS else _PADDING):
            return False
        at, signs = _SIGNED.get(tag, (0, (b"",)))
        if not program.startswith(signs, start + at):
            return False
        glyphs.add(tag)
    return glyphs >= _NEEDED


def _glyphs(program: bytes) -> tuple[str, ...] | None:
    """The glyphs of a CFF program by their names; None where they, or what they call, are not there to their
    ends (Adobe's note 5176)."""
    try:
        with cff.opened(program) as font:
            drawings = font.CharStrings.charStringsIndex
            below = getattr(font, "FDArray", [font])
            held = [drawings] + [one.Private.Subrs for one in below if hasattr(one.Private, "Subrs")]
            ends = [index.offsetBase + index.offsets[-1] for index in held if len(index)]
            order = tuple(font.charset)
    except OddError:
        return None
    return order if max(ends, default=0) <= len(program) else None


def _maps(program: bytes) -> set[tuple[int, int]]:
    """The platforms and encodings of the maps of a TrueType program, by its own table (OpenType, cmap)."""
    for tag, start, _ in sfnt.tables(program):
        if tag == b"cmap":
            count = int.from_bytes(program[start + 2 : start + 4])
            heads = (start + 4 + 8 * rank for rank in range(count))
            return {
                (int.from_bytes(program[h : h + 2]), int.from_bytes(program[h + 2 : h + 4])) for h in heads
            }
    return set()
