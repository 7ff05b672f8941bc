"""Standard fonts that a file names without embedding them: the Liberation face of the same widths goes in.

A program that draws a page with such a font takes what the machine has; an archive must carry it (ISO
19005-2, 6.2.11.4.1). Simple fonts alone: the codes of a composite font mean nothing without its own program.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from dossier import liberation
from dossier.entries import array, dictionary, get, number, text, whole
from dossier.model import Treatment

from . import encodings, walk

_STANDARD = re.compile(
    r"(?P<sans>arial|helvetica)|(?P<serif>timesnewroman|times)|(?P<mono>couriernew|courier)", re.IGNORECASE
)
_STYLE = re.compile(
    r"(ps)?(mt)?[-,]?(roman|regular|normal)?(?P<bold>bold)?(?P<italic>italic|oblique)?(mt)?", re.IGNORECASE
)
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_SUSPECT = re.compile(rb"/BaseFont\s*/(?:Arial|Helvetica|Times|Courier)", re.IGNORECASE)
#: Fonts of one byte a letter.
SIMPLE = (Name.Type1, Name.TrueType, Name.MMType1)
#: Characters whose widths in the faces are not those of the standard fonts: no line of a page may depend on
#: them where it is the standard that says the widths.
ODD = frozenset(map(ord, "¯÷±µ◊∂∑√ďťľĽ"))
# Widths are thousandths of an em; ISO 19005-2, 6.2.11.5 allows one between dictionary and program.
_WIDTH_SLACK = 1.0
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


def suspected(data: bytes) -> bool:
    """Whether it is worth looking: a font is named that is standard, and no subset."""
    return bool(_SUSPECT.search(data))


def mend(pdf: pikepdf.Pdf) -> Iterator[Treatment]:
    """Embed a face for every standard font that is named only; yields what stands for what, once each."""
    done: dict[str, str] = {}
    programs: dict[bytes, Object] = {}
    for font in walk.fonts(pdf):
        face = _wanted(font)
        if face is None:
            continue
        meant = {c: point for c, point in _meant(font).items() if point in _widths(face.path)}
        if not meant or not _same_widths(font, meant, _widths(face.path)):
            continue
        named = str(font.BaseFont)[1:]
        _embed(pdf, font, face, meant, programs)
        done[named] = face.name
    for named, name in sorted(done.items()):
        yield Treatment("font-embedded", {"font": named, "face": name})


def measure(pdf: pikepdf.Pdf) -> bool:
    """Write down the widths of standard fonts where they go without saying (ISO 32000-1, 9.6.2.2); returns
    whether there was one. An odd character gets none, so that what stands behind it stands elsewhere."""
    changed = False
    for font in walk.fonts(pdf):
        face = _wanted(font)
        if face and "/Widths" not in font:
            _lay_out(font, {**_widths(face.path), **dict.fromkeys(ODD, 0.0)}, _meant(font))
            changed = True
    return changed


def advances(font: Object) -> dict[int, float] | None:
    """The advance widths, in thousandths of an em, that go without saying for each code of a standard font;
    -1 stands for all others. None where it is none of those whose widths are known."""
    face = _wanted(font)
    if face is None:
        return None
    widths = _widths(face.path)
    return {-1: widths[-1], **{c: widths[p] for c, p in _meant(font).items() if p in widths}}


def is_standard(font: Object) -> bool:
    """Whether the widths of a font go without saying (ISO 32000-1, 9.6.2.2)."""
    name = text(get(font, "/BaseFont"))[1:]
    return name in _SYMBOLS or _wanted(font) is not None


def lay_out(font: Object, face: Face) -> None:
    """Write the widths of ``face`` into ``font``."""
    _lay_out(font, _widths(face.path), _meant(font))


def unembedded(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """The names of the fonts that ``pdf`` uses and does not carry, in order."""
    found = set()
    for font in walk.fonts(pdf):
        inner = font.get("/DescendantFonts")
        for simple in list(inner) if isinstance(inner, Array) else [font]:
            if not isinstance(simple, Dictionary) or simple.get("/Subtype") == Name.Type3:
                continue
            descriptor: object = simple.get("/FontDescriptor")
            if not isinstance(descriptor, Dictionary) or not any(key in descriptor for key in walk.PROGRAMS):
                found.add(plain(_readable(simple.get("/BaseFont", Name("/?")))))
    return tuple(sorted(found))


def plain(name: str) -> str:
    """The name of a font without the mark of a subset."""
    return _SUBSET.sub("", name)


def _readable(name: Object) -> str:
    """A name as text; bytes that are no UTF-8, of an old encoding, as the file writes them (#cb#ce)."""
    try:
        return str(name)[1:]
    except UnicodeDecodeError:
        return bytes(name.unparse()).decode("latin-1")[1:]


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


def _wanted(font: Object) -> Face | None:
    if get(font, "/Subtype") not in SIMPLE or "/BaseFont" not in font:
        return None
    descriptor = dictionary(font, "/FontDescriptor")
    embedded = any(key in descriptor for key in walk.PROGRAMS)
    return None if embedded else face_for(text(font.BaseFont)[1:])


def _meant(font: Object) -> dict[int, int]:
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


def _same_widths(font: Object, meant: Mapping[int, int], widths: Mapping[int, float]) -> bool:
    """Whether the advance widths that the file lays its lines out by are those of the face.

    A width of nothing stands for a code that is not used.
    """
    first = whole(font.get("/FirstChar", 0))
    given = {first + n: number(width) for n, width in enumerate(array(font, "/Widths"))}
    return all(
        not given.get(code) or abs(given[code] - widths[point]) <= _WIDTH_SLACK
        for code, point in meant.items()
    )


def _embed(
    pdf: pikepdf.Pdf,
    font: Object,
    face: Face,
    meant: Mapping[int, int],
    programs: dict[bytes, Object],
) -> None:
    data, metrics = _subset(face.path, tuple(sorted(set(meant.values()))))
    digest = hashlib.sha256(data).digest()
    if digest not in programs:
        programs[digest] = pdf.make_indirect(Stream(pdf, data, Length1=len(data)))
    tag = "".join(chr(ord("A") + byte % 26) for byte in digest[:6])
    name = Name(f"/{tag}+{face.name}")
    font.FontDescriptor = pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=face.flags,
            FontFile2=programs[digest],
        )
    )
    for key, value in metrics.items():
        font.FontDescriptor[f"/{key}"] = Array(value) if isinstance(value, list) else value
    _lay_out(font, _widths(face.path), meant)
    font.Subtype = Name.TrueType
    font.BaseFont = name
    font.Encoding = _encoding(meant)
    if "/Name" in font:
        del font["/Name"]


