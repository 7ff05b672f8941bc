"""The note of the shipped base: read back with python-docx, audited, and converted by LibreOffice."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml
from conftest import PROJECT, File, Made, Sheet, invoke, said, write_dossier
from docx.oxml.ns import qn
from docx.shared import Pt
from notes import (
    BASE,
    GRID,
    HARD,
    RECIPE,
    SUBJECT,
    TITLE,
    audited,
    bare,
    build,
    made,
    manifest,
    of_sections,
    of_style,
    opened,
    pages_of,
    parts,
    plan,
    planned,
    rows,
    text_of,
    worn,
)  # fmt: skip

from dossier.findings import DossierError
from dossier.synthesis import make_base
from dossier.synthesis.access import contrast
from dossier.synthesis.fields import deal

NOTE = "Dossier – épreuve"


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A dossier with an assignment and a grid, built for the team, too."""
    folder = tmp_path_factory.mktemp("team")
    files = {"a": File([Sheet()] * 3), "b": File(), "c": File([Sheet()] * 2)}
    marking = {"marking": [{"criterion": "Le plan", "points": 4}]}
    path = write_dossier(
        folder, files, {"b": {"container-title": "Revue", "issued": "05/2011"}}, assignment="Vous…"
    )
    path.write_text(
        path.read_text(encoding="utf-8") + yaml.safe_dump({"synthesis": marking}), encoding="utf-8"
    )
    run = invoke("build", "--manifest", path, "--no-compare", "--for", "team")
    assert run.returncode == 0, run.stdout + run.stderr
    return Made(folder, folder / "build", run.stdout)


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
    for language, proofed in (("fr", "fr-FR"), ("fr-be", "fr-BE"), ("en", "en"), ("zh-Hant", "zh-Hant")):
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


def test_nothing_of_a_tool_or_a_person_is_left() -> None:
    for data in (BASE, build(), build(team=True)):
        held = parts(data)
        assert sorted(held) == [
            "[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/_rels/document.xml.rels",
            "word/document.xml", "word/fontTable.xml", "word/footer1.xml", "word/footer2.xml",
            "word/footnotes.xml", "word/header1.xml", "word/header2.xml", "word/numbering.xml",
            "word/settings.xml", "word/styles.xml", "word/theme/theme1.xml",
        ]  # fmt: skip
        core = re.findall(rb"<(?:dc|cp|dcterms):(\w+)", held["docProps/core.xml"])
        assert set(core) <= {b"coreProperties", b"title", b"subject", b"language"}
        everything = b" ".join(held.values())
        assert not re.search(rb"rsid|python|w14:|docId|Macintosh|Normal\.dotm|20(13|2[4-9])-", everything)
    properties = opened().core_properties
    assert (properties.title, properties.subject) == ("Réseaux sociaux", SUBJECT)


