"""Documents bound by themselves and joined: what was kept of them gives the same bytes as what is bound anew,
whatever was done to the dossier in between."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml
from conftest import File, Made, Sheet, built, write_dossier
from pikepdf import Array, Dictionary, Name, String
from tagged import Mark, Tag, Tagged

from dossier.bind import bind as stage
from dossier.shipped import place

WIDE = (0, 0, 842, 595)


def linked(pages: int) -> File:
    """Pages that lead to each other by number and by name, and out; with an outline."""
    sheets = [
        Sheet(
            (f"Page {n}",),
            links=[((72, 600, 200, 620), n % pages + 1), ((72, 500, 200, 520), "http://a.fr")],
            media=WIDE if n % 2 else (0, 0, 595, 842),
            stamps=[((300, 300, 400, 330), f"Vu {n}")],
        )
        for n in range(1, pages + 1)
    ]
    return File(sheets, {"fin": pages}, [("Début", 1), ("Fin", pages)])


def tagged(word: str, meaning: str) -> Tagged:
    """A role, an identifier and a class that other documents have too, and mean otherwise."""
    cells = {"ID": String("c1"), "A": Dictionary(O=Name.Table, Headers=Array([String("c1")]))}
    return Tagged([Tag("Titre", [Mark(word)]), Tag("TD", [Mark("x")], cells)], roles={"Titre": meaning})


def layered(path: Path) -> Path:
    """A page with two layers, one of which does not print."""
    File([Sheet(("Calques",), "/OC /Un BDC 9 9 99 99 re f EMC /OC /Deux BDC 9 299 99 99 re f EMC")]).write(
        path
    )
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        one, two = (pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(n))) for n in ("Un", "Deux"))
        pdf.pages[0].obj.Resources.Properties = Dictionary(Un=one, Deux=two)
        pdf.Root.OCProperties = Dictionary(OCGs=Array([one, two]), D=Dictionary(OFF=Array([two])))
        pdf.save(path)
    return path


class Edited:
    """A dossier that is edited at random; ``changed`` are the documents whose file is another one now."""

    def __init__(self, folder: Path, seed: int, **head: Any) -> None:
        self.chance = random.Random(seed)
        self.folder, self._count = folder, 0
        files: dict[str, Any] = {"d1": linked(3), "d2": linked(5), "d3": linked(1)}
        (folder / "made").mkdir(parents=True)
        for id, meaning in (("d4", "P"), ("d5", "Quote"), ("d6", "P")):
            files[id] = tagged(id, meaning).write(folder / "made" / f"{id}.pdf")
        files["d7"] = layered(folder / "made" / "d7.pdf")
        files["d8"] = layered(folder / "made" / "d8.pdf")
        self.manifest = write_dossier(folder / "d", files, **head)
        self.changed: set[str] = set(files)

    def edit(self, change: str) -> None:
        getattr(self, f"_{change}")()

    def _read(self) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        data = yaml.safe_load(self.manifest.read_text(encoding="utf-8"))
        return data, data["sections"][0]["documents"]

    def _write(self, data: dict[str, Any]) -> None:
        self.manifest.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")

    def _file(self, id: str) -> Path:
        return self.manifest.parent / "sources" / f"{id}.pdf"

    def _swap(self) -> None:
        _, documents = self._read()
        id = self.chance.choice([one["id"] for one in documents])
        self._count += 1
        linked(self.chance.randint(1, 4) + self._count).write(self._file(id))
        self.changed.add(id)

    def _grow(self) -> None:
        """The total gets a digit more."""
        _, documents = self._read()
        File([Sheet()] * 90).write(self._file(documents[-1]["id"]))
        self.changed.add(documents[-1]["id"])

    def _move(self) -> None:
        data, documents = self._read()
        documents.insert(self.chance.randrange(len(documents)), documents.pop())
        self._write(data)

    def _drop(self) -> None:
        data, documents = self._read()
        documents.pop(self.chance.randrange(len(documents)))
        self._write(data)

    def _add(self) -> None:
        data, documents = self._read()
        self._count += 1
        id = f"n{self._count}"
        tagged(id, "Note").write(self._file(id))
        documents.insert(0, {"id": id, "title": "Nouveau", "file": f"sources/{id}.pdf"})
        self.changed.add(id)
        self._write(data)

    def _title(self) -> None:
        data, documents = self._read()
        self.chance.choice(documents)["title"] = "Un autre titre"
        self._write(data)

    def _rename(self) -> None:
        """One document is called by another name: all that is named by it is new."""
        data, documents = self._read()
        self._count += 1
        renamed = self.chance.choice(documents)
        renamed["id"] = f"r{self._count}"
        self.changed.add(renamed["id"])
        self._write(data)

    def _restyle(self) -> None:
        """Another colour on every page."""
        own = self.manifest.parent / "templates" / "styles" / "tokens.css"
        own.parent.mkdir(parents=True, exist_ok=True)
        shipped = (place("templates") / "styles" / "tokens.css").read_text(encoding="utf-8")
        assert "--accent: #1f4e79" in shipped
        own.write_text(shipped.replace("--accent: #1f4e79", "--accent: #1f4e7a"), encoding="utf-8")

    def _section(self) -> None:
        data, documents = self._read()
        data["sections"].append({"title": "Une autre section", "documents": [documents.pop()]})
        self._write(data)


@pytest.fixture
def bound(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that are bound, by their ids, while it is there."""
    made: list[str] = []
    module = __import__("sys").modules[stage.__module__]
    true = module._bind_document

    def bind_document(asked: Any) -> Any:
        made.append(asked.source.document)
        return true(asked)

    monkeypatch.setattr(module, "_bind_document", bind_document)
    return made


