"""What a series says of a signed set is what ``check`` says of it: signed is what is there, file by file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dossier.digest import digest
from dossier.series.outcome import signed

FILES = {"dossier.json": b"{}", "dossier.pdf": b"%PDF-1.7", "signature.pdf": b"%PDF-1.7 x"}


def made(folder: Path, number: str) -> Path:
    place = folder / "signed" / number
    place.mkdir(parents=True)
    for name, data in FILES.items():
        (place / name).write_bytes(data)
    listed = [{"path": name, "sha256": digest(data)} for name, data in FILES.items()]
    (place / "signed.json").write_text(json.dumps({"files": listed}))
    (folder / "build").mkdir(exist_ok=True)
    (folder / "build/dossier.json").write_bytes(FILES["dossier.json"])
    return place


def state(folder: Path) -> str:
    return signed(folder / "manifest.yaml", folder / "build")


def test_a_set_is_signed_changed_or_none(tmp_path: Path) -> None:
    assert state(tmp_path) == "no"
    made(tmp_path, "001")
    assert state(tmp_path) == "yes"
    (tmp_path / "build/dossier.json").write_bytes(b"[]")
    assert state(tmp_path) == "changed"


@pytest.mark.parametrize(
    "harm",
    [
        lambda place: (place / "dossier.pdf").write_bytes(b"garbage"),
        lambda place: (place / "signature.pdf").unlink(),
        lambda place: (place / "more.pdf").write_bytes(b""),
        lambda place: (place / "signed.json").write_text("[]"),
    ],
)
def test_a_set_that_is_not_as_it_was_signed_is_broken(harm: Callable[[Path], object], tmp_path: Path) -> None:
    made(tmp_path, "001")
    harm(made(tmp_path, "002"))
    assert state(tmp_path) == "broken"
