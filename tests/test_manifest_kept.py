"""A manifest is known again by its bytes, and nothing reads it then; anything else is read."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bad.manifests import FAULTS, GOOD, Fault, places
from conftest import PROJECT, File, write_dossier

from dossier import manifest
from dossier.findings import Finding
from dossier.manifest import loaded
from dossier.model import Located
from dossier.store import BUILT, Store

# Values of every type that a manifest has, and everything that is told of where they stand.
EVERY = """dossier:
  title: Titre
  subject: Sujet
  notices: [Un, "{{ pages }} pages"]
  neutral_leaf: no
  exam: {organiser: Le centre, name: Concours, paper: Note, date: 2027-03-04}
  assignment: |

    Vous êtes attaché.

    Vous rédigez [à compléter].
  accepted: [{code: page-fitted, because: vu, seen: 0a1b2c3d}]
sections:
  - title: Un
    documents:
      - id: a
        title: Rapport
        author: [Anne, Paul]
        file: [sources/a.pdf, sources/b.pdf]
        rotate: {1-2: 90, "3": 180}
        alts: {2.1: Une carte, "3": Un plan}
        number-of-pages: auto
        extract: true
      - {id: b, title: Note, author: Anne, rotate: 270, number-of-pages: 5, file: sources/c.pdf}
synthesis:
  parts: 3
  marking:
    - {criterion: Le fond, points: 12}
    - {criterion: La forme, points: 7.5}
"""


class ReadError(Exception):
    """The YAML of a manifest was read."""


def load(path: Path, written: bool = True) -> tuple[Located | None, tuple[Finding, ...]]:
    return manifest.load(path, Store(path.parent / "build", BUILT, written))


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From when it is called, who reads the YAML of a manifest is told."""

    def refuse(*_: object) -> None:
        raise ReadError

    return lambda: monkeypatch.setattr(loaded, "loaded", refuse)


def written(folder: Path, text: str = GOOD) -> Path:
    path = folder / "manifest.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def shown(located: Located | None) -> str:
    assert located
    return repr(replace(located, flow=frozenset()))  # which has no order


@pytest.mark.parametrize(
    "text",
    [GOOD, EVERY, (PROJECT / "manifest.yaml").read_text(encoding="utf-8")],
    ids=["small", "every type", "the shipped one"],
)
def test_what_is_known_is_what_was_read(text: str, tmp_path: Path, blind: Callable[[], None]) -> None:
    path = written(tmp_path, text)
    read = load(path)
    assert read == manifest.load(path)
    blind()
    known = load(path)
    assert known == read
    assert shown(known[0]) == shown(read[0]), "in the same order, and of the same types"


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_is_said_again(fault: Fault, tmp_path: Path) -> None:
    path = written(tmp_path, places(fault.text())[0])
    assert load(path) == load(path) == manifest.load(path)


def forged(path: Path) -> None:
    """A title changed in what is remembered, whose seal nobody else can make."""
    entry = path.parent / "build" / ".last" / "manifest.read"
    entry.write_bytes(entry.read_bytes().replace(b'"title": "', b'"title": "X'))


def in_a_series(path: Path) -> None:
    (path.parent.parent / "series.yaml").write_text("dossier: {links: inert}\n", encoding="utf-8")


CHANGED: dict[str, Callable[[Path], object]] = {
    "a comment more": lambda path: path.write_bytes(path.read_bytes() + b"# x\n"),
    "another value": lambda path: path.write_bytes(path.read_bytes().replace(b"title:", b"title: x", 1)),
    "another name": lambda path: path.rename(path.with_name("autre.yaml")),
    "a series above": in_a_series,
    "an entry that was changed": forged,
    "an entry that is gone": lambda path: (path.parent / "build" / ".last" / "manifest.read").unlink(),
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED)
def test_what_changed_is_read(
    change: Callable[[Path], object], tmp_path: Path, blind: Callable[[], None]
) -> None:
    (tmp_path / "dossier").mkdir()
    path = written(tmp_path / "dossier")
    load(path)
    change(path)
    (path,) = path.parent.glob("*.yaml")
    blind()
    with pytest.raises(ReadError):
        load(path)


def test_another_program_reads_it_anew(
    tmp_path: Path, blind: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path)
    load(path)
    monkeypatch.setattr(sys.modules["dossier.store.makers"], "_library", lambda name: f"{name} 0")
    blind()
    with pytest.raises(ReadError):
        load(path)


def test_who_writes_nothing_keeps_nothing(tmp_path: Path) -> None:
    path = written(tmp_path)
    load(path, written=False)
    assert not (tmp_path / "build").exists()


def test_an_edit_of_a_source_imports_no_reader_of_manifests(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()})

    def imports(*words: str) -> bool:
        command = [sys.executable, "-P", "-s", "-X", "importtime", "-m", "dossier", *words, "--quiet", path]
        env = {**os.environ, "LANGUAGE": "en"}
        said = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stderr
        return "pydantic" in said

    assert imports("build")
    with (tmp_path / "sources" / "a.pdf").open("ab") as file:
        file.write(b"\n% corrected\n")
    assert not imports("build")
    assert imports("build", "--strict"), "a strict run remembers nothing"
