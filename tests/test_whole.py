"""The set is replaced as one, by whatever a run is ended; nothing is written, moved or removed elsewhere."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import (
    PROJECT,
    File,
    built,
    invoke,
    silent,
    write_dossier,
)
from sets import KEPT, NAMES, NEW, OLD, everything, findings_of, standing, whole

from dossier import outputs
from dossier.findings import DossierError, Exit
from dossier.intake import PendingSources

#: What touches the disk while a set is replaced; each is where a run may be killed, or be refused.
CALLS = ("mkdir", "open", "link", "replace", "unlink", "rmdir", "fsync")


def at_call(number: int, then: Callable[[], None]) -> Iterator[int]:
    """Have ``then`` happen at the call ``number`` of those of CALLS; yields how many there were."""
    count = 0

    def counted(true: Callable[..., Any]) -> Callable[..., Any]:
        def call(*words: Any, **more: Any) -> Any:
            nonlocal count
            count += 1
            if count == number:
                then()
            return true(*words, **more)

        return call

    before = {name: getattr(os, name) for name in CALLS}
    for name, true in before.items():
        setattr(os, name, counted(true))
    try:
        yield number
    finally:
        for name, true in before.items():
            setattr(os, name, true)


def refusing(folder: Path, number: int, refuse: Callable[[], None]) -> None:
    for _ in at_call(number, refuse):
        outputs.put(folder, NEW, silent)


def killed_at(number: int, work: Callable[[], object]) -> bool:
    """Do ``work`` in a process that is killed at its call ``number``; False where it came to its end."""
    child = os.fork()
    if not child:
        for _ in at_call(number, lambda: os.kill(os.getpid(), signal.SIGKILL)):
            work()
        os._exit(0)
    return os.waitpid(child, 0)[1] == signal.SIGKILL


@pytest.mark.parametrize("before", [OLD, {}, {"synthesis.docx": b"old"}], ids=["a set", "nothing", "a part"])
def test_wherever_it_is_killed_the_next_run_finds_the_old_set_or_the_new_one(
    before: dict[str, bytes], tmp_path: Path
) -> None:
    seen = []
    for number in range(1, 500):
        folder = standing(tmp_path / str(number), {**before, "notes.txt": b"mine"})
        if not killed_at(number, lambda f=folder: outputs.put(f, NEW, silent)):  # type: ignore[misc]
            break
        assert outputs.settle(folder) == ()
        left = everything(folder)
        assert left.pop("notes.txt") == b"mine"
        assert left in (before, NEW), number
        seen.append(left == NEW)
    assert seen == sorted(seen), "there is one moment from which it is the new one"
    assert {False, True} == set(seen)
    assert len(seen) > 20


@pytest.mark.slow
def test_a_run_that_is_killed_while_it_puts_things_right_leaves_them_to_the_next(tmp_path: Path) -> None:
    first = standing(tmp_path / "first", OLD)
    (first / "team" / "synthesis.docx").unlink()
    number = 1
    while True:  # killed with the PDF replaced, and nothing else
        folder = shutil.copytree(first, tmp_path / "begun", dirs_exist_ok=True)
        killed_at(number, lambda f=folder: outputs.put(f, NEW, silent))  # type: ignore[misc]
        if (folder / "dossier.pdf").read_bytes() == NEW["dossier.pdf"]:
            break
        shutil.rmtree(folder)
        number += 1
    for again in range(1, 100):
        here = shutil.copytree(folder, tmp_path / f"again{again}")
        more = killed_at(again, lambda f=here: outputs.settle(f))  # type: ignore[misc]
        assert outputs.settle(here) == ()
        assert everything(here) == NEW
        if not more:
            break
    assert again > 5


def test_wherever_the_disk_refuses_the_old_set_stands_and_the_finding_is_true(tmp_path: Path) -> None:
    refused = 0
    for number in range(1, 500):
        folder = standing(tmp_path / str(number), OLD)

        def refuse() -> None:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

        found = findings_of(lambda f=folder, n=number, r=refuse: refusing(f, n, r))  # type: ignore[misc]
        if found:
            refused += 1
            assert [(f.code, f.exit) for f in found] == [("output-unwritable", Exit.OUTPUT)]
            assert everything(folder) == OLD, number
        else:
            left = {n: d for n, d in everything(folder).items() if not n.startswith(".")}
            assert left == NEW, "it was no longer needed"
            if number > 60:
                break
        outputs.settle(folder)
        assert set(everything(folder)) == set(NAMES)
    assert refused > 10


def test_a_file_that_cannot_be_replaced_keeps_the_whole_set(tmp_path: Path) -> None:
    """As a document that Word holds open; here a folder stands in its place only when all is made."""
    for name in NAMES[:3]:
        folder = standing(tmp_path / name.replace("/", "-"), OLD)

        def open_in_word(folder: Path = folder, name: str = name) -> None:
            (folder / name).unlink()
            (folder / name).mkdir()

        with pytest.raises(DossierError) as error:
            outputs.put(folder, NEW, open_in_word)
        (found,) = error.value.findings
        assert (found.code, found.place) == ("output-unwritable", str(folder / name))
        left = everything(folder)
        assert left == {n: d for n, d in OLD.items() if n != name}


@pytest.mark.parametrize(("refused", "then"), [((3, 4), NEW), ((3, 5), OLD)])
def test_a_set_that_can_neither_be_replaced_nor_put_back_is_said_and_the_next_run_does_it(
    refused: tuple[int, ...], then: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, true, count = standing(tmp_path, OLD), os.replace, 0

    def replace(*words: Any, **more: Any) -> None:
        nonlocal count
        count += 1
        if count in refused:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        true(*words, **more)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(DossierError) as error:
        outputs.put(folder, NEW, silent)
    assert [f.code for f in error.value.findings] == ["output-halfway"]
    assert outputs.settle(folder) == ()
    assert everything(folder) == then


def test_a_read_only_record_is_replaced_with_the_rest(tmp_path: Path) -> None:
    folder = standing(tmp_path, OLD)
    (folder / "dossier.json").chmod(0o444)
    outputs.put(folder, NEW, silent)
    assert everything(folder) == NEW


@pytest.mark.slow
def test_two_builds_at_once_are_both_right(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()})
    command = [sys.executable, "-P", "-m", "invoke", "-r", str(PROJECT), "build", "--manifest", str(path)]
    env = {**os.environ, "LANGUAGE": "en"}
    both = [
        subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) for _ in "ab"
    ]
    assert [(process.communicate()[0][:8], process.returncode) for process in both] == [(b"Written:", 0)] * 2
    assert set(os.listdir(tmp_path / "build")) == {
        "dossier.pdf", "synthesis.docx", "dossier.json", *KEPT
    }  # fmt: skip
    assert whole(tmp_path / "build")


# Links


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder of somebody's, in which nothing may change."""
    return standing(
        tmp_path / "elsewhere",
        {
            "these.docx": b"precious",
            "pages.json": b"{}",
            "synthesis.docx": b"precious",
            "last.json": b"{}",
            "0" * 64 + ".taken": b"",
            "0" * 64 + ".laid": b"",
        },
    )


