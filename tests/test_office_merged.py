# ruff: noqa: E501  (documents in a line each)
"""What Word shows and LibreOffice does not, or not so: equations of fields, long floating tables, merged cells."""

from __future__ import annotations

import re
from pathlib import Path

import offices
import pytest
from given import given
from office_files import p

from dossier import raster
from dossier.intake.kinds import Taken, office
from dossier.intake.kinds.office import shown
from dossier.intake.kinds.office.disarm import equations

EQUATIONS = {
    "\\f(douze;treize)": "douze/treize",
    "\\f(12 + a,3)": "(12 + a)/3",
    "\\r(3;vingt)": "3√(vingt)",
    "\\r(;x)": "√(x)",
    "\\o\\ac(cercle;rond)": "cercle rond",
    "\\b\\bc\\[(\\a\\al\\co2(un;deux;trois;quatre))": "(un deux trois quatre)",
    "\\i\\su(k=1;n;k)": "∫ k=1 n k",
    "x\\s\\up 8(haut)y": "xhauty",
    "\\f(\\f(1;2);x\\;y)": "1/2/x;y",
    "\\f(jamais close": "(jamais close)",
}


@pytest.mark.parametrize("typed", EQUATIONS)
def test_the_words_of_an_equation_are_spelt_on_a_line(typed: str) -> None:
    assert equations.spelt(typed) == EQUATIONS[typed]


def test_no_equation_is_too_deep() -> None:
    assert equations.spelt("\\f(" * 5000) == ""


def row(said: tuple[str, ...], merged: set[int], before: bool) -> str:
    """A row of a table in RTF, its definition before its cells or behind them."""
    cells = "".join("\\clvmrg" * (n in merged) + f"\\cellx{3000 * n + 3000}" for n in range(len(said)))
    text = "\\pard\\intbl " + "".join(f"{word}\\cell " for word in said)
    return f"\\trowd{cells}{text}\\row\n" if before else f"{text}\\trowd{cells}\\row\n"


def table(before: bool) -> bytes:
    rows = row(("Premier", "Second"), set(), before) + row(("Caché", "Visible"), {0}, before)
    rows += row(("Autre", "Voilé"), {1}, before)
    text = "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}\\f0 Avant\\par " + rows + "\\pard Après\\par}"
    return text.encode("cp1252")


@pytest.mark.parametrize("before", [True, False])
def test_what_stands_in_a_cell_that_continues_another_is_not_shown(before: bool) -> None:
    said = " ".join(text for _, text in shown.read({}, table(before), "rtf", 1).passages())
    assert re.findall(r"\w+", said) == ["Avant", "Premier", "Second", "Visible", "Autre", "Après"]


def laid(data: bytes, name: str) -> tuple[Taken, list[str]]:
    """The document as it is bound, and the text of its pages."""
    made = office.to_pdf(given(name, data, Path("/")), name.rpartition(".")[2])
    with raster.Reader(made.pdf) as reader:
        texts = []
        for number in range(1, len(reader) + 1):
            with reader.page(number) as page:
                texts.append(page.text())
    return made, texts


def floating(rows: int) -> str:
    cells = "".join(
        f"<w:tr><w:tc><w:tcPr><w:tcW w:w='4000' w:type='dxa'/></w:tcPr>{p(f'Rang {n}')}</w:tc></w:tr>"
        for n in range(rows)
    )
    place = "<w:tblpPr w:leftFromText='141' w:rightFromText='141' w:vertAnchor='text' w:horzAnchor='margin' w:tblpY='1'/>"
    return f"<w:tbl><w:tblPr>{place}<w:tblW w:w='4000' w:type='dxa'/></w:tblPr><w:tblGrid><w:gridCol w:w='4000'/></w:tblGrid>{cells}</w:tbl>{p('Suite')}"


@pytest.mark.slow
@pytest.mark.parametrize("before", [True, False])
def test_a_merged_cell_is_not_called_lost(before: bool) -> None:
    made, (text,) = laid(table(before), "a.rtf")
    assert [found.code for found in made.findings] == []
    assert "Visible" in text


@pytest.mark.slow
def test_a_floating_table_longer_than_a_page_is_whole_and_a_short_one_floats() -> None:
    made, texts = laid(offices.word(floating(90)), "a.docx")
    assert [found.code for found in made.findings] == []
    assert len(texts) > 1
    assert "Rang 89" in texts[-1]
    _, (short,) = laid(offices.word(floating(3)), "a.docx")
    assert re.search(r"Rang 0 Suite|Suite Rang 0", short), "it floats beside its text"


@pytest.mark.slow
def test_the_words_of_an_equation_are_bound() -> None:
    rtf = b"{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}\\f0 Avant {\\field{\\*\\fldinst EQ \\\\f(douze;treize)}{\\fldrslt }} fin\\par}"
    simple = '<w:p><w:fldSimple w:instr=" EQ \\f(douze;treize) "/></w:p>'
    for name, data in (
        ("a.rtf", rtf),
        ("a.docx", offices.word(simple)),
        ("b.docx", offices.word(offices.field(" EQ \\f(douze;treize) ", result=""))),
    ):
        made, texts = laid(data, name)
        assert [found.code for found in made.findings] == []
        assert "douze/treize" in " ".join(texts), name
