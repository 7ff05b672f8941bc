"""What had another name in an earlier version is still understood."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import PROJECT, File, Made, invoke, write_dossier

from dossier import outputs
from dossier.findings import CODES, FORMER


@pytest.mark.slow
def test_a_former_option_does_what_it_did_and_the_new_name_is_said(tmp_path: Path) -> None:
    manifest = write_dossier(tmp_path, {"a": File()})
    done = invoke("build", "--no-proof", "--manifest", manifest)
    assert done.returncode == 0, done.stdout
    assert "--no-compare" in done.stderr
    made = Made(tmp_path, tmp_path / "build")
    assert (made.record["compare"], "compare-skipped" in made.codes()) == (False, True)
    assert not (tmp_path / "build" / ".compare").exists()


@pytest.mark.parametrize("beside", [(), ("photo.jpg",)])
def test_what_an_earlier_version_remembered_is_cleaned_and_nothing_else(
    tmp_path: Path, beside: tuple[str, ...]
) -> None:
    there = tmp_path / "build" / ".proof"
    there.mkdir(parents=True)
    for name in ("pages.json", *beside):
        (there / name).write_bytes(b"x")
    assert there in outputs.clean(tmp_path / "build")
    assert (os.listdir(there) if there.exists() else []) == list(beside)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_former_code_has_a_code_of_now_and_stands_beside_it(language: str) -> None:
    page = (PROJECT / "docs" / "reference" / language / "findings.md").read_text()
    for former, now in FORMER.items():
        assert former not in CODES
        assert now in CODES
        assert any(f"`{former}`" in line and f"`{now}`" in line for line in page.splitlines())
