"""What the commands that edit do to files, what they say, and what becomes of them when they are killed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PROJECT, File, Sheet, built, invoke, write_dossier
from test_editing import state

from dossier import report
from dossier.editing import told
from dossier.editing.edits import Desk
from dossier.editing.underway import Done, Place
from dossier.findings import DossierError
from dossier.options import Options


def pages(count: int, word: str = "Page") -> File:
    return File([Sheet([f"{word} {n}"]) for n in range(1, count + 1)])


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    folder = tmp_path / "un dossier"
    made = write_dossier(folder, {"a": pages(1, "A"), "b": pages(2, "B"), "c": pages(3, "C")})
    (folder / "templates").mkdir()
    (folder / "templates" / "introduction.md").write_bytes(
        b'Voir {{ cite("a") }}\r\net {{ ref( \'a\' ) }}, {{ cite("a-b", "a") }}.'
    )
    pages(6, "Autre").write(tmp_path / "given.pdf")
    return made


def desk(manifest: Path) -> Desk:
    return Desk(Options(manifest))


def codes(error: pytest.ExceptionInfo[DossierError]) -> list[str]:
    return [found.code for found in error.value.findings]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Été 2012 (copie).PDF", "ete-2012-copie.pdf"),
        ("B.pdf", "b-2.pdf"),
        ("-.pdf", "document.pdf"),
        ("x" * 200 + ".pdf", "x" * 60 + ".pdf"),
    ],
)
def test_a_file_from_anywhere_gets_a_name_of_its_own(given: str, name: str, manifest: Path) -> None:
    elsewhere = manifest.parent.parent / given
    pages(2).write(elsewhere)
    before = state(manifest.parent)
    done = desk(manifest).replace("b", elsewhere, {})
    after = state(manifest.parent)
    assert set(after) - set(before) == {f"sources/{name}"}
    assert set(before) - set(after) == {"sources/b.pdf"}
    kept = [p.read_bytes() for p in (manifest.parent / "build" / "replaced" / "0001").glob("old-*")]
    assert before["sources/b.pdf"] in kept
    assert elsewhere.read_bytes() == after[f"sources/{name}"]
    assert done.knows["number-of-pages"] == "2"


def test_steps_are_taken_back_one_by_one_and_no_further(manifest: Path) -> None:
    states = [state(manifest.parent)]
    given = manifest.parent.parent / "given.pdf"
    desk(manifest).replace("b", given, {"author": ("A", "B")})
    states.append(state(manifest.parent))
    desk(manifest).rename("a", "tout-autre", {})
    states.append(state(manifest.parent))
    desk(manifest).add(given, Place(section=1), {"title": "N"})
    for expected in reversed(states):
        desk(manifest).undo()
        assert state(manifest.parent) == expected
    with pytest.raises(DossierError) as error:
        desk(manifest).undo()
    assert codes(error) == ["undo-none"]


def test_a_name_that_is_changed_is_changed_where_it_is_cited(manifest: Path) -> None:
    desk(manifest).rename("a", "z", {})
    text = (manifest.parent / "templates" / "introduction.md").read_bytes()
    assert text == b'Voir {{ cite("z") }}\r\net {{ ref( \'z\' ) }}, {{ cite("a-b", "z") }}.'


def test_a_source_of_two_documents_stays_for_the_other(manifest: Path) -> None:
    desk(manifest).add(manifest.parent / "sources" / "b.pdf", Place(after="c"), {"title": "N"}, "d")
    desk(manifest).remove("b")
    assert (manifest.parent / "sources" / "b.pdf").is_file()


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda d: d.rename("a", "b", {}), "id-taken"),
        (lambda d: d.rename("a", "Pas Un Id", {}), "value-form"),
        (lambda d: d.edit("a", {"issued": "31/02/2011"}), "date-impossible"),
        (lambda d: d.edit("a", {"title": ""}), "key-missing"),
        (lambda d: d.move("aa", Place(section=1), {}), "document-unknown"),
        (lambda d: d.move("a", Place(), {}), "edit-place"),
        (lambda d: d.move("a", Place(after="b", section=1), {}), "edit-place"),
        (lambda d: d.move("a", Place(section=2), {}), "section-unknown"),
        (lambda d: d.move("a", Place(section=0), {}), "section-unknown"),
        (lambda d: d.replace("a", Path("/nowhere/x.pdf"), {}), "given-unreadable"),
        (lambda d: d.replace("a", Path("/"), {}), "given-unreadable"),
    ],
)
def test_an_edit_that_would_be_wrong_changes_nothing(act: object, code: str, manifest: Path) -> None:
    before = state(manifest.parent)
    with pytest.raises(DossierError) as error:
        act(desk(manifest))  # type: ignore[operator]
    assert code in codes(error)
    assert state(manifest.parent) == before


@pytest.mark.parametrize(
    ("before", "line", "act"),
    [
        (
            "  - id: a\n    title: A\n    alt: |+\n      Texte\n\n  - {id: b, title: B}\n\n"
            "  - {id: c, title: C}\n",
            6,
            lambda d: d.move("b", Place(after="c"), {}),
        ),
        (
            "  - id: a\n    title: A\n    alt: &x |\n      Texte\n  - {id: b, title: B, alt: *x}\n",
            1,
            lambda d: d.remove("a"),
        ),
        (
            "  - id: a\n    title: A\n    file: # ici\n    - sources/a.pdf # et là\n    - sources/b.pdf\n"
            "  - {id: b, title: B}\n",
            1,
            lambda d: d.replace("a", d.folder / "sources" / "c.pdf", {}),
        ),
    ],
    ids=["blank lines that would join a text", "a text of several lines with a name", "comments in a list"],
)
def test_what_lines_cannot_give_is_refused_with_its_line(
    before: str, line: int, act: Callable[[Desk], object], manifest: Path
) -> None:
    said = manifest.read_text(encoding="utf-8")
    head = said[: said.index("- title: Une section")] + "- title: Une\n  documents:\n"
    manifest.write_text(head + before, encoding="utf-8")
    was = state(manifest.parent)
    with pytest.raises(DossierError) as error:
        act(desk(manifest))
    place = f"manifest.yaml:{head.count(chr(10)) + line}"
    assert [(found.code, found.place) for found in error.value.findings] == [("edit-lines", place)]
    assert state(manifest.parent) == was


@pytest.mark.parametrize(
    ("command", "back", "gone"),
    [
        (lambda d, f: d.add(f, Place(after="a"), {}), ["manifest.yaml"], ["sources/given.pdf"]),
        (lambda d, f: d.remove("b"), ["manifest.yaml", "sources/b.pdf"], []),
        (lambda d, f: d.replace("b", f, {}), ["manifest.yaml", "sources/b.pdf"], ["sources/given.pdf"]),
    ],
    ids=["add", "remove", "replace"],
)
def test_undo_says_which_files_are_back_and_which_are_gone(
    command: Callable[[Desk, Path], object], back: list[str], gone: list[str], manifest: Path
) -> None:
    command(desk(manifest), manifest.parent.parent / "given.pdf")
    done = desk(manifest).undo()
    assert sorted(filter(None, str(done.facts["back"]).split(", "))) == back
    assert [*filter(None, str(done.facts["gone"]).split(", "))] == gone
    said = " ".join(told.sentences(done, False))
    assert all(name in said for name in (*back, *gone))
    assert ("taken away" in said or "retirés" in said) == bool(gone)


def test_a_link_to_the_folder_is_the_folder(manifest: Path) -> None:
    link = manifest.parent.parent / "lien"
    link.symlink_to(manifest.parent)
    before = state(manifest.parent)
    there = Desk(Options(link / "manifest.yaml"))
    there.replace("b", manifest.parent.parent / "given.pdf", {})
    assert (manifest.parent / "sources" / "given.pdf").is_file()
    there.undo()
    assert state(manifest.parent) == before


def test_nothing_is_made_where_there_is_no_dossier(tmp_path: Path) -> None:
    with pytest.raises(DossierError) as error:
        Desk(Options(tmp_path / "manifest.yaml")).undo()
    assert codes(error) == ["manifest-missing"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "act",
    [
        lambda d: d.edit("a", {}),
        lambda d: d.edit("a", {"title": "Titre de a"}),
        lambda d: d.rename("b", "b", {}),
        lambda d: d.move("b", Place(after="b"), {}),
        lambda d: d.move("a", Place(before="2"), {}),
        lambda d: d.replace("a", d.folder / "sources" / "a.pdf", {}),
    ],
    ids=["no key", "as it is", "own name", "own place", "before the next", "own file"],
)
def test_what_is_so_already_is_no_step_and_is_said(act: Callable[[Desk], Done], manifest: Path) -> None:
    before = state(manifest.parent)
    done = act(desk(manifest))
    assert (done.files, state(manifest.parent)) == ((), before)
    assert next(iter(told.sentences(done, False))) == report.say("done.idle")
    with pytest.raises(DossierError) as error:
        desk(manifest).undo()
    assert codes(error) == ["undo-none"]


@pytest.mark.parametrize(
    ("act", "place"),
    [
        (lambda d: d.rename("a", "Été", {}), "id"),
        (lambda d: d.edit("a", {"issued": "31/02/2011"}), "issued"),
        (lambda d: d.edit("c", {"title": ""}), "title"),
        (lambda d: d.edit("b", {"issue": "3", "URL": "pas une adresse"}), "URL"),
    ],
)
def test_what_is_wrong_with_a_word_is_said_of_its_key_and_of_no_line(
    act: Callable[[Desk], object], place: str, manifest: Path
) -> None:
    with pytest.raises(DossierError) as error:
        act(desk(manifest))
    assert [found.place for found in error.value.findings] == [place]


def test_the_last_document_of_a_section_stays(manifest: Path) -> None:
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(f"{text}- title: Deux\n  documents:\n  - {{id: d, title: D}}\n", encoding="utf-8")
    for act in (lambda: desk(manifest).remove("d"), lambda: desk(manifest).move("d", Place(after="a"), {})):
        with pytest.raises(DossierError) as error:
            act()
        assert codes(error) == ["section-emptied"]


def test_what_an_editor_saves_meanwhile_is_not_lost(manifest: Path) -> None:
    theirs = manifest.read_bytes() + b"# saved meanwhile\n"

    def saving() -> None:
        manifest.write_bytes(theirs)

    given = manifest.parent.parent / "given.pdf"
    with pytest.raises(DossierError) as error:
        Desk(Options(manifest), committing=saving).replace("b", given, {})
    assert codes(error) == ["edit-meanwhile"]
    assert manifest.read_bytes() == theirs
    assert (manifest.parent / "sources" / "b.pdf").is_file()
    assert not (manifest.parent / "sources" / "given.pdf").exists()
    desk(manifest).remove("b")
    manifest.write_bytes(theirs)
    with pytest.raises(DossierError) as error:
        desk(manifest).undo()
    assert codes(error) == ["undo-changed"]
    assert manifest.read_bytes() == theirs


@pytest.mark.slow
@pytest.mark.parametrize("act", ["replace", "add-page", "replace-page", "undo-page"])
def test_killed_at_any_moment_it_is_old_or_new(act: str, manifest: Path) -> None:
    told = kills(manifest, act, "5", "1")
    assert told.startswith("killed=5 ")
    assert " torn=0" in told


@pytest.mark.slow
@pytest.mark.parametrize("act", ["replace", "move", "rename", "undo"])
def test_killed_at_every_moment_it_is_old_or_new(act: str, manifest: Path) -> None:
    told = dict(re.findall(r"(\w+)=(\d+)", kills(manifest, act)))
    assert int(told["killed"]) >= 40
    assert told["torn"] == "0"
    assert int(told["old"]) > 5
    assert int(told["new"]) > 5


def kills(manifest: Path, act: str, *more: str) -> str:
    script = [sys.executable, str(PROJECT / "tests" / "kills_edits.py"), str(manifest.parent), act, *more]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_command_says_what_it_means_and_the_next_build_agrees(manifest: Path) -> None:
    made = built(manifest, output=manifest.parent / "build")
    was = {d["id"]: d["first_page"] for d in made.record["documents"]}
    given = manifest.parent.parent / "given.pdf"
    done = invoke("add", given, "--after", "a", "--manifest", manifest, "--title", "N", "--format", "json")
    told = json.loads(done.stdout)
    assert told["documents"] == [{"first": 2, "last": 3, "by": 1}]
    assert told["folios"] == [{"first": was["b"], "last": was["c"] + 2, "by": 6}]
    assert (told["grows"], told["proposed"]) == (6, {"number-of-pages": "6"})
    told = json.loads(invoke("remove", "c", "--manifest", manifest, "--dry-run", "--format", "json").stdout)
    assert (told["folios"], told["grows"] < 0) == ([], True)
    assert "total" in told["said"][-1]
    built(manifest, output=manifest.parent / "build")
    now = {
        d["id"]: d["first_page"]
        for d in json.loads((manifest.parent / "build" / "dossier.json").read_text())["documents"]
    }
    assert (now["b"], now["c"], now["given"]) == (was["b"] + 6, was["c"] + 6, was["b"])
    said = invoke("undo", "--manifest", manifest, LANGUAGE="fr").stdout
    assert said.startswith("Annulé : add")


@pytest.mark.slow
def test_a_warning_is_accepted_by_its_code(manifest: Path) -> None:
    desk(manifest).edit("b", {"number-of-pages": "7"})
    done = invoke(
        "accept", "extent-differs", "b", "--because", "La 3: page est blanche", "--manifest", manifest
    )
    assert done.returncode == 0, done.stdout + done.stderr
    checked = invoke("check", "--strict", "--manifest", manifest)
    assert checked.returncode == 0, checked.stdout
    none = invoke("accept", "extent-differs", "a", "--because", "x", "--manifest", manifest)
    assert none.returncode == 2
    assert "[acceptance-none]" in none.stdout


RECORDS = ["[]", '{"documents": 7}', '{"documents": [{"file": 7, "id": []}]}', "[" * 50_000, "\0"]
RECORDS += [
    json.dumps(
        {"documents": [{"id": id, "file": f"sources/{id}.pdf", "first_page": first, "last_page": last}]}
    )
    for id, first, last in (("a", "1", 2), ("a", 1, "x"), ("c", None, None))
]


@pytest.mark.parametrize("record", RECORDS, ids=range(len(RECORDS)))
def test_a_record_that_is_none_of_ours_is_no_record(record: str, manifest: Path) -> None:
    (manifest.parent / "build").mkdir(exist_ok=True)
    (manifest.parent / "build" / "dossier.json").write_text(record, encoding="utf-8")
    given = manifest.parent.parent / "given.pdf"
    dry = Desk(Options(manifest), dry=True)
    assert dry.replace("b", given, {}).meaning.folios is None
    assert dry.move("a", Place(after="c"), {}).meaning.folios is None
    assert dry.edit("a", {"title": "Autre"}).meaning.folios == (), "a title takes no page"


def test_what_is_no_yaml_is_named_by_its_line(manifest: Path) -> None:
    lines = manifest.read_text(encoding="utf-8").split("\n")
    at = next(n for n, one in enumerate(lines) if "title: Titre de b" in one) + 1
    manifest.write_text("\n".join((*lines[:at], "\t# une tabulation", *lines[at:])), encoding="utf-8")
    before = manifest.read_bytes()
    with pytest.raises(DossierError) as error:
        desk(manifest).move("a", Place(after="c"), {})
    assert [(found.code, found.place.split(":")[1]) for found in error.value.findings] == [
        ("manifest-syntax", str(at + 1))
    ]
    assert manifest.read_bytes() == before
