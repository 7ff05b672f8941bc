"""A series of dossiers: found, built each as it is built alone, held against each other, told on one page."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import File, Sheet, invoke, write_dossier

from dossier.findings import DossierError
from dossier.series import cross, find
from dossier.series.outcome import Facts, Outcome, Paper, State
from dossier.series.status import Page


def test_dossiers_are_found_wherever_they_lie_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for name in ("sujet-10", "sujet-2", "écrit/interne", "sujet-2/sources/web", ".git/x"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "manifest.yaml").touch()
    (tmp_path / "link").symlink_to(tmp_path / "sujet-2")
    (tmp_path / "folder" / "manifest.yaml").mkdir(parents=True)
    found = [path.parent.relative_to(tmp_path).as_posix() for path in find.manifests(tmp_path)]
    assert found == ["folder", "sujet-2", "sujet-10", "écrit/interne"]


@pytest.mark.parametrize("code", ["series-empty", "series-unread"])
def test_a_series_in_which_nothing_can_be_found_is_said(code: str, tmp_path: Path) -> None:
    if code == "series-unread":
        (tmp_path / "top").touch()
    else:
        (tmp_path / "top" / "sources").mkdir(parents=True)
    run = invoke("series", tmp_path / "top", "--format", "json")
    assert [found["code"] for found in json.loads(run.stdout)["findings"]] == [code]
    assert run.returncode == 2


def test_a_folder_that_cannot_be_entered_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("open", "closed"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.yaml").touch()
    scandir = os.scandir

    def refused(path: str) -> Any:
        if os.fspath(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refused)
    with pytest.raises(DossierError) as error:
        find.manifests(tmp_path)
    assert [found.code for found in error.value.findings] == ["series-unread"]


def test_a_dry_run_says_what_would_be_built_and_writes_nothing(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_dossier(tmp_path / name, {"un": None})
    before = sorted(tmp_path.rglob("*"))
    run = invoke("series", tmp_path, "--dry-run", LANGUAGE="fr")
    assert (run.returncode, run.stdout) == (0, "à construire : 2. Rien n’a été construit.\n")
    assert sorted(tmp_path.rglob("*")) == before


ALONE = Facts(title="Un", twin="", pages=20, scale=80, claims=("PDF/A-2a",), papers=())


def outcome(name: str, state: State = State.BUILT, **facts: Any) -> Outcome:
    made = replace(ALONE, title=f"Titre de {name}")
    return Outcome(name=name, manifest=Path(name, "manifest.yaml"), state=state, facts=replace(made, **facts))


def papers(*files: str, words: int = 0, scans: int = 0) -> tuple[Paper, ...]:
    return tuple(Paper(f"Document {file}", (file,), words, scans) for file in files)


def said(*outcomes: Outcome) -> list[tuple[str, str]]:
    return [(found.code, found.place) for found in cross.findings(outcomes)]


def test_subjects_that_have_nothing_in_common_are_not_spoken_of() -> None:
    assert said(outcome("a", papers=papers("1", "2")), outcome("b", papers=papers("3"))) == []


@pytest.mark.parametrize(
    ("outcomes", "codes"),
    [
        ([outcome("a", title="Les  archives"), outcome("b", title="les archives")], ["series-title"]),
        ([outcome("a", papers=papers("1")), outcome("b", papers=papers("2", "1"))], ["series-source"]),
        (
            [outcome("a", papers=(Paper("x", ("1", "2"), 0, 0),)), outcome("b", papers=papers("2"))],
            ["series-source"],
        ),
        ([outcome("a", twin="../c"), outcome("b")], ["series-twin"]),
        ([outcome("a", twin="."), outcome("b")], ["series-twin"]),
        (
            [outcome("a", twin="../b", papers=papers("1")), outcome("b", papers=papers("1"))],
            ["series-shared"],
        ),
        (
            [
                outcome("x/a", twin="../b", papers=(Paper("Loi  n° 1", ("1",), 0, 0),)),
                outcome("x/b", twin="../a", papers=(Paper("loi n° 1", ("2",), 0, 0),)),
            ],
            ["series-shared"],
        ),
        ([outcome("a", twin="../b", pages=60), outcome("b", pages=80)], []),
        ([outcome("a", twin="../b", pages=59), outcome("b", pages=80)], ["series-pages"]),
        ([outcome("a", twin="../b", pages=3), outcome("b", pages=7)], []),
        (
            [
                outcome("a", twin="../b", papers=papers("1", words=9000)),
                outcome("b", papers=papers("2", words=30000, scans=6)),
            ],
            ["series-words", "series-scans"],
        ),
    ],
)
def test_what_subjects_have_in_common_and_twins_have_not_is_said(
    outcomes: list[Outcome], codes: list[str]
) -> None:
    assert [code for code, _ in said(*outcomes)] == codes


def test_a_dossier_that_is_not_what_its_folder_gives_is_not_compared() -> None:
    assert said(outcome("a", title="Un"), outcome("b", State.FAILED, title="Un")) == []


def test_the_page_shows_a_title_and_obeys_none_and_is_its_owners_alone(tmp_path: Path) -> None:
    page = Page(tmp_path)
    page.path.parent.mkdir()
    (page.path.parent / ".dossier-series.html").write_text("what a killed run left")
    page.write([outcome("a", title="<script>alert(1)</script>"), Outcome(name="b", manifest=Path("b"))])
    text = page.path.read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in text
    assert text.count("<script>") == 1
    assert page.path.stat().st_mode & 0o077 == 0
    assert os.listdir(page.path.parent) == ["series.html"]


@pytest.mark.slow
def test_json_with_what_moves_a_terminal_can_be_read_by_a_program(tmp_path: Path) -> None:
    manifest = write_dossier(tmp_path, {"a": File([Sheet()])})
    (tmp_path / "sources" / os.fsdecode(b"caf\xe9 \x1b\xc2\x85\xe2\x80\xae.pdf")).write_bytes(b"%PDF-1.4")
    told = json.loads(invoke("check", "--manifest", manifest, "--format", "json").stdout)
    assert any("caf" in json.dumps(found) for found in told["findings"])