LINKS = ("build", "build/team", "build/.dossier-switch", *(f"build/{name}" for name in KEPT))


FILES = ("dossier.pdf", "synthesis.docx", "dossier.json", "team/synthesis.docx")


@pytest.mark.parametrize("link", [*LINKS, *(f"build/{name}" for name in FILES)])
def test_nothing_is_written_or_removed_through_a_link(link: str, elsewhere: Path, tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()})
    before = everything(elsewhere)
    place = tmp_path / link
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(elsewhere / "synthesis.docx" if link[6:] in FILES else elsewhere)
    found = findings_of(lambda: built(path, team=True))
    assert [(f.code, f.place) for f in found] == [("output-link", str(place))], "by name"
    assert everything(elsewhere) == before
    cleaned = findings_of(lambda: outputs.clean(tmp_path / "build"))
    assert all(f.code == "output-link" for f in cleaned)
    assert everything(elsewhere) == before
    if link[6:] in FILES:
        assert place.is_symlink()


@pytest.mark.slow
def test_a_link_that_leads_nowhere_or_round_is_refused_too(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()})
    for target in ("nowhere", "build"):
        (tmp_path / "build").symlink_to(target)
        done = invoke("build", "--manifest", path)
        assert (done.returncode, "error [output-link]" in done.stdout) == (6, True)
        assert "Traceback" not in done.stdout + done.stderr
        (tmp_path / "build").unlink()
    assert not (tmp_path / "nowhere").exists()


def test_a_second_name_of_an_output_keeps_its_bytes(tmp_path: Path) -> None:
    """What is replaced may have another name elsewhere: its bytes are not ours to change."""
    folder = standing(tmp_path / "build", OLD)
    os.link(folder / "dossier.pdf", tmp_path / "mine.pdf")
    outputs.put(folder, NEW, silent)
    assert (tmp_path / "mine.pdf").read_bytes() == OLD["dossier.pdf"]


# clean


