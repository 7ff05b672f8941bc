"""An edit that was killed halfway is completed by whatever command comes next, before it reads anything."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from conftest import PROJECT, File, Sheet, built, invoke, write_dossier

from dossier import outputs, unchanged
from dossier.directory import Directory
from dossier.editing import steps
from dossier.editing.edits import Desk
from dossier.editing.underway import Place
from dossier.options import Options


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier that was built; its folder."""
    folder = tmp_path_factory.mktemp("half")
    files = {id: File([Sheet([id])]) for id in "abc"}
    built(write_dossier(folder, files))
    return folder


@pytest.fixture
def folder(once: Path, tmp_path: Path) -> Path:
    """A dossier in which the move of a document was killed when it counted and nothing was in its place."""
    return Path(shutil.copytree(once, tmp_path / "dossier"))


def killed(folder: Path, act: Callable[[Desk], object], name: str = ".switch") -> None:
    """``act``, killed (SIGKILL) as soon as its step has the name ``name``."""
    child = os.fork()
    if not child:
        move = Directory.move

        def last(self: Directory, old: str, into: Directory, new: str) -> None:
            move(self, old, into, new)
            if new == name:
                os.kill(os.getpid(), signal.SIGKILL)

        Directory.move = last  # type: ignore[method-assign]
        try:
            act(Desk(Options(folder / "manifest.yaml")))
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)


def ids(folder: Path) -> list[str]:
    told = yaml.safe_load((folder / "manifest.yaml").read_text(encoding="utf-8"))
    return [document["id"] for document in told["sections"][0]["documents"]]


def moved(folder: Path) -> None:
    killed(folder, lambda desk: desk.move("a", Place(after="c"), {}))
    assert ids(folder) == ["a", "b", "c"], "it was killed before the manifest was there"


def test_a_killed_edit_is_known_by_its_folder_and_settled(tmp_path: Path) -> None:
    files = {id: File([Sheet([id])]) for id in "abc"}
    folder = write_dossier(tmp_path / "dossier", files).parent
    assert not outputs.is_unsettled(folder)
    moved(folder)
    assert outputs.is_unsettled(folder)
    steps.settle(folder)
    assert not outputs.is_unsettled(folder)
    assert ids(folder) == ["b", "c", "a"]


@pytest.mark.slow
def test_what_an_edit_left_halfway_is_not_called_unchanged(folder: Path) -> None:
    options = Options(folder / "manifest.yaml")
    built(folder / "manifest.yaml")
    assert unchanged.last_build(options)
    moved(folder)
    assert unchanged.last_build(options) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ["build"],
        ["build", "--output", "elsewhere"],
        ["check"],
        ["list"],
        ["proof"],
        ["sign", "--dry-run"],
        ["read"],
        ["conformance"],
        ["edit", "b", "--issue", "7"],
        ["undo", "--dry-run"],
    ],
    ids=" ".join,
)
def test_every_command_completes_it_first(words: list[str], folder: Path) -> None:
    moved(folder)
    command, *rest = [str(folder / word) if word == "elsewhere" else word for word in words]
    done = invoke(command, *rest, "--manifest", folder, cwd=PROJECT)
    # What stands there is the old dossier: signing it says so.
    assert done.returncode == (6 if command == "sign" else 0), done.stdout + done.stderr
    assert ("[sign-stale]" in done.stdout) == (command == "sign")
    assert "halfway (“move”) is completed now" in done.stderr
    assert ids(folder) == ["b", "c", "a"]
    assert not [p for p in (folder / "build" / "replaced").iterdir() if p.name.startswith(".")]


@pytest.mark.slow
def test_a_series_completes_it_first(folder: Path) -> None:
    moved(folder)
    done = invoke("series", folder.parent)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ids(folder) == ["b", "c", "a"]
