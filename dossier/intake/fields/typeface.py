"""The faces that fields are written in: those of the widths of Helvetica, Times and Courier, with the letters
that the values need."""

from __future__ import annotations

import hashlib
import io
from functools import cache
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from dossier import fonts, liberation

_SERIF, _FIXED, _BOLD = ("times", "serif", "roman", "tiro", "tibo", "georgia"), ("cour", "mono"), "bold"
# A face that varies is taken as it is drawn without a word.
_VARIABLE = ("fvar", "gvar", "avar", "HVAR", "MVAR", "STAT", "cvar")
_SLANTED = ("italic", "oblique")


@cache
def path_for(name: str) -> Path | None:
    """The file of the face for a font called ``name``; None where the machine has none."""
    plain = name.lower()
    family = (
        "Mono" if any(w in plain for w in _FIXED) else "Serif" if any(w in plain for w in _SERIF) else "Sans"
    )
    family = "Sans" if "sans" in plain else family
    style = ("Bold" if _BOLD in plain else "") + ("Italic" if any(w in plain for w in _SLANTED) else "")
    installed = liberation.face(family, style or "Regular") or liberation.face("Sans", "Regular")
    shipped = [path for folder in fonts.folders() for path in sorted(folder.glob("SourceSans3*.ttf"))]
    return installed or next((path for path in shipped if "Italic" not in path.name), None)


class Typeface:
    """One face, as far as fields of one file use it."""

    def __init__(self, path: Path) -> None:
        from fontTools.ttLib import TTFont  # the layout waits for what is imported with this module

        self._data = path.read_bytes()
        self._font = TTFont(io.BytesIO(self._data), lazy=True)
        self._name = path.stem
        self._scale: float = 1 / self._font["head"].unitsPerEm
        self._cmap: dict[int, str] = self._font.getBestCmap()
        self._used: dict[int, str] = {}
        self._dictionary: Object | None = None
        heights = self._font["hhea"]
        #: In ems, above and below the base line.
        self.ascent: float = heights.ascent * self._scale
        self.descent: float = -heights.descent * self._scale

    def has(self, text: str) -> bool:
        """Whether it has all letters of ``text``."""
        return all(ord(letter) in self._cmap for letter in text)

    def width(self, text: str) -> float:
        """How wide ``text`` is, in ems."""
        advances = self._font["hmtx"]
        units: int = sum(advances[self._cmap[ord(letter)]][0] for letter in text)
        return units * self._scale

    def coded(self, text: str) -> str:
        """``text`` as a string of a content stream."""
        glyphs = []
        for letter in text:
            name = self._cmap[ord(letter)]
            number = self._font.getGlyphID(name)
            self._used[number] = letter
            glyphs.append(f"{number:04x}")
        return f"<{''.join(glyphs)}>"

    def reference(self, pdf: pikepdf.Pdf) -> Object:
        """The font's dictionary in ``pdf``, which is filled by :meth:`embed`."""
        if self._dictionary is None:
            self._dictionary = pdf.make_indirect(Dictionary(Type=Name.Font))
        return self._dictionary

    def embed(self, pdf: pikepdf.Pdf) -> None:
        """Write the glyphs that are used (ISO 32000-2, 9.7.4)."""
        if self._dictionary is None or not self._used:
            return
        data = self._subset()
        tag = "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(data).digest()[:6])
        name = Name(f"/{tag}+{self._name}")
        em, head = 1000 * self._scale, self._font["head"]
        descriptor = Dictionary(
            Type=Name.FontDescriptor, FontName=name, Flags=4, ItalicAngle=0, StemV=80,
            FontBBox=Array([round(n * em) for n in (head.xMin, head.yMin, head.xMax, head.yMax)]),
            Ascent=round(self.ascent * 1000), Descent=-round(self.descent * 1000),
            CapHeight=round(self._font["OS/2"].sCapHeight * em),
            FontFile2=pdf.make_indirect(Stream(pdf, data, Length1=len(data))),
        )  # fmt: skip
        advances, order = self._font["hmtx"], self._font.getGlyphOrder()
        widths: list[int | Array] = []
        for number in sorted(self._used):
            widths += [number, Array([round(advances[order[number]][0] * em)])]
        inner = Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=name, CIDToGIDMap=Name.Identity,
            CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor), W=Array(widths), DW=0,
        )  # fmt: skip
        font = self._dictionary
        font.Subtype, font.BaseFont, font.Encoding = Name.Type0, name, Name("/Identity-H")
        font.DescendantFonts = Array([pdf.make_indirect(inner)])
        font.ToUnicode = pdf.make_indirect(Stream(pdf, self._to_unicode()))

    def _subset(self) -> bytes:
        from fontTools import subset
        from fontTools.ttLib import TTFont

        options = subset.Options(
            layout_features=[], name_IDs=[], hinting=False, notdef_outline=True, recalc_timestamp=False,
            glyph_names=False, retain_gids=True,
            drop_tables=["GSUB", "GPOS", "GDEF", "kern", "FFTM", "DSIG", *_VARIABLE],
        )  # fmt: skip
        font = TTFont(io.BytesIO(self._data), recalcTimestamp=False)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[ord(letter) for letter in self._used.values()])
        subsetter.subset(font)
        out = io.BytesIO()
        font.save(out)
        return out.getvalue()

    def _to_unicode(self) -> bytes:
        pairs = sorted(self._used.items())
        blocks = []
        for at in range(0, len(pairs), 100):  # no block may be longer (Adobe technical note 5014)
            part = pairs[at : at + 100]
            lines = "\n".join(f"<{n:04x}> <{c.encode('utf-16-be').hex()}>" for n, c in part)
            blocks.append(f"{len(part)} beginbfchar\n{lines}\nendbfchar\n")
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
            f"{''.join(blocks)}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
        ).encode()
