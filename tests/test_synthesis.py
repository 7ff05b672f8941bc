"""The DOCX of the synthesis note: read back with python-docx, audited, and converted by LibreOffice."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

from dossier.findings import DossierError, Exit
from dossier.model import Document, Dossier, Exam, Manifest, Plan, PlannedDocument, Section
from dossier.synthesis import synthesise

WORDING = (Path(__file__).parent.parent / "templates" / "synthesis.toml").read_text(encoding="utf-8")
SUBJECT = "Les réseaux sociaux et les collectivités territoriales"
ASSIGNMENT = "Vous êtes attaché territorial\nà Saint-Rémy.\n\nRédigez une note de synthèse."
TITLE = "L’e-administration séduit, mais inquiète les Français"
HARD = ("كتاب الشبكات 𝔄😀 \x00\x07 \x1b\ud800\ufffe\x9fl’été " * 30).strip()


def manifest(sections: Any = "shown", **exam: Any) -> Manifest:
    given = {
        "organiser": "Centre de gestion",
        "name": "Concours d'attaché",
        "paper": "Note de synthèse",
    } | exam
    return Manifest(
        dossier=Dossier(title="Dossier", subject=SUBJECT, exam=Exam(**given), sections=sections),
        sections=(Section(title="Une", documents=(Document(id="a", title="A"),)),),
    )


def planned(
    number: int, title: str = TITLE, reference: str | None = None, section: str = "Comprendre"
) -> Any:
    whole = f"{title} {number}, in : Archimag, n° 252, 03/2012, p. 4" if reference is None else reference
    return PlannedDocument(number, f"d{number}", title, section, whole, 4 * number + 2, 4 * number + 5, 4)


def plan(*documents: PlannedDocument, subject: str = SUBJECT, language: str = "fr") -> Plan:
    return Plan("Réseaux sociaux", subject, language, (), documents or (planned(1), planned(2)), ())


def build(
    of: Manifest | None = None,
    by: Plan | None = None,
    wording: str = WORDING,
    assignment: str | None = ASSIGNMENT,
) -> bytes:
    target = io.BytesIO()
    synthesise(of or manifest(), by or plan(), wording, target, assignment)
    return target.getvalue()


def opened(*args: Any, **more: Any) -> Any:
    return docx.Document(io.BytesIO(build(*args, **more)))


def paragraphs(document: Any, style: str) -> list[str]:
    return [p.text for p in document.paragraphs if p.style.style_id == style]


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def problems(wording: str) -> list[str]:
    with pytest.raises(DossierError) as raised:
        build(wording=wording)
    assert {(f.code, f.place, f.exit) for f in raised.value.findings} == {
        ("template-error", "templates/synthesis.toml", Exit.TEMPLATE)
    }
    return [str(f.facts["problem"]) for f in raised.value.findings]


def test_heading_prints_what_is_given() -> None:
    exam = {
        "grade": "Attaché",
        "track": "Externe",
        "session": "2012",
        "date": "2012-11-14",
        "duration": "4 heures",
    }
    document = opened(manifest(**exam, coefficient="4"))
    assert paragraphs(document, "DossierOrganiser") == ["Centre de gestion"]
    assert paragraphs(document, "DossierExam") == ["Concours d’attaché"]
    assert paragraphs(document, "DossierSession") == ["Attaché · Externe · Session 2012 · 14/11/2012"]
    facts = paragraphs(document, "DossierFacts")
    assert [fact.split("\t")[0] for fact in facts] == ["Épreuve", "Durée", "Coefficient"]
    assert facts[0] == "Épreuve\tNote de synthèse"


def test_heading_leaves_out_what_is_absent() -> None:
    document = opened()
    assert paragraphs(document, "DossierSession") == []
    assert paragraphs(document, "DossierFacts") == ["Épreuve\tNote de synthèse"]


def test_subject_and_assignment() -> None:
    document = opened()
    assert paragraphs(document, "Title") == [SUBJECT]
    assert paragraphs(document, "DossierAssignment") == [
        "Vous êtes attaché territorial à Saint-Rémy.",
        "Rédigez une note de synthèse.",
    ]
    assert paragraphs(opened(assignment=None), "DossierAssignment") == []


def test_parts_of_the_note_with_their_guidance() -> None:
    document = opened()
    levels = [p.style.name for p in document.paragraphs if p.style.name.startswith("Heading")]
    part = ["Heading 1", "Heading 2", "Heading 2"]
    assert levels == ["Heading 1", *part, *part, "Heading 1", "Heading 1"]
    titles = paragraphs(document, "Heading1")
    assert (titles[0], *titles[-2:]) == ("Introduction", "Conclusion", "Documents du dossier")
    assert len(paragraphs(document, "DossierGuidance")) == len(levels) - 1


def test_table_says_what_the_plan_says() -> None:
    documents = [planned(n, section="Comprendre" if n < 3 else "Dialoguer") for n in range(1, 6)]
    table = opened(by=plan(*documents)).tables[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["N°", "Document", "Pages", "Folio"]
    assert [row[0] for row in rows if row[0] == row[3]] == ["Comprendre", "Dialoguer"]
    assert [row for row in rows[1:] if row[0].isdigit()] == [
        [str(d.number), d.reference, str(d.page_count), str(d.first_page)] for d in documents
    ]


def test_hidden_sections_are_not_printed() -> None:
    assert [row.cells[0].text for row in opened(manifest("hidden")).tables[0].rows] == [
        "N°",
        "1",
        "2",
    ]


def test_title_is_set_off_in_its_reference() -> None:
    cell = opened().tables[0].rows[2].cells[1]
    assert [run.text for run in cell.paragraphs[0].runs if run.style.style_id == "DossierDocument"] == [TITLE]


def test_title_stands_above_a_reference_without_it() -> None:
    document = opened(by=plan(planned(1, "Rapport", "Archimag, p. 4")))
    assert document.tables[0].rows[2].cells[1].text == "Rapport\nArchimag, p. 4"


def test_rows_stay_whole_and_the_first_is_repeated() -> None:
    rows = opened().tables[0].rows
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [
        True,
        *[False] * (len(rows) - 1),
    ]


def test_page_header_and_footer() -> None:
    document = opened()
    section = document.sections[0]
    assert [round(side.mm, 1) for side in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    assert {round(margin.mm, 1) for margin in margins} == {25}
    assert SUBJECT in section.header.paragraphs[0].text.replace("\u00a0", " ")
    assert section.first_page_header.paragraphs[0].text == ""
    for footer in (section.footer, section.first_page_footer):
        assert re.findall("w:instrText[^>]*> (.*?) <", footer._element.xml) == ["PAGE", "NUMPAGES"]
        assert footer.paragraphs[0].text == "Page 1 / 1"
    last = [p for p in document.paragraphs if p.style.name == "Heading 1"][-1]
    assert last.paragraph_format.page_break_before


def test_styles_speak_the_language_and_rest_on_normal() -> None:
    document = opened()
    normal = document.styles["Normal"]
    assert normal.paragraph_format.widow_control
    assert normal.font.size == Pt(11)
    assert re.findall('w:lang w:val="([^"]*)"', document.styles.element.xml) == ["fr-FR", "fr-FR"]
    used = [p.style for p in document.paragraphs if p.style.name != "Normal"]
    assert {style.base_style.name for style in used} == {"Normal"}
    assert {style.name for style in used} > {"Title", "Heading 1", "Heading 2"}


@pytest.mark.parametrize(("given", "proofed"), [("fr-be", "fr-BE"), ("en", "en"), ("zh-Hant", "zh-Hant")])
def test_language_of_the_plan(given: str, proofed: str) -> None:
    assert opened(by=plan(language=given)).core_properties.language == proofed


def test_nothing_of_a_tool_or_a_person_is_left() -> None:
    held = parts(build())
    assert not [n for n in held if re.search("thumbnail|app.xml|custom|webSettings|WithEffects", n)]
    assert set(re.findall(r"<(?:dc|cp|dcterms):(\w+)", held["docProps/core.xml"])) == {
        "coreProperties", "title", "subject", "language",
    }  # fmt: skip
    everything = " ".join(held.values())
    assert not re.search(r"rsid|python|w14:|docId|Macintosh|Normal\.dotm|20(13|2[4-9])-", everything)
    document = opened()
    assert (document.core_properties.title, document.core_properties.subject) == (
        "Réseaux sociaux",
        SUBJECT,
    )


def test_same_bytes_on_another_day(monkeypatch: pytest.MonkeyPatch) -> None:
    first = build()
    monkeypatch.setattr(time, "localtime", lambda *_: time.struct_time((2031, 5, 4, 3, 2, 1, 6, 124, 0)))
    assert build() == first
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.namelist()[0] == "[Content_Types].xml"


@pytest.mark.parametrize("seed", ["1", "2"])
def test_same_bytes_in_another_process(seed: str, tmp_path: Path) -> None:
    code = (
        "import hashlib, runpy, sys\n"
        "print(hashlib.sha256(runpy.run_path(sys.argv[1])['build']()).hexdigest())"
    )
    root = str(Path(__file__).parent.parent)
    place = os.environ | {"PYTHONHASHSEED": seed, "TZ": f"UTC{seed}", "PYTHONPATH": root}
    command = [sys.executable, "-c", code, __file__]
    run = subprocess.run(command, env=place, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == hashlib.sha256(build()).hexdigest()


def test_hard_text_everywhere() -> None:
    hard = planned(1, HARD, f"{HARD}, in : \x00Archimag", HARD)
    exam = dict.fromkeys(("organiser", "name", "paper", "grade", "track", "session", "duration"), HARD)
    document = opened(manifest(**exam), plan(hard, subject=HARD), assignment=HARD)
    [title] = paragraphs(document, "Title")
    assert title.startswith("كتاب الشبكات 𝔄😀 l’été")
    assert document.tables[0].rows[2].cells[1].text == f"{title}, in : Archimag"
    assert len(document.core_properties.subject) <= 255
    assert len(document.sections[0].header.paragraphs[0].text) < 100


def test_right_to_left_runs_are_marked() -> None:
    runs = opened(by=plan(subject="Le livre كتاب الشبكات (2012)")).paragraphs
    [title] = [p for p in runs if p.style.name == "Title"]
    assert [(run.text, bool(run.font.rtl)) for run in title.runs] == [
        ("Le livre ", False),
        ("كتاب الشبكات", True),
        (" (2012)", False),
    ]


@pytest.mark.parametrize(("length", "points"), [(20, 22), (200, 17), (600, 12)])
def test_long_subject_is_set_smaller(length: int, points: int) -> None:
    assert opened(by=plan(subject=("mot " * 200)[:length].strip() + "s")).styles["Title"].font.size == Pt(
        points
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('duration = "Durée"', ""), "heading.duration: key missing"),
        (('duration = "Durée"', "duration = 4"), "heading.duration: not a text, or an empty one"),
        (('duration = "Durée"', 'duration = "Durée"\nlength = "x"'), "heading.length: unknown key"),
        (("Session {session}", "Session"), "heading.session: {session} missing"),
        (("Page {page} / {pages}", "Page {page} / {total}"), "page.footer: unknown mark {total}"),
        (("[table]", "[tables]"), "tables: unknown key"),
        (("level = 1", "level = 3"), "note[1].level: 1 or 2"),
        (("level = 1", "level = 1.0"), "note[1].level: 1 or 2"),
        (('heading = "Conclusion"', ""), "note[8].heading: key missing"),
        (("Dossier – session", "title"), "styles.session: the name 'title' is taken"),
        (
            ("Dossier – session", "dossier – Examen"),
            "styles.session: the name 'dossier – Examen' is taken",
        ),
    ],
)
def test_fault_of_the_wording(change: tuple[str, str], said: str) -> None:
    broken = WORDING.replace(*change)
    assert broken != WORDING
    assert said in problems(broken)


def test_all_faults_of_the_wording_at_once() -> None:
    assert len(problems("")) > 20
    assert len(problems("note = 3\nheading = 4\n")) > 20
    assert problems(
        "note = [4]" + WORDING.split("[[note]]")[0] + "[table]" + WORDING.split("[table]")[1]
    ) == ["note[1]: not a table"]


def test_broken_toml_says_where() -> None:
    [problem] = problems("[heading\n")
    assert "line 1" in problem


def test_wording_gets_french_typography() -> None:
    titled = WORDING.replace('title = "Documents du dossier"', 'title = "Les documents : n° 1"')
    assert paragraphs(opened(wording=titled), "Heading1")[-1] == "Les documents\u00a0: n°\u00a01"


def many() -> Plan:
    return plan(*(planned(n, section=f"Section {n // 12}") for n in range(1, 201)))


@pytest.mark.parametrize(
    "make",
    [
        build,
        lambda: build(by=many()),
        lambda: build(by=plan(planned(1, HARD, HARD, HARD), subject=HARD), assignment=HARD),
        lambda: build(manifest("hidden"), plan(language="ar"), assignment=None),
    ],
    ids=["plain", "200 documents", "hard text", "hidden sections"],
)
def test_audit_finds_nothing(make: Callable[[], bytes], tmp_path: Path) -> None:
    audit = pytest.importorskip("openxml_audit", reason="openxml-audit is not installed")
    file = tmp_path / "synthesis.docx"
    file.write_bytes(make())
    assert [str(error) for error in audit.OpenXmlValidator().validate(str(file)).errors] == []


def pages_of(data: bytes, folder: Path) -> list[str]:
    """The text of each page as LibreOffice lays it out, without spaces and hyphens, which lines break at."""
    soffice = shutil.which("soffice")
    if not soffice:
        pytest.skip("LibreOffice is not installed")
    (folder / "synthesis.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "synthesis.docx"]
    subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=200)
    document = pypdfium2.PdfDocument(folder / "synthesis.pdf")
    try:
        return [bare(page.get_textpage().get_text_bounded()) for page in document]
    finally:
        document.close()


def bare(text: str) -> str:
    return re.sub(r"[\s\u00ad\ufffe\u0002-]+", "", text)


@pytest.mark.slow
def test_libreoffice_prints_it_all(tmp_path: Path) -> None:
    data = build(by=many())
    pages = pages_of(data, tmp_path)
    assert [bare(f"Page {n} / {len(pages)}") in page for n, page in enumerate(pages, 1)] == [True] * len(
        pages
    )
    assert bare(SUBJECT + "Vous êtes attaché") in pages[0]
    table = next(n for n, page in enumerate(pages) if bare("Documents du dossier") in page)
    assert len(pages) - table > 3
    for page in pages[table:]:
        assert bare(f"Note de synthèse – {SUBJECT}") in page
        assert page.count("N°DocumentPagesFolio") == 1
    for document in many().documents:
        row = bare(f"{document.number}{document.reference}{document.page_count}{document.first_page}")
        assert sum(row in page for page in pages) == 1, row


@pytest.mark.slow
def test_libreoffice_opens_hard_text(tmp_path: Path) -> None:
    hard = plan(*(planned(n, HARD, f"{HARD} {n}", HARD) for n in range(1, 4)), subject=HARD)
    pages = pages_of(build(by=hard), tmp_path)
    assert all(bare(f"/ {len(pages)}") in page for page in pages)
    assert "Introduction" in "".join(pages)
