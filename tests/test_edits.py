"""Whatever an editor does to a dossier, the next build is, byte for byte, as one that remembers nothing."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import File, Made, Sheet, built, come_to, write_dossier

from dossier import unchanged
from dossier.options import Options
from dossier.shipped import place

SET = ("dossier.pdf", "synthesis.docx", "dossier.json")
SHAPES: tuple[dict[str, Any], ...] = (
    {},
    {"media": (0, 0, 842, 595)},
    {"rotate": 90},
    {"media": (0, 0, 420, 595)},
)
SETTINGS = (
    {"recto": "documents"},
    {"recto": "none"},
    {"opening": "page"},
    {"opening": "band"},
    {"links": "inert"},
    {"links": "live"},
    {"contents": "cover"},
    {"contents": "page"},
    {"pdfa": "none"},
    {"sections": "hidden"},
)
FILES = 9


class Editor:
    """A dossier of a few documents, and what can be done to it."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self._folder, self._chance, self._new = folder, chance, 0
        for number in range(FILES):
            sheets = [
                Sheet(
                    (f"fichier {number}, page {n}",), links=[((72, 72, 200, 90), 1)], **chance.choice(SHAPES)
                )
                for n in range(chance.randint(1, 3))
            ]
            File(sheets, outline=[("Partie", 1)]).write(folder / "sources" / f"{number}.pdf")
        self.manifest = write_dossier(folder, {}, introduction="shown")
        (folder / "templates" / "styles").mkdir(parents=True)
        self._write([{"title": "Une section", "documents": []}, {"title": "Une autre", "documents": []}])
        for _ in range(4):
            self.add()

    def edit(self) -> str:
        """One edit, whichever; its name."""
        edits: list[Callable[[], object]] = [
            self.swap,
            self.move,
            self.drop,
            self.add,
            self.retitle,
            self.restyle,
        ]
        edits += [self.word, self.section, self.title, self.set]
        edit = self._chance.choice(edits)
        edit()
        return edit.__name__

    def swap(self) -> None:
        sections = self._read()
        self._any(sections)["file"] = f"sources/{self._chance.randrange(FILES)}.pdf"
        self._write(sections)

    def move(self) -> None:
        sections = self._read()
        one = self._any(sections)
        for section in sections:
            section["documents"] = [d for d in section["documents"] if d is not one]
        into = self._chance.choice(sections)["documents"]
        into.insert(self._chance.randint(0, len(into)), one)
        self._write(sections)

    def drop(self) -> None:
        sections = self._read()
        if sum(len(section["documents"]) for section in sections) < 2:
            return
        one = self._any(sections)
        for section in sections:
            section["documents"] = [d for d in section["documents"] if d is not one]
        self._write(sections)

    def add(self) -> None:
        sections = self._read()
        self._new += 1
        file = f"sources/{self._chance.randrange(FILES)}.pdf"
        new = {"id": f"doc-{self._new}", "title": f"Titre {self._new}", "file": file}
        self._chance.choice(sections)["documents"].append(new)
        self._write(sections)

    def retitle(self) -> None:
        sections = self._read()
        self._any(sections)["title"] = f"Un titre plus long, le {self._chance.randrange(1000)}e"
        self._write(sections)

    def restyle(self) -> None:
        style = (place("templates") / "styles" / "tokens.css").read_text(encoding="utf-8")
        colour = f"#{self._chance.randrange(1 << 20):06x}"
        restyled = style.replace("#1f4e79", colour)
        (self._folder / "templates" / "styles" / "tokens.css").write_text(restyled, encoding="utf-8")

    def word(self) -> None:
        (self._folder / "mot.txt").write_text(f"mot {self._chance.randrange(1000)}", encoding="utf-8")
        self._write(self._read())

    def section(self) -> None:
        sections = self._read()
        self._chance.choice(sections)["title"] = f"Section {self._chance.randrange(1000)}"
        self._write(sections)

    def title(self) -> None:
        self._write(self._read(), title=f"Dossier {self._chance.randrange(1000)}")

    def set(self) -> None:
        self._write(self._read(), **self._chance.choice(SETTINGS))

    def _any(self, sections: list[dict[str, Any]]) -> dict[str, Any]:
        return self._chance.choice([d for section in sections for d in section["documents"]])

    def _read(self) -> list[dict[str, Any]]:
        told = yaml.safe_load(self.manifest.read_text(encoding="utf-8"))
        held = {section["title"]: section for section in told["sections"]}
        aside = self._folder / "aside.yaml"  # a section without documents is none for the manifest
        if aside.exists():
            for section in yaml.safe_load(aside.read_text(encoding="utf-8")):
                held.setdefault(section["title"], section)
        return list(held.values())

    def _write(self, sections: list[dict[str, Any]], **dossier: Any) -> None:
        told = yaml.safe_load(self.manifest.read_text(encoding="utf-8"))
        told["dossier"].update(dossier)
        told["sections"] = [section for section in sections if section["documents"]]
        empty = [section for section in sections if not section["documents"]]
        (self._folder / "aside.yaml").write_text(yaml.safe_dump(empty), encoding="utf-8")
        self.manifest.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), encoding="utf-8")
        word = self._folder / "mot.txt"
        cited = ", ".join(
            f'{{{{ cite("{d["id"]}") }}}}' for section in told["sections"] for d in section["documents"]
        )
        text = f"# Sujet\n\nLire {cited}. {word.read_text(encoding='utf-8') if word.exists() else ''}\n"
        (self._folder / "templates" / "introduction.md").write_text(text, encoding="utf-8")


