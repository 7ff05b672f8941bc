"""The note as a file: the same bytes anywhere, nobody named, audited, opened by LibreOffice, any text."""

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
from notes import (
    BASE,
    GRID,
    HARD,
    SUBJECT,
    audited,
    bare,
    build,
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
)  # fmt: skip


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
