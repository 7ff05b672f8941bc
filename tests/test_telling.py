"""What a command tells, and how: less, more, as JSON; in the person's language whatever it is started by."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import PROJECT, File, invoke, write_dossier


def told(*words: str | Path, **more: Any) -> tuple[dict[str, Any], int]:
    done = invoke(*words, "--format", "json", **more)
    assert "\x1b" not in done.stdout
    return json.loads(done.stdout), done.returncode


@pytest.mark.slow
def test_json_is_alone_on_the_standard_output_with_findings_as_in_the_record(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()}, {"a": {"page": "1-2", "specimen": True}})
    data, code = told("build", "--manifest", path)
    record = json.loads((tmp_path / "build" / "dossier.json").read_text(encoding="utf-8"))
    assert (data["command"], data["exit"], code) == ("build", 0, 0)
    assert (data["pages"], data["documents"]) == (3, 1)
    assert [Path(name).name for name in data["files"]] == ["dossier.pdf", "synthesis.docx", "dossier.json"]
    assert [f["code"] for f in data["findings"]] == [f["code"] for f in record["findings"]]
    assert data["findings"] == record["findings"]
    again, _ = told("build", "--manifest", path)
    assert (again["files"], again["findings"]) == (data["files"], data["findings"]), "nothing has changed"


@pytest.mark.slow
@pytest.mark.parametrize("command", ["build", "check", "list"])
def test_json_tells_what_stopped_the_run_and_the_code_stays(command: str, tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": None}, {"a": {"issued": "32/01/2011"}})
    data, code = told(command, "--manifest", path)
    assert (data["command"], data["exit"], code) == (command, 2, 2)
    assert {f["code"] for f in data["findings"]} == {"date-impossible", "source-missing"}
    assert set(data["findings"][0]) >= {"severity", "code", "place", "message", "cure"}


@pytest.mark.slow
def test_list_tells_its_documents(tmp_path: Path) -> None:
    data, _ = told("list", "--manifest", write_dossier(tmp_path, {"a": File(), "b": File()}))
    assert [(d["number"], d["id"], d["page_count"], d["kind"]) for d in data["documents"]] == [
        (1, "a", 1, ["pdf"]),
        (2, "b", 1, ["pdf"]),
    ]


def test_a_form_that_is_none_is_said(tmp_path: Path) -> None:
    done = invoke("check", "--format", "xml", "--manifest", write_dossier(tmp_path, {"a": File()}))
    assert (done.returncode, "[format-unknown]" in done.stdout, "text, json" in done.stdout) == (
        1,
        True,
        True,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (["buld", "--format", "json"], "buld"),
        (["check", "--format=json", "--strct"], "--strct"),
        (["list", "--format", "json", "--manifest"], "--manifest"),
        (["clean", "--format", "json"], "--format"),
    ],
)
def test_a_command_line_that_is_none_is_json_where_that_was_asked_for(words: list[str], wrong: str) -> None:
    done = invoke(*words)
    told = json.loads(done.stdout)
    assert (done.returncode, told["exit"], told["command"]) == (1, 1, words[0])
    assert [(one["code"], wrong in one["message"]) for one in told["findings"]] == [("usage-wrong", True)]
    assert told["findings"][0]["cure"] in done.stderr


@pytest.mark.slow
def test_quiet_says_warnings_and_nothing_else(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()}, {"a": {"page": "1", "specimen": True}})
    done = invoke("check", "--quiet", "--manifest", path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    path = write_dossier(tmp_path, {"a": File()}, {"a": {"page": "1-2", "specimen": True}})
    done = invoke("check", "--quiet", "--manifest", path)
    assert re.findall(r"\[([a-z-]+)\]", done.stdout) == ["extent-differs"]


@pytest.mark.slow
def test_verbose_says_each_step_and_what_a_code_means(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()}, {"a": {"specimen": True}})
    done = invoke("check", "--verbose", "--manifest", path)
    plain = invoke("check", "--manifest", path)
    assert len(done.stderr.splitlines()) > len(plain.stderr.splitlines())
    assert len(done.stdout.splitlines()) == len(plain.stdout.splitlines()) + 1


@pytest.mark.slow
def test_a_finding_names_its_document_by_number_and_title(tmp_path: Path) -> None:
    documents = {"b": {"title": "L’été", "issued": "31/02/2011"}, "c": {"file": "sources/rien.pdf"}}
    path = write_dossier(tmp_path, {"a": File(), "b": File(), "c": None}, documents, recto="non")
    lines = [line for line in invoke("check", "--manifest", path).stdout.splitlines() if "error [" in line]
    assert sorted(re.findall(r"\] document (\d) \(“(.*?)”\): ", "\n".join(lines))) == [
        ("2", "L’été"),
        ("3", "Titre de c"),
    ]
    assert [line for line in lines if "recto" in line and "document" in line.split("recto")[0]] == []


def test_without_a_manifest_nothing_is_built_but_where_the_demonstration_lies(tmp_path: Path) -> None:
    done = invoke("check", cwd=tmp_path)
    assert (done.returncode, "[manifest-missing]" in done.stdout) == (2, True)
    assert "invoke new FOLDER" in done.stdout


COMMANDS = (
    ("invoke", [sys.executable, "-m", "invoke"]),
    ("dossier", [sys.executable, "-P", "-m", "dossier"]),
)


@pytest.mark.parametrize(("name", "start"), COMMANDS, ids=[name for name, _ in COMMANDS])
@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["buld"], "Commande inconnue : « buld ». Vouliez-vous dire « build » ?"),
        pytest.param(
            ["build", "--strit"],
            "Option inconnue : « --strit ». Vouliez-vous dire « --strict » ?",
            marks=pytest.mark.slow,
        ),
        (["--help", "build"], "Construit le dossier"),
        (["--list"], "Commandes :"),
    ],
)
def test_whatever_starts_it_speaks_french(name: str, start: list[str], words: list[str], says: str) -> None:
    env = {"LANGUAGE": "fr", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": "/nowhere"}
    done = subprocess.run([*start, *words], cwd=PROJECT, env=env, capture_output=True, text=True, check=False)
    assert says in done.stdout + done.stderr
    assert "Usage:" not in done.stdout
    assert done.returncode == ("nconnue" in says)