def alike(one: Made, other: Made) -> None:
    for name in ("dossier.pdf", "synthesis.docx", "dossier.json"):
        assert (one.output / name).read_bytes() == (other.output / name).read_bytes(), name


SETTINGS: list[dict[str, Any]] = [
    {},
    {"recto": "documents", "opening": "page", "links": "inert"},
    {"opening": "none", "pdfa": "none"},
]
EDITS = (("swap", "rename", "drop", "grow"), ("restyle", "move", "title"), ("add", "section", "swap"))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_what_was_kept_is_what_is_bound_anew(seed: int, tmp_path: Path, bound: list[str]) -> None:
    dossier = Edited(tmp_path, seed, **SETTINGS[seed])
    for step, edit in enumerate(("", *EDITS[seed])):
        if edit:
            dossier.edit(edit)
        bound.clear()
        kept = built(dossier.manifest)
        moved = step and edit in ("section", "move", "drop", "title", "restyle")
        assert not moved or not bound, (edit, bound)
        assert set(bound) <= dossier.changed, (edit, bound)
        dossier.changed.clear()
        alike(kept, built(dossier.manifest, output=tmp_path / f"fresh {step}"))


@pytest.mark.slow
@pytest.mark.parametrize("options", [{"draft": True}, {"team": True}])
def test_other_editions_go_the_same_way(options: dict[str, Any], tmp_path: Path, bound: list[str]) -> None:
    dossier = Edited(tmp_path, 7)
    built(dossier.manifest, **options)
    dossier.edit("move")
    bound.clear()
    kept = built(dossier.manifest, **options)
    assert bound == []
    fresh = built(dossier.manifest, output=tmp_path / "fresh", **options)
    assert kept.pdf.read_bytes() == fresh.pdf.read_bytes()


def flipped(part: float) -> Callable[[list[Path]], None]:
    """One bit of each, at a part of it."""

    def flip(entries: list[Path]) -> None:
        for entry in entries:
            data = bytearray(entry.read_bytes())
            data[min(int(len(data) * part), len(data) - 1)] ^= 1
            entry.write_bytes(data)

    return flip


def exchanged(entries: list[Path]) -> None:
    """Each under the name of another: sealed by this machine, of this dossier."""
    held = [entry.read_bytes() for entry in entries]
    for entry, data in zip(entries, [*held[1:], held[0]], strict=True):
        entry.write_bytes(data)


@pytest.mark.slow
def test_a_bound_document_that_is_not_what_was_kept_is_bound_again(tmp_path: Path, bound: list[str]) -> None:
    manifest = write_dossier(
        tmp_path / "d", {"a": linked(2), "b": tagged("b", "P").write(tmp_path / "b.pdf")}
    )
    made = built(manifest)
    before = made.pdf.read_bytes()
    entries = sorted((made.output / ".bound").iterdir())
    assert len(entries) == 2
    for poison in (*map(flipped, (0.0, 0.002, 0.1, 0.5, 1.0)), exchanged):
        poison(entries)
        bound.clear()
        assert built(manifest).pdf.read_bytes() == before
        assert bound == ["a", "b"]
    bound.clear()
    built(manifest)
    assert bound == []
    built(manifest, strict=True)
    assert bound == ["a", "b"], "a strict build remembers nothing"
