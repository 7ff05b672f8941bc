"""What an editor has looked at and accepts: pasted as printed, gone when it changed, kept apart."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import File, Sheet, built, invoke, prepared, write_dossier

from dossier import report
from dossier.check.pictures import likeness
from dossier.findings import CODES, DossierError, Finding, Severity, acceptable
from dossier.manifest import load

_PLACE = re.compile(r"\(manifest\.yaml:(\d+):(\d+)\)")
HUGE = (0.0, 0.0, 2384.0, 3370.0)

FLOW = """\
dossier: {title: Essai, subject: Un sujet, exam: {organiser: O, name: N, paper: P}, introduction: none}
sections:
- title: Une
  documents:
  - {id: un, title: Le titre de un, number-of-pages: 7, file: sources/un.pdf}
"""
TIGHT = """\
dossier:
    title: Essai
    subject: Un sujet
    exam: {organiser: O, name: N, paper: P}
    introduction: none
sections:
    -   title: Une
        documents:
        -   id: un
            title: Le titre de un
            number-of-pages: 7
            file: sources/un.pdf
"""
BEGUN = """\
dossier:
  title: Essai
  subject: Un sujet
  exam: {organiser: O, name: N, paper: P}
  introduction: none
sections:
  - title: Une
    documents:
      - id: un
        title: Le titre de un
        number-of-pages: 7
        accepted:
        - {code: image-only, because: autrefois, seen: 01234567}
        file: sources/un.pdf
