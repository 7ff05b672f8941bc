"""A journal of a step that nobody here began, in a folder that somebody sent, is not carried out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import File, write_dossier

from dossier.digest import digest
from dossier.editing import steps
from dossier.editing.step_files import Change
from dossier.findings import DossierError


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_dossier(tmp_path / "d", {"a": File()}).parent


def forged(folder: Path, name: str, told: object, **files: bytes) -> None:
    step = folder / "build/replaced" / name
    step.mkdir(parents=True)
    (step / "step.json").write_text(json.dumps(told))
    for file, data in files.items():
        (step / file.replace("_", "-")).write_bytes(data)


def gone(folder: Path, path: str, data: bytes | None) -> dict[str, Any]:
    before = digest((folder / path).read_bytes())
    move = {"path": path, "before": before, "after": None if data is None else digest(data), "rank": 0}
    return {"command": "edit", "number": 1, "undoes": None, "moves": [move]}


def refused(folder: Path) -> None:
    before = tree(folder)
    with pytest.raises(DossierError) as caught:
        steps.settle(folder)
    assert [one.code for one in caught.value.findings] == ["step-unsealed"]
    assert tree(folder) == before


@pytest.mark.parametrize("name", [".switch", ".undo"])
@pytest.mark.parametrize("told", [[], {}, {"moves": 5}, {"number": 1, "moves": [{"path": 5}]}, None])
def test_an_odd_journal_is_said_and_left(told: object, name: str, folder: Path) -> None:
    forged(folder, name, told)
    refused(folder)


def test_a_forged_manifest_and_a_source_that_goes_stay_as_they_are(folder: Path) -> None:
    forged(folder, ".switch", gone(folder, "manifest.yaml", b"x"), new_0=b"x")
    refused(folder)
    shutil.rmtree(folder / "build")
    forged(folder, ".switch", gone(folder, "sources/a.pdf", None))
    refused(folder)


def test_a_step_of_ours_with_other_files_or_in_another_place_is_none(folder: Path) -> None:
    old = (folder / "manifest.yaml").read_bytes()
    assert steps.do(folder, "edit", [Change("manifest.yaml", old, old + b"# a\n")], lambda: None) == 1
    kept = folder / "build/replaced"
    (folder / "manifest.yaml").write_bytes(old)
    (kept / "0001").rename(kept / ".switch")
    (kept / ".switch/new-0").write_bytes(b"x")
    refused(folder)
    (kept / ".switch/new-0").write_bytes(old + b"# a\n")
    other = folder.with_name("other")
    shutil.copytree(folder, other)
    refused(other)
    steps.settle(folder)
    assert (folder / "manifest.yaml").read_bytes() == old + b"# a\n"


@pytest.mark.parametrize("told", [[], {"command": "edit", "moves": [{"path": 5, "rank": 0}]}, {"moves": {}}])
def test_a_step_to_undo_of_an_odd_shape_is_said(told: object, folder: Path) -> None:
    forged(folder, "0001", told)
    with pytest.raises(DossierError) as caught:
        steps.undo(folder, lambda: None)
    assert [one.code for one in caught.value.findings] == ["step-unsealed"]
