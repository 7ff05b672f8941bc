"""Signing: what is frozen, what refuses, and what is said of it from then on."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import File, Sheet, built, invoke, needed, prepared, said, silent, write_dossier

from dossier import proofing
from dossier.digest import digest
from dossier.findings import DossierError
from dossier.options import Options
from dossier.proofing import edition
from dossier.work.serial import Serial

FILES = ["dossier.json", "dossier.pdf", "proof.html", "signature.pdf", "signed.json", "synthesis.docx"]


def signed(manifest: Path, **more: Any) -> proofing.Signed:
    return proofing.sign(Options(manifest), silent, crew=Serial(), **more)


def codes(manifest: Path) -> list[tuple[str, str]]:
    return [(found.code, found.place) for found in prepared(manifest).findings]


@pytest.fixture(scope="module")
def once_signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier that was built and signed; its folder."""
    folder = tmp_path_factory.mktemp("signed")
    built(write_dossier(folder, {"a": File(), "b": File((Sheet(), Sheet()))}))
    signed(folder / "manifest.yaml", by="Une présidente", date="2026-11-26")
    return folder


@pytest.fixture
def folder(once_signed: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(once_signed, tmp_path / "dossier"))


@pytest.mark.slow
def test_the_set_holds_what_was_built_and_says_who_signed(once_signed: Path) -> None:
    place, build = once_signed / "signed" / "001", once_signed / "build"
    assert sorted(path.name for path in place.iterdir()) == FILES
    for name in ("dossier.pdf", "synthesis.docx"):
        assert (place / name).read_bytes() == (build / name).read_bytes()
    told = json.loads((place / "signed.json").read_text(encoding="utf-8"))
    assert (told["number"], told["by"], told["date"]) == (1, "Une présidente", "2026-11-26")
    assert told["fingerprint"] == digest((place / "dossier.pdf").read_bytes())
    assert {one["path"]: one["sha256"] for one in told["files"]} == {
        name: digest((place / name).read_bytes()) for name in FILES if name != "signed.json"
    }
    assert sorted(path.name for path in (once_signed / "signed").iterdir()) == ["001"]


@pytest.mark.slow
def test_the_signature_sheet_is_one_page_with_the_fingerprint_in_groups(once_signed: Path) -> None:
    needed("pdftotext")
    sheet = once_signed / "signed" / "001" / "signature.pdf"
    text = " ".join(said("pdftotext", sheet, "-").split())
    fingerprint = digest((once_signed / "build" / "dossier.pdf").read_bytes())
    assert proofing.grouped(fingerprint) in text
    assert "Une présidente" in text
    assert "Pages: 1\n" in " ".join(said("pdfinfo", sheet).split(" ")).replace(" ", "").replace(
        "Pages:", "Pages: "
    )


def test_check_says_nothing_while_nothing_has_changed_then_what_differs(folder: Path) -> None:
    manifest = folder / "manifest.yaml"
    assert codes(manifest) == []
    File((Sheet(("autre",)),)).write(folder / "sources" / "a.pdf")
    (found,) = prepared(manifest).findings
    assert (found.code, found.place, found.facts["files"]) == (
        "signed-differs",
        "signed/001",
        "sources/a.pdf",
    )
    manifest.write_text(manifest.read_text(encoding="utf-8") + "# relu\n", encoding="utf-8")
    assert prepared(manifest).findings[0].facts["files"] == "manifest.yaml, sources/a.pdf"


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_a_signed_file_that_is_touched_is_told(folder: Path, name: str) -> None:
    place = folder / "signed" / "001" / name
    place.write_bytes(place.read_bytes().replace(b"a", b"b"))
    assert codes(folder / "manifest.yaml")[0] == ("signed-broken", f"signed/001/{name}")
    place.unlink()
    assert codes(folder / "manifest.yaml")[0] == ("signed-broken", f"signed/001/{name}")


def test_a_file_that_was_not_signed_is_told(folder: Path) -> None:
    (folder / "signed" / "001" / "note.txt").write_text("de trop", encoding="utf-8")
    assert codes(folder / "manifest.yaml") == [("signed-broken", "signed/001/note.txt")]


