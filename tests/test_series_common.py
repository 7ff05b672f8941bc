"""What the dossiers of a series have in common: ``series.yaml`` in a folder above them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import EXAM, File, Sheet, built, invoke, said, write_dossier

from dossier import manifest, unchanged
from dossier.findings import Finding
from dossier.model import Manifest
from dossier.options import Options

COMMON = """dossier:
  exam:
    organiser: Centre de gestion
    name: Concours commun
  notices:
    - Une consigne de la série.
    - Une autre.
  recto: documents
synthesis:
  max-pages: 4
"""


def series(top: Path, common: str = COMMON, name: str = "main/a", **dossier: Any) -> Path:
    """A dossier without what a series gives, in a series; returns its manifest."""
    path = write_dossier(top / name, {"un": File([Sheet()])}, **dossier)
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    if "exam" not in dossier:
        told["dossier"]["exam"] = {"paper": "Note"}
    path.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), encoding="utf-8")
    (top / "series.yaml").write_text(common, encoding="utf-8")
    return path


def loaded(path: Path) -> tuple[Manifest, tuple[Finding, ...]]:
    located, found = manifest.load(path)
    assert located
    return located.manifest, found


def test_what_a_manifest_lacks_comes_of_the_series_and_is_said(tmp_path: Path) -> None:
    told, found = loaded(series(tmp_path))
    exam = told.dossier.exam
    assert (exam.organiser, exam.name, exam.paper) == ("Centre de gestion", "Concours commun", "Note")
    assert told.dossier.notices == ("Une consigne de la série.", "Une autre.")
    assert (told.dossier.recto, told.synthesis and told.synthesis.max_pages) == ("documents", 4)
    (note,) = found
    assert (note.code, note.place) == ("series-inherited", "../../series.yaml:1:1")
    assert note.facts["keys"] == "exam.organiser, exam.name, notices, recto, max-pages"


def test_a_manifest_changes_it(tmp_path: Path) -> None:
    own = {"exam": {**EXAM, "name": "Un autre"}, "notices": ["La sienne."], "recto": "none"}
    told, found = loaded(series(tmp_path, **own))
    assert (told.dossier.exam.name, told.dossier.notices, told.dossier.recto) == (
        "Un autre", ("La sienne.",), "none",
    )  # fmt: skip
    assert [f.facts["keys"] for f in found] == ["max-pages"]


def test_the_nearest_series_counts_and_a_folder_may_be_without(tmp_path: Path) -> None:
    path = series(tmp_path)
    (tmp_path / "main" / "series.yaml").write_text("dossier:\n  exam: {organiser: O, name: Proche}\n")
    assert loaded(path)[0].dossier.exam.name == "Proche"
    (tmp_path / "main" / "series.yaml").unlink()
    (tmp_path / "series.yaml").unlink()
    assert "key-missing" in [f.code for f in loaded(path)[1]]


MISTAKES = {
    "a value": ("recto: documents", "recto: documnets", "value-choice", 8, 10),
    "a key": ("recto: documents", "rectos: documents", "key-unknown", 8, 3),
    "a type": ("max-pages: 4", "max-pages: quatre", "value-type", 10, 14),
    "a blank": ("Concours commun", "À compléter", "placeholder-left", 4, 11),
    "yaml": ("recto: documents", "recto: [documents", "manifest-syntax", 0, 0),
    "sections": ("synthesis:\n", "sections: []\nsynthesis:\n", "series-key", 9, 1),
    "a letter": ("Une autre.", '"Une\\x07 autre."', "value-form", 7, 7),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_is_named_at_its_place(tmp_path: Path, what: str) -> None:
    old, new, code, line, column = MISTAKES[what]
    found = manifest.load(series(tmp_path, COMMON.replace(old, new)))[1]
    places = [f.place for f in found if f.code == code]
    assert places, [f.code for f in found]
    assert places[0].startswith(f"../../series.yaml:{line}:{column}" if line else "../../series.yaml:")


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    path = series(tmp_path)
    (tmp_path / "series.yaml").unlink()
    (tmp_path / "series.yaml").mkdir()
    assert "manifest-unreadable" in [f.code for f in manifest.load(path)[1]]


@pytest.mark.slow
def test_built_alone_it_is_the_same_and_a_changed_series_builds_again(tmp_path: Path) -> None:
    top = tmp_path / "session"
    path = series(top)
    (top / "templates" / "styles").mkdir(parents=True)
    (top / "templates" / "draft.txt").write_text("ESSAI", encoding="utf-8")
    done = invoke("series", top)
    assert done.returncode == 0, done.stdout + done.stderr
    pdf = path.parent / "build" / "dossier.pdf"
    assert "Une consigne de la série." in said("pdftotext", pdf, "-")
    options = Options(Path(os.path.abspath(path)))
    shutil.copytree(path.parent / "build", tmp_path / "first")
    alone = built(path)
    for name in ("dossier.pdf", "synthesis.docx", "dossier.json"):
        assert (alone.output / name).read_bytes() == (tmp_path / "first" / name).read_bytes()
    assert alone.record["series"] == "../../series.yaml"
    assert unchanged.last_build(options)
    for change in ("series.yaml", "templates/draft.txt", "main/series.yaml"):
        file = top / change
        before = file.read_bytes() if file.exists() else None
        file.write_bytes((before or COMMON.encode()) + b"\n")
        assert unchanged.last_build(options) is None, change
        file.unlink() if before is None else file.write_bytes(before)
        assert unchanged.last_build(options), change


@pytest.mark.slow
def test_an_edit_writes_nothing_of_it_into_the_manifest(tmp_path: Path) -> None:
    path = series(tmp_path)
    before = path.read_text(encoding="utf-8")
    done = invoke("edit", "un", "--title", "Nouveau", "--manifest", path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert path.read_text(encoding="utf-8") == before.replace("Titre de un", "Nouveau")
    assert (tmp_path / "series.yaml").read_text(encoding="utf-8") == COMMON