"""
JSON = {
    "dossier": {
        "title": "Essai",
        "subject": "Un sujet",
        "exam": {"organiser": "O", "name": "N", "paper": "P"},
        "introduction": "none",
    },
    "sections": [
        {
            "title": "Une",
            "documents": [
                {"id": id, "title": f"Le titre de {id}", "number-of-pages": 7, "file": "sources/un.pdf"}
                for id in ("un", "deux")
            ],
        },
    ],
}
EMPTY = BEGUN.split("        accepted")[0] + "        accepted: []\n        file: sources/un.pdf\n"
BEGUN_FLOW = BEGUN.replace("accepted:\n        - {", "accepted: [{").replace("01234567}", "01234567}]")


def refused(manifest: Path, **options: Any) -> tuple[Finding, ...]:
    """What a strict build refuses, and all that it says."""
    with pytest.raises(DossierError) as error:
        built(manifest, strict=True, **options)
    return error.value.findings


def paste(manifest: Path, said: Sequence[str]) -> None:
    """Do what the last lines ``said`` tell: one block for the dossier and for each document."""
    text = manifest.read_text(encoding="utf-8").split("\n")
    blocks: list[tuple[str, list[str]]] = []
    for line in said:
        if _PLACE.search(line) and line.startswith(("To accept", "Pour accepter")):
            blocks.append((line, []))
        elif blocks and line.startswith("  "):
            blocks[-1][1].append(line)
    for told, lines in reversed(blocks):
        found = _PLACE.search(told)
        assert found
        row, column = int(found[1]) - 1, int(found[2]) - 1
        if "opening" in told or "ouvrant" in told:
            sign = "[" if "list" in told else "{"
            behind = text[row].rindex(sign, 0, column + 1) + 1
            text[row] = text[row][:behind] + lines[0] + text[row][behind:]
        else:
            below = 0 if "above" in told or "au-dessus" in told else 1
            text[row + below : row + below] = lines
    manifest.write_text("\n".join(text), encoding="utf-8")


def codes(findings: Sequence[Finding], severity: Severity) -> list[str]:
    """The codes of one severity."""
    return [f.code for f in findings if f.severity is severity]


@pytest.mark.slow
@pytest.mark.parametrize("language", report.LANGUAGES)
@pytest.mark.parametrize("text", [FLOW, TIGHT, BEGUN, BEGUN_FLOW, EMPTY, ""])
def test_the_lines_that_are_printed_accept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, language: str
) -> None:
    monkeypatch.setenv("LANGUAGE", language)
    documents = {"un": {"number-of-pages": 7}}
    manifest = write_dossier(tmp_path, {"un": File()}, documents)
    if text:
        manifest.write_text(text, encoding="utf-8")
    before = prepared(manifest).findings
    assert codes(before, Severity.WARNING) == ["extent-differs"]
    with pytest.raises(DossierError):
        prepared(manifest, strict=True)
    paste(manifest, list(report.lines(before)))
    after = prepared(manifest, strict=True).findings
    assert codes(after, Severity.ACCEPTED) == ["extent-differs"]
    assert not codes(after, Severity.WARNING)
    # What was there for nothing is said, and stops nothing.
    assert codes(after, Severity.NOTE) == (["acceptance-idle"] if "autrefois" in text else [])


@pytest.mark.parametrize("indent", [None, 2])
def test_a_manifest_in_json_stays_json(tmp_path: Path, indent: int | None) -> None:
    """Of two documents on one line each is told apart, and what is said of both is said of none."""
    manifest = write_dossier(tmp_path, {"un": File()})
    (tmp_path / "sources" / "autre.pdf").write_bytes(b"%PDF-")
    manifest.write_text(json.dumps(JSON, indent=indent), encoding="utf-8")
    before = prepared(manifest).findings
    told = {(f.code, f.number) for f in before}
    assert told >= {("extent-differs", 1), ("extent-differs", 2), ("sources-unused", 0)}
    paste(manifest, list(report.lines(before)))
    json.loads(manifest.read_text(encoding="utf-8"))
    assert not codes(prepared(manifest, strict=True).findings, Severity.WARNING)


@pytest.mark.parametrize("text", [FLOW, TIGHT, json.dumps(JSON), json.dumps(JSON, indent=1)])
def test_a_place_is_of_the_document_that_it_is_in(tmp_path: Path, text: str) -> None:
    """Each value that is written, by its own place."""
    (tmp_path / "manifest.yaml").write_text(text, encoding="utf-8")
    located, _ = load(tmp_path / "manifest.yaml")
    assert located
    for path, place in located.places.items():
        if len(path) in (3, 4):  # the list, and a document as a whole: a dash is of either
            continue
        number = path[3] + 1 if len(path) > 4 and isinstance(path[3], int) else 0
        held = located.holder(place)
        assert (held[0] if held else 0) == number, path


@pytest.mark.slow
def test_what_is_accepted_is_listed_apart_with_its_reason(tmp_path: Path) -> None:
    files = {"un": File(), "deux": File((Sheet(("Deux",)),))}
    manifest = write_dossier(tmp_path, files, {"un": {"number-of-pages": 7}})
    run = invoke("build", "--manifest", manifest, "--strict", LANGUAGE="en")
    assert run.returncode == 3
    assert "nobody accepted" in run.stdout
    paste(manifest, run.stdout.splitlines())
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("looked at, and meant so", "annexes left out: asked for"), "utf-8")
    run = invoke("build", "--manifest", manifest, "--strict", LANGUAGE="en")
    assert run.returncode == 0, run.stdout
    assert "accepted [extent-differs]" in run.stdout
    assert "annexes left out: asked for" in run.stdout
    assert "0 warning(s), 0 note(s), 1 accepted" in run.stdout
    assert "paste" not in run.stdout
    record = json.loads((tmp_path / "build" / "dossier.json").read_text("utf-8"))
    assert record["findings"] == []
    (accepted,) = record["accepted"]
    assert (accepted["document"], accepted["because"]) == ("un", "annexes left out: asked for")


def accepted(manifest: Path) -> Path:
    """A manifest in which all is accepted that its build says."""
    paste(manifest, list(report.lines(prepared(manifest).findings)))
    assert not codes(prepared(manifest, strict=True).findings, Severity.WARNING)
    return manifest


def other_file(folder: Path) -> None:
    """Another file under the same name."""
    File((Sheet(("Autre",)),)).write(folder / "sources" / "un.pdf")


def other_facts(folder: Path) -> None:
    """Another extent announced."""
    manifest = folder / "manifest.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("pages: 7", "pages: 8"), "utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("change", [other_file, other_facts])
def test_a_change_brings_it_back(tmp_path: Path, change: Callable[[Path], None]) -> None:
    manifest = accepted(write_dossier(tmp_path, {"un": File()}, {"un": {"number-of-pages": 7}}))
    change(tmp_path)
    findings = prepared(manifest).findings
    assert codes(findings, Severity.WARNING) == ["extent-differs"]
    (note,) = [f for f in findings if f.severity is Severity.NOTE]
    assert (note.code, note.facts["value"]) == ("acceptance-idle", "extent-differs")
    assert note.place.startswith("manifest.yaml:")


@pytest.mark.slow
def test_what_changes_around_it_does_not(tmp_path: Path) -> None:
    """Another document, another folder, another file elsewhere: what was seen is as it was."""
    small = File((Sheet(media=HUGE),))
    manifest = accepted(write_dossier(tmp_path / "a", {"un": small}, {"un": {"number-of-pages": 7}}))
    shutil.copytree(tmp_path / "a", tmp_path / "elsewhere")
    moved = tmp_path / "elsewhere" / "manifest.yaml"
    shutil.copyfile(tmp_path / "a" / "sources" / "un.pdf", moved.parent / "sources" / "zero.pdf")
    File((Sheet(("Un",)), Sheet(("Deux",)))).write(moved.parent / "sources" / "zero.pdf")
    text = moved.read_text("utf-8")
    indent = re.search(r"^( *)- id: un$", text, re.MULTILINE)
    assert indent
    first = f"{indent[1]}- {{id: zero, title: Le premier, file: sources/zero.pdf}}\n"
    moved.write_text(text.replace(indent[0], first + indent[0]), "utf-8")
    for path in (manifest, moved):
        findings = prepared(path, strict=True).findings
        assert sorted(codes(findings, Severity.ACCEPTED)) == ["extent-differs", "text-small"]


@pytest.mark.slow
def test_a_picture_that_differs_is_accepted_for_one_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(likeness, "closest", lambda _: 44.7)
    manifest = write_dossier(tmp_path, {"un": File((Sheet(), Sheet())), "deux": File((Sheet(("Deux",)),))})
    with pytest.raises(DossierError) as error:
        built(manifest)
    of_one = [f for f in error.value.findings if f.facts["id"] == "un"]
    assert [f.facts["page"] for f in of_one] == [1, 2]
    paste(manifest, list(report.lines(of_one)))
    with pytest.raises(DossierError) as error:
        built(manifest)
    errors = [f for f in error.value.findings if f.severity is Severity.ERROR]
    assert {f.facts["id"] for f in errors} == {"deux"}
    # What was printed by an earlier version, which had another name for it.
    paste(manifest, [line.replace("compare-differs", "proof-differs") for line in report.lines(errors)])
    assert "proof-differs" in manifest.read_text(encoding="utf-8")
    monkeypatch.setattr(likeness, "closest", lambda _: 45.1)  # another machine draws a little otherwise
    made = built(manifest, strict=True)
    assert made.record["page_count"] == 5
    assert {one["document"] for one in made.record["accepted"]} == {"un", "deux"}
    assert all(one["because"] for one in made.record["accepted"])


@pytest.mark.slow
def test_what_is_said_of_many_pages_is_said_once(tmp_path: Path) -> None:
    files = {"un": File((Sheet(media=HUGE), Sheet(), Sheet(media=HUGE), Sheet(media=HUGE)))}
    files["deux"] = File((Sheet(media=HUGE),))
    found = [f for f in prepared(write_dossier(tmp_path, files)).findings if f.code == "text-small"]
    assert [f.facts["id"] for f in found] == ["un", "deux"]


@pytest.mark.slow
def test_a_strict_run_shows_every_stage(tmp_path: Path) -> None:
    field = {"nom": ((100.0, 100.0, 300.0, 120.0), "")}
    files = {"un": File((Sheet(media=HUGE),)), "deux": File((Sheet(draw="(x) Tj", fields=field),))}
    manifest = write_dossier(tmp_path, files, {"un": {"number-of-pages": 7, "URL": "ftp://site.fr/x"}})
    said = set(codes(refused(manifest), Severity.WARNING))
    everything = {f["code"] for f in built(manifest).record["findings"] if f["severity"] == "warning"}
    assert said == everything
    assert said >= {"url-text", "extent-differs", "text-small"}
    # Of what comes after the layout too, whatever it is that a file without embedded fonts hinders.
    assert {CODES[code][1] for code in said} != {CODES["url-text"][1]}


@pytest.mark.parametrize(
    ("code", "near"),
    [("verify-frame", ""), ("proof-unfinished", ""), ("image-onli", "image-only"), ("x", "")],
)
def test_what_cannot_be_accepted_is_said(tmp_path: Path, code: str, near: str) -> None:
    entry = {"code": code, "because": "parce que", "seen": "12345678"}
    manifest = write_dossier(tmp_path, {"un": File()}, {"un": {"accepted": [entry]}})
    with pytest.raises(DossierError) as error:
        prepared(manifest)
    (found,) = error.value.findings
    assert (found.code, found.facts["near"] or near) == ("acceptance-code", near)
    assert found.place.startswith("manifest.yaml:")


def test_a_reason_is_needed(tmp_path: Path) -> None:
    entry = {"code": "image-only", "because": " ", "seen": "12345678"}
    manifest = write_dossier(tmp_path, {"un": File()}, accepted=[entry])
    with pytest.raises(DossierError) as error:
        prepared(manifest)
    assert [(f.code, f.facts["key"]) for f in error.value.findings] == [("value-empty", "because")]


@pytest.mark.slow
def test_what_is_said_of_the_dossier_is_accepted_there(tmp_path: Path) -> None:
    manifest = write_dossier(tmp_path, {"un": File()}, introduction="shown")
    (tmp_path / "templates").mkdir()
    words = '{{ ref("un") }} se lit [là](ftp://site.fr/x).'
    (tmp_path / "templates" / "introduction.md").write_text(words, encoding="utf-8")
    before = prepared(manifest).findings
    assert codes(before, Severity.WARNING) == ["link-unsafe"]
    assert [f.acceptance.number for f in before if f.acceptance] == [0]
    accepted(manifest)


def test_every_warning_can_be_accepted_and_one_error() -> None:
    warnings = {code for code, (severity, _) in CODES.items() if severity is Severity.WARNING}
    assert {code for code in CODES if acceptable(code)} == warnings | {"compare-differs"}
