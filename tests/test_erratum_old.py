"""Sheets of an erratum that lie in build/ are said to be old once something else was signed or built."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dossier import outputs, proofing
from dossier.options import Options

OLD_NOTE = ".written.json"


@pytest.fixture
def options(tmp_path: Path) -> Options:
    """A dossier of which a set was signed and an erratum made; what is in its files nobody asks."""
    for name in ("manifest.yaml", "build/dossier.json", "signed/001/signed.json"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}", encoding="utf-8")
    asked = Options(tmp_path / "manifest.yaml")
    for name in outputs.ERRATUM:
        outputs.write(asked.target, name, name.encode(), proofing.between(asked))
    return asked


def codes(options: Options) -> list[str]:
    return [found.code for found in proofing.outdated(options)]


def rebuilt(folder: Path) -> None:
    (folder / "build" / "dossier.json").write_text('{"built": 2}', encoding="utf-8")


def signed_again(folder: Path) -> None:
    (folder / "signed" / "002").mkdir()
    (folder / "signed" / "002" / "signed.json").write_text("{}", encoding="utf-8")
    (folder / "signed" / "001" / "signed.json").write_text("[]", encoding="utf-8")


def resigned(folder: Path) -> None:
    (folder / "signed" / "001" / "signed.json").write_text('{"files": []}', encoding="utf-8")


def gone(folder: Path) -> None:
    (folder / "build" / "dossier.json").unlink()


@pytest.mark.parametrize("change", [rebuilt, resigned, gone])
def test_sheets_of_another_edition_are_said(change: Callable[[Path], None], options: Options) -> None:
    assert codes(options) == []
    change(options.folder)
    [found] = proofing.outdated(options)
    assert found.code == "erratum-old"
    assert all(name in str(found.facts["files"]) for name in outputs.ERRATUM)


def test_the_same_set_signed_anew_and_nothing_built_is_the_same(options: Options) -> None:
    signed_again(options.folder)
    assert codes(options) == []


def test_what_somebody_wrote_in_or_an_earlier_version_made_is_not_judged(options: Options) -> None:
    rebuilt(options.folder)
    for name in outputs.ERRATUM:
        (options.target / name).write_bytes(b"another")
    assert codes(options) == []
    for name in outputs.ERRATUM:
        outputs.write(options.target, name, b"x")
    note = options.target / OLD_NOTE
    told = {name: known[0] for name, known in json.loads(note.read_text(encoding="utf-8")).items()}
    note.write_text(json.dumps({**told, "../x": "y", "z": 1, "q": [1, 2]}), encoding="utf-8")
    assert codes(options) == []
    outputs.clean(options.target)
    assert not any((options.target / name).exists() for name in outputs.ERRATUM)
