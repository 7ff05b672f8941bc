"""The words that office documents print, counted in the PDF: all there, and none lost unsaid."""

from __future__ import annotations

import re
from pathlib import Path

import office_files
import pytest
from conftest import File, Sheet, needed
from offices import converted, odt, word

from dossier.findings import Severity
from dossier.intake import words
from dossier.intake.kinds.office import soffice

MADE = list(office_files.files())


def test_there_are_sixty_two_files() -> None:
    assert len(MADE) == 62
    assert len({name for name, _, _, _ in MADE}) == 62


@pytest.mark.slow
@pytest.mark.parametrize("made", MADE, ids=[name for name, _, _, _ in MADE])
def test_no_word_is_said_lost_in_vain_and_a_lost_one_is_said(
    made: office_files.Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed("soffice")
    _, name, data, lost = made
    whole = converted(data, name)
    assert [f.code for f in whole.findings if f.code == "words-lost"] == []
    assert not re.search("INVISIBLE|COMMENTAIRE|CACHÉE|APPELÉE|RIEN", words.printed(whole.pdf))
    # The same, where one word has gone from the pages.
    told, printed = words.words(lost), words.printed(whole.pdf)

    def without(pdf: bytes, *, apart: bool = False) -> str:
        kept = " ".join(words.words(printed))
        for each in told:  # a note's number stands before its first word, and nothing between them
            kept = re.sub(rf"\b{each}\b|{each}", "", kept, count=1)
        return kept

    monkeypatch.setattr(words, "printed", without)
    monkeypatch.setattr(soffice, "convert", lambda *_: soffice.Laid(whole.pdf, True))
    (found,) = [f for f in converted(data, name).findings if f.code == "words-lost"]
    assert found.severity is Severity.ERROR
    assert found.facts["words"] == lost.casefold()


def stub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *lines: str) -> None:
    """Have LibreOffice make one page with ``lines``."""
    pdf = File((Sheet(lines),)).write(tmp_path / "a.pdf").read_bytes()
    monkeypatch.setattr(soffice, "convert", lambda *_: soffice.Laid(pdf, True))
    monkeypatch.setattr(soffice, "families", lambda: None)


@pytest.mark.parametrize(
    ("name", "lines", "element"),
    [
        ("word twice", ["Bonjour", "egal"], "body"),
        ("word table", ["Bonjour", "cellule droite cellule", "Titre courant"], "table"),
        ("word box", ["Bonjour", "autour"], "box"),
        ("word footnote", ["Bonjour appel suite Titre courant Observation"], "note"),
        ("word list", ["Bonjour", "41 alpha 42 bravo charlie 42.1"], "number"),
        ("word articles", ["Bonjour", "Article XVII premier Article second", "Titre courant"], "number"),
        ("word caps", ["Bonjour", "MAJUSCULE STRASSE"], "header"),
        ("odt box", ["Bonjour autour"], "box"),
        ("odt note", ["Bonjour appel suite"], "note"),
        ("rtf note", ["appel suite"], "note"),
        ("rtf header", ["corps"], "header"),
        ("odp 0", ["Deux"], "box"),
        ("pptx one", ["Rien"], "slide"),
    ],
)
def test_a_lost_word_names_what_it_stood_in(
    name: str, lines: list[str], element: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub(monkeypatch, tmp_path, *lines)
    _, file, data, _ = next(made for made in MADE if made[0] == name)
    (found,) = [f for f in converted(data, file).findings if f.code == "words-lost"]
    assert found.facts["element"] == element


WARPED = (
    "<w:p><w:r><w:drawing><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx>{}</w:drawing></w:r></w:p>"
)
BENT = '<wps:bodyPr><a:prstTxWarp prst="{}"/></wps:bodyPr>'
VML = (
    '<w:p><w:r><w:pict><v:shape style="{}"><v:textpath string="Grand titre"/></v:shape></w:pict></w:r></w:p>'
)
CURVED = (
    '<text:p>Bonjour<draw:custom-shape text:anchor-type="paragraph"><text:p>Grand titre</text:p>'
    '<draw:enhanced-geometry draw:text-path="{}"/></draw:custom-shape></text:p>'
)
SHAPE = r"{{\rtf1 Bonjour\par{{\shp{{\*\shpinst{{\sp{{\sn {}}}{{\sv Grand titre}}}}}}}}\par}}"


def warped(kind: str) -> bytes:
    spaces = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    made = WARPED.format(office_files.p("Grand titre"), BENT.format(kind))
    return word(made.replace("<w:p>", f"<w:p {spaces}>", 1))


LETTERS = {
    "word": ("a.docx", warped("textArchUp"), "office-drawn"),
    "word, a box": ("a.docx", warped("textNoShape"), "words-lost"),
    "word, as of old": ("a.docx", word(VML.format("width:9pt")), "office-drawn"),
    "word, unseen": ("a.docx", word(VML.format("visibility:hidden")), ""),
    "odt": ("a.odt", odt(CURVED.format("true")), "office-drawn"),
    "odt, a shape": ("a.odt", odt(CURVED.format("false")), "words-lost"),
    "rtf": ("a.rtf", SHAPE.format("gtextUNICODE").encode(), "office-drawn"),
    "rtf, something else": ("a.rtf", SHAPE.format("gtextFont").encode(), ""),
}


@pytest.mark.parametrize("name", LETTERS)
def test_words_that_are_drawn_as_shapes_are_said(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another LibreOffice writes them: then there is nothing to say."""
    file, data, code = LETTERS[name]
    stub(monkeypatch, tmp_path, "Bonjour Bonjour")
    said = [(f.code, f.facts["count"]) for f in converted(data, file).findings]
    assert said == ([(code, 2)] if code else [])
    stub(monkeypatch, tmp_path, "Bonjour Bonjour Grand titre")
    assert converted(data, file).findings == ()


@pytest.mark.parametrize("name", ["word hidden", "word deleted", "word page field", "word footnote"])
def test_what_does_not_print_is_not_missed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["Bonjour Titre courant reste folio appel suite Observation glissee", "parait"]
    stub(monkeypatch, tmp_path, *lines)
    _, file, data, _ = next(made for made in MADE if made[0] == name)
    lost = [str(f.facts["words"]) for f in converted(data, file).findings if f.code == "words-lost"]
    assert lost in ([], ["paraît"], ["glissée"]), "nothing but what the font of the stub lacks"


@pytest.mark.slow
def test_a_box_that_is_too_small_loses_its_words_and_it_is_said() -> None:
    needed("soffice")
    inner = "".join(office_files.p(f"ligne coupée {n}") for n in range(30))
    small = office_files.box(inner).replace("height:60pt", "height:20pt")
    row = '<w:trPr><w:trHeight w:val="300" w:hRule="exact"/></w:trPr>'
    cut = office_files.table(inner, more=row)
    found = [[f.facts["element"] for f in converted(word(body), "a.docx").findings] for body in (small, cut)]
    assert found in ([["box"], ["table"]], [[], ["table"]]), "or the box grows"
