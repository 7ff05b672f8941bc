"""Markers where a PDF has names, operands and data behind the end of others: see :mod:`plants`."""

from __future__ import annotations

import io
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable
from pikepdf import Array, Dictionary, Name, Stream, String
from plants import BOX, add, form, picture, plant, resource

from dossier import liberation

RAMP = {"FunctionType": 2, "Domain": Array([0, 1]), "C0": Array([0] * 4), "C1": Array([1, 0, 0, 0]), "N": 1}


def words(name: str, kind: str, draw: str) -> None:
    """A plant that adds ``draw`` to the content, ``%s`` in it the marker."""

    def make(pdf: Any, kept: Any, other: Any, word: str) -> None:
        add(kept, draw.replace("%s", word).encode("latin-1"))

    make.__name__ = f"{kind} {name}"
    plant(make)


for place, drawn in {
    "that is unknown": "(%s) zorg",
    "that is a word": "%s",
    "in a section for older readers": "BX (%s) zorg EX",
    "with a string too many": "(%s) 0 0 0 rg",
    "with a name too many": "/%s 0 0 0 rg",
    "with a dictionary too many": "<</A (%s)>> 0 0 0 rg",
    "that shows the second of two strings": "BT /F1 9 Tf 300 60 Td (%s) (vu) Tj ET",
    "with more than strings in its array": "BT /F1 9 Tf 320 60 Td [(vu) /%s 3 <</X (%s)>> (vu)] TJ ET",
    "with an array that nothing takes": "[(%s)] q Q",
    "of an intent that is none": "/%s ri",
    "of a font that nothing uses": "BT /%s 9 Tf ET",
    "of a space that is none": "q /%s cs Q",
}.items():
    words(place, "operator", drawn)
for place, drawn in {
    "of its author": "/%s BMC 300 60 2 2 re f EMC",
    "of its author with a number": "/%s-style <</MCID 900>> BDC 300 60 2 2 re f EMC",
    "of its author with a language": "/%s <</Lang (fr)>> BDC BT /F1 9 Tf 340 60 Td (vu) Tj ET EMC",
    "of an artifact": "/Artifact <</Type /%s /Subtype /%s /Attached [/%s]>> BDC 300 60 2 2 re f EMC",
}.items():
    words(place, "mark", drawn)
for place, drawn in {
    "with entries of its own": "q 2 0 0 2 9 9 cm BI /W 1 /H 1 /BPC 8 /CS /G /%s (%s) ID x EI Q",
    "that goes on": "q 2 0 0 2 9 9 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x%s EI Q",
}.items():
    words(place, "inline picture", drawn)


@plant
def text_before_any_font(pdf: Any, kept: Any, other: Any, word: str) -> None:
    drawn = kept.Contents.read_bytes()
    kept.Contents.write(b"BT 72 50 Td (" + word.encode() + b") Tj ET\n" + drawn)


@plant
def names_of_resources(pdf: Any, kept: Any, other: Any, word: str) -> None:
    resource(kept, "XObject", word, picture(pdf, "nommée"), f"q 9 0 0 9 20 20 cm /{word} Do Q".encode())
    resource(kept, "ExtGState", word, Dictionary(ca=1), f"/{word} gs".encode())
    draw = f"BT /{word} 9 Tf 360 60 Td (vu) Tj ET"
    resource(kept, "Font", word, kept.Resources.Font.F1, draw.encode())
    resource(kept, "Properties", word, Dictionary(MCID=901), f"/P /{word} BDC EMC".encode())


@plant
def names_of_inks(pdf: Any, kept: Any, other: Any, word: str) -> None:
    ink = Name("/" + word)
    alone = Array([Name.Separation, ink, Name.DeviceCMYK, Dictionary(**RAMP)])
    resource(kept, "ColorSpace", "Ink30", alone, b"q /Ink30 cs 1 scn 40 20 4 4 re f Q")
    mixed = pdf.make_stream(b"{ pop 0 0 0 }")
    mixed.FunctionType, mixed.Domain, mixed.Range = 4, Array([0, 1] * 2), Array([0, 1] * 4)
    told = Dictionary(
        Subtype=Name.DeviceN, Colorants=Dictionary({f"/{word}": alone}),
        Process=Dictionary(ColorSpace=Name.DeviceCMYK, Components=Array([ink])),
        MixingHints=Dictionary(Solidities=Dictionary({f"/{word}": 1}), PrintingOrder=Array([ink])),
    )  # fmt: skip
    several = Array([Name.DeviceN, Array([ink, Name.Cyan]), Name.DeviceCMYK, mixed, told])
    resource(kept, "ColorSpace", "Ink31", several, b"q /Ink31 cs 1 0 scn 50 20 4 4 re f Q")


