"""A record that somebody sent may say anything; what is read of it is what a record says."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import File, Made, built, invoke, write_dossier

from dossier import conformance, recorded
from dossier.series.outcome import facts_in


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("dossier")
    manifest = write_dossier(folder, {"a": File()})
    return built(manifest, compare=False, output=folder / "build")


def put(*keys: str | int, value: object) -> Callable[[Any], None]:
    def change(told: Any) -> None:
        for key in keys[:-1]:
            told = told[key]
        told[keys[-1]] = value

    return change


ODD = {
    "a list for a text": put("title", value=["x"]),
    "an object for a list": put("pages", value={"x": 1}),
    "a number among the pages": put("pages", 0, value=7),
    "a text for a folio": put("pages", 0, "folio", value="1"),
    "a truth for a folio": put("pages", 0, "folio", value=True),
    "a part that there is not": put("pages", 0, "part", value="afterword"),
    "an object for a file": put("documents", 0, "file", value={"x": 1}),
    "no id": put("documents", 0, "id", value=None),
    "a text among the outputs": put("outputs", value=["dossier.pdf"]),
    "a list for what is claimed": put("conformance", value=[]),
    "a severity that there is not": put("findings", value=[{"severity": "mortal"}]),
}


def test_what_a_build_writes_is_a_record(made: Made) -> None:
    data = (made.output / "dossier.json").read_bytes()
    assert recorded.read(data) == json.loads(data)


@pytest.mark.parametrize("data", ["[]", "7", "null", '"x"', "{", "[" * 50_000])
def test_other_json_is_no_record(data: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        recorded.read(data)


@pytest.mark.parametrize("what", ODD)
def test_a_record_of_another_shape_is_none_for_anybody(made: Made, tmp_path: Path, what: str) -> None:
    told = json.loads((made.output / "dossier.json").read_text())
    ODD[what](told)
    data = json.dumps(told).encode()
    with pytest.raises(ValueError, match=r"."):
        recorded.read(data)
    with pytest.raises(ValueError, match=r"."):
        list(conformance.lines(data))
    (tmp_path / "dossier.json").write_bytes(data)
    assert facts_in(tmp_path) is None


@pytest.mark.slow
@pytest.mark.parametrize("command", ["proof", "conformance"])
@pytest.mark.parametrize("data", ["[]", '{"pages": 7}', '{"outputs": [3]}'])
def test_commands_name_the_record_that_is_none(made: Made, tmp_path: Path, command: str, data: str) -> None:
    shutil.copytree(made.folder, tmp_path / "sent")
    (tmp_path / "sent" / "build" / "dossier.json").write_text(data)
    done = invoke(command, "--manifest", tmp_path / "sent" / "manifest.yaml")
    assert done.returncode not in (0, 1, 70), done.stdout
    assert "dossier.json" in done.stdout


@pytest.mark.slow
def test_a_folder_without_its_record_has_a_proof(made: Made, tmp_path: Path) -> None:
    shutil.copytree(made.folder, tmp_path / "sent")
    (tmp_path / "sent" / "build" / "dossier.json").unlink()
    done = invoke("proof", "--manifest", tmp_path / "sent" / "manifest.yaml")
    assert done.returncode == 0, done.stdout
