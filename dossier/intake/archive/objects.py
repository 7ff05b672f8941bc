"""Entries that an archive forbids and no page needs: taken away, or written as they should be.

Clauses are those of ISO 19005-2.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Name, Object, Stream

from dossier.entries import array, data, dictionary, get
from dossier.model import Treatment
from dossier.odd import OddError

from . import walk

_SUSPECT = re.compile(
    rb"/(?:(?:LZW|Interpolate\s*true|Alternates|OPI|CIDSet|CharSet|CIDFontType2|FontFile[23]?|TR2?|HTP)\b"
    rb"|BM\s*\[)",
    re.IGNORECASE,
)
# How a font program starts, as FreeType knows it: Type 1; TrueType and OpenType; CFF (Adobe's note 5176, 6).
_STARTS = (b"%!", b"\x80\x01", b"\0\x01\0\0", b"\0\x02\0\0", b"true", b"typ1", b"OTTO", b"ttcf")
#: Blend modes (ISO 32000-1, 11.3.5).
_BLENDS = (
    "/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge",
    "/ColorBurn", "/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color",
    "/Luminosity",
)  # fmt: skip
_CFF = re.compile(rb"\x01.[\x04-\xff]", re.DOTALL)


def suspected(file: bytes) -> bool:
    """Whether it is worth looking: the names stand in the file's own text, outside all streams."""
    return bool(_SUSPECT.search(file))


def mend(pdf: pikepdf.Pdf) -> Iterator[Treatment]:
    """Make the repairs that no viewer shows; yields each kind of them once, with how often it was made."""
    repairs: Counter[str] = Counter()
    for item in pdf.objects:
        if isinstance(item, Stream):
            _stream(item, repairs)
    for font in walk.fonts(pdf):
        _font(font, repairs)
        for inner in array(font, "/DescendantFonts"):
            _font(inner, repairs)
    for drawn in walk.drawn(pdf):
        for state in walk.entries(drawn.resources, "/ExtGState"):
            _state(state, repairs)
    for kind, count in sorted(repairs.items()):
        yield Treatment(kind, {"count": count})


def _stream(item: Stream, repairs: Counter[str]) -> None:
    filters = item.get("/Filter")
    names = list(filters) if isinstance(filters, Array) else [filters]
    if Name.LZWDecode in names:  # 6.1.7.2
        item.write(data(item))
        repairs["archive-lzw"] += 1
    subtype = item.get("/Subtype")
    if subtype == Name.Image and item.get("/Interpolate", False):  # 6.2.8
        item.Interpolate = False
        repairs["archive-interpolate"] += 1
    if subtype in (Name.Image, Name.Form):  # 6.2.8 and 6.2.9
        for key in ("/Alternates", "/OPI"):
            if key in item:
                del item[key]
                repairs["archive-alternate"] += 1


def _font(font: Object, repairs: Counter[str]) -> None:
    if get(font, "/Type") != Name.Font:  # 6.2.11.2: whatever is drawn with is a font by its place
        font.Type = Name.Font
        repairs["archive-font-type"] += 1
    descriptor = dictionary(font, "/FontDescriptor")
    for key in walk.PROGRAMS:  # 6.2.11.4.1: what no engine can read is no font, and none is missed
        if key in descriptor and not _is_program(descriptor[key]):
            del descriptor[key]
            repairs["archive-no-program"] += 1
    if any(key in descriptor for key in walk.PROGRAMS):
        # 6.2.11.4.2: lists of glyphs may be left out, and are wrong more often than right.
        for key in ("/CIDSet", "/CharSet"):
            if key in descriptor:
                del descriptor[key]
                repairs["archive-cidset"] += 1
    # 6.2.11.3.2: an embedded font says how its glyphs are numbered; unsaid, it means the same.
    numbered = get(font, "/Subtype") == Name.CIDFontType2 and "/FontFile2" in descriptor
    if numbered and "/CIDToGIDMap" not in font:
        font.CIDToGIDMap = Name.Identity
        repairs["archive-gidmap"] += 1


def _is_program(item: object) -> bool:
    try:
        start = data(item)[:64].lstrip()
    except OddError:
        return False
    return start.startswith(_STARTS) or bool(_CFF.match(start))


def _state(item: Object, repairs: Counter[str]) -> None:
    """6.2.5: transfer functions that transfer nothing, and halftones' phase, which no screen has."""
    neutral = {"/TR": (Name.Identity, Name.Default), "/TR2": (Name.Identity,), "/HTP": None}
    for key, values in neutral.items():
        if key in item and (values is None or item[key] in values):
            del item[key]
            repairs["archive-transfer"] += 1
    if isinstance(item.get("/BM"), Array):  # 6.2.10: of several names the first that viewers know (11.6.3)
        known = [name for name in list(item.BM) if name in _BLENDS]
        item.BM = known[0] if known else Name.Normal
        repairs["archive-blending"] += 1
