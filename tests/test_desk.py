"""The desk without a browser: each act is its command, and the later of two is told."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from conftest import PROJECT, File, Sheet, write_dossier
from desks import Forms, Visitor, said

from dossier.desk.session import Session
from dossier.desk.web import Web
from dossier.digest import digest
from dossier.editing.edits import Desk
from dossier.options import Options

PDF = "sources/neuf.pdf"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    made = write_dossier(tmp_path / "dossier", {"a": File(), "b": File(), "c": File()})
    data = yaml.safe_load(made.read_text(encoding="utf-8"))
    last = data["sections"][0]["documents"].pop()
    data["sections"].append({"title": "Une autre", "documents": [last]})
    made.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return made


@pytest.fixture
def other(tmp_path: Path) -> bytes:
    return (
        File([Sheet(("Une autre",))] * 2, info={"/Title": "Un autre titre"})
        .write(tmp_path / "o.pdf")
        .read_bytes()
    )


def documents(manifest: Path) -> list[list[str]]:
    data = yaml.safe_load(manifest.read_text(encoding="utf-8"))
    return [[one["id"] for one in section["documents"]] for section in data["sections"]]


def document(manifest: Path, id: str) -> dict[str, object]:
    data = yaml.safe_load(manifest.read_text(encoding="utf-8"))
    found: dict[str, object] = next(
        one for section in data["sections"] for one in section["documents"] if one["id"] == id
    )
    return found


def test_a_file_dropped_on_a_document_replaces_it_and_undo_gives_the_same_bytes(
    manifest: Path, other: bytes
) -> None:
    desk, before = Visitor(manifest).enter(), manifest.read_bytes()
    page = desk.send("/documents/b/replace", files=[("Neuf.pdf", other)])
    assert document(manifest, "b")["file"] == PDF
    assert (manifest.parent / PDF).read_bytes() == other
    assert "sources/neuf.pdf" in said(page)
    assert "Un autre titre" in said(page), "what the file says of itself is proposed"
    assert document(manifest, "b")["title"] == "Titre de b", "and not written"
    assert "replace" in said(desk.send("/undo"))
    assert manifest.read_bytes() == before
    assert not (manifest.parent / PDF).exists()


def test_what_a_file_says_of_itself_is_taken_over_by_a_tick(manifest: Path, other: bytes) -> None:
    desk = Visitor(manifest).enter()
    page = desk.send("/documents/b/replace", files=[("Neuf.pdf", other)])
    form = Forms(page).of("/documents/b/edit")
    desk.client.post("/documents/b/edit", data={**form, "title": "Un autre titre"})
    assert document(manifest, "b")["title"] == "Un autre titre"


def test_files_dropped_on_the_list_are_added_in_their_order_where_the_list_says(
    manifest: Path, other: bytes
) -> None:
    desk = Visitor(manifest).enter()
    page = desk.send("/add", {"place": "after a"}, files=[("Deux.pdf", other), ("Trois.pdf", other)])
    assert documents(manifest) == [["a", "deux", "trois", "b"], ["c"]]
    assert said(page).startswith("Done")
    given = [("Cinq.zip", b"PK\x03\x04"), ("Quatre.pdf", other), ("Six.zip", b"PK\x03\x04")]
    page = desk.send("/add", {"place": "section 2"}, files=given)
    assert documents(manifest)[1] == ["c", "quatre"]
    assert said(page).startswith("Done in part")
    assert all(f"{name}.zip source-kind" in said(page) for name in ("Cinq", "Six")), "no build ever binds it"


@pytest.mark.parametrize(
    ("id", "direction", "expected"),
    [
        ("b", "up", [["b", "a"], ["c"]]),
        ("a", "down", [["b", "a"], ["c"]]),
        ("b", "down", [["a"], ["b", "c"]]),
        ("a", "up", [["a", "b"], ["c"]]),
        ("c", "down", [["a", "b"], ["c"]]),
    ],
)
def test_up_and_down_move_by_one_and_over_the_border_of_a_section(
    id: str, direction: str, expected: list[list[str]], manifest: Path
) -> None:
    desk = Visitor(manifest).enter()
    page = desk.page()
    ways = [fields for where, fields in Forms(page).forms if where == f"/documents/{id}/move"]
    form = next(fields for fields in ways if fields["direction"] == direction)
    answer = desk.client.post(f"/documents/{id}/move", data=form, follow_redirects=True).text
    assert documents(manifest) == expected
    if expected != [["a", "b"], ["c"]]:
        assert answer.count("autofocus") == 1, "the same button has the focus again"


def test_the_last_document_of_a_section_is_refused_as_on_the_command_line(manifest: Path) -> None:
    page = Visitor(manifest).enter().send("/documents/c/remove")
    assert "section-emptied" in said(page)
    assert said(page).startswith("Nothing was done")
    assert documents(manifest) == [["a", "b"], ["c"]]


def test_a_reference_is_edited_by_what_was_changed_alone(manifest: Path) -> None:
    desk = Visitor(manifest).enter()
    page = desk.page("/documents/a")
    typed = {"title": "Un « nouveau » titre", "author": "Une\r\nDeux", "issued": "05/2011"}
    assert said(desk.send("/documents/a/edit", typed, page=page)).startswith("Done")
    now = document(manifest, "a")
    assert (now["title"], now["author"]) == ("Un « nouveau » titre", ["Une", "Deux"])
    assert set(now) == {"id", "title", "file", "author", "issued"}
    page = desk.page("/documents/a")
    assert Forms(page).of("/documents/a/edit")["author"].split() == ["Une", "Deux"]
    desk.send("/documents/a/edit", {"author": "", "new-id": "autre"}, page=page)
    assert "author" not in document(manifest, "autre")


BIBTEX = b"""@report{un, title = {Premier}, isbn = {978-2-07-036822-9}, date = {2011-05}}
@report{deux, title = {Second}, author = {Durand, Marie}}"""


def test_a_reference_is_taken_from_a_file_of_zotero(manifest: Path) -> None:
    desk = Visitor(manifest).enter()
    before, page = manifest.read_bytes(), desk.page("/documents/a")
    several = desk.send("/documents/a/reference", page=page, files=[("Références.bib", BIBTEX)])
    assert "reference-several" in said(several)
    assert "tmp" not in said(several), "no path of ours"
    assert manifest.read_bytes() == before
    taken = desk.send("/documents/a/reference", {"key": "un"}, page=page, files=[("Références.bib", BIBTEX)])
    assert said(taken).startswith("Done")
    assert "identifier-wrong" in said(taken)
    assert (document(manifest, "a")["title"], document(manifest, "a")["issued"]) == ("Premier", "2011-05")
    late = desk.send("/documents/a/reference", {"key": "deux"}, page=page, files=[("R.bib", BIBTEX)])
    assert "edit-since" in said(late), "what was done since the page was made is not overruled"
    assert document(manifest, "a")["title"] == "Premier"


def test_a_file_and_its_reference_are_one_step(manifest: Path, other: bytes) -> None:
    desk, before = Visitor(manifest).enter(), manifest.read_bytes()
    page, new = desk.page("/documents/a"), [("Neuf.pdf", other)]
    form = {**Forms(page).of("/documents/a/edit"), "title": "Typed", "publisher": "P", "new-id": "z"}
    acts: dict[str, tuple[dict[str, str], bool]] = {
        "/documents/a/edit": (form, False),
        "/documents/a/replace": ({**Forms(page).of("/documents/a/replace"), "key": "un"}, True),
        "/add": ({**Forms(desk.page()).of("/add"), "key": "un", "place": "after a", "publisher": "P"}, True),
    }
    for action, (fields, zotero) in acts.items():
        files = [("file", one) for one in new]
        files += [("reference", ("R.bib", BIBTEX))] if zotero else []
        answer = desk.client.post(action, data=fields, files=files, follow_redirects=True).text
        assert said(answer).startswith("Done"), (action, said(answer))
        id = {"/add": "neuf", "/documents/a/edit": "z"}.get(action, "a")
        made = document(manifest, id)
        assert (made["title"], made["file"]) == ("Premier" if zotero else "Typed", PDF), action
        assert made.get("publisher") == (None if action.endswith("/replace") else "P")
        assert ("identifier-wrong" in said(answer)) == zotero
        desk.send("/undo")
        assert manifest.read_bytes() == before, action


def test_a_reference_that_is_wrong_changes_nothing_and_what_was_typed_stays(
    manifest: Path, other: bytes
) -> None:
    desk, before = Visitor(manifest).enter(), manifest.read_bytes()
    fields = {**Forms(desk.page()).of("/add"), "publisher": "P", "place": "after a"}
    new = ("file", ("Neuf.pdf", other))
    sent = {
        "reference-several": [new, ("reference", ("R.bib", BIBTEX))],
        "desk-one-reference": [new, new],
        "desk-upload": [],
    }
    for code, files in sent.items():
        page = desk.client.post("/add", data=fields, files=files, follow_redirects=True).text
        assert code in said(page)
        assert Forms(page).of("/add")["publisher"] == "P", code
    assert manifest.read_bytes() == before
    assert not (manifest.parent / PDF).exists()


def test_what_is_wrong_is_said_as_on_the_command_line_and_what_was_typed_stays(manifest: Path) -> None:
    desk, before = Visitor(manifest).enter(), manifest.read_bytes()
    page = desk.send("/documents/a/edit", {"issued": "32/01/2011"}, page=desk.page("/documents/a"))
    assert "date-impossible" in said(page)
    assert manifest.read_bytes() == before
    assert Forms(page).of("/documents/a/edit")["issued"] == "32/01/2011"


def test_of_two_desks_the_later_one_is_told_and_nothing_is_lost(manifest: Path) -> None:
    one, two = Visitor(manifest).enter(), Visitor(manifest).enter()
    early = two.page("/documents/a")
    one.send("/documents/a/edit", {"title": "Le premier"}, page=one.page("/documents/a"))
    page = two.send("/documents/a/edit", {"publisher": "Le second"}, page=early)
    assert "edit-since" in said(page)
    assert "publisher" not in document(manifest, "a")
    form = Forms(page).of("/documents/a/edit")
    assert (form["publisher"], form["title"]) == ("Le second", "Le premier")
    assert said(two.send("/documents/a/edit", page=page)).startswith("Done")
    now = document(manifest, "a")
    assert (now["title"], now["publisher"]) == ("Le premier", "Le second")


@pytest.mark.parametrize("action", ["/undo", "/documents/b/remove", "/documents/b/move", "/accept"])
def test_an_editor_who_saves_meanwhile_is_not_overruled(action: str, manifest: Path) -> None:
    desk = Visitor(manifest).enter()
    Desk(Options(manifest)).edit("a", {"title": "Avant"})
    page = desk.page()
    saved = manifest.read_bytes() + b"# a thought\n"
    manifest.write_bytes(saved)
    fields = {**Forms(page).of("/undo"), "place": "after a", "code": "image-only", "because": "x"}
    answer = desk.client.post(action, data=fields, follow_redirects=True)
    assert "edit-since" in said(answer.text)
    assert manifest.read_bytes() == saved


def test_a_manifest_that_cannot_be_read_is_told_on_every_page(manifest: Path) -> None:
    desk = Visitor(manifest).enter()
    manifest.write_text("dossier: [", encoding="utf-8")
    for path in ("/", "/findings", "/compare", "/sign"):
        assert "manifest.yaml:1" in desk.page(path), path
    manifest.unlink()
    assert "manifest-missing" in desk.page()


SEEN = {"severity": "warning", "code": "image-only", "place": "manifest.yaml:9:5", "message": "images only"}
SEEN |= {"cure": "An alt.", "document": "b", "seen": "7aa54bbb"}


def record_with_findings(manifest: Path, **more: object) -> None:
    """The record of a build that found something."""
    files = {id: f"sources/{id}.pdf" for id in "abc"}
    hashes = {id: digest((manifest.parent / file).read_bytes()) for id, file in files.items()}
    told = {
        "manifest_sha256": digest(manifest.read_bytes()),
        "documents": [{"id": id, "file": file, "sha256": hashes[id]} for id, file in files.items()],
        "findings": [SEEN],
        **more,
    }
    (manifest.parent / "build").mkdir()
    (manifest.parent / "build/dossier.json").write_text(json.dumps(told), encoding="utf-8")


@pytest.mark.parametrize("page", ["/findings", "/documents/b"])
def test_a_finding_is_accepted_with_its_reason(page: str, manifest: Path) -> None:
    record_with_findings(manifest)
    desk = Visitor(manifest).enter()
    assert "images only" in said(desk.send("/accept", {"because": "Un plan."}, page=desk.page(page)))
    (accepted,) = document(manifest, "b")["accepted"]  # type: ignore[misc]
    assert accepted == {"code": "image-only", "because": "Un plan.", "seen": "7aa54bbb"}


def test_a_reason_that_is_refused_stays(manifest: Path) -> None:
    record_with_findings(manifest)
    desk = Visitor(manifest).enter()
    early = desk.page("/findings")
    manifest.write_bytes(manifest.read_bytes() + b"# a thought\n")
    page = desk.send("/accept", {"because": "Un plan."}, page=early)
    assert "edit-since" in said(page)
    assert Forms(page).of("/accept")["because"] == "Un plan."


@pytest.mark.parametrize(
    "record",
    [
        {"findings": [7], "documents": [None], "accepted": "x", "page_count": "x"},
        {"findings": [{}], "documents": [{"id": "a", "first_page": "x", "last_page": None}]},
        {"findings": [{**SEEN, "severity": "?", "document": 7, "because": []}]},
        {"findings": None, "documents": {}, "accepted": [{}]},
    ],
)
def test_a_record_that_somebody_wrote_is_read_with_suspicion(
    record: dict[str, object], manifest: Path
) -> None:
    record_with_findings(manifest, **record)
    desk = Visitor(manifest).enter()
    for path in ("/", "/findings", "/documents/a", "/documents/b", "/sign", "/compare"):
        desk.page(path)


@pytest.mark.parametrize(("running", "ends"), [("7", True), ("6", False), ("", False)])
def test_a_page_that_listens_after_the_end_is_told_of_it(
    running: str, ends: bool, manifest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dossier.desk.web._PAUSE", 0)
    session = Session(Options(manifest))
    steps = [("load", ""), ("verify", "1")]
    session.job = SimpleNamespace(number=7, ended=True, steps=steps, command="build", said=3)  # type: ignore[assignment]

    async def heard() -> str:
        events = Web(session).heard("", running)
        said = [await anext(events) for _ in range(5 if ends else 2)]
        await events.aclose()
        return "".join(said)

    said = asyncio.run(heard())
    assert ('event: end\ndata: {"command": "build", "told": 3}' in said, "event: step" in said) == (
        ends,
        ends,
    )


@pytest.mark.parametrize(("language", "word"), [("fr", "Ajouter des documents"), ("en", "Add documents")])
def test_the_pages_are_in_the_language_of_the_person(
    language: str, word: str, manifest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", language)
    page = Visitor(manifest).enter().page()
    assert f'<html lang="{language}">' in page
    assert word in page


@pytest.mark.parametrize(
    ("before", "words", "code", "exit"),
    [
        ("sys.modules['starlette'] = None", [], "desk-missing", 8),
        ("", ["--port", "70000"], "desk-port", 1),
    ],
)
def test_a_desk_that_cannot_open_is_one_finding(
    before: str, words: list[str], code: str, exit: int, manifest: Path
) -> None:
    command = f"import sys\n{before}\nfrom dossier.__main__ import main\nmain()"
    run = [sys.executable, "-P", "-c", command, "desk", str(manifest.parent), "--no-browser", *words]
    done = subprocess.run(run, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, f"[{code}]" in done.stdout) == (exit, True), done.stdout + done.stderr
    assert "Traceback" not in done.stderr
