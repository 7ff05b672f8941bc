"""What the reference validator sees of a file, and the checker in the process does not: rules of our own."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from archives import changed, composite, program
from conftest import File, Sheet, built, validated, write_dossier
from fontTools.ttLib import TTFont
from fontTools.ttLib.ttFont import reorderFontTables
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image
from test_claims import RIGHT, mapped
from test_widths import compact, squares

from dossier.check.claims import checker, own

Change = Callable[[pikepdf.Pdf], None]
SPACE = b"1 begincodespacerange <0000> <ffff> endcodespacerange "
ALL = b"1 begincidrange <0000> <ffff> 0 endcidrange "


def drawn(operators: bytes, change: Change) -> Change:
    """More on the first page."""

    def make(pdf: pikepdf.Pdf) -> None:
        change(pdf)
        pdf.pages[0].contents_add(pdf.make_stream(operators))

    return make


def inner(key: str, value: Callable[[pikepdf.Pdf, Any], Any]) -> Change:
    """The composite font with an entry changed."""

    def make(pdf: pikepdf.Pdf) -> None:
        composite(pdf)
        font = pdf.pages[0].obj.Resources.Font.F1.DescendantFonts[0]
        font[key] = value(pdf, font)

    return make


def encoded(**entries: Any) -> Change:
    """A map of its own with other entries in its dictionary."""

    def make(pdf: pikepdf.Pdf) -> None:
        mapped(RIGHT)(pdf)
        for key, value in entries.items():
            pdf.pages[0].obj.Resources.Font.F1.Encoding[f"/{key}"] = value

    return make


def simple(**entries: Any) -> Change:
    """A simple font with other entries."""

    def change(font: Any, _: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            font[f"/{key}"] = value

    return program(change)


def cut(part: float) -> Change:
    def change(font: Any, pdf: pikepdf.Pdf) -> None:
        whole = font.FontDescriptor.FontFile2.read_bytes()
        font.FontDescriptor.FontFile2 = pdf.make_stream(whole[: int(len(whole) * part)])

    return program(change)


def of_type_1(font: Any, _: pikepdf.Pdf) -> None:
    font.Subtype = Name.Type1


def undefined(pdf: pikepdf.Pdf) -> None:
    """A drawn font that does not say which glyph is which."""
    glyph = pdf.make_stream(b"600 0 d0 0 0 400 500 re f")
    font = Dictionary(Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 600, 700]))
    font.FontMatrix, font.CharProcs = Array([0.001, 0, 0, 0.001, 0, 0]), Dictionary(A=glyph)
    font.FirstChar, font.LastChar, font.Widths = 65, 65, Array([600])
    font.Encoding, font.Resources = Name.WinAnsiEncoding, Dictionary()
    pdf.pages[0].obj.Resources.Font.F3 = font
    pdf.pages[0].contents_add(pdf.make_stream(b"BT /F3 12 Tf 72 500 Td (A) Tj ET"))


def picture(**options: Any) -> Change:
    def make(pdf: pikepdf.Pdf) -> None:
        out = io.BytesIO()
        Image.new("RGB", (16, 16)).save(out, "JPEG2000", **options)
        image = Stream(pdf, out.getvalue(), Type=Name.XObject, Subtype=Name.Image, Width=16, Height=16)
        image.Filter = Name.JPXDecode
        pdf.pages[0].obj.Resources.XObject = Dictionary(Im=pdf.make_indirect(image))
        pdf.pages[0].contents_add(pdf.make_stream(b"q 50 0 0 50 72 500 cm /Im Do Q"))

    return make


def depth(bits: object, within: str = "", **entries: Any) -> Change:
    """A picture of so many bits, or what masks one."""

    def make(pdf: pikepdf.Pdf) -> None:
        size = {"Type": Name.XObject, "Subtype": Name.Image, "Width": 1, "Height": 1}
        image = Stream(pdf, b"\x80", **size, BitsPerComponent=bits, **entries)
        if within:
            image.ColorSpace = Name.DeviceGray
            held = Stream(pdf, b"\x80", **size, BitsPerComponent=8, ColorSpace=Name.DeviceGray)
            held[within] = pdf.make_indirect(image)
            image = held
        pdf.pages[0].obj.Resources.XObject = Dictionary(Im=pdf.make_indirect(image))
        pdf.pages[0].contents_add(pdf.make_stream(b"q 50 0 0 50 72 500 cm /Im Do Q"))

    return make


def halftone(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Resources.ExtGState = Dictionary(G=Dictionary(HT=Dictionary(Frequency=60)))
    pdf.pages[0].contents_add(pdf.make_stream(b"/G gs 0 0 9 9 re f"))


def text(shown: bytes) -> bytes:
    return b"BT /F1 12 Tf 72 500 Td " + shown + b" ET"


def widths(_: pikepdf.Pdf, font: Any) -> Any:
    return list(font.W[1])


def without(key: str, **entries: Any) -> Change:
    """A composite font whose widths are one for all."""

    def change(pdf: pikepdf.Pdf) -> None:
        composite(pdf)
        below = pdf.pages[0].obj.Resources.Font.F1.DescendantFonts[0]
        del below[key]
        for name, value in entries.items():
            below[f"/{name}"] = value

    return change


def miscounted(head: bytes) -> Change:
    """A map to Unicode with two rows that says something else."""

    def change(pdf: pikepdf.Pdf) -> None:
        composite(pdf)
        rows = b" <0024> <0041> <0025> <0042> endbfchar"
        pdf.pages[0].obj.Resources.Font.F1.ToUnicode = pdf.make_stream(b"begincmap " + head + rows)

    return change


def short(tag: str) -> Change:
    """A program that lacks the last byte of its last table, ``tag``."""

    def change(pdf: pikepdf.Pdf) -> None:
        program(lambda *_: None)(pdf)
        stream = pdf.pages[0].obj.Resources.Font.F1.FontDescriptor.FontFile2
        out = io.BytesIO()
        with TTFont(io.BytesIO(stream.read_bytes())) as font:
            order = [name for name in font.reader.keys() if name != tag]  # noqa: SIM118
            held = io.BytesIO()
            font.save(held, reorderTables=False)
            reorderFontTables(held, out, [*order, tag], checkChecksums=False)
        data = out.getvalue()
        (entry,) = [at for at in range(12, 1000, 16) if data[at : at + 4] == tag.encode()]
        end = int.from_bytes(data[entry + 8 : entry + 12]) + int.from_bytes(data[entry + 12 : entry + 16])
        stream.write(data[: end - 1])

    return change


def squared(shown: bytes, *others: object, base: str = "WinAnsiEncoding") -> Change:
    """Letters of a compact program that has A, B and C, by an encoding that changes another one."""

    def change(pdf: pikepdf.Pdf) -> None:
        squares(compact(bare=True), "/FontFile3", "Type1C", [600] * 3)(pdf)
        font = pdf.pages[0].obj.Resources.Font.F1
        font.FirstChar, font.LastChar, font.Widths = 0, 255, Array([600] * 256)
        font.Encoding = Dictionary(BaseEncoding=Name(f"/{base}"), Differences=Array(others))
        pdf.pages[0].Contents = pdf.make_stream(text(b"(" + shown + b") Tj"))

    return change


def shifted(pdf: pikepdf.Pdf) -> None:
    """A program out of the middle of which two bytes are lost, and whose length is right."""
    program(lambda *_: None)(pdf)
    held = pdf.pages[0].obj.Resources.Font.F1.FontDescriptor.FontFile2
    font = held.read_bytes()
    start = 12 + 16 * int.from_bytes(font[4:6])
    held.write(font[:start] + font[start + 2 :] + b"\0\0")


PLANTS: dict[str, tuple[str, Change]] = {
    "codes unmapped": ("NOTDEF-SHOWN", mapped(SPACE + b"1 begincidrange <8000> <ffff> 60 endcidrange")),
    "some unmapped": ("NOTDEF-SHOWN", mapped(SPACE + b"1 begincidrange <0000> <0005> 0 endcidrange")),
    "a name for a code": ("CMAP-CODES", mapped(SPACE + b"1 begincidrange <0000> /x 5 endcidrange")),
    "a second row": ("CMAP-CODES", mapped(SPACE + b"1 begincidrange <00> <05> 0 <06> <ff> 6 endcidrange")),
    "fewer rows": ("CMAP-CODES", mapped(SPACE + b"5 begincidrange <0000> <ffff> 0 endcidrange")),
    "backwards": ("CMAP-CODES", mapped(SPACE + b"1 begincidrange <ffff> <0000> 0 endcidrange")),
    "a broken number": ("CMAP-CODES", mapped(SPACE + b"1 begincidrange <0000> <ffff> 0.0 endcidrange")),
    "unclosed": ("CMAP-CODES", mapped(SPACE + b"1 begincidrange <0000> <ffff 0 endcidrange")),
    "two characters": ("CMAP-CODES", mapped(SPACE + ALL + b"1 begincidrange <0000> <ffff> 3 endcidrange")),
    "no codes": ("CMAP-CODES", mapped(b"1 begincodespacerange <0000> /x endcodespacerange " + ALL)),
    "upright and across": ("CMAP-WMODE", mapped(b"/WMode 1 def " + SPACE + ALL)),
    "another direction": ("CMAP-WMODE", encoded(WMode=1)),
    "built on another": ("CMAP-CODES", encoded(UseCMap=Name("/90ms-RKSJ-H"))),
    "half a code": ("CMAP-CODES", drawn(text(b"<002400> Tj"), composite)),
    "no character": ("NOTDEF-SHOWN", drawn(text(b"3 Tr <0000> Tj"), composite)),
    "no glyph": ("NOTDEF-SHOWN", drawn(text(b"3 Tr <fff0> Tj"), composite)),
    "a short table": ("NOTDEF-SHOWN", inner("/CIDToGIDMap", lambda pdf, _: pdf.make_stream(b"\0\1\0\2"))),
    "two widths": ("CID-WIDTHS", inner("/W", lambda p, f: Array([0, Array(widths(p, f)), 0, 5000, 600]))),
    "names for widths": ("CID-WIDTHS", inner("/W", lambda *_: Array([0, Array([Name.x] * 3000)]))),
    "unseen and unsaid": ("UNICODE-UNSEEN", drawn(text(b"3 Tr <0005> Tj"), composite)),
    "narrow widths": ("FONT-WIDTHS-SHOWN", simple(LastChar=99, Widths=Array([556] * 68))),
    "another type": ("FONT-PROGRAM-KIND", program(of_type_1)),
    "a cut program": ("FONT-PROGRAM-TRUETYPE", cut(0.9)),
    "a drawn font": ("FONT-GLYPHS-TYPE3", undefined),
    "a bare codestream": ("JPEG2000-BARE", picture(no_jp2=True)),
    "a bracket": ("CONTENT-TOKEN", drawn(b"0 0 9 9 re f )", composite)),
    "a depth": ("IMAGE-DEPTH-INLINE", drawn(b"BI /W 1 /H 1 /CS /G /BPC 3 ID \x80 EI", composite)),
    "a depth that is none": ("IMAGE-DEPTH-INLINE", drawn(b"BI /W 1 /H 1 /BPC -8 ID \x80 EI", composite)),
    "a depth below nothing": ("IMAGE-DEPTH", depth(-1, ImageMask=True)),
    "a deep mask": ("IMAGE-DEPTH", depth(8, ImageMask=True)),
    "three bits": ("IMAGE-DEPTH", depth(3, ColorSpace=Name.DeviceGray)),
    "bits that are a name": ("IMAGE-DEPTH", depth(Name.X, ColorSpace=Name.DeviceGray)),
    "a half": ("IMAGE-DEPTH", depth(1.5, ColorSpace=Name.DeviceGray)),
    "three bits of a soft mask": ("IMAGE-DEPTH", depth(3, "/SMask")),
    "three bits of a mask": ("IMAGE-DEPTH", depth(3, "/Mask", ImageMask=True)),
    "an image without a beginning": ("CONTENT-TOKEN", drawn(b"/W 1 /H 1 ID \x80 EI", composite)),
    "a word": ("CONTENT-TOKEN", drawn(b"0 0 9 9 ref", composite)),
    "half a number": ("CONTENT-TOKEN", drawn(b"- 0 m 9 9 l S", composite)),
    "what is left open": ("CONTENT-TOKEN", drawn(b"/Span << /A 1", composite)),
    "three numbers for a box": ("CONTENT-OPERANDS", drawn(b"0 9 9 re f", composite)),
    "an array for a number": ("CONTENT-OPERANDS", drawn(b"[(a)] 9 9 9 re f", composite)),
    "a name for nothing": ("CONTENT-OPERANDS", drawn(b"q /X gs gs Q", composite)),
    "no size": ("CONTENT-OPERANDS", drawn(b"BT /F1 Tf ET", composite)),
    "one width for all": ("CID-WIDTHS", without("/W")),
    "one default for all": ("CID-WIDTHS", without("/W", DW=500)),
    "no font": ("FONT-TYPE", simple(Type=Name.Page)),
    "nothing by its type": ("FONT-TYPE", inner("/Type", lambda *_: Name.X)),
    "letters by no encoding": ("TRUETYPE-ENCODING", simple(Encoding=Name.StandardEncoding)),
    "letters by no base": ("TRUETYPE-ENCODING", simple(Encoding=Dictionary(Differences=Array([65, Name.A])))),
    "a row too few": ("UNICODE-COUNT", miscounted(b"3 beginbfchar")),
    "a row too many": ("UNICODE-COUNT", miscounted(b"1 beginbfchar")),
    "an open bracket": ("UNICODE-COUNT", miscounted(b"/CIDSystemInfo << /Supplement 0 ^> def 2 beginbfchar")),
    "a byte between codes": (
        "UNICODE-COUNT",
        miscounted(b"1 begincodespacerange <0000>\x86<ffff> endcodespacerange 2 beginbfchar"),
    ),
    "a word between codes": (
        "UNICODE-COUNT",
        miscounted(b"1 begincodespacerange <0000> x <ffff> endcodespacerange 2 beginbfchar"),
    ),
    "words run together": ("UNICODE-COUNT", miscounted(b"0 beginbfrangendbfrange 2 beginbfchar")),
    "a word too long": ("UNICODE-COUNT", miscounted(b"0 beginbfrangex endbfrange 2 beginbfchar")),
    "an end too many": ("UNICODE-COUNT", miscounted(b"endcodespacerange 2 beginbfchar")),
    "an open code": ("UNICODE-COUNT", miscounted(b"1 begincodespacerange <0000> <ffff ! 2 beginbfchar")),
    "a font of no kind": ("FONT-SUBTYPE", simple(Subtype=Name.Foo)),
    "characters of no kind": ("FONT-SUBTYPE", inner("/Subtype", lambda *_: Name.Type0)),
    "a width too few": ("CID-WIDTHS", inner("/W", lambda p, f: Array([0, Array(widths(p, f)[:37])]))),
    "no width in the table": ("CID-WIDTHS", inner("/W", lambda *_: Array([0, Array([])]))),
    "a shifted table": ("FONT-PROGRAM-TRUETYPE", shifted),
    "a letter that was renamed": ("FONT-GLYPHS-NAMED", squared(b"ABX", -88, Name.C)),
    "a space": ("FONT-GLYPHS-NAMED", squared(b"A\xa0B")),
    "a letter left out": ("FONT-GLYPHS-NAMED", squared(b"DEF", 68, Name.A, 70, Name.C)),
    "an accent by the base": ("FONT-GLYPHS-NAMED", squared(b"A\x8e", 65, Name.A, base="MacRomanEncoding")),
    "a width cut off": ("FONT-PROGRAM-TRUETYPE", short("hmtx")),
    "a place cut off": ("FONT-PROGRAM-TRUETYPE", short("loca")),
    "a halftone": ("HALFTONE-KIND", halftone),
}  # fmt: skip
SOUND: dict[str, Change] = {
    "composite": composite,
    "mapped": mapped(RIGHT),
    "mapped by blocks": mapped(SPACE + b"1 begincidrange <0000> <00ff> 0 endcidrange % more\n"
                               b"2 begincidrange <0100> <01ff> 256 <0200> <ffff> 512 endcidrange"),
    "simple": program(lambda *_: None),
    "letters by their base": squared(b"ABC", 68, Name.A),
    "a name cut off": short("name"),
    "letters renamed": squared(b"ABXY", 88, Name.C, Name.A),
    "a picture": picture(),
    "brackets in words": drawn(text(b"(a\\( b\\) (c (d)) \\051) Tj [(x) 2 <41>] TJ"), simple()),
    "a mask": depth(1, ImageMask=True),
    "a mask of a picture": depth(1, "/Mask", ImageMask=True),
    "an inline picture": drawn(b"BI /W 2 /H 1 /CS /G /BPC 8 ID )> EI 0 0 9 9 re f", composite),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTS)
def test_what_the_checker_does_not_see_is_seen(tmp_path: Path, name: str) -> None:
    rule, change = PLANTS[name]
    found = own.look(changed(tmp_path / "a.pdf", change, Sheet()).read_bytes()).faults
    assert rule in [fault.rule for fault in found]


@pytest.mark.parametrize("name", SOUND)
def test_what_is_sound_breaks_no_rule_of_ours(tmp_path: Path, name: str) -> None:
    assert own.look(changed(tmp_path / "a.pdf", SOUND[name], Sheet()).read_bytes()).faults == ()


def test_behind_a_picture_or_a_null_byte_it_is_read_on(tmp_path: Path) -> None:
    """The checker in the process ends there."""
    images = (b"BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI ", b"BI /W 8 /H 1 /IM true ID \x80\nEI ", b"q\0\0Q ")
    for rank, image in enumerate(images):
        change = drawn(image + text(b"(A\351) Tj"), simple(Widths=Array([1] * 224)))
        data = changed(tmp_path / f"{rank}.pdf", change, Sheet(text=())).read_bytes()
        (faults,) = checker.faults(checker.Asked(data, ("2b",)))
        assert "TRUETYPE-GLYPH-WIDTH" in [fault.rule for fault in faults]


def test_a_rule_of_meaning_is_none_of_the_lowest_level() -> None:
    assert not own.concerns("UNICODE-UNSEEN", "2b")
    assert own.concerns("UNICODE-UNSEEN", "2u")
    assert own.concerns("UNICODE-UNSEEN", checker.UA)
    assert not own.concerns("JPEG2000-BARE", checker.UA)


def test_inks_in_a_pattern_and_in_a_form_without_resources_have_a_meaning(tmp_path: Path) -> None:
    made = built(write_dossier(tmp_path / "dossier", {"inks": changed(tmp_path / "a.pdf", inks, Sheet())}))
    assert made.record["conformance"] == {"pdfa": "2a", "pdfua": "1", "obstacles": []}
    with pikepdf.open(made.pdf) as pdf:
        shadings = [item for item in pdf.objects if isinstance(item, Dictionary) and "/Shading" in item]
        assert [str(one.Shading.ColorSpace[0]) for one in shadings if "/Coords" in one.Shading] == [
            "/ICCBased"
        ]


def inks(pdf: pikepdf.Pdf) -> None:
    blend = Dictionary(
        FunctionType=2, N=1, Domain=Array([0, 1]), C0=Array([0, 0, 0, 0]), C1=Array([1, 0, 0, 0])
    )
    shading = Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceCMYK, Coords=Array([72, 0, 172, 0]), Function=blend
    )
    pattern = pdf.make_indirect(Dictionary(PatternType=2, Shading=shading))
    form = pdf.make_stream(b"0 1 0 0 k 0 0 50 50 re f", Type=Name.XObject, Subtype=Name.Form)
    form.BBox = Array([0, 0, 50, 50])
    resources = pdf.pages[0].obj.Resources
    resources.Pattern, resources.XObject = Dictionary(P=pattern), Dictionary(X=form)
    pdf.pages[0].contents_add(pdf.make_stream(b"q /Pattern cs /P scn 72 300 100 50 re f Q q /X Do Q"))


@pytest.mark.slow
def test_the_document_and_the_page_are_blamed_wherever_the_fault_is(tmp_path: Path) -> None:
    """In a stamp, a tile, a picture, a map, a drawn font, on the second page of its document each."""
    planted = {
        "stamp": ("glyphs", stamped),
        "tile": ("blending", tiled),
        "intent": ("drawing", drawn(b"/Nobody ri 0 0 9 9 re f", composite)),
        "picture": ("image", picture(no_jp2=True)),
        "map": ("glyphs", PLANTS["codes unmapped"][1]),
        "drawn": ("glyphs", undefined),
        "bracket": ("drawing", PLANTS["what is left open"][1]),
    }
    files: dict[str, Any] = {"sound": File([Sheet(), Sheet()])}
    for name, (_, change) in planted.items():
        files[name] = changed(tmp_path / f"{name}.pdf", second(change), Sheet(("1",)), Sheet(("2",)))
    obstacles = built(write_dossier(tmp_path / "dossier", files)).record["conformance"]["obstacles"]
    blamed = {(one["document"], one["reason"]) for one in obstacles}
    faults = {name: (rank, reason) for rank, (name, (reason, _)) in enumerate(planted.items(), 2)}
    # Names that the standard does not have are mended.
    mended = {faults.pop("tile"), faults.pop("intent")}
    assert blamed >= set(faults.values())
    assert not blamed & mended
    assert {one["document"] for one in obstacles} == {rank for rank, _ in faults.values()}
    assert {tuple(one["pages"]) for one in obstacles} == {(2,)}


def second(change: Change) -> Change:
    """A change of the first of two pages, which becomes the second."""

    def make(pdf: pikepdf.Pdf) -> None:
        change(pdf)
        first = pdf.pages[0]
        del pdf.pages[0]
        pdf.pages.append(first)

    return make


def stamped(pdf: pikepdf.Pdf) -> None:
    composite(pdf)
    page = pdf.pages[0].obj
    look = pdf.make_stream(text(b"<0000> Tj"), Type=Name.XObject, Subtype=Name.Form)
    look.BBox, look.Resources = Array([0, 0, 595, 842]), Dictionary(Font=page.Resources.Font)
    stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, F=4, Rect=Array([0, 0, 595, 842]))
    stamp.AP, stamp.Contents = Dictionary(N=look), pikepdf.String("mot")
    page.Annots = Array([pdf.make_indirect(stamp)])


def tiled(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0].obj
    tile = pdf.make_stream(b"/G gs 0 0 9 9 re f", Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1)
    tile.BBox, tile.XStep, tile.YStep = Array([0, 0, 20, 20]), 20, 20
    tile.Resources = Dictionary(ExtGState=Dictionary(G=Dictionary(BM=Name.Burn)))
    page.Resources.Pattern = Dictionary(P=tile)
    pdf.pages[0].contents_add(pdf.make_stream(b"q /Pattern cs /P scn 72 300 100 100 re f Q"))


@pytest.mark.slow
def test_the_reference_validator_refutes_none_that_is_not_seen(tmp_path: Path) -> None:
    """Each plant as a file of its own, by the rules of what is drawn: none is sound for us and not for it."""
    files = {**{name: change for name, (_, change) in PLANTS.items()}, **SOUND, "inks": inks}
    paths = {
        name: changed(tmp_path / f"{rank}.pdf", change, Sheet())
        for rank, (name, change) in enumerate(files.items())
    }
    verdicts = validated(list(paths.values()), "2b")
    drawn_rules = ("6.2.11", "6.2.8", "6.2.5", "6.2.2")
    usual = set(verdicts[paths["composite"], "2b"].failed) | set(verdicts[paths["a picture"], "2b"].failed)
    for name, path in paths.items():
        refuted = {rule for rule in verdicts[path, "2b"].failed if rule.startswith(drawn_rules)} - usual
        (faults,) = checker.faults(checker.Asked(path.read_bytes(), ("2b",)))
        assert name not in SOUND or not refuted, (name, refuted)
        assert not refuted or own.look(path.read_bytes()).faults or faults, (name, refuted)
