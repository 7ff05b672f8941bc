"""Font programs, where the checker sees less than veraPDF: what none of its readers can use is not there."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Dictionary, Object, Stream

from dossier import odd
from dossier.entries import FAULTS, array, data, dictionary, get, number, values
from dossier.odd import OddError

from .fault import Fault

_KEYS = ("/FontFile", "/FontFile2", "/FontFile3")
_SYMBOLIC = 1 << 2
# Of a Type 1 program, the bytes in which its encrypted part begins (Adobe Type 1 Font Format, 7).
_EEXEC, _KEY, _START = b"eexec", 55665, 4096
# Which kinds of fonts may have a program of a compact kind (ISO 32000-1, table 126).
_COMPACT = {
    "/Type1C": ("/Type1", "/MMType1"),
    "/CIDFontType0C": ("/CIDFontType0",),
    "/OpenType": ("/Type1", "/TrueType", "/CIDFontType0", "/CIDFontType2"),
}


def faults(pdf: bytes) -> tuple[Fault, ...]:
    """What is wrong with the fonts of ``pdf``, each rule once; of what is too odd to be walked through the
    checker tells."""
    found: dict[str, Fault] = {}
    try:
        with odd.reading(faults=FAULTS), pikepdf.open(io.BytesIO(pdf)) as opened:
            for item in opened.objects:
                for rule in _rules(item):
                    found.setdefault(rule, Fault(rule, rule, None))
    except OddError:
        return ()
    return tuple(found.values())


def _rules(item: object) -> list[str]:
    try:
        return [rule for font in _fonts(item) for rule in _font(font)]
    except OddError:
        return []


def _fonts(item: object) -> Iterator[Object]:
    """The fonts that an object names for what it draws, or that are named by it as resources."""
    if not isinstance(item, (Dictionary, Stream)):
        return
    for holder in (item, get(item, "/Resources")):
        if not isinstance(holder, (Dictionary, Stream)):
            continue
        held = get(holder, "/Font")  # of a graphics state it is one font and its size
        for font in values(held) if isinstance(held, Dictionary) else ():
            if isinstance(font, Dictionary):
                yield font
                yield from (
                    below for below in array(font, "/DescendantFonts") if isinstance(below, Dictionary)
                )


def _font(font: Object) -> Iterator[str]:
    descriptor = dictionary(font, "/FontDescriptor")
    key = next((key for key in _KEYS if key in descriptor), None)
    if key is None:
        return
    kind = str(font.get("/Subtype", ""))
    program = descriptor[key]
    if key == "/FontFile3" and kind not in _COMPACT.get(str(get(program, "/Subtype")), (kind,)):
        yield "FONT-PROGRAM-KIND"
    if key == "/FontFile" and not _opens(data(program)):
        yield "FONT-PROGRAM-TYPE1"
    if key == "/FontFile2" and kind == "/TrueType":
        flags = int(number(descriptor.get("/Flags", 0)))
        maps = _maps(data(program))
        wanted = {(3, 0), (1, 0)} if flags & _SYMBOLIC else {(3, 1), (1, 0)}
        if not maps & wanted:
            yield "FONT-PROGRAM-MAP"


def _opens(program: bytes) -> bool:
    """Whether the encrypted part of a Type 1 program becomes one with its key."""
    at = program.find(_EEXEC)
    if at < 0:
        return False
    coded = program[at + len(_EEXEC) :].lstrip(b" \t\r\n")[:_START]
    if all(byte in b"0123456789abcdefABCDEF \t\r\n" for byte in coded[:8]):
        digits = bytes(byte for byte in coded if byte not in b" \t\r\n")
        try:
            coded = bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii", "replace"))
        except ValueError:
            return False
    plain = _decrypted(coded)
    return b"/Private" in plain or b"/CharStrings" in plain or b"/Subrs" in plain


def _decrypted(coded: bytes) -> bytes:
    plain, key = bytearray(), _KEY
    for byte in coded:
        plain.append(byte ^ (key >> 8))
        key = ((byte + key) * 52845 + 22719) & 0xFFFF
    return bytes(plain)


def _maps(program: bytes) -> set[tuple[int, int]]:
    """The platforms and encodings of the maps of a TrueType program, by its own table (OpenType, cmap)."""
    for entry in range(12, 12 + 16 * int.from_bytes(program[4:6]), 16):
        if program[entry : entry + 4] == b"cmap":
            start = int.from_bytes(program[entry + 8 : entry + 12])
            count = int.from_bytes(program[start + 2 : start + 4])
            heads = (start + 4 + 8 * rank for rank in range(count))
            return {
                (int.from_bytes(program[h : h + 2]), int.from_bytes(program[h + 2 : h + 4])) for h in heads
            }
    return set()
