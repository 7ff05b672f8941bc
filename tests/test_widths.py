"""Widths on which a font and its program disagree: the program takes the font's, and no letter moves."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from archives import changed, composite, program
from conftest import Sheet, built, needed, validated, write_dossier
from fontTools.cffLib import CFFFontSet, FDArrayIndex, FDSelect, FontDict
from fontTools.fontBuilder import FontBuilder
from fontTools.misc import eexec
from fontTools.misc.psCharStrings import T1CharString, T2CharString
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name
from PIL import ImageChops
from test_archive import codes

from dossier.check.claims import checker, own
from dossier.intake import archive
from dossier.raster import Reader

Change = Callable[[pikepdf.Pdf], None]
LETTERS = ("A", "B", "C")
# A square that does not begin at the origin: were its bearing touched, it would move.
SQUARE = [120, 0, "rmoveto", 400, "hlineto", 500, "vlineto", -400, "hlineto", "endchar"]


def compact(bare: bool, units: int = 1000) -> bytes:
    """A compact program of three squares, 600 units wide of so many in an em; A says its width, the others
    have the default."""
    made = FontBuilder(units, isTTF=False)
    made.setupGlyphOrder([".notdef", *LETTERS])
    made.setupCharacterMap({ord(name): name for name in LETTERS})
    drawings = {name: T2CharString(program=list(SQUARE)) for name in (".notdef", *LETTERS)}
    drawings["A"] = T2CharString(program=[50, *SQUARE])
    made.setupCFF("Squares", {"FullName": "Squares"}, drawings, {"defaultWidthX": 600, "nominalWidthX": 550})
    made.setupHorizontalMetrics(dict.fromkeys((".notdef", *LETTERS), (600, 120)))
    made.setupHorizontalHeader(ascent=800, descent=-200)
    made.setupOS2()
    made.setupPost()
    out = io.BytesIO()
    made.save(out)
    return bytes(made.font.getTableData("CFF ")) if bare else out.getvalue()


def numbered() -> bytes:
    """A compact program whose glyphs are those of characters, of which a part says the scale."""
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(compact(bare=True, units=2000)), TTFont(), isCFF2=False)
    font = fonts[0]
    drawings = [font.CharStrings[name] for name in font.charset]
    part = FontDict()
    part.setCFF2(False)
    part.FontName, part.FontMatrix, part.Private = "Part", [0.0005, 0, 0, 0.0005, 0, 0], font.Private
    names = [".notdef", "cid00001", "cid00002", "cid00003"]
    font.ROS, font.CIDCount = ("Adobe", "Identity", 0), len(names)
    font.FDArray, font.FDSelect = FDArrayIndex(), FDSelect(format=3)
    font.FDArray.append(part)
    font.FDSelect.gidArray = [0] * len(names)
    font.charset = names
    held = font.CharStrings
    held.charStrings, held.fdArray, held.fdSelect = (
        dict(zip(names, range(4), strict=True)),
        font.FDArray,
        font.FDSelect,
    )
    for drawing in drawings:
        drawing.private = part.Private
    for key in ("FontMatrix", "Encoding", "Private"):
        font.rawDict.pop(key, None)
        if hasattr(font, key):
            delattr(font, key)
    out = io.BytesIO()
    fonts.compile(out, TTFont(recalcBBoxes=False), isCFF2=False)
    return out.getvalue()


def below(data: bytes, widths: list[int]) -> Change:
    """Three characters in a composite font with the compact program ``data``."""

    def change(pdf: pikepdf.Pdf) -> None:
        composite(pdf)
        page = pdf.pages[0].obj
        font = page.Resources.Font.F1.DescendantFonts[0]
        font.Subtype, font.W = Name.CIDFontType0, Array([1, Array(widths)])
        del font.FontDescriptor["/FontFile2"]
        font.FontDescriptor.FontFile3 = pdf.make_stream(data, Subtype=Name.CIDFontType0C)
        page.Contents = pdf.make_stream(b"BT /F1 30 Tf 72 700 Td <000100020003> Tj ET")

    return change


def type_1(as_hex: bool = False) -> bytes:
    """A program of Type 1 with the same squares."""
    plain = b"\0\0\0\0dup /Private 8 dict dup begin /RD {string currentfile exch readstring pop} def\n"
    plain += b"/ND {def} def /NP {put} def /BlueValues [] def /password 5839 def /MinFeature{16 16} def\n"
    plain += b"/Subrs 0 array ND\n2 index /CharStrings 4 dict dup begin\n"
    for name in (".notdef", *LETTERS):
        drawing = T1CharString(
            program=[120, 600, "hsbw", 0, "hmoveto", *SQUARE[3:-1], "closepath", "endchar"]
        )
        drawing.compile()
        coded = eexec.encrypt(b"\0\0\0\0" + drawing.bytecode, 4330)[0]
        plain += b"/%s %d RD " % (name.encode(), len(coded)) + coded + b" ND\n"
    coded = eexec.encrypt(plain + b"end end put dup/FontName get exch definefont pop mark\n"
                          b"currentfile closefile\n", 55665)[0]  # fmt: skip
    head = (
        b"%!PS-AdobeFont-1.0: Squares\n8 dict begin /FontName /Squares def /FontType 1 def /PaintType 0 def\n"
    )
    head += b"/FontMatrix [0.001 0 0 0.001 0 0] readonly def /Encoding StandardEncoding def\n"
    head += b"/FontBBox {0 0 600 600} readonly def currentdict end\ncurrentfile eexec\n"
    return (
        head + (coded.hex().encode() if as_hex else coded) + b"\n" + (b"0" * 64 + b"\n") * 8 + b"cleartomark"
    )


def squares(data: bytes, key: str, subtype: str | None, widths: list[int]) -> Change:
    """Three letters in a simple font with the program ``data``."""

    def change(pdf: pikepdf.Pdf) -> None:
        stream = pdf.make_stream(data)
        if subtype:
            stream.Subtype = Name("/" + subtype)
        descriptor = Dictionary(
            Type=Name.FontDescriptor, FontName=Name("/ABCDEF+Squares"), Flags=32, Ascent=800, Descent=-200,
            FontBBox=Array([0, 0, 600, 600]), CapHeight=500, StemV=80, ItalicAngle=0,
        )  # fmt: skip
        descriptor[key] = stream
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/ABCDEF+Squares"))
        font.FontDescriptor, font.FirstChar, font.LastChar = pdf.make_indirect(descriptor), 65, 67
        font.Widths, font.Encoding = Array(widths), Name.WinAnsiEncoding
        page = pdf.pages[0].obj
        page.Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(font)))
        page.Contents = pdf.make_stream(b"BT /F1 30 Tf 72 700 Td (ABCABC) Tj ET")

    return change


def widened(font: Any, _: pikepdf.Pdf) -> None:
    font.Widths = Array([round(float(width) * 1.1) for width in font.Widths])


def listed(pdf: pikepdf.Pdf) -> None:
    """A composite font of which one letter is wider by its table, another by the default."""
    composite(pdf)
    inner = pdf.pages[0].obj.Resources.Font.F1.DescendantFonts[0]
    widths = list(inner.W[1])
    inner.W, inner.DW = Array([0, Array([*widths[:37], 720])]), 850


def twice(pdf: pikepdf.Pdf) -> None:
    """One program, two fonts with widths of their own."""
    program(widened)(pdf)
    fonts = pdf.pages[0].obj.Resources.Font
    fonts.F1 = pdf.make_indirect(fonts.F1)
    other = Dictionary(dict(fonts.F1.items()))
    other.Widths = Array([round(float(width) * 0.8) for width in fonts.F1.Widths])
    fonts.F2 = pdf.make_indirect(other)
    pdf.pages[0].contents_add(pdf.make_stream(b"BT /F2 20 Tf 72 300 Td (Une autre page) Tj ET"))


def subset_of_one(pdf: pikepdf.Pdf) -> None:
    """Letters that are not shown may be as wide as they like."""
    program(lambda *_: None)(pdf)
    font = pdf.pages[0].obj.Resources.Font.F1
    font.Widths[ord("W") - 32] = 5


def renamed(font: Any, _: pikepdf.Pdf) -> None:
    """An n that is drawn as a U, and keeps its width."""
    other = Array([110, Name.U])
    font.Encoding = Dictionary(Type=Name.Encoding, BaseEncoding=Name.WinAnsiEncoding, Differences=other)


WRONG: dict[str, Change] = {
    "TrueType": program(widened),
    "composite": listed,
    "compact, said": squares(compact(bare=True), "/FontFile3", "Type1C", [700, 600, 600]),
    "compact, by default": squares(compact(bare=True), "/FontFile3", "Type1C", [600, 450, 801]),
    "compact, of another scale": squares(compact(True, 2000), "/FontFile3", "Type1C", [300, 150, 333]),
    "compact, by numbers": below(numbered(), [300, 250, 333]),
    "within OpenType": squares(compact(bare=False), "/FontFile3", "OpenType", [500, 600, 640]),
    "Type 1": squares(type_1(), "/FontFile", None, [600, 750, 330]),
    "Type 1 in hex": squares(type_1(as_hex=True), "/FontFile", None, [601.5, 900, 600]),
    "shared": twice,
}
RIGHT: dict[str, Change] = {
    "not shown": subset_of_one,
    "compact": squares(compact(bare=True), "/FontFile3", "Type1C", [600, 600, 600]),
    "compact, of another scale": squares(compact(True, 2000), "/FontFile3", "Type1C", [300, 300, 300]),
    "compact, by numbers": below(numbered(), [300, 300, 300]),
    "Type 1": squares(type_1(), "/FontFile", None, [601, 600, 599]),
}


def unequal(data: bytes) -> set[str]:
    """The rules of widths that a file breaks, by what is checked in the process."""
    (faults,) = checker.faults(checker.Asked(data, ("2b",)))
    return {fault.rule for fault in faults if "WIDTH" in fault.rule or fault.rule == "FONT-PROGRAM-TYPE1"}


def first_fast(names: Iterable[str]) -> list[Any]:
    """The first two, and the others as slow ones."""
    return [pytest.param(one, marks=pytest.mark.slow if n > 1 else ()) for n, one in enumerate(names)]


@pytest.mark.parametrize("name", first_fast(WRONG))
def test_a_program_takes_the_widths_of_its_font_and_nothing_moves(tmp_path: Path, name: str) -> None:
    path = changed(tmp_path / "a.pdf", WRONG[name], Sheet())
    assert unequal(path.read_bytes())
    data, done = archive.prepare(path.read_bytes())
    assert "font-widths" in codes(done)
    assert not unequal(data)
    with Reader(path) as before, Reader(data) as after, before.page(1) as old, after.page(1) as new:
        assert "characters-named" in codes(done) or new.text() == old.text()
        assert new.origins() == old.origins()
        assert not ImageChops.difference(old.image(150), new.image(150)).getbbox()
    assert archive.prepare(path.read_bytes()) == (data, done), "the same bytes"


@pytest.mark.parametrize("name", first_fast(RIGHT))
def test_a_program_with_the_widths_of_what_is_shown_is_left(tmp_path: Path, name: str) -> None:
    path = changed(tmp_path / "a.pdf", RIGHT[name], Sheet())
    assert "font-widths" not in codes(archive.prepare(path.read_bytes())[1])


def test_a_program_is_split_for_a_font_whose_codes_nobody_here_reads(tmp_path: Path) -> None:
    """A font of another map draws with the same program: its widths stay."""

    def change(pdf: pikepdf.Pdf) -> None:
        listed(pdf)
        fonts = pdf.pages[0].obj.Resources.Font
        below = pdf.make_indirect(Dictionary(dict(fonts.F1.DescendantFonts[0].items())))
        fonts.F2 = pdf.make_indirect(Dictionary(dict(fonts.F1.items())))
        fonts.F2.Encoding, fonts.F2.DescendantFonts = Name("/UniJIS-UTF16-H"), Array([below])
        pdf.pages[0].contents_add(pdf.make_stream(b"BT /F2 20 Tf 72 300 Td <00240025> Tj ET"))

    path = changed(tmp_path / "a.pdf", change, Sheet())
    with pikepdf.open(io.BytesIO(archive.prepare(path.read_bytes())[0])) as pdf, pikepdf.open(path) as given:
        fonts = pdf.pages[0].obj.Resources.Font
        ours, theirs = (fonts[key].DescendantFonts[0].FontDescriptor.FontFile2 for key in ("/F1", "/F2"))
        old = given.pages[0].obj.Resources.Font.F2.DescendantFonts[0].FontDescriptor.FontFile2
        assert theirs.read_bytes() == old.read_bytes() != ours.read_bytes()


def test_a_glyph_of_two_widths_is_left(tmp_path: Path) -> None:
    """Two codes of one glyph, each shown and of a width of its own: no program can have both."""
    path = changed(tmp_path / "a.pdf", program(renamed), Sheet(["Une ligne"]))
    data, done = archive.prepare(path.read_bytes())
    assert "font-widths" not in codes(done)
    assert unequal(data), "what hinders is still said"


SEEN: dict[str, Change] = {
    "within OpenType": squares(compact(bare=False), "/FontFile3", "OpenType", [500, 600, 640]),
    "in digits": squares(type_1(as_hex=True), "/FontFile", None, [600, 600, 600]),
    "by names": program(renamed),
}


@pytest.mark.parametrize("name", first_fast(SEEN))
def test_what_the_reference_validator_sees_of_widths_is_seen_here(tmp_path: Path, name: str) -> None:
    """Widths of which the checker asks nothing, of files as they are bound where nothing mends them."""
    path = changed(tmp_path / "a.pdf", SEEN[name], Sheet(["Une ligne"]))
    assert {fault.rule for fault in own.look(path.read_bytes()).faults} & {
        "FONT-WIDTHS-SHOWN",
        "FONT-PROGRAM-TYPE1",
    }


@pytest.mark.slow
def test_three_engines_and_the_reference_validator_agree(tmp_path: Path) -> None:
    before = {n: changed(tmp_path / f"{r}.pdf", WRONG[n], Sheet()) for r, n in enumerate(WRONG)}
    after = {}
    for name, path in before.items():
        after[name] = path.with_suffix(".mended.pdf")
        after[name].write_bytes(archive.prepare(path.read_bytes())[0])
    verdicts = validated([*before.values(), *after.values()], "2b", "ua1")
    for name in WRONG:
        for flavour, rule in (("2b", "6.2.11.5-1"), ("ua1", "7.21.5-1")):
            # Digits are nothing that veraPDF reads: a program in them gets its bytes with its widths.
            wrong = {rule, "6.2.11.4.1-1", "7.21.4.1-1"} if "hex" in name else {rule}
            assert wrong & verdicts[before[name], flavour].failed.keys(), name
            assert not {*wrong, "unreadable"} & verdicts[after[name], flavour].failed.keys(), name
        for words in ((needed("pdftoppm"), "-r", "100"), (needed("mutool"), "draw", "-r", "100", "-o", "-")):
            seen = [
                subprocess.run([*words, path], capture_output=True, check=True).stdout
                for path in (before[name], after[name])
            ]
            assert seen[0] == seen[1], (name, words)


@pytest.mark.slow
def test_the_claim_is_made_and_the_record_says_what_was_done(tmp_path: Path) -> None:
    path = changed(tmp_path / "a.pdf", program(widened), Sheet(["Une page"]))
    made = built(write_dossier(tmp_path / "dossier", {"a": path}))
    assert made.record["conformance"] == {"pdfa": "2a", "pdfua": "1", "obstacles": []}
    assert {"code": "font-widths", "count": 1} in made.record["documents"][0]["treatment"]
    verdicts = validated([made.pdf], "2a", "ua1")
    assert not any(verdict.failed for verdict in verdicts.values())