def _lay_out(font: Object, widths: Mapping[int, float], meant: Mapping[int, int]) -> None:
    font.FirstChar, font.LastChar = 0, 255
    font.Widths = Array([round(widths.get(meant.get(code, -1), widths[-1])) for code in range(256)])


def _encoding(meant: Mapping[int, int]) -> Object:
    """WinAnsiEncoding and what differs from it, by names of the Adobe Glyph List (6.2.11.6)."""
    known = encodings.code_points("/WinAnsiEncoding", [])
    differences: list[object] = []
    last = -2
    for code, point in sorted(meant.items()):
        if known.get(code) == point:
            continue
        if code != last + 1:
            differences.append(code)
        differences.append(Name(f"/{encodings.glyph_name(point)}"))
        last = code
    if not differences:
        return Name.WinAnsiEncoding
    return Dictionary(Type=Name.Encoding, BaseEncoding=Name.WinAnsiEncoding, Differences=Array(differences))


@cache
def _widths(path: Path) -> dict[int, float]:
    """Advance widths in thousandths of an em by Unicode value; -1 is the glyph for what has none."""
    from fontTools.ttLib import TTFont  # a tenth of a second: for those who need it

    with TTFont(path, lazy=True) as font:
        scale = 1000 / font["head"].unitsPerEm
        advances = font["hmtx"]
        found = {
            point: advances[glyph][0] * scale
            for point, glyph in font.getBestCmap().items()
            if encodings.glyph_name(point)
        }
        return {**found, -1: advances[".notdef"][0] * scale}


@cache
def _subset(path: Path, points: tuple[int, ...]) -> tuple[bytes, dict[str, Any]]:
    """The face with the glyphs for ``points`` alone, and its entries of a font descriptor (Table 122)."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(
        layout_features=[],
        name_IDs=[],
        hinting=False,
        notdef_outline=True,
        recalc_timestamp=False,
        glyph_names=False,
        drop_tables=["GSUB", "GPOS", "GDEF", "kern", "FFTM", "DSIG"],
    )
    font = TTFont(path, recalcTimestamp=False)
    scale = 1000 / font["head"].unitsPerEm
    head, heights = font["head"], font["hhea"]
    metrics: dict[str, object] = {
        "FontBBox": [round(n * scale) for n in (head.xMin, head.yMin, head.xMax, head.yMax)],
        "ItalicAngle": round(font["post"].italicAngle),
        "Ascent": round(heights.ascent * scale),
        "Descent": round(heights.descent * scale),
        "CapHeight": round(font["OS/2"].sCapHeight * scale),
        "StemV": 140 if "Bold" in path.stem else 80,
    }
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue(), metrics