def same_as_fresh(manifest: Path, after: Path, fresh: Path) -> None:
    shutil.rmtree(fresh, ignore_errors=True)
    built(manifest, output=fresh)
    for name in SET:
        assert (after / name).read_bytes() == (fresh / name).read_bytes(), name


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_an_edited_dossier_is_as_a_new_one(tmp_path: Path, seed: int) -> None:
    editor = Editor(tmp_path / "d", random.Random(seed))
    made = built(editor.manifest)
    done = []
    for _ in range(4):
        before = Options(editor.manifest)
        assert unchanged.last_build(before), done
        done.append(editor.edit())
        made = built(editor.manifest)
        same_as_fresh(editor.manifest, made.output, tmp_path / "fresh")


@pytest.mark.slow
def test_from_99_pages_to_100_and_back(tmp_path: Path) -> None:
    """The total grows by a digit, on every page and in the contents."""
    long = File([Sheet((f"page {n}",)) for n in range(96)])
    manifest = write_dossier(tmp_path / "d", {"a": long, "b": File([Sheet(("b",))])})
    made = built(manifest)
    assert made.record["page_count"] == 99
    for count in (2, 1):
        File([Sheet(("b",))] * count).write(tmp_path / "d" / "sources" / "b.pdf")
        made = built(manifest)
        assert made.record["page_count"] == 98 + count
        same_as_fresh(manifest, made.output, tmp_path / "fresh")


def command(manifest: Path) -> tuple[list[str], dict[str, str]]:
    words = [sys.executable, "-P", "-m", "dossier", "build", "--always", "--manifest", str(manifest)]
    return words, {**os.environ, "LANGUAGE": "en"}


STAGES = ("Reading", "Opening", "Layout", "Synthesis", "Binding", "Verification")


@pytest.mark.slow
def test_what_a_killed_build_leaves_is_right_for_the_next_one(tmp_path: Path) -> None:
    files = {id: File([Sheet((f"{id} {n}",)) for n in range(2)]) for id in "abc"}
    manifest = write_dossier(tmp_path / "d", files)
    made = built(manifest)
    for stage in STAGES:
        File([Sheet((f"corrigé : {stage}",))] * 3).write(tmp_path / "d" / "sources" / "b.pdf")
        good = {name: (made.output / name).read_bytes() for name in SET}
        process = come_to(stage, *command(manifest))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert {name: (made.output / name).read_bytes() for name in SET} == good, stage
        assert unchanged.last_build(Options(manifest)) is None, stage
        made = built(manifest)
        same_as_fresh(manifest, made.output, tmp_path / "fresh")


@pytest.mark.slow
def test_two_builds_at_once_are_both_right(tmp_path: Path) -> None:
    files = {id: File([Sheet((f"{id} {n}",)) for n in range(2)]) for id in "abc"}
    manifest = write_dossier(tmp_path / "d", files)
    made = Made(tmp_path / "d", tmp_path / "d" / "build")
    for text in ("un", "deux"):
        File([Sheet((text,))]).write(tmp_path / "d" / "sources" / "a.pdf")
        words, env = command(manifest)
        two = [
            subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            for _ in "ab"
        ]
        said = [one.communicate()[0] for one in two]
        assert [one.returncode for one in two] == [0, 0], said
        same_as_fresh(manifest, made.output, tmp_path / "fresh")
        built(manifest)
        same_as_fresh(manifest, made.output, tmp_path / "fresh")
