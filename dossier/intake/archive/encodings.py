"""What the codes of a simple font mean (ISO 32000-1, Annex D)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

_CODECS = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}
# StandardEncoding, where it is not ASCII (Table D.2); ASCII's own quotes are the typographic ones.
_STANDARD = {
    **dict(enumerate("¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ", 0xA1)),
    **dict(enumerate("–†‡·", 0xB1)),
    **dict(enumerate("¶•‚„”»…‰", 0xB6)),
    **dict(enumerate("`´ˆ˜¯˘˙¨", 0xC1)),
    0x27: "’",
    0x60: "‘",
    0xBF: "¿",
    0xCA: "˚",
    0xCB: "¸",
    0xCD: "˝",
    0xCE: "˛",
    0xCF: "ˇ",
    0xD0: "—",
    0xE1: "Æ",
    0xE3: "ª",
    0xE8: "Ł",
    0xE9: "Ø",
    0xEA: "Œ",
    0xEB: "º",
    0xF1: "æ",
    0xF5: "ı",
    0xF8: "ł",
    0xF9: "ø",
    0xFA: "œ",
    0xFB: "ß",
}
# Annex D, notes 3 to 6: a space and a hyphen under a second code, bullets for what cp1252 leaves open.
_WIN_ANSI = {0xA0: " ", 0xAD: "-", **dict.fromkeys((0x7F, 0x81, 0x8D, 0x8F, 0x90, 0x9D), "•")}


def code_points(base: str | None, differences: Sequence[int | str]) -> dict[int, int]:
    """The Unicode value of each code: those of ``base``, a name of Annex D, StandardEncoding without one,
    changed by ``differences`` (ISO 32000-1, 9.6.6.1). A glyph that is no single character is left out."""
    from fontTools import agl

    points = dict(_base(base))
    code = 0
    for item in differences:
        if isinstance(item, int):
            code = item
            continue
        meant = agl.toUnicode(item)
        if len(meant) == 1:
            points[code] = ord(meant)
        else:
            points.pop(code, None)
        code += 1
    return points


@cache
def _base(name: str | None) -> dict[int, int]:
    if name in _CODECS:
        text = {code: bytes([code]).decode(_CODECS[name], "ignore") for code in range(32, 256)}
        if name == "/WinAnsiEncoding":
            text |= _WIN_ANSI
    else:
        text = {code: chr(code) for code in range(32, 127)} | _STANDARD
    return {code: ord(character) for code, character in text.items() if character}


@cache
def _names() -> dict[int, str]:
    from fontTools import agl

    names: dict[int, str] = {}
    for name, point in sorted(agl.AGL2UV.items(), key=lambda item: (len(item[0]), item[0])):
        names.setdefault(point, name)
    return {**names, 0x20: "space", 0x2D: "hyphen"}


def glyph_name(point: int) -> str:
    """The name of the glyph for a Unicode value in the Adobe Glyph List; empty where it has none."""
    return _names().get(point, "")
