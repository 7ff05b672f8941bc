"""More on every finding, from the words that the program has anyway; and what was built, shown."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from conftest import invoke

from dossier import explaining, report
from dossier.findings import CODES, FORMER, DossierError


@pytest.mark.parametrize("language", report.LANGUAGES)
def test_every_code_is_explained_with_an_example(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", language)
    for code in CODES:
        told = explaining.explained(code)
        lines = list(told.lines())
        what = report.say(f"what.{code}")
        assert f"    {what}" in lines, code
        example = next(line for line in lines if f"[{code}]" in line)
        plain = re.escape(report.catalogue(language)[f"finding.{code}"])
        words = max(re.split(r"\\\{.*?\\\}", plain), key=len).replace("\\", "")
        assert words.replace("{{", "{").replace("}}", "}") in example, code
        assert not re.search(r"“”|«\s*»|\bNone\b", example), example


def test_a_fact_that_the_words_ask_for_and_nobody_gives_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = report.catalogue
    words = {**catalogue("en"), "finding.text-small": "{invented}"}
    monkeypatch.setattr(report, "catalogue", lambda _: words)
    with pytest.raises(KeyError, match="invented"):
        explaining.explained("text-small")


@pytest.mark.parametrize("asked", ["[text-small]", "TEXT-SMALL", "text_small", " text-small:"])
def test_a_code_is_known_as_it_is_copied(asked: str) -> None:
    assert explaining.explained(asked).code == "text-small"


@pytest.mark.parametrize("former", FORMER)
def test_a_former_code_says_what_it_is_called_now(former: str) -> None:
    told = explaining.explained(former)
    assert told.code == FORMER[former]
    assert former in next(told.lines())


@pytest.mark.parametrize(
    ("asked", "near"), [("text-smal", "text-small"), ("extent-difers", "extent-differs"), ("zzz", "")]
)
def test_an_unknown_code_says_what_may_have_been_meant(asked: str, near: str) -> None:
    with pytest.raises(DossierError) as error:
        explaining.explained(asked)
    (found,) = error.value.findings
    assert (found.code, found.facts["near"]) == ("code-unknown", near)


def test_what_nobody_can_read_of_a_file_is_said_in_words() -> None:
    (line, *_) = report.lines([explaining.example("given-unreadable")])
    assert "given-missing" not in line


@pytest.mark.slow
def test_the_command_explains_in_both_languages_and_to_a_program() -> None:
    assert invoke("explain", "text-small", LANGUAGE="fr").stdout.startswith("text-small : ")
    told = json.loads(invoke("explain", "proof-differs", "--format", "json").stdout)
    assert (told["code"], told["exit"], told["stops_with"]) == ("compare-differs", 0, 7)
    wrong = invoke("explain", "text-smal")
    assert wrong.returncode == 1
    assert "“text-small”" in wrong.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A dossier's folder in which something lies that was built, and a program that would show it."""
    (tmp_path / "dossier" / "build").mkdir(parents=True)
    (tmp_path / "dossier" / "manifest.yaml").write_text("dossier:\n", encoding="utf-8")
    (tmp_path / "dossier" / "build" / "dossier.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "bin").mkdir()
    return tmp_path / "dossier"


def viewer(folder: Path, script: str) -> dict[str, str]:
    place = folder.parent / "bin" / "xdg-open"
    place.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    place.chmod(0o755)
    return {"PATH": f"{place.parent}{os.pathsep}/usr/bin{os.pathsep}/bin"}


@pytest.mark.slow
def test_what_was_built_is_shown_by_the_system(folder: Path) -> None:
    seen = folder.parent / "seen"
    done = invoke("open", "--manifest", folder, **viewer(folder, f'printf %s "$1" > {seen}'))
    assert done.returncode == 0, done.stdout
    assert seen.read_text() == str(folder / "build" / "dossier.pdf")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "words", "code", "exit"),
    [
        ("exit 3", [], "viewer-missing", 8),
        (None, [], "viewer-missing", 8),
        ("exit 0", ["--what", "proof"], "result-missing", 6),
        ("exit 0", ["--what", "odt"], "result-unknown", 1),
    ],
)
def test_what_cannot_be_shown_is_said_plainly(
    folder: Path, script: str | None, words: list[str], code: str, exit: int
) -> None:
    path = viewer(folder, script) if script else {"PATH": str(folder.parent / "bin")}
    done = invoke("open", "--manifest", folder, *words, **path)
    assert f"[{code}]" in done.stdout, done.stderr
    assert done.returncode == exit


@pytest.mark.slow
def test_a_proof_that_came_with_a_folder_is_not_opened(folder: Path) -> None:
    seen = folder.parent / "seen"
    (folder / "build" / "proof.html").write_text("<script>1</script>", encoding="utf-8")
    path = viewer(folder, f'printf %s "$1" > {seen}')
    done = invoke("open", "--what", "proof", "--manifest", folder, **path)
    assert ("[proof-unsealed]" in done.stdout, done.returncode, seen.exists()) == (True, 6, False)