@plant
def names_in_the_place_of_terms(pdf: Any, kept: Any, other: Any, word: str) -> None:
    own = Name("/" + word)
    state = Dictionary(Type=own, BM=Array([own, Name.Normal]), RI=own, TR=own)
    state.HT = Dictionary(HalftoneType=1, HalftoneName=String(word), Frequency=60, Angle=45, SpotFunction=own)
    resource(kept, "ExtGState", "GS32", state, b"q /GS32 gs Q")
    shown = picture(pdf, "termes")
    shown.Intent, shown.Name = own, own
    resource(kept, "XObject", "Im32", shown, b"q 9 0 0 9 60 20 cm /Im32 Do Q")
    group = Dictionary(S=Name.Transparency, Type=own)
    resource(kept, "XObject", "Fm32", form(pdf, b"0 0 2 2 re f", FormType=own, Group=group), b"q /Fm32 Do Q")


@plant
def behind_the_colours_of_a_table(pdf: Any, kept: Any, other: Any, word: str) -> None:
    for name, table in (
        ("33", String(b"\xff\0\0\0\0\xff" + word.encode())),
        ("34", pdf.make_stream(b"\xff\0\0\0\0\xff" + word.encode())),
    ):
        shown = Stream(pdf, b"\0\1" * 50, Type=Name.XObject, Subtype=Name.Image, Width=10, Height=10)
        shown.BitsPerComponent, shown.ColorSpace = 8, Array([Name.Indexed, Name.DeviceRGB, 1, table])
        draw = f"q 9 0 0 9 {name} 40 cm /Im{name} Do Q"
        resource(kept, "XObject", f"Im{name}", pdf.make_indirect(shown), draw.encode())


@plant
def behind_a_function(pdf: Any, kept: Any, other: Any, word: str) -> None:
    samples = pdf.make_stream(b"\xff\0\0\0\0\xff" + word.encode())
    samples.FunctionType, samples.Domain, samples.Range = 0, Array([0, 1]), Array([0, 1] * 3)
    samples.Size, samples.BitsPerSample = Array([2]), 8
    shade = Dictionary(ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=Array([0, 0, 9, 0]), Function=samples)
    resource(kept, "Shading", "Sh35", shade, b"q 70 20 9 9 re W n /Sh35 sh Q")
    program = pdf.make_stream(b"{ pop 0 0 0 1 }" + word.encode())
    program.FunctionType, program.Domain, program.Range = 4, Array([0, 1]), Array([0, 1] * 4)
    space = Array([Name.Separation, Name.Spot, Name.DeviceCMYK, program])
    resource(kept, "ColorSpace", "Ink36", space, b"q /Ink36 cs 1 scn 80 20 4 4 re f Q")


@plant
def words_of_a_font_program(pdf: Any, kept: Any, other: Any, word: str) -> None:
    with TTFont(liberation.face("Sans", "Regular")) as font:
        subset = Subsetter(Options(name_IDs=["*"]))
        subset.populate(text="ABC")
        subset.subset(font)
        for record in font["name"].names:
            record.string = word
        font["PfEd"] = DefaultTable("PfEd")
        font["PfEd"].data = word.encode()
        out = io.BytesIO()
        font.save(out)
        wide, letters = font["hmtx"].metrics, font.getBestCmap()
        widths = [round(wide[letters[code]][0] / font["head"].unitsPerEm * 1000) for code in (65, 66, 67)]
    program = pdf.make_stream(out.getvalue() + word.encode())
    program.Length1 = len(out.getvalue()) + len(word)
    told = Dictionary(
        Type=Name.FontDescriptor, FontName=Name("/ABCDEF+Gras"), Flags=32,
        FontBBox=Array([0, -200, 1000, 900]), ItalicAngle=0, Ascent=900, Descent=-200, CapHeight=700,
        StemV=80, FontFile2=program,
    )  # fmt: skip
    used = Dictionary(
        Type=Name.Font, Subtype=Name.TrueType, BaseFont=told.FontName, FirstChar=65, LastChar=67,
        Widths=Array(widths), Encoding=Name.WinAnsiEncoding, FontDescriptor=pdf.make_indirect(told),
    )  # fmt: skip
    resource(kept, "Font", "F37", pdf.make_indirect(used), b"BT /F37 9 Tf 380 60 Td (ABC) Tj ET")


@plant
def look_of_a_link(pdf: Any, kept: Any, other: Any, word: str) -> None:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array(BOX), H=Name("/" + word))
    link.BS = Dictionary(W=1, S=Name("/" + word), X=String(word))
    link.C, link.Border = Array([String(word)]), Array([0, 0, 1, Array([String(word)])])
    link.A = Dictionary(S=Name.URI, URI=String(f"https://{word}:secret@exemple.fr/vue"))
    kept.Annots.append(pdf.make_indirect(link))
