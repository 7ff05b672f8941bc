"""Maps of codes to characters: written as every reader reads them, and made by what a font says itself."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from archives import changed, composite
from conftest import Sheet, built, write_dossier
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.psCharStrings import T2CharString
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name
from test_archive import codes

from dossier.check.claims import checker
from dossier.intake import archive
from dossier.intake.archive import characters
from dossier.raster import Reader

HEAD = b"begincmap\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
# As Word writes it; without a space; by a count that is wrong; over zero.
LAST = b"1 beginbfchar\n<00aa> <00e9>\nendbfchar\n"
WRITTEN = {
    "an array": b"1 beginbfrange\n<0024> <0025> [<0041> <0042>]\nendbfrange\n" + LAST,
    "no space": b"1 beginbfrange\n<0024><0025><0041>\nendbfrange\n" + LAST,
    "a wrong count": b"9 beginbfrange\n<0024> <0025> <0041>\nendbfrange\n" + LAST,
    "a short value": b"1 beginbfrange\n<0024> <0025> <41>\nendbfrange\n" + LAST,
}  # fmt: skip
PLAIN = b"1 beginbfrange\n<0024> <0025> <0041>\nendbfrange\n" + LAST


def mapping(table: bytes | None) -> Callable[[pikepdf.Pdf], None]:
    """Three letters in a composite font with the map ``table``, or without one."""

    def change(pdf: pikepdf.Pdf) -> None:
        composite(pdf)
        font = pdf.pages[0].obj.Resources.Font.F1
        if table is None:
            del font["/ToUnicode"]
        else:
            font.ToUnicode.write(HEAD + table + b"endcmap\n")

    return change


def meaning(data: bytes) -> dict[bytes, str] | None:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return characters.read(pdf.pages[0].obj.Resources.Font.F1.ToUnicode.read_bytes())


@pytest.mark.parametrize("name", WRITTEN)
def test_a_map_that_not_every_reader_reads_is_written_anew(tmp_path: Path, name: str) -> None:
    path = changed(tmp_path / "a.pdf", mapping(WRITTEN[name]), Sheet())
    data, done = archive.prepare(path.read_bytes())
    assert "characters-rewritten" in codes(done)
    told = meaning(data)
    assert told is not None
    assert told | (characters.read(WRITTEN[name]) or {}) == told
    with Reader(data) as reader, reader.page(1) as page:
        assert page.text() == "ABé"
    faults = checker.faults(checker.Asked(data, ("2u",)))[0]
    assert not [fault for fault in faults if fault.rule.startswith("UNICODE-")]


def test_a_map_that_every_reader_reads_is_left(tmp_path: Path) -> None:
    path = changed(tmp_path / "a.pdf", mapping(PLAIN), Sheet())
    assert "characters-rewritten" not in codes(archive.prepare(path.read_bytes())[1])


def test_a_map_that_cannot_be_told_is_left(tmp_path: Path) -> None:
    table = b"1 beginbfchar\n<0024> /A\nendbfchar\n"
    data, done = archive.prepare(changed(tmp_path / "a.pdf", mapping(table), Sheet()).read_bytes())
    assert not [code for code in codes(done) if code.startswith("characters")]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.pages[0].obj.Resources.Font.F1.ToUnicode.read_bytes() == HEAD + table + b"endcmap\n"


def test_a_font_without_a_map_gets_one_by_the_table_of_its_program(tmp_path: Path) -> None:
    path = changed(tmp_path / "a.pdf", mapping(None), Sheet())
    made = built(write_dossier(tmp_path / "dossier", {"a": path}))
    assert made.record["conformance"] == {"pdfa": "2a", "pdfua": "1", "obstacles": []}
    data, done = archive.prepare(path.read_bytes())
    assert "characters-named" in codes(done)
    with Reader(data) as reader, reader.page(1) as page:
        assert page.text() == "ABé"


def named(*names: str) -> bytes:
    """A compact program whose glyphs are boxes of these names."""
    builder = FontBuilder(1000, isTTF=False)
    order = [".notdef", *names]
    box = T2CharString(
        program=[600, 0, 0, "rmoveto", 400, "hlineto", 500, "vlineto", -400, "hlineto", "endchar"]
    )
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({})
    builder.setupCFF("Plain", {}, dict.fromkeys(order, box), {})
    builder.setupHorizontalMetrics(dict.fromkeys(order, (600, 0)))
    builder.setupHorizontalHeader()
    builder.setupNameTable({})
    builder.setupOS2()
    builder.setupPost()
    out = io.BytesIO()
    builder.save(out)
    out.seek(0)
    return bytes(TTFont(out).getTableData("CFF "))


def simple(names: list[str], encoding: Any) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name("/ABCDEF+Plain"), Flags=32)
        descriptor.ItalicAngle, descriptor.StemV, descriptor.CapHeight = 0, 80, 700
        descriptor.Ascent, descriptor.Descent, descriptor.FontBBox = 700, 0, Array([0, 0, 600, 700])
        descriptor.FontFile3 = pdf.make_stream(named(*names), Subtype=Name.Type1C)
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/ABCDEF+Plain"))
        font.FontDescriptor, font.FirstChar, font.LastChar = descriptor, 0, 255
        font.Widths, font.Encoding = Array([600] * 256), encoding
        pdf.pages[0].obj.Resources.Font.F1 = pdf.make_indirect(font)
        pdf.pages[0].obj.Contents = pdf.make_stream(b"BT /F1 20 Tf 72 700 Td <010203> Tj ET")

    return change


def test_a_simple_font_gets_a_map_by_the_names_that_it_gives_its_codes(tmp_path: Path) -> None:
    names = ["A", "eight.tf", "eacute"]
    encoding = Dictionary(Type=Name.Encoding, Differences=Array([1, *(Name(f"/{name}") for name in names)]))
    data, done = archive.prepare(changed(tmp_path / "a.pdf", simple(names, encoding), Sheet()).read_bytes())
    assert "characters-named" in codes(done)
    told = meaning(data) or {}
    assert [told.get(code) for code in (b"\1", b"\2", b"\3")] == ["A", "8", "é"]


def test_names_that_tell_nothing_make_no_map(tmp_path: Path) -> None:
    encoding = Dictionary(Type=Name.Encoding, Differences=Array([1, Name.g1, Name.g2, Name.g3]))
    path = changed(tmp_path / "a.pdf", simple(["g1", "g2", "g3"], encoding), Sheet())
    data, _ = archive.prepare(path.read_bytes())
    with pikepdf.open(io.BytesIO(data)) as pdf:
        table = pdf.pages[0].obj.Resources.Font.F1.get("/ToUnicode")
        assert table is None or not {b"\1", b"\2", b"\3"} & (characters.read(table.read_bytes()) or {}).keys()


ODD = {
    "codes beyond a byte": simple(["A"], Dictionary(Differences=Array([999, Name.A, -4, Name.B]))),
    "codes of no length": mapping(b"1 beginbfrange\n<> <> <0041>\nendbfrange\n"),
    "a range beyond its codes": mapping(b"1 beginbfrange\n<00> <ffff> <0041>\nendbfrange\n"),
    "a number without end": mapping(b"9" * 5000 + b" beginbfchar\n<0024> <0041>\nendbfchar\n"),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_in_a_map_is_the_files_fault(tmp_path: Path, name: str) -> None:
    data, _ = archive.prepare(changed(tmp_path / "a.pdf", ODD[name], Sheet()).read_bytes())
    checker.faults(checker.Asked(data, ("2u",)))


def test_a_table_of_glyphs_longer_than_there_are_characters(tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        mapping(None)(pdf)
        inner = pdf.pages[0].obj.Resources.Font.F1.DescendantFonts[0]
        inner.CIDToGIDMap = pdf.make_stream(b"\0\1" * 0x10010)

    archive.prepare(changed(tmp_path / "a.pdf", change, Sheet()).read_bytes())


def test_a_map_says_what_it_said() -> None:
    meant = {
        b"\0\x24": "A",
        b"\0\x25": "B",
        b"\0\xff": "é",
        b"\1\0": "ê",
        b"\1\2": "fi",
        b"\x41": "a",
        b"\2\0": "𝐀",
    }
    assert characters.read(characters.write(meant)) == meant
    assert characters.plain(characters.write(meant))


def test_a_map_that_says_the_same_over_and_over_says_nothing() -> None:
    row = b"1 beginbfrange <00000000> <ffffffff> <0041> endbfrange\n"
    assert characters.read(row)
    assert characters.read(row * 2000) is None
