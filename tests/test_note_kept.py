"""A note is written once: what is kept of it is that of the same manifest, plan and base, or nothing."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from conftest import File, Sheet, built, write_dossier
from notes import BASE, manifest, plan
from test_store import POISONS

from dossier.findings import Finding
from dossier.store import NOTED, Store
from dossier.synthesis import Asked, Writer, synthesis
from dossier.work.serial import Serial

Note = tuple[bytes, tuple[Finding, ...]]


@pytest.fixture
def wrote(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Each note that is written, not found."""
    done: list[object] = []
    true = synthesis.synthesise

    def write(*given: object, **more: object) -> Note:
        done.append(given)
        return true(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(synthesis, "synthesise", write)
    return done


def note(target: Path, words: str | None = "Rédigez une note.", **other: object) -> Note:
    """The note of a run of its own."""
    given: dict[str, object] = {
        "manifest": manifest(),
        "plan": plan(),
        "base": BASE,
        "team": False,
        "mark": "",
    }
    writer = Writer(Serial(), Store(target, NOTED))
    made = writer.note(Asked(assignment=words, **{**given, **other}))  # type: ignore[arg-type]
    writer.rest()
    return made.docx, made.findings


def test_what_hangs_on_the_same_is_found(tmp_path: Path, wrote: list[object]) -> None:
    made = note(tmp_path)
    assert (note(tmp_path), len(wrote)) == (made, 1)


def test_anything_else_is_written_anew(tmp_path: Path, wrote: list[object]) -> None:
    note(tmp_path)
    moved = plan()
    folio = dataclasses.replace(moved.documents[0], title=moved.documents[0].title + " bis")
    others: list[dict[str, object]] = [
        {"words": "Rédigez deux notes."},
        {"words": None},
        {"team": True},
        {"mark": "Projet"},
        {"plan": dataclasses.replace(moved, title="Un autre")},
        {"plan": dataclasses.replace(moved, documents=(folio, *moved.documents[1:]))},
    ]
    for count, other in enumerate(others, 2):
        note(tmp_path, **other)  # type: ignore[arg-type]
        assert len(wrote) == count, other


@pytest.mark.slow
def test_what_was_tampered_with_is_written_anew(tmp_path: Path, wrote: list[object]) -> None:
    made = note(tmp_path / "mine")
    note(tmp_path / "other", "Un ordre glissé.")
    for count, poison in enumerate(POISONS, 3):
        (mine,), (other,) = ((tmp_path / name / ".note").iterdir() for name in ("mine", "other"))
        poison(mine, other)
        assert (note(tmp_path / "mine"), len(wrote)) == (made, count), poison
        mine.unlink()  # a link or a pipe stays in its place
        note(tmp_path / "mine")
        wrote.pop()


@pytest.mark.slow
def test_a_build_finds_it_where_the_introduction_alone_changed(tmp_path: Path, wrote: list[object]) -> None:
    file = write_dossier(tmp_path, {"a": File([Sheet(["Un"])])}, introduction="shown")
    prose = tmp_path / "templates" / "introduction.md"
    prose.parent.mkdir()
    prose.write_text('Voir {{ cite("a") }}.\n', encoding="utf-8")
    built(file)
    prose.write_text('Voir {{ cite("a") }}. Bon travail.\n', encoding="utf-8")
    after, fresh = built(file), built(file, output=tmp_path / "fresh")
    assert len(wrote) == 2  # the first, and the fresh one
    for name in ("synthesis.docx", "dossier.json"):
        assert (after.output / name).read_bytes() == (fresh.output / name).read_bytes()
    built(file, strict=True)
    assert len(wrote) == 3
