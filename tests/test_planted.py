"""What another account puts into a folder for all, above a dossier, is not taken for the person's own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import write_dossier

from dossier import manifest, places
from dossier.commands import command
from dossier.compose.templates import Templates
from dossier.findings import DossierError

OTHER, THIRD = 54_321, 54_322


@pytest.fixture
def owned(monkeypatch: pytest.MonkeyPatch) -> dict[Path, int]:
    """By path the account that has it; all else is this person's, who is not the system."""
    owners: dict[Path, int] = {}
    me = 54_320
    monkeypatch.setattr(os, "geteuid", lambda: me)
    monkeypatch.setattr(places, "_owner", lambda path: owners.get(path, me))
    return owners


def series(folder: Path, organiser: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "series.yaml"
    path.write_text(f"dossier:\n  exam:\n    date: '{organiser}'\n", encoding="utf-8")
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / "words.toml").write_text("[fr]\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("file", "folder", "believed"),
    [(None, None, True), (0, None, True), (OTHER, OTHER, True), (OTHER, None, False), (OTHER, THIRD, False)],
)
def test_a_series_is_believed_by_whose_it_is(
    file: int | None, folder: int | None, believed: bool, owned: dict[Path, int], tmp_path: Path
) -> None:
    far = series(tmp_path / "all", "2026-01-01")
    near = series(tmp_path / "all" / "open", "2027-02-02")
    path = write_dossier(tmp_path / "all" / "open" / "mine", {"a": None})
    owned.update({p: one for p, one in ((near, file), (near.parent, folder)) if one is not None})
    located, findings = manifest.load(path)
    assert located
    assert located.manifest.dossier.exam.date == ("2027-02-02" if believed else "2026-01-01")
    planted = [one for one in findings if one.code == "series-planted"]
    assert [one.facts["file"] for one in planted] == ([] if believed else [str(near)])
    held = [one.path for one in Templates.of(path.parent).folders]
    assert ((near.parent in held), (far.parent in held)) == (believed, not believed)


def test_a_manifest_found_above_is_too_and_one_that_is_named_is_read(
    owned: dict[Path, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_dossier(tmp_path / "all", {"a": None})
    (path.parent / "below").mkdir()
    monkeypatch.chdir(path.parent / "below")
    assert command.nearest_manifest() == path
    owned[path] = OTHER
    with pytest.raises(DossierError) as error:
        command.nearest_manifest()
    assert [one.code for one in error.value.findings] == ["manifest-planted"]
    owned[path.parent] = OTHER
    assert command.nearest_manifest() == path
    del owned[path.parent]
    monkeypatch.chdir(path.parent)  # who stands there means it
    assert command.nearest_manifest() == path