def test_clean_leaves_what_is_not_ours(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()})
    made = built(path, team=True)
    (made.output / "dossier.pdf").write_bytes(b"%PDF-1.4 another's")
    with (made.output / "synthesis.docx").open("ab") as docx:
        docx.write(b"written in")
    (made.output / ".intake" / "photo.jpg").write_bytes(b"mine")
    outputs.clean(made.output)
    left = {"dossier.pdf", "synthesis.docx", "dossier.json", ".intake/photo.jpg"}
    assert set(everything(made.output)) == left
    assert outputs.clean(made.output) == ()


def test_clean_knows_what_is_ours_without_a_record(tmp_path: Path) -> None:
    made = built(write_dossier(tmp_path, {"a": File()}), team=True)
    (made.output / "dossier.json").unlink()
    outputs.clean(made.output)
    assert list(made.output.iterdir()) == []


def test_clean_completes_what_a_killed_run_began_before_it_removes_it(tmp_path: Path) -> None:
    folder = standing(tmp_path, {})
    for number in range(1, 200):
        if not killed_at(number, lambda: outputs.put(folder, NEW, silent)):
            break
    (folder / ".dossier-next").mkdir()
    outputs.clean(folder)
    assert not [name for name in os.listdir(folder) if name.startswith(".")]


# What changes meanwhile


def changing(monkeypatch: pytest.MonkeyPatch, path: Path, data: bytes) -> None:
    """Have ``path`` hold ``data`` from the moment on at which the sources are done."""
    true = PendingSources.completed

    def completed(self: PendingSources) -> Any:
        path.write_bytes(data)
        return true(self)

    monkeypatch.setattr(PendingSources, "completed", completed)


def with_introduction(folder: Path) -> Path:
    path = write_dossier(folder, {"a": File()}, introduction="shown")
    standing(folder / "templates", {"introduction.md": b"Voir {{ cite('a') }}."})
    return path


@pytest.mark.slow
@pytest.mark.parametrize("name", ["manifest.yaml", "sources/a.pdf", "templates/introduction.md"])
def test_what_changes_while_a_build_runs_ends_it(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = with_introduction(tmp_path)
    before = everything(built(path).output)
    changing(monkeypatch, tmp_path / name, (tmp_path / name).read_bytes() + b"\n")
    with pytest.raises(DossierError) as error:
        built(path)
    assert [(f.code, f.place) for f in error.value.findings if f.code != "specimens"] == [
        ("input-changed", name)
    ]
    assert everything(tmp_path / "build") == before


def test_a_first_set_is_what_its_record_names_whatever_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = with_introduction(tmp_path)
    read = {name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in (
        "manifest.yaml", "sources/a.pdf", "templates/introduction.md")}  # fmt: skip
    changing(monkeypatch, path, path.read_bytes().replace(b"Essai", b"Autre"))
    made = built(path)
    assert made.codes() == ["input-changed-first"]
    assert made.record["title"] == "Essai"
    assert made.record["manifest_sha256"] == read["manifest.yaml"]
    assert made.record["documents"][0]["sha256"] == read["sources/a.pdf"]
    templates = {t["path"]: t["sha256"] for t in made.record["templates"]}
    assert templates["templates/introduction.md"] == read["templates/introduction.md"]
    assert {"templates/dossier.html.j2"} <= templates.keys() or any(n.endswith(".css") for n in templates)
    assert {f["family"] for f in made.record["fonts"]} >= {"Source Serif 4"}


def test_files_that_lie_beside_a_page_are_named_too(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()}, {"a": {"file": "sources/page.html"}})
    page = "<!doctype html><html lang=fr><title>t</title><link rel=stylesheet href=page.css><p>Bonjour"
    style = b"p { color: black }"
    standing(tmp_path / "sources", {"page.html": page.encode(), "page.css": style})
    (document,) = built(path).record["documents"]
    wanted = {"path": "sources/page.css", "sha256": hashlib.sha256(style).hexdigest()}
    assert wanted in document["reads"]
    named = {one["path"] for one in document["reads"]}
    assert {"templates/styles/source.css", "templates/styles/complete.css"} <= named
    assert not [name for name in named if name.startswith("/")], (
        "where the program is installed is told to nobody"
    )


def test_the_store_gives_way_to_a_set_that_has_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = standing(tmp_path, OLD)
    standing(folder, {".intake/" + "0" * 64 + ".taken": b"x", ".intake/photo.jpg": b"mine"})
    true, refused = os.fsync, []

    def fsync(descriptor: int) -> None:
        if (folder / ".intake" / ("0" * 64 + ".taken")).exists():
            refused.append(descriptor)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        true(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    outputs.put(folder, NEW, silent)
    assert everything(folder) == {**NEW, ".intake/photo.jpg": b"mine"}
    assert refused
