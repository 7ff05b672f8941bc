"""Fonts that the checker holds against PDF/A alone: PDF/UA asks the same of them (ISO 14289-1, 7.21)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from archives import changed, composite
from conftest import Sheet, built, validated, write_dossier
from fontTools.ttLib import TTFont
from pikepdf import Dictionary, Name

from dossier import liberation

# Numbers of characters beyond what there may be (ISO 32000-1, table C.1), used and not.
MAPS = {
    "used": b"1 begincidrange <0000> <ffff> 65530 endcidrange",
    "ranges": b"2 begincidrange <0000> <7fff> 0\n <8000> <ffff> 60000 endcidrange",
    "characters": b"1 begincidrange <0000> <7fff> 0 endcidrange 1 begincidchar <9000> 70000 endcidchar",
}
RIGHT = b"1 begincidrange <0000> <ffff> 0 endcidrange"


def mapped(body: bytes) -> Callable[[pikepdf.Pdf], None]:
    """Text in a composite font whose codes go through a map of its own to the numbers of characters."""

    def change(pdf: pikepdf.Pdf) -> None:
        composite(pdf)
        font = pdf.pages[0].obj.Resources.Font.F1
        info = Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0)
        text = (
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n/CIDSystemInfo <<"
            b" /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> def\n"
            b"/CMapName /Own def /CMapType 1 def\n"
            b"1 begincodespacerange <0000> <ffff> endcodespacerange\n" + body + b"\nendcmap CMapName"
            b" currentdict /CMap defineresource pop end end\n"
        )
        font.Encoding = pdf.make_stream(text, Type=Name.CMap, CMapName=Name.Own, CIDSystemInfo=info, WMode=0)
        font.DescendantFonts[0].CIDToGIDMap = Name.Identity
        with TTFont(str(liberation.face("Sans", "Regular"))) as face:
            glyphs = {
                face.getGlyphID(name): ord(text) for name, text in (("A", "A"), ("B", "B"), ("eacute", "é"))
            }
        pairs = b"".join(b"<%04x> <%04x>\n" % pair for pair in glyphs.items())
        font.ToUnicode.write(
            b"begincmap\n/CMapName /X def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\n"
            b"endcodespacerange\n3 beginbfchar\n" + pairs + b"endbfchar\nendcmap\n"
        )

    return change


@pytest.mark.slow
def test_a_font_that_hinders_one_standard_hinders_both(tmp_path: Path) -> None:
    files = {name: changed(tmp_path / f"{name}.pdf", mapped(body), Sheet()) for name, body in MAPS.items()}
    right = changed(tmp_path / "right.pdf", mapped(RIGHT), Sheet())
    made = built(write_dossier(tmp_path / "dossier", {"right": right, **files}))
    claim = made.record["conformance"]
    assert (claim["pdfa"], claim["pdfua"]) == (None, None)
    blamed = {(o["document"], *o["pages"], o["reason"], *o["standards"]) for o in claim["obstacles"]}
    assert blamed == {(number, 1, "glyphs", "PDF/A-2a", "PDF/UA-1") for number in (2, 3, 4)}


@pytest.mark.slow
def test_the_reference_validator_refutes_no_claim(tmp_path: Path) -> None:
    made = {}
    for name, body in {**MAPS, "right": RIGHT}.items():
        path = changed(tmp_path / f"{name}.pdf", mapped(body), Sheet())
        made[name] = built(write_dossier(tmp_path / name, {name: path}))
    verdicts = validated([one.pdf for one in made.values()], "2b", "ua1")
    for name, one in made.items():
        claim = one.record["conformance"]
        assert not claim["pdfa"] or not verdicts[one.pdf, "2b"].failed, name
        assert not claim["pdfua"] or not verdicts[one.pdf, "ua1"].failed, name
    assert "7.21.8-1" in verdicts[made["used"].pdf, "ua1"].failed
    assert made["right"].record["conformance"] == {"pdfa": "2a", "pdfua": "1", "obstacles": []}
