"""A dossier from the first build to the signature and what changes after it, as an editor types it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import File, Sheet, invoke, write_dossier
from PIL import Image, ImageDraw

NAMES = [f"d{number}" for number in range(1, 15)]


def text(*names: str) -> File:
    return File([Sheet((f"Texte de {name}", "une ligne de plus", "et une autre")) for name in names])


class Editor:
    """Who types commands in the dossier in ``folder``, and keeps what they told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def types(self, *words: str | Path) -> dict[str, Any]:
        done: subprocess.CompletedProcess[str] = invoke(*words, "--manifest", self.folder, "--format", "json")
        assert done.returncode == 0, done.stdout + done.stderr
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    @property
    def record(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(
            (self.folder / "build" / "dossier.json").read_text(encoding="utf-8")
        )
        return told

    @property
    def ids(self) -> list[str]:
        return [document["id"] for document in self.record["documents"]]


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    write_dossier(tmp_path / "sujet", {name: text(name) for name in NAMES})
    scan = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(scan)
    for line in range(40):
        draw.rectangle((150, 150 + 36 * line, 1090 - 13 * (line % 7), 164 + 36 * line), fill="black")
    scan.save(tmp_path / "enquete.png", dpi=(150, 150))
    pages = [f"page {n} du baromètre" for n in range(1, 7)]
    text(*pages).write(tmp_path / "barometre.pdf")
    pages[3] += " corrigée"
    text(*pages).write(tmp_path / "barometre-corrige.pdf")
    return Editor(tmp_path / "sujet")


@pytest.mark.slow
@pytest.mark.timeout(1200)  # two dozen commands, each a process
def test_from_the_first_build_to_the_sheet_that_is_printed_again(editor: Editor) -> None:
    given = editor.folder.parent
    manifest = editor.folder / "manifest.yaml"
    first = manifest.read_bytes()
    editor.types("build")
    folios = {document["id"]: document["first_page"] for document in editor.record["documents"]}

    told = editor.types("replace", "8", given / "barometre.pdf")
    assert (told["documents"], told["proposed"]) == ([], {"number-of-pages": "6"})
    assert told["folios"] == [{"first": folios["d9"], "last": folios["d14"], "by": 5}]
    told = editor.types("move", "13", "--before", "12")
    assert told["documents"] == [{"first": 12, "last": 12, "by": 1}, {"first": 13, "last": 13, "by": -1}]
    told = editor.types("remove", "5")
    assert told["documents"] == [{"first": 6, "last": 14, "by": -1}]
    told = editor.types("add", given / "enquete.png", "--after", "d3", "--title", "Une enquête")
    assert told["documents"] == [{"first": 4, "last": 13, "by": 1}]

    built = editor.types("build")
    wanted = [*NAMES[:3], "enquete", "d4", *NAMES[5:11], "d13", "d12", "d14"]
    assert editor.ids == wanted
    assert built["pages"] == len(wanted) + 5 + 2
    warned = [(one["code"], one["document"]) for one in built["findings"] if one["severity"] == "warning"]
    assert warned == [("image-only", "enquete")]
    told = editor.types("accept", "image-only", "enquete", "--because", "Un dessin, décrit à l’oral")
    assert [one["code"] for one in told["accepted"]] == ["image-only"]
    assert editor.types("check", "--strict")["exit"] == 0
    editor.types("build")
    assert [one["code"] for one in editor.record["accepted"]] == ["image-only"]

    signed = editor.types("sign", "--by", "Une présidente", "--date", "26/11/2026")
    assert Path(signed["folder"]).name == "001"
    kept = {path.name: path.read_bytes() for path in (editor.folder / "signed" / "001").iterdir()}
    changed = editor.types("replace", "d8", given / "barometre-corrige.pdf")
    assert changed["folios"] == []
    assert "signed-differs" in [one["code"] for one in editor.types("check")["findings"]]
    editor.types("build")
    first_page = next(one["first_page"] for one in editor.record["documents"] if one["id"] == "d8")
    proof = editor.types("proof", "--against", editor.folder / "signed" / "001")
    assert {name: proof[name] for name in ("altered", "added", "removed", "moved", "numbers")} == {
        "altered": [first_page + 3],
        "added": [],
        "removed": [],
        "moved": [],
        "numbers": [],
    }
    assert (proof["reprint"]["sheets"], proof["reprint"]["take_out"]) == ([first_page + 3], [first_page + 3])
    assert {path.name: path.read_bytes() for path in (editor.folder / "signed" / "001").iterdir()} == kept

    for _ in range(6):
        editor.types("undo")
    assert manifest.read_bytes() == first
    assert sorted(path.stem for path in (editor.folder / "sources").iterdir()) == sorted(NAMES)
