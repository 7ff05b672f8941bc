"""The same bytes again; the last good set whatever kills a build; numbers that follow their document."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import docx
import pytest
from conftest import EXAM, PROJECT, File, Made, Sheet, built, invoke, write_dossier
from test_dossier import bookmarks, even, texts
from test_pages import differing

from dossier import outputs

OUTPUTS = ("dossier.pdf", "synthesis.docx")
INTRODUCTION = '# Introduction\n\nVoici {{ cite("a") }}, puis {{ cite("b") }}, enfin {{ cite("c") }}.\n'


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def small(folder: Path, word: str = "premier") -> Path:
    """A dossier with a bit of everything that could depend on a hash, a date or a place."""
    (folder / "templates").mkdir(parents=True, exist_ok=True)
    (folder / "templates" / "introduction.md").write_text(INTRODUCTION, encoding="utf-8")
    field = {"nom": ((100, 300, 200, 320), word)}
    files = {
        "a": File(
            [Sheet((word,), fields=field, links=[((100, 100, 200, 120), "n")])] * 2, {"n": 1}, [("Un", 1)]
        ),
        "b": File([Sheet(rotate=90)]),
        "c": File([Sheet(media=(0, 0, 842, 595))]),
    }
    return write_dossier(folder, files, introduction="shown", recto="documents", exam=EXAM)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return built(small(tmp_path_factory.mktemp("une fois")))


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return built(small(tmp_path_factory.mktemp("une autre fois"), "second"))


ELSEWHERE = {
    "hash seed, time zone and date": {
        "PYTHONHASHSEED": "1",
        "TZ": "Pacific/Kiritimati",
        "SOURCE_DATE_EPOCH": "1",
    },
    "hash seed, locale and home": {
        "PYTHONHASHSEED": "4242",
        "LC_ALL": "C",
        "LANGUAGE": "fr",
        "LANG": "fr_FR.UTF-8",
        "HOME": "/nonexistent",
        "XDG_CACHE_HOME": "",
    },
}


@pytest.mark.slow
@pytest.mark.parametrize("how", ELSEWHERE)
def test_the_same_inputs_give_the_same_bytes(once: Made, tmp_path: Path, how: str) -> None:
    folder = tmp_path / "ailleurs, l’été"
    shutil.copytree(once.folder, folder, ignore=shutil.ignore_patterns("build"))
    run = invoke("build", "--manifest", folder / "manifest.yaml", cwd=tmp_path, **ELSEWHERE[how])
    assert run.returncode == 0, run.stdout + run.stderr
    for name in OUTPUTS:
        assert (folder / "build" / name).read_bytes() == (once.output / name).read_bytes(), name


def test_other_inputs_give_other_bytes(once: Made, second: Made) -> None:
    assert second.pdf.read_bytes() != once.pdf.read_bytes()


@pytest.mark.slow
def test_the_shipped_dossier_gives_the_same_bytes_in_another_folder(shipped: Made, tmp_path: Path) -> None:
    folder = tmp_path / "copie du dossier"
    for name in ("sources", "templates"):
        shutil.copytree(PROJECT / name, folder / name)
    shutil.copyfile(PROJECT / "manifest.yaml", folder / "manifest.yaml")
    run = invoke("build", "--manifest", folder, cwd=tmp_path, PYTHONHASHSEED="7", TZ="Asia/Tokyo")
    assert run.returncode == 0, run.stdout + run.stderr
    for name in OUTPUTS:
        assert (folder / "build" / name).read_bytes() == (shipped.output / name).read_bytes(), name


def killed(manifest: Path, stage: str, after: float) -> None:
    """Start a build and kill it ``after`` seconds from the moment it says that it is at ``stage``."""
    command = [sys.executable, "-m", "invoke", "-r", str(PROJECT), "build", "--manifest", str(manifest)]
    env = {**os.environ, "LANGUAGE": "en"}
    with subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stderr
        assert any(line.startswith(stage) for line in running.stderr), f"never came to {stage}"
        time.sleep(after)
        running.send_signal(signal.SIGKILL)
    assert running.returncode in (-signal.SIGKILL, 0)


STAGES = [("Reading", 0.05), ("Opening", 0.0), ("Layout", 0.2), ("Binding", 0.0), ("Binding", 0.03)]
STAGES += [("Verification", 0.0), ("Synthesis", 0.0), ("Comparing", 0.0)]


def whole(folder: Path) -> bool:
    """Whether the record names the very files that stand beside it."""
    import hashlib

    record = json.loads((folder / "dossier.json").read_text(encoding="utf-8"))
    return all(
        hashlib.sha256((folder / output["path"]).read_bytes()).hexdigest() == output["sha256"]
        for output in record["outputs"]
    )


@pytest.mark.slow
@pytest.mark.parametrize(("stage", "after"), STAGES)
def test_a_build_that_is_killed_leaves_the_last_good_set(
    once: Made, tmp_path: Path, stage: str, after: float
) -> None:
    manifest = small(tmp_path, "second")
    shutil.copytree(once.output, tmp_path / "build")
    before = contents(once.output)
    killed(manifest, stage, after)
    left = contents(tmp_path / "build")
    kept = {name: data for name, data in left.items() if not name.startswith(".")}
    if kept != before:  # it came to its end before the signal did
        assert stage in ("Synthesis", "Comparing")
        assert whole(tmp_path / "build")
    outputs.clean(tmp_path / "build")
    assert list((tmp_path / "build").iterdir()) == [], "what a killed build leaves is cleaned away"


@pytest.mark.slow
def test_a_build_that_fails_leaves_the_last_good_set(once: Made, tmp_path: Path) -> None:
    manifest = small(tmp_path, "second")
    shutil.copytree(once.output, tmp_path / "build")
    (tmp_path / "sources" / "b.pdf").unlink()
    assert invoke("build", "--manifest", manifest).returncode == 3
    assert contents(tmp_path / "build") == contents(once.output)


def cited(made: Made) -> list[str]:
    """The documents that the introduction cites, as printed."""
    folios = [p["folio"] for p in made.record["pages"] if p["part"] == "introduction"]
    return re.findall(r"\(document (\d+ : [^,)]*)", even(" ".join(texts(made.pdf)[n - 1] for n in folios)))


@pytest.mark.slow
def test_moving_a_document_changes_every_number_everywhere(once: Made, tmp_path: Path) -> None:
    manifest = small(tmp_path)
    blocks = re.split(r"(?m)^(?=  - id: )", manifest.read_text(encoding="utf-8"))
    manifest.write_text("".join([blocks[0], blocks[2], blocks[1], blocks[3]]), encoding="utf-8")
    made = built(manifest)
    assert made.codes() == ["cite-order"], "the introduction still cites them in the old order"
    starts = {d["id"]: d["first_page"] for d in made.record["documents"]}
    assert list(starts) == ["b", "a", "c"]
    assert [d["number"] for d in made.record["documents"]] == [1, 2, 3]
    assert starts != {d["id"]: d["first_page"] for d in once.record["documents"]}
    assert cited(made) == ["2 : Titre de a", "1 : Titre de b", "3 : Titre de c"]
    marks = [(title, page) for level, title, page in bookmarks(made.pdf) if level == 1]
    assert marks == [(f"Document {n} – Titre de {id}", starts[id]) for n, id in enumerate("bac", 1)]
    listed = re.findall(r"(\d) +Titre de (\w) +\d+ p\. +(\d+)$", texts(made.pdf, "-layout")[1], re.MULTILINE)
    assert listed == [(str(n), id, str(starts[id])) for n, id in enumerate("bac", 1)]
    for number, (id, start) in enumerate(starts.items(), 1):
        assert f"Titre de {id} Document {number} 1/" in even(texts(made.pdf)[start - 1])
    rows = [[cell.text for cell in row.cells] for t in docx.Document(str(made.docx)).tables for row in t.rows]
    for number, id in enumerate("bac", 1):
        (row,) = [row for row in rows if any(f"Titre de {id}" in cell for cell in row)]
        assert str(number) in row
        assert any(re.search(rf"\b{starts[id]}\b", cell) for cell in row), row
    assert differing(made) == []
