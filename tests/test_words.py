"""The words of a source, counted against those of its PDF: none is lost unsaid, none is said lost in vain."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from conftest import File, Sheet
from weasyprint import HTML

from dossier.intake.words import Shown, lost, printed, proof, words


def gone(source: str | list[str], pdf: str) -> list[str]:
    runs = [source] if isinstance(source, str) else source
    return [one.word for one in lost([Shown(run) for run in runs], pdf)]


@pytest.mark.parametrize(
    ("source", "pdf"),
    [
        ("anticonstitutionnellement", "anti‐\r\nconsti‐\r\ntution‐\r\nnellement"),
        ("une co\u00adopération", "une coopéra-\ntion"),
        ("l’effet des ﬁches", "L'EFFET DES FICHES"),
        ("Straße Œuvre", "STRASSE œuvre"),
        ("un titre", "U N T I T R E"),
        (["12", "50"], "1250"),
        ("1 234,50 €", "1\u202f234,50\u00a0€"),
        (["premier", "second"], "second premier"),
        ("le e\u0301te\u0301", "le été"),
        ("la délibération", "la délibé- Mairie de Lyon 3 ration"),
        ("中文 ภาษา", "中\n文 ภา\nษา"),
        ("mot\u200bcoupé", "mot\ncoupé"),
        ("x² ½", "x2 1⁄2"),
        ("une fois", "une fois une fois"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_word_that_stands_there_otherwise_is_not_lost(source: str | list[str], pdf: str) -> None:
    assert gone(source, pdf) == []


@pytest.mark.parametrize(
    ("source", "pdf", "missing"),
    [
        ("un deux trois", "un trois", ["deux"]),
        ("en 2012, 12 euros", "en 2012, euros", ["12"]),
        ("le chat et le chien", "le chat et chien", ["le"]),
        ("oui, oui, oui", "oui oui", ["oui"]),
        ("taux de 5 %", "taux de 5", ["%"]),
        ("moins −3", "moins 3", ["−"]),
        ("12,50 €", "12,50", ["€"]),
        ("été", "ete", ["été"]),
        ("中文中", "中文", ["中"]),
        ("reformer", "former", ["reformer"]),
        ("", "de trop", []),
    ],
)  # fmt: skip
def test_a_word_that_is_not_there_is_lost_as_often_as_it_is_missing(
    source: str, pdf: str, missing: list[str]
) -> None:
    assert gone(source, pdf) == missing


def test_a_lost_word_is_looked_for_where_most_is_lost() -> None:
    runs = [
        Shown("le maire de la ville"),
        Shown("le vote de clôture", "div.c"),
        Shown("le compte de gestion"),
    ]
    found = lost(runs, "le maire de la ville le compte de gestion")
    assert [(one.word, one.where) for one in found] == [(w, "div.c") for w in ("le", "vote", "de", "clôture")]
    (only,) = lost([Shown("Des mots  sans lieu"), Shown("et d’autres")], "mots sans lieu et d’autres")
    assert only.where == "Des mots sans lieu"


CUT = "<style>@page{size:A5;margin:1cm}p{margin:0}</style>"


@pytest.mark.parametrize(
    "body",
    [
        '<div style="overflow:hidden;height:1.2em"><p>visible</p><p>perdu</p></div>',
        '<p>visible</p><div style="position:absolute;left:-400px">perdu</div>',
        '<p>visible</p><div style="position:absolute;top:2000px">perdu</div>',
        '<div style="opacity:.5;overflow:hidden;height:1.2em"><p>visible</p><p>perdu</p></div>',
        '<div style="overflow:hidden;height:1.2em;transform:scale(.5)"><p>visible</p><p>perdu</p></div>',
        '<div style="opacity:.5;transform:scale(.5)"><div style="overflow:hidden;height:1.2em">'
        "<p>visible</p><p>perdu</p></div></div>",
    ],
)
def test_what_is_cut_off_in_a_pdf_is_not_there(body: str) -> None:
    pdf = HTML(string=CUT + body).write_pdf()
    assert words(printed(pdf)) == ["visible"]
    (finding,) = proof([Shown("visible perdu")], pdf, "a.html", "manifest.yaml:1:1")
    assert finding.code == "words-lost"
    assert finding.facts == {"file": "a.html", "count": 1, "words": "perdu", "where": "visible perdu"}
    assert proof([Shown("visible")], pdf, "a.html", "manifest.yaml:1:1") == []


def test_a_turned_and_cropped_page_shows_what_its_box_shows(tmp_path: Path) -> None:
    path = File([Sheet(("Dedans",), rotate=90), Sheet(("Dehors",))]).write(tmp_path / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[1].cropbox = [300, 0, 500, 200]
        pdf.save(path)
    assert words(printed(path.read_bytes())) == ["dedans"]