def test_same_bytes_on_another_day(monkeypatch: pytest.MonkeyPatch) -> None:
    first = build()
    monkeypatch.setattr(time, "localtime", lambda *_: time.struct_time((2031, 5, 4, 3, 2, 1, 6, 124, 0)))
    assert build() == first
    with zipfile.ZipFile(BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.namelist()[0] == "[Content_Types].xml"


@pytest.mark.parametrize("seed", ["1", "2"])
def test_same_bytes_in_another_process(seed: str, tmp_path: Path) -> None:
    code = (
        "import hashlib, sys\nsys.path.insert(0, sys.argv[1])\nimport notes\n"
        "print(hashlib.sha256(notes.build(team=True)).hexdigest())"
    )
    place = os.environ | {"PYTHONHASHSEED": seed, "TZ": f"UTC{seed}", "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-c", code, str(Path(__file__).parent)]
    run = subprocess.run(command, env=place, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == hashlib.sha256(build(team=True)).hexdigest()


def hard(team: bool = False) -> bytes:
    documents = [planned(n, HARD, HARD, reference=f"{HARD} {n}, in : \x00Archimag") for n in (1, 2)]
    exam = dict.fromkeys(("organiser", "name", "paper", "grade", "track", "session", "duration"), HARD)
    return build(manifest(**exam), plan(*documents, subject=HARD), assignment=HARD, team=team)


def test_hard_text_everywhere() -> None:
    document = docx.Document(BytesIO(hard()))
    [title] = of_style(document, "Dossier – sujet long")
    assert title.startswith("كتاب الشبكات 𝔄😀 l’été")
    assert rows(document.tables[0])[2][1] == f"{title} 1, in : Archimag"
    assert len(document.core_properties.subject) <= 255
    assert len(text_of(document.sections[0].header.paragraphs[0]._p)) < 180


def test_right_to_left_runs_are_marked() -> None:
    found = opened(by=plan(subject="Le livre كتاب الشبكات (2012)")).paragraphs
    [title] = [p for p in found if p.style.name == "Title"]
    assert [(run.text, bool(run.font.rtl)) for run in title.runs] == [
        ("Le livre ", False),
        ("كتاب الشبكات", True),
        (" (2012)", False),
    ]


@pytest.mark.parametrize(
    ("length", "style"), [(20, "Title"), (200, "Dossier – sujet long"), (600, "Dossier – sujet long")]
)
def test_a_long_subject_wears_a_style_of_its_own(length: int, style: str) -> None:
    subject = ("mot " * 200)[:length].strip() + "s"
    assert of_style(opened(by=plan(subject=subject)), style) == [subject]


def many() -> tuple[Any, Any]:
    return of_sections(*[12] * 16, 8)


@pytest.mark.parametrize(
    "make",
    [
        lambda: BASE,
        build,
        lambda: build(manifest(marking=GRID, parts=9), team=True),
        lambda: build(*many(), team=True),
        hard,
        lambda: hard(team=True),
        lambda: build(manifest(sections="hidden"), plan(language="ar"), assignment=None),
    ],
    ids=["base", "plain", "team", "200 documents", "hard text", "hard text for the team", "hidden sections"],
)
def test_audit_finds_nothing(make: Callable[[], bytes], tmp_path: Path) -> None:
    assert audited(make(), tmp_path) == []


@pytest.mark.slow
def test_the_editions_of_a_dossier_say_what_its_record_says(team: Made, tmp_path: Path) -> None:
    listed = {output["path"]: output for output in team.record["outputs"]}
    assert sorted(listed) == ["dossier.pdf", "synthesis.docx", "team/synthesis.docx"]
    assert sorted(p.name for p in team.output.iterdir() if p.name[0] != ".") == [
        "dossier.json", "dossier.pdf", "synthesis.docx", "team",
    ]  # fmt: skip
    for name in ("synthesis.docx", "team/synthesis.docx"):
        data = (team.output / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == listed[name]["sha256"]
        assert audited(data, tmp_path) == []
        table = docx.Document(BytesIO(data)).tables[-1 if name == "synthesis.docx" else -2]
        assert [row for row in rows(table)[1:] if row[0]] == [
            [
                str(d["number"]),
                d["reference"],
                str(d["last_page"] - d["first_page"] + 1),
                str(d["first_page"]),
            ]
            for d in team.record["documents"]
        ]
    run = invoke("clean", "--manifest", team.folder)
    assert (run.returncode, list(team.output.iterdir())) == (0, [])


def test_an_edition_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    run = invoke("build", "--output", tmp_path / "build", "--for", "tutors")
    assert run.returncode == 6
    assert "[edition-unknown]" in run.stdout + run.stderr
    assert not (tmp_path / "build").exists()


@pytest.mark.slow
def test_libreoffice_prints_it_all(tmp_path: Path) -> None:
    of, by = many()
    data = build(of, by)
    pages = pages_of(data, tmp_path)
    for n, page in enumerate(pages, 1):
        assert bare(f"Page {n} / {len(pages)}") in page
    assert bare(SUBJECT + "Vous êtes attaché") in pages[0]
    assert bare("I. Titre de la partie") in pages[0]
    table = next(n for n, page in enumerate(pages) if bare("Documents du dossier") in page)
    assert len(pages) - table > 3
    for page in pages[table:]:
        assert bare(f"Note de synthèse – {SUBJECT}") in page
        assert page.count("N°DocumentPagesFolio") == 1
    for document in by.documents:
        row = bare(f"{document.number}{document.reference}{document.page_count}{document.first_page}")
        assert sum(row in page for page in pages) == 1, row
    fonts = said("pdffonts", tmp_path / "as-pdf" / "note.pdf")
    assert set(re.findall(r"\+(\w+?)(?:-\w+)?\s", fonts)) == {"LiberationSans", "LiberationSerif"}


@pytest.mark.slow
def test_libreoffice_computes_the_fields(tmp_path: Path) -> None:
    """Through its own format, since its converter counts no word before it has laid the pages out once."""
    pages = pages_of(build(manifest(max_words=1500, marking=GRID), team=True), tmp_path, "odt")
    counts = {int(n) for page in pages for n in re.findall(r"Cefichiercompte(\d+)mots", page)}
    assert len(counts) == 1
    assert 100 < counts.pop() < 700
    for number in range(1, 5):
        assert sum(f"Tableau{number}:" in page for page in pages) == 1


@pytest.mark.slow
def test_libreoffice_opens_hard_text(tmp_path: Path) -> None:
    pages = pages_of(hard(), tmp_path)
    assert all(bare(f"/ {len(pages)}") in page for page in pages)
    assert "Introduction" in "".join(pages)
