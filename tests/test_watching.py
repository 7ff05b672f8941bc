"""Building again at every change: real files, a real process, Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest
from conftest import File, Sheet, write_dossier

from dossier.options import Options
from dossier.watching import Watch


class Watched:
    """``dossier watch`` under way, and the lines that it has said."""

    def __init__(self, folder: Path) -> None:
        env = {**os.environ, "LANGUAGE": "en"}
        command = [sys.executable, "-P", "-m", "dossier", "watch", str(folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
        self._lines: Queue[str] = Queue()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as said:
            for line in said:
                self._lines.put(line.rstrip())

    def end(self) -> None:
        """End it, however it stands."""
        self.process.kill()
        self.process.wait()
        self._reader.join()

    def until(self, *words: str) -> list[str]:
        """The lines said until one has one of ``words``."""
        said: list[str] = []
        end = time.monotonic() + 120
        while time.monotonic() < end:
            try:
                said.append(self._lines.get(timeout=0.2))
            except Empty:
                assert self.process.poll() is None, said
                continue
            if any(word in said[-1] for word in words):
                return said
        raise AssertionError(said)

    def round(self) -> list[str]:
        """What a round says."""
        return self.until("Written:", "Nothing has changed", "Nothing was written")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_dossier(tmp_path / "d", {"a": File(), "b": File((Sheet(), Sheet()))})
    return tmp_path / "d"


@pytest.fixture
def watched(folder: Path) -> Iterator[Watched]:
    made = Watched(folder)
    yield made
    made.end()


@pytest.mark.slow
def test_every_change_is_built_and_findings_come_and_go(folder: Path, watched: Watched) -> None:
    manifest, pdf = folder / "manifest.yaml", folder / "build" / "dossier.pdf"
    assert "5 page(s), 2 document(s)" in watched.round()[-1]
    right = manifest.read_text(encoding="utf-8")
    manifest.write_text(right.replace("title: Titre de a", "titel: Titre de a"), encoding="utf-8")
    first = pdf.read_bytes()
    said = watched.round()
    assert "Changed: manifest.yaml" in said[0]
    assert any("[key-unknown]" in line for line in said)
    assert "Nothing was written" in said[-1]
    assert pdf.read_bytes() == first, "the last good PDF stays"
    manifest.write_text(right.replace("Titre de a", "Autre"), encoding="utf-8")
    said = watched.round()
    assert any(line.startswith("gone: ") and "[key-unknown]" in line for line in said)
    assert pdf.read_bytes() != first
    File((Sheet(), Sheet(), Sheet())).write(folder / "sources" / "a.pdf")
    assert "7 page(s)" in watched.round()[-1]
    watched.process.send_signal(signal.SIGINT)
    assert watched.process.wait(30) == 0
    assert watched.until("No longer watching.")


@pytest.mark.slow
def test_what_changes_during_a_build_is_taken_up_after_it(folder: Path, watched: Watched) -> None:
    watched.until("Watching")
    time.sleep(0.5)  # the first build is under way
    File((Sheet(), Sheet(), Sheet(), Sheet())).write(folder / "sources" / "b.pdf")
    said = watched.round()
    if "7 page(s)" not in said[-1]:
        said = watched.round()
    assert "7 page(s)" in said[-1]
    File((Sheet(),)).write(folder / "sources" / "b.pdf")
    watched.until("Changed")
    time.sleep(0.3)
    watched.process.send_signal(signal.SIGINT)  # in the middle of a build
    assert watched.process.wait(30) == 0
    assert not [p for p in (folder / "build").iterdir() if p.name.startswith(".dossier-switch")]


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("manifest.yaml", True),
        ("sources/été/1.pdf", True),
        ("templates/styles/page.css", True),
        ("elsewhere/logo.png", True),
        ("build/dossier.pdf", False),
        ("out/dossier.pdf", False),
        ("signed/001/dossier.pdf", False),
        (".git/index", False),
        ("sources/.~lock.a.odt#", False),
        ("manifest.yaml~", False),
        ("manifest.yaml.swp", False),
        ("sources/a.pdf.part", False),
        ("", False),
        ("../other.yaml", False),
    ],
)
def test_outputs_and_passing_files_are_no_change(name: str, counts: bool, tmp_path: Path) -> None:
    watch = Watch(Options(tmp_path / "manifest.yaml", tmp_path / "out"), print)
    assert watch._counts(Path(os.path.normpath(tmp_path / name))) is counts
