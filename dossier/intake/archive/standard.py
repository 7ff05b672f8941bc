"""The standard fonts, which may be named without being embedded: which Liberation face has the widths of one,
what its codes mean, and how wide its letters are (ISO 32000-1, 9.6.2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from dossier import liberation
from dossier.entries import array, dictionary, get, text, whole

from . import encodings, walk

_STANDARD = re.compile(
    r"(?P<sans>arial|helvetica)|(?P<serif>timesnewroman|times)|(?P<mono>couriernew|courier)", re.IGNORECASE
)
_STYLE = re.compile(
    r"(ps)?(mt)?[-,]?(roman|regular|normal)?(?P<bold>bold)?(?P<italic>italic|oblique)?(mt)?", re.IGNORECASE
)
_SUBSET = re.compile(r"^[A-Z]{6}\+")
#: Fonts of one byte a letter.
SIMPLE = (Name.Type1, Name.TrueType, Name.MMType1)
#: Characters whose widths in the faces are not those of the standard fonts: no line of a page may depend on
#: them where it is the standard that says the widths.
ODD = frozenset(map(ord, "¯÷±µ◊∂∑√ďťľĽ"))
_SYMBOLS = ("Symbol", "ZapfDingbats")
_NONSYMBOLIC, _FIXED, _SERIF, _ITALIC = 32, 1, 2, 64


@dataclass(frozen=True, slots=True)
class Face:
    """A Liberation face, by its file, and whether it is ``fixed`` in width, has serifs, or is slanted."""

    path: Path
    family: str
    style: str

    @property
    def name(self) -> str:
        """Its PostScript name."""
        return self.path.stem

    @property
    def flags(self) -> int:
        """ISO 32000-1, 9.8.2."""
        slanted = _ITALIC if "Italic" in self.style else 0
        return _NONSYMBOLIC | {"Mono": _FIXED, "Serif": _SERIF}.get(self.family, 0) | slanted


def face_for(name: str) -> Face | None:
    """The face with the widths of the font called ``name``, None where there is none or it is not here."""
    plain = _SUBSET.sub("", name).replace(" ", "").replace("_", "")
    family = _STANDARD.match(plain)
    if family is None:
        return None
    style = _STYLE.fullmatch(plain, family.end())
    if style is None:
        return None
    words = ("Bold" if style["bold"] else "") + ("Italic" if style["italic"] else "") or "Regular"
    kind = str(family.lastgroup).capitalize()
    path = liberation.face(kind, words)
    return Face(path, kind, words) if path else None


def face_of(font: Object) -> Face | None:
    """The face of a standard font that is named only; None where it is none, or carries its program."""
    if get(font, "/Subtype") not in SIMPLE or "/BaseFont" not in font:
        return None
    descriptor = dictionary(font, "/FontDescriptor")
    embedded = any(key in descriptor for key in walk.PROGRAMS)
    return None if embedded else face_for(text(font.BaseFont)[1:])


def is_standard(font: Object) -> bool:
    """Whether the widths of a font go without saying (ISO 32000-1, 9.6.2.2)."""
    name = text(get(font, "/BaseFont"))[1:]
    return name in _SYMBOLS or face_of(font) is not None


def advances(font: Object) -> dict[int, float] | None:
    """The advance widths, in thousandths of an em, that go without saying for each code of a standard font;
    -1 stands for all others. None where it is none of those whose widths are known."""
    face = face_of(font)
    if face is None:
        return None
    widths = widths_of(face.path)
    return {-1: widths[-1], **{c: widths[p] for c, p in meant_by(font).items() if p in widths}}


def measure(pdf: pikepdf.Pdf) -> bool:
    """Write down the widths of standard fonts where they go without saying (ISO 32000-1, 9.6.2.2); returns
    whether there was one. An odd character gets none, so that what stands behind it stands elsewhere."""
    changed = False
    for font in walk.fonts(pdf):
        face = face_of(font)
        if face and "/Widths" not in font:
            lay_out(font, face, ODD)
            changed = True
    return changed


def lay_out(font: Object, face: Face, without: Iterable[int] = ()) -> None:
    """Write the widths of ``face`` into ``font``; none for the characters ``without`` one."""
    widths = {**widths_of(face.path), **dict.fromkeys(without, 0.0)}
    meant = meant_by(font)
    font.FirstChar, font.LastChar = 0, 255
    font.Widths = Array([round(widths.get(meant.get(code, -1), widths[-1])) for code in range(256)])


def meant_by(font: Object) -> dict[int, int]:
    """The Unicode value that each code of ``font`` means (ISO 32000-1, 9.6.6)."""
    encoding = font.get("/Encoding")
    base: str | None = None
    differences: list[Object] = []
    if isinstance(encoding, Name):
        base = text(encoding)
    elif isinstance(encoding, Dictionary):
        base = text(get(encoding, "/BaseEncoding")) or None
        differences = array(encoding, "/Differences")
    return encodings.code_points(base, [_plain(item) for item in differences])


def _plain(item: Object) -> int | str:
    return text(item)[1:] if isinstance(item, Name) else whole(item)


@cache
def widths_of(path: Path) -> dict[int, float]:
    """Advance widths in thousandths of an em by Unicode value; -1 is the glyph for what has none."""
    from fontTools.ttLib import TTFont  # a tenth of a second: for those who need it

    with TTFont(path, lazy=True) as font:
        scale = 1000 / font["head"].unitsPerEm
        advances = font["hmtx"]
        widths = {
            point: advances[glyph][0] * scale
            for point, glyph in font.getBestCmap().items()
            if encodings.glyph_name(point)
        }
        return {**widths, -1: advances[".notdef"][0] * scale}


def plain(name: str) -> str:
    """The name of a font without the mark of a subset."""
    return _SUBSET.sub("", name)
