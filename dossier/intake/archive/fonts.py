"""Standard fonts that a file names without embedding them: the Liberation face of the same widths goes in.

A program that draws a page with such a font takes what the machine has; an archive must carry it (ISO
19005-2, 6.2.11.4.1). Simple fonts alone: the codes of a composite font mean nothing without its own program.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from dossier.entries import array, number, whole
from dossier.model import Treatment

from . import encodings, walk
from .standard import Face, face_of, lay_out, meant_by, plain, widths_of

_SUSPECT = re.compile(rb"/BaseFont\s*/(?:Arial|Helvetica|Times|Courier)", re.IGNORECASE)
# Widths are thousandths of an em; ISO 19005-2, 6.2.11.5 allows one between dictionary and program.
_WIDTH_SLACK = 1.0


def suspected(data: bytes) -> bool:
    """Whether it is worth looking: a font is named that is standard, and no subset."""
    return bool(_SUSPECT.search(data))


def mend(pdf: pikepdf.Pdf) -> Iterator[Treatment]:
    """Embed a face for every standard font that is named only; yields what stands for what, once each."""
    done: dict[str, str] = {}
    programs: dict[bytes, Object] = {}
    for font in walk.fonts(pdf):
        face = face_of(font)
        if face is None:
            continue
        meant = {c: point for c, point in meant_by(font).items() if point in widths_of(face.path)}
        if not meant or not _same_widths(font, meant, widths_of(face.path)):
            continue
        named = str(font.BaseFont)[1:]
        _embed(pdf, font, face, meant, programs)
        done[named] = face.name
    for named, name in sorted(done.items()):
        yield Treatment("font-embedded", {"font": named, "face": name})


def unembedded(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """The names of the fonts that ``pdf`` uses and does not carry, in order."""
    names = set()
    for font in walk.fonts(pdf):
        inner = font.get("/DescendantFonts")
        for simple in list(inner) if isinstance(inner, Array) else [font]:
            if not isinstance(simple, Dictionary) or simple.get("/Subtype") == Name.Type3:
                continue
            descriptor: object = simple.get("/FontDescriptor")
            if not isinstance(descriptor, Dictionary) or not any(key in descriptor for key in walk.PROGRAMS):
                names.add(plain(_readable(simple.get("/BaseFont", Name("/?")))))
    return tuple(sorted(names))


def _readable(name: Object) -> str:
    """A name as text; bytes that are no UTF-8, of an old encoding, as the file writes them (#cb#ce)."""
    try:
        return str(name)[1:]
    except UnicodeDecodeError:
        return bytes(name.unparse()).decode("latin-1")[1:]


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
    lay_out(font, face)
    font.Subtype = Name.TrueType
    font.BaseFont = name
    font.Encoding = _encoding(meant)
    if "/Name" in font:
        del font["/Name"]


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
def _subset(path: Path, points: tuple[int, ...]) -> tuple[bytes, dict[str, int | list[int]]]:
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
    metrics: dict[str, int | list[int]] = {
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
