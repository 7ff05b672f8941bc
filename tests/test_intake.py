"""Intake: what an editor drops into the folder is bound whole and true, or refused by name."""

from __future__ import annotations

from pathlib import Path

import yaml
from conftest import File, built, write_dossier


def renamed(manifest: Path, id: str, name: str) -> Path:
    """The document ``id`` of a dossier made here, its file under another name."""
    data = yaml.safe_load(manifest.read_text(encoding="utf-8"))
    for document in data["sections"][0]["documents"]:
        if document["id"] == id:
            (manifest.parent / document["file"]).rename(manifest.parent / name)
            document["file"] = name
    manifest.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return manifest


def test_a_file_that_is_not_what_its_name_says_is_bound_and_said(tmp_path: Path) -> None:
    made = built(renamed(write_dossier(tmp_path, {"a": File(), "b": File()}), "a", "reçu.doc"))
    found = [f for f in made.record["findings"] if f["code"] == "source-misnamed"]
    assert [f["place"].partition(":")[0] for f in found] == ["manifest.yaml"]
    assert "reçu.doc" in found[0]["message"]
    assert [d["kind"] for d in made.record["documents"]] == ["pdf", "pdf"]
    assert len(made.framed()) == 2
