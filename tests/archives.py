"""Files with what an archive does not take: fonts, inks, programs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
from conftest import File, Sheet
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream

from dossier import liberation

TEXT = "Le maire a signé : 1 234,50 € versés à l’élève."


def changed(path: Path, change: Callable[[pikepdf.Pdf], None], *sheets: Sheet) -> Path:
    """A PDF of ``sheets``, changed."""
    File(sheets or [Sheet([TEXT])]).write(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        change(pdf)
        pdf.save(path)
    return path


def with_font(**entries: Any) -> Callable[[pikepdf.Pdf], None]:
    """The font of the first page, with ``entries`` changed."""

    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            pdf.pages[0].obj.Resources.Font.F1[f"/{key}"] = value

    return change


def embedded(pdf: pikepdf.Pdf) -> Any:
    """A composite font with a program of its own, its glyphs numbered as they come, with a wrong CIDSet."""
    font = TTFont(str(liberation.face("Sans", "Regular")))
    order = font.getGlyphOrder()
    program = Stream(pdf, Path(str(liberation.face("Sans", "Regular"))).read_bytes())
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=Name("/ABCDEF+Plain"), Flags=4, ItalicAngle=0, StemV=80
    )
    descriptor.Ascent, descriptor.Descent, descriptor.CapHeight = 905, -212, 716
    descriptor.FontBBox = Array([-543, -303, 1301, 979])
    descriptor.FontFile2 = pdf.make_indirect(program)
    descriptor.CIDSet = pdf.make_indirect(Stream(pdf, b"\x80"))
    widths = Array([round(font["hmtx"][glyph][0] / 2.048) for glyph in order])
    inner = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name("/ABCDEF+Plain"),
        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        W=Array([0, widths]),
    )
    cmap = (
        b"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n1 beginbfchar\n<%04x> <0041>\nendbfchar\n"
    )
    table = b"begincmap\n/CMapName /X def\n/CMapType 2 def\n" + cmap % font.getGlyphID("A") + b"endcmap\n"
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name("/ABCDEF+Plain"),
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(inner)]),
        ToUnicode=pdf.make_indirect(Stream(pdf, table)),
    )


def composite(pdf: pikepdf.Pdf) -> None:
    font = TTFont(str(liberation.face("Sans", "Regular")))
    glyphs = "".join(f"{font.getGlyphID(name):04x}" for name in ("A", "B", "eacute"))
    page = pdf.pages[0].obj
    page.Resources = Dictionary(Font=Dictionary(F1=embedded(pdf)))
    page.Contents = pdf.make_stream(f"BT /F1 20 Tf 72 700 Td <{glyphs}> Tj ET".encode())


def careless(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0].obj
    image = Stream(pdf, b"\x00\x80\xff\x40", Type=Name.XObject, Subtype=Name.Image, Width=2, Height=2)
    image.BitsPerComponent, image.ColorSpace, image.Interpolate = 8, Name.DeviceGray, True
    image.Alternates = Array([])
    page.Resources.XObject = Dictionary(Im=pdf.make_indirect(image))
    page.Resources.ExtGState = Dictionary(G=Dictionary(TR=Name.Identity, HTP=Array([0, 0])))
    extra = pdf.make_stream(b"/G gs q 50 0 0 50 300 300 cm /Im Do Q 0 1 1 0 k 400 300 50 50 re f")
    page.Contents = Array([page.Contents, extra])


def overprinting(pdf: pikepdf.Pdf) -> None:
    """Black over colours, as layout programs set it."""
    page = pdf.pages[0].obj
    page.Resources.ExtGState = Dictionary(G=Dictionary(OPM=1, OP=True, op=True))
    page.Contents = Array([page.Contents, pdf.make_stream(b"/G gs 0 0 0 1 k 400 300 50 50 re f")])


def overprinting_in_a_form(pdf: pikepdf.Pdf) -> None:
    overprinting(pdf)
    page = pdf.pages[0].obj
    form = pdf.make_stream(b"/G gs q 50 0 0 50 9 9 cm /I Do Q", Type=Name.XObject, Subtype=Name.Form)
    form.BBox = Array([0, 0, 99, 99])
    ink = Stream(pdf, bytes(16), Type=Name.XObject, Subtype=Name.Image, Width=2, Height=2, BitsPerComponent=8)
    ink.ColorSpace = Name.DeviceCMYK
    states = page.Resources.ExtGState
    form.Resources = Dictionary(ExtGState=states, XObject=Dictionary(I=pdf.make_indirect(ink)))
    page.Resources = Dictionary(XObject=Dictionary(X=form))
    page.Contents = Array([pdf.make_stream(b"/X Do")])


# --- claims ---


def program(change: Callable[[Any, pikepdf.Pdf], None]) -> Callable[[pikepdf.Pdf], None]:
    """The font of the first page as a TrueType font with a program of its own, changed."""

    def make(pdf: pikepdf.Pdf) -> None:
        face = liberation.face("Sans", "Regular")
        font = pdf.pages[0].obj.Resources.Font.F1
        with TTFont(str(face)) as read:
            cmap, advances = read.getBestCmap(), read["hmtx"]
            widths = [round(advances[cmap.get(c, ".notdef")][0] / 2.048) for c in range(32, 256)]
        descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name("/ABCDEF+Plain"), Flags=32)
        descriptor.ItalicAngle, descriptor.StemV, descriptor.CapHeight = 0, 80, 716
        descriptor.Ascent, descriptor.Descent = 905, -212
        descriptor.FontBBox = Array([-543, -303, 1301, 979])
        descriptor.FontFile2 = pdf.make_stream(Path(str(face)).read_bytes())
        font.Subtype, font.BaseFont, font.FontDescriptor = Name.TrueType, descriptor.FontName, descriptor
        font.FirstChar, font.LastChar, font.Widths = 32, 255, Array(widths)
        change(font, pdf)

    return make