@pytest.mark.slow
def test_a_second_signature_stands_beside_the_first(folder: Path) -> None:
    first = {path.name: path.read_bytes() for path in (folder / "signed" / "001").iterdir()}
    assert signed(folder / "manifest.yaml", write=False).number == 2
    assert sorted(path.name for path in (folder / "signed").iterdir()) == ["001"]
    assert signed(folder / "manifest.yaml").number == 2
    assert {path.name: path.read_bytes() for path in (folder / "signed" / "001").iterdir()} == first
    shutil.rmtree(folder / "signed" / "001")
    assert signed(folder / "manifest.yaml").number == 3, "a number is never given twice while a later one is"


@pytest.mark.slow
@pytest.mark.parametrize("change", ["source", "pdf", "docx"])
def test_what_is_not_what_the_sources_make_is_not_signed(folder: Path, change: str) -> None:
    if change == "source":
        File((Sheet(("autre",)),)).write(folder / "sources" / "a.pdf")
    else:
        name = {"pdf": "dossier.pdf", "docx": "synthesis.docx"}[change]
        path = folder / "build" / name
        path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(DossierError) as raised:
        signed(folder / "manifest.yaml")
    assert {found.code for found in raised.value.findings} <= {"sign-stale", "edition-torn"}
    assert sorted(path.name for path in (folder / "signed").iterdir()) == ["001"]


@pytest.mark.slow
def test_the_command_signs_and_tells(folder: Path) -> None:
    done = invoke("sign", "--manifest", folder, "--by", "B", "--date", "7/1/2026", "--format", "json")
    told = json.loads(done.stdout)
    assert (told["exit"], told["written"], Path(told["folder"]).name) == (0, True, "002")
    assert json.loads((Path(told["folder"]) / "signed.json").read_text())["date"] == "2026-01-07"
    for day in ("31/02/2026", "2026", "11/2026", "demain"):
        wrong = invoke("sign", "--manifest", folder, "--date", day)
        assert (wrong.returncode, "[sign-day] " in wrong.stdout) == (2, True), day
    shutil.rmtree(folder / "signed")
    (folder / "signed").symlink_to(folder / "sources")
    led = invoke("sign", "--manifest", folder)
    assert led.returncode == 6
    assert "[output-link]" in led.stdout


@pytest.mark.slow
def test_a_run_that_is_killed_leaves_the_old_state_or_the_new_one(folder: Path) -> None:
    command = [sys.executable, "-P", "-m", "dossier", "sign", str(folder)]
    began = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    whole = time.monotonic() - began
    first = {path.name: path.read_bytes() for path in (folder / "signed" / "001").iterdir()}
    for step in range(8):
        before = sets(folder)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # Every second one is killed as soon as it has begun to write its set, or a moment later.
        end = time.monotonic() + (3 * whole if step % 2 else whole * (0.2 + 0.07 * step))
        while process.poll() is None and time.monotonic() < end:
            if step % 2 and any(name.startswith(".") for name in os.listdir(folder / "signed")):
                time.sleep(0.0015 * step)
                break
            time.sleep(0.0005)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert sets(folder)[: len(before)] == before
        assert len(sets(folder)) - len(before) <= 1
        assert all(sorted(os.listdir(folder / "signed" / name)) == FILES for name in sets(folder))
        assert codes(folder / "manifest.yaml") == []
    assert {path.name: path.read_bytes() for path in (folder / "signed" / "001").iterdir()} == first
    subprocess.run(command, check=True, capture_output=True)
    assert not [path for path in (folder / "signed").iterdir() if path.name.startswith(".")]


def sets(folder: Path) -> list[str]:
    """The sets that have their numbers."""
    return sorted(name for name in os.listdir(folder / "signed") if not name.startswith("."))


@pytest.mark.parametrize("given", ["signed", "signed/007", "signed/001/signed"])
def test_a_set_without_its_number_is_asked_for_by_it(given: str, tmp_path: Path) -> None:
    for number in ("001", "002", "010"):
        (tmp_path / "signed" / number).mkdir(parents=True)
    (tmp_path / "signed" / "001" / "dossier.pdf").write_bytes(b"%PDF")
    with pytest.raises(DossierError) as error:
        edition.opened(tmp_path / given)
    (found,) = error.value.findings
    if given == "signed/001/signed":
        assert (found.code, found.place.endswith(given)) == ("edition-unread", True)
    else:
        assert (found.code, found.facts["sets"]) == ("edition-sets", "001, 002, 010")
        assert str(found.facts["last"]).endswith("signed/010")
