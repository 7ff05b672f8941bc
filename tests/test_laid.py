"""A layout is made again where anything that it depends on is another, and only there."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from conftest import File, Made, Sheet, built, write_dossier

from dossier import state
from dossier.compose import typesetting
from dossier.compose.units.making import Asked
from dossier.intake.steps import Selection, SourceFile

FILES = {"a": File([Sheet(("un",)), Sheet(("deux",))]), "b": File([Sheet(("trois",))])}


@pytest.fixture
def layouts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The HTML of each layout that is made."""
    made: list[str] = []
    true = typesetting.render

    def render(html: str, *more: Any) -> Any:
        made.append(html)
        return true(html, *more)

    monkeypatch.setattr(typesetting, "render", render)
    return made


def dossier(folder: Path) -> Path:
    (folder / "templates" / "styles").mkdir(parents=True)
    (folder / "templates" / "introduction.md").write_text('Voir {{ cite("a") }} et {{ cite("b") }}.\n')
    return write_dossier(folder, FILES, introduction="shown")


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return built(dossier(tmp_path_factory.mktemp("une fois")))


def corrected(folder: Path) -> None:
    """Another file with as many pages of the same size."""
    File([Sheet(("un",)), Sheet(("deux, corrigé",))]).write(folder / "sources" / "a.pdf")


def longer(folder: Path) -> None:
    File([Sheet(("un",))] * 3).write(folder / "sources" / "a.pdf")


def wider(folder: Path) -> None:
    File([Sheet(("un",)), Sheet(("deux",), media=(0, 0, 842, 595))]).write(folder / "sources" / "a.pdf")


def reworded(folder: Path) -> None:
    (folder / "templates" / "introduction.md").write_text('Lire {{ cite("a") }} et {{ cite("b") }}.\n')


def restyled(folder: Path) -> None:
    from dossier.shipped import place

    style = (place("templates") / "styles" / "tokens.css").read_text(encoding="utf-8")
    (folder / "templates" / "styles" / "tokens.css").write_text(style.replace("#1f4e79", "#7a1f4e"))


EDITS: dict[Callable[[Path], None], bool] = {
    corrected: False,
    longer: True,
    wider: True,
    reworded: True,
    restyled: True,
}


@pytest.mark.parametrize("asked", [Asked, SourceFile, Selection])
def test_what_is_kept_has_one_name_in_every_process(asked: type) -> None:
    """Entries are named by what these print as: of a set, the order is another in each run."""
    waiting, seen = [asked], set[object]()
    while waiting:
        kind = waiting.pop()
        seen.add(kind)
        assert kind not in (set, frozenset), asked
        inside = [get_origin(kind), *get_args(kind)]
        inside += get_type_hints(kind).values() if dataclasses.is_dataclass(kind) else ()
        waiting += [one for one in inside if one is not None and one not in seen]


@pytest.mark.slow
@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_the_next_build_is_as_one_that_remembers_nothing(
    once: Made, tmp_path: Path, layouts: list[str], edit: Callable[[Path], None]
) -> None:
    folder = tmp_path / "d"
    shutil.copytree(once.folder, folder)
    edit(folder)
    after = built(folder / "manifest.yaml")
    assert bool(layouts) == EDITS[edit]
    fresh = built(folder / "manifest.yaml", output=tmp_path / "fresh")
    for name in ("dossier.pdf", "synthesis.docx", "dossier.json"):
        assert (after.output / name).read_bytes() == (fresh.output / name).read_bytes(), name


@pytest.mark.slow
def test_what_cannot_be_believed_is_laid_out_again(
    once: Made, tmp_path: Path, layouts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "d"
    shutil.copytree(once.folder, folder)
    (entry,) = (folder / "build" / ".layout").glob("*.laid")
    good = entry.read_bytes()
    for place in (0, 63, 64, 90, len(good) // 2, len(good) - 1):
        bad = bytearray(good)
        bad[place] ^= 1
        entry.write_bytes(bad)
        assert laid_again(folder, layouts), place
        assert entry.read_bytes() != bad, "made again"
        entry.write_bytes(good)
    assert not laid_again(folder, layouts)
    with monkeypatch.context() as within:
        within.setattr(state, "of_files", lambda _: iter(["another library"]))
        assert laid_again(folder, layouts)


def laid_again(folder: Path, layouts: list[str]) -> bool:
    layouts.clear()
    built(folder / "manifest.yaml")
    return bool(layouts)
