"""The note of the shipped base, read back with python-docx."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from conftest import invoke
from docx.oxml.ns import qn
from docx.shared import Pt
from notes import (
    BASE,
    GRID,
    RECIPE,
    SUBJECT,
    TITLE,
    build,
    made,
    manifest,
    of_sections,
    of_style,
    opened,
    parts,
    plan,
    rows,
    text_of,
    worn,
)  # fmt: skip

from dossier.findings import DossierError
from dossier.synthesis.access import contrast
from dossier.synthesis.base import make_base
from dossier.synthesis.fields import deal

NOTE = "Dossier – épreuve"


@pytest.mark.slow
def test_the_shipped_base_is_what_the_task_makes(tmp_path: Path) -> None:
    assert parts(make_base(RECIPE)) == parts(BASE)
    run = invoke("synthesis-base", "--output", tmp_path)
    assert run.returncode == 0, run.stderr
    assert parts((tmp_path / "synthesis.docx").read_bytes()) == parts(BASE)
    assert invoke("synthesis-base", "--output", tmp_path).returncode == 0
    (tmp_path / "synthesis.docx").write_bytes(BASE + b"restyled")
    run = invoke("synthesis-base", "--output", tmp_path)
    assert (run.returncode, "[base-exists]" in run.stdout + run.stderr) == (6, True)
    assert (tmp_path / "synthesis.docx").read_bytes() == BASE + b"restyled"


def test_a_recipe_that_is_no_toml_says_where() -> None:
    with pytest.raises(DossierError) as raised:
        make_base("[page\n")
    assert "line 1" in str(raised.value)


def test_nothing_is_to_be_said_of_the_shipped_base() -> None:
    assert made(manifest(marking=GRID, max_pages=4), team=True)[1] == ()


def test_heading_prints_what_is_given() -> None:
    exam = {"grade": "Attaché", "track": "Externe", "session": "2012", "date": "2012-11-14"}
    exam |= {"specialty": "Analyste", "option": "Réseaux"}
    document = opened(manifest(**exam, duration="4 heures", coefficient="4"))
    assert of_style(document, "Dossier – organisateur") == ["Centre de gestion"]
    assert of_style(document, "Dossier – examen") == ["Concours d’attaché"]
    assert of_style(document, NOTE) == [
        "Grade\tAttaché", "Voie\tExterne", "Spécialité\tAnalyste", "Option\tRéseaux", "Session\t2012",
        "Date\t14/11/2012", "Épreuve\tNote de synthèse",
        "Durée\t4 heures", "Coefficient\t4",
    ]  # fmt: skip
    assert of_style(opened(), NOTE) == ["Épreuve\tNote de synthèse"]


def test_subject_and_order() -> None:
    order = {"addressee": "Le maire", "capacity": "attaché", "max_pages": 4, "max_words": 1500}
    document = opened(manifest(**order))
    assert of_style(document, "Title") == [SUBJECT]
    assert of_style(document, "Dossier – commande") == [
        "Vous êtes attaché territorial à Saint-Rémy.",
        "Rédigez une note de synthèse.",
    ]
    assert of_style(document, "Dossier – consigne") == [
        "Destinataire\tLe maire", "Votre qualité\tattaché", "Pages\t4 au plus",
        "Mots\t1\u202f500 au plus",
    ]  # fmt: skip
    bare_one = opened(assignment=None)
    assert of_style(bare_one, "Dossier – commande") == of_style(bare_one, "Dossier – consigne") == []


def blanks(document: Any) -> list[str]:
    found = document.element.body.iter(qn("w:sdt"))
    shown = [c for c in found if c.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None]
    return [c.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val")) for c in shown]


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_as_many_parts_as_asked_each_with_its_blanks(count: int) -> None:
    document = opened(manifest(parts=count))
    headings = [(style, text) for style, text in worn(document) if "partie" in style or "eading" in style]
    parts_ = [style for style, _ in headings if style == "Dossier – partie"]
    assert len(parts_) == count
    assert headings[0] == ("Heading 1", "Introduction")
    assert headings[-1] == ("Heading 1", "Conclusion")
    one = ["part.title", "part.text", *["part.subtitle", "part.text"] * 2]
    assert blanks(document) == ["note.introduction", *one * count, "note.conclusion"]
    ids = [
        e.get(qn("w:val"))
        for e in document.element.body.iter(qn("w:id"))
        if e.getparent().tag == qn("w:sdtPr")
    ]
    assert len(set(ids)) == len(ids) == 2 + 6 * count


def test_blanks_are_all_that_is_left_of_the_controls() -> None:
    document = opened(manifest(marking=GRID), team=True)
    controls = list(document.element.body.iter(qn("w:sdt")))
    assert len(blanks(document)) == len(controls) > 10
    assert "[" not in "".join(text_of(p._p) for p in document.paragraphs)


def test_parts_are_numbered_by_a_list_of_their_styles() -> None:
    document = opened()
    for name, level in (("Dossier – partie", "0"), ("Dossier – sous-partie", "1")):
        style = document.styles[name]
        number = style.element.pPr.numPr
        assert (number.numId.val, number.find(qn("w:ilvl")).get(qn("w:val"))) == (1, level)
        assert style.base_style.name == f"Heading {int(level) + 1}"
    xml = document.part.numbering_part.element.xml
    assert ("upperRoman" in xml, "upperLetter" in xml) == (True, True)


def test_table_says_what_the_plan_says() -> None:
    of, by = of_sections(2, 3)
    table = opened(of, by).tables[0]
    assert rows(table)[0] == ["N°", "Document", "Pages", "Folio"]
    sections = [row for row in rows(table) if not row[0]]
    assert sections == [["", "Section 1", "", ""], ["", "Section 2", "", ""]]
    assert [row for row in rows(table)[1:] if row[0]] == [
        [str(d.number), d.reference, str(d.page_count), str(d.first_page)] for d in by.documents
    ]
    hidden = opened(manifest(sections="hidden"))
    assert [row[0] for row in rows(hidden.tables[0])] == ["N°", "1", "2"]


def test_title_is_set_off_in_its_reference() -> None:
    cell = opened().tables[0].rows[2].cells[1]
    bold = [run.text for run in cell.paragraphs[0].runs if run.style.name == "Dossier – titre de document"]
    assert bold == [TITLE]


def test_each_number_is_a_bookmark_that_a_field_can_repeat() -> None:
    of, by = of_sections(2, 1)
    document = opened(of, by, team=True)
    marks = {e.get(qn("w:name")): e for e in document.element.body.iter(qn("w:bookmarkStart"))}
    assert list(marks) == ["document_1", "document_2", "document_3"]
    assert len({mark.get(qn("w:id")) for mark in marks.values()}) == 3
    for number, mark in enumerate(marks.values(), 1):
        assert text_of(mark.getparent()) == str(number)
        ends = [
            e for e in mark.itersiblings(qn("w:bookmarkEnd")) if e.get(qn("w:id")) == mark.get(qn("w:id"))
        ]
        assert len(ends) == 1
    codes = [e.text.strip() for e in document.element.body.iter(qn("w:instrText")) if "REF" in e.text]
    assert codes == [f"REF document_{n} \\h" for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("counts", "count", "cuts"),
    [
        ([5, 3, 3, 5, 1, 2], 2, [(0, 3), (3, 6)]),
        ([5, 3, 3, 5, 1, 2], 3, [(0, 2), (2, 4), (4, 6)]),
        ([1, 1, 9], 2, [(0, 2), (2, 3)]),
        ([9, 1, 1], 3, [(0, 1), (1, 2), (2, 3)]),
        ([4], 1, [(0, 1)]),
        ([4], 2, []),
    ],
)
def test_sections_are_dealt_out_whole_and_evenly(
    counts: list[int], count: int, cuts: list[tuple[int, int]]
) -> None:
    assert deal(counts, count) == cuts


@pytest.mark.parametrize(("count", "numbers"), [(2, ["12", "34"]), (3, ["12", "3", "4"]), (4, ["1234"] * 4)])
def test_the_team_sees_under_each_part_the_documents_of_its_sections(count: int, numbers: list[str]) -> None:
    of, by = manifest(counts=(2, 1, 1), parts=count), of_sections(2, 1, 1)[1]
    tables = opened(of, by, team=True).tables
    assert len(tables) == count + 1
    for table, held in zip(tables, numbers, strict=False):
        assert table.style.name == "Équipe – tableau"
        assert "".join(row[0] for row in rows(table))[2:] == held
        assert {row[3] for row in rows(table)[1:] if row[0]} == {"Idées à garder"}


def test_the_team_marks_with_the_grid_of_the_manifest() -> None:
    document = opened(manifest(marking=GRID), team=True)
    assert [row[:2] for row in rows(document.tables[-1])] == [
        ["Critère", "Points"], ["Le plan", "4,5"], ["La langue", "5"], ["Total", "9,5"],
    ]  # fmt: skip
    assert "Grille de notation" in of_style(document, "Équipe – titre")
    assert "Grille de notation" not in of_style(opened(team=True), "Équipe – titre")


def test_candidates_receive_nothing_of_the_team() -> None:
    data = build(manifest(marking=GRID))
    document = docx.Document(BytesIO(data))
    assert len(document.tables) == 1
    everything = b" ".join(part for name, part in parts(data).items() if name != "word/styles.xml").decode()
    for word in ("Le plan", "Grille", "quipe", "Idées", "9,5", "team.", "marking."):
        assert word not in everything


def test_rows_stay_whole_and_the_first_is_repeated() -> None:
    for table in opened(manifest(marking=GRID), team=True).tables:
        found = [(r._tr.trPr.find(qn("w:cantSplit")), r._tr.trPr.find(qn("w:tblHeader"))) for r in table.rows]
        assert [(whole is not None, head is not None) for whole, head in found] == [
            (True, not n) for n in range(len(found))
        ]


def test_captions_count_the_tables() -> None:
    document = opened(manifest(marking=GRID), team=True)
    captions = [t for s, t in worn(document) if s in ("Caption", "Équipe – légende")]
    assert [c[:9] for c in captions] == [f"Tableau {n}" for n in range(1, 5)]
    assert len(of_style(opened(), "Caption")) == 1


def fields_of(part: Any) -> list[str]:
    return [e.text.strip() for e in part._element.iter(qn("w:instrText"))]


def test_page_header_and_footer() -> None:
    document = opened(manifest(max_pages=4, max_words=1500))
    words = sum(len(text_of(p).split()) for p in document.element.body.iter(qn("w:p")))
    section = document.sections[0]
    assert [round(side.mm, 1) for side in (section.page_width, section.page_height)] == [210, 297]
    assert [text_of(p._p).replace("\u00a0", " ") for p in section.header.paragraphs] == [
        f"Note de synthèse – {SUBJECT}",
        "Longueur de la note, en pages : 4 au plus",
        f"Ce fichier compte {words} mots – 1\u202f500 mots au plus pour la note",
    ]
    assert fields_of(section.header) == ["NUMWORDS"], "the page's number stands once, at its foot"
    assert section.different_first_page_header_footer
    assert section.first_page_header.paragraphs[0].text == ""
    for footer in (section.footer, section.first_page_footer):
        assert fields_of(footer) == ["PAGE", "NUMPAGES"]
    assert len(opened().sections[0].header.paragraphs) == 1


@pytest.mark.parametrize(("given", "millimetres"), [({}, 25), ({"margins": 30}, 30)])
def test_margins_are_those_of_the_manifest(given: dict[str, Any], millimetres: int) -> None:
    section = opened(manifest(**given)).sections[0]
    margins = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    assert {round(margin.mm) for margin in margins} == {millimetres}


def test_styles_rest_on_normal_and_speak_the_language() -> None:
    document = opened()
    normal = document.styles["Normal"]
    assert normal.paragraph_format.widow_control
    assert normal.font.size == Pt(11)
    for style in document.styles:
        if style.type == 1 and style is not normal:
            root = style
            while root.base_style is not None:
                root = root.base_style
            assert root.name == "Normal", style.name
    for language, proofed in (("fr", "fr-FR"), ("fr-be", "fr-BE"), ("en", "en-GB"), ("zh-Hant", "zh-Hant")):
        document = opened(by=plan(language=language))
        assert document.core_properties.language == proofed
        found = re.findall('w:lang w:val="([^"]*)"', document.styles.element.xml)
        assert set(found) == {proofed} and len(found) >= 2  # noqa: PT018
        assert f'w:themeFontLang w:val="{proofed}"' in document.settings.element.xml


def test_footnotes_and_lists_can_be_used() -> None:
    held = parts(build())
    assert b"continuationSeparator" in held["word/footnotes.xml"]
    assert b"footnotePr" in held["word/settings.xml"]
    names = {style.name for style in opened().styles}
    assert names >= {"footnote text", "footnote reference", "List Bullet", "Caption", "Placeholder Text"}


def test_fonts_are_named_with_those_that_replace_them_and_none_is_embedded() -> None:
    table = parts(build())["word/fontTable.xml"].decode()
    assert "Liberation Serif" in table
    assert "Liberation Sans" in table
    assert not re.search("embed|obfuscated|odttf", " ".join(map(repr, parts(build()))) + table)


def test_every_colour_of_the_base_can_be_read() -> None:
    assert contrast("000000", "FFFFFF") == pytest.approx(21)
    assert contrast("767676", "FFFFFF") == pytest.approx(4.54, abs=0.01)
    colours = [s.font.color.rgb for s in opened().styles if s.type in (1, 2) and s.font.color.rgb]
    assert min(contrast(str(colour), "FFFFFF") for colour in colours) > 4.5
