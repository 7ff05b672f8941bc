# ruff: noqa: E501  (parts in a line each)
"""What this program converted is its own to make accessible: pictures, headings, tables of office files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import offices
import pikepdf
import pytest
from conftest import built, needed, write_dossier
from PIL import Image
from test_office import converted, word

ALT = "Un carré rouge"


def elements(held: Any) -> Iterator[Any]:
    kids = held.get("/K")
    for kid in list(kids) if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def report(document: Any) -> None:
    """Two pictures, of which one has an alternative text; a heading, a table with a row of headings."""
    for colour, alt in (("red", ALT), ("blue", "")):
        picture = io.BytesIO()
        Image.new("RGB", (60, 40), colour).save(picture, "PNG")
        run = document.add_paragraph("").add_run()
        shape = run.add_picture(io.BytesIO(picture.getvalue()))
        shape._inline.docPr.set("descr", alt)
    document.add_paragraph("un point", style="List Bullet")
    table = document.add_table(2, 2)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"cellule {number}"
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(properties.makeelement(properties.tag.replace("trPr", "tblHeader"), {}))


@pytest.mark.slow
def test_pictures_of_a_word_file_keep_their_words_and_the_dossier_its_claim(tmp_path: Path) -> None:
    needed("soffice")
    data = word(report)
    with pikepdf.open(io.BytesIO(converted(data).pdf)) as pdf:
        found = list(elements(pdf.Root.StructTreeRoot))
        (figure,) = [e for e in found if pikepdf.Name.Figure == e.S]
        assert str(figure.Alt) == ALT
        (number,) = figure.K
        rows: Any = pdf.Root.StructTreeRoot.ParentTree.Nums
        page: Any = next(p for p in pdf.pages if p.obj.objgen == figure.Pg.objgen)
        row = rows[list(rows)[::2].index(page.obj.StructParents) * 2 + 1]
        assert row[int(number)].objgen == figure.objgen
        assert b"/Figure" in page.obj.Contents.read_bytes()
        assert {"/H1", "/TH", "/Table"} <= {str(e.S) for e in found}
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/a.docx").write_bytes(data)
    bound = built(write_dossier(tmp_path, {"a": None}, {"a": {"file": "sources/a.docx"}}))
    assert bound.record["conformance"]["pdfua"] == "1"
    assert bound.record["conformance"]["pdfa"] == "2a"
    assert not [code for code in bound.codes() if "obstacle" in code]


@pytest.mark.parametrize(
    ("font", "char", "spelt"),
    [("Symbol", 0xF0B7, "\u2022"), ("Wingdings", 0xF0A7, "\u25aa"), ("Wingdings", 0xF0FC, "\u2713"), ("Courier New", 0x6F, "o")],
)  # fmt: skip
def test_a_bullet_of_a_symbol_font_becomes_a_character(
    font: str, char: int, spelt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    level = f'<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="{chr(char)}"/><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr></w:lvl>'
    part = f'<w:numbering xmlns:w="{offices.W}"><w:abstractNum w:abstractNumId="0">{level}</w:abstractNum></w:numbering>'
    rels = offices.relation("n", "numbering", "numbering.xml")
    given, _ = offices.handed(
        monkeypatch, offices.word("", rels, word__numbering_0xml=part.encode()), "a.docx"
    )
    assert f'w:val="{spelt}"'.encode() in given
    assert (b"OpenSymbol" in given) == (font != "Courier New")
