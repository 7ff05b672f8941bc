"""A saved page comes with the folder that it shows, and goes with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml
from conftest import File, write_dossier

from dossier.editing.beside import beside
from dossier.editing.edits import Desk
from dossier.editing.underway import Place
from dossier.options import Options

STYLE = b"body { color: #111 }"


def saved(folder: Path, name: str, beside: str, ways: str = "") -> Path:
    """A page saved in ``folder`` with a folder called ``beside``, to which it refers by ``ways``."""
    (folder / beside / "img").mkdir(parents=True)
    (folder / beside / "style.css").write_bytes(STYLE)
    (folder / beside / "img" / "a.png").write_bytes(b"png")
    page = folder / name
    page.write_text(
        f'<!doctype html><html><link rel="stylesheet" href="./{ways or beside}/style.css"><p>Une page',
        encoding="utf-8",
    )
    return page


def tree(folder: Path) -> dict[str, bytes | None]:
    """All that is in the dossier but for what a build and the steps write: files and folders."""
    found = sorted(path for path in folder.rglob("*") if "build" not in path.relative_to(folder).parts[:1])
    return {str(p.relative_to(folder)): p.read_bytes() if p.is_file() else None for p in found}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(Options(write_dossier(tmp_path / "d", {"a": File(), "b": File()})))


@pytest.mark.parametrize(
    ("name", "along", "ways"),
    [
        ("Un article.html", "Un article_files", "Un%20article_files"),
        ("Été & co.htm", "Été & co_fichiers", "Été &amp; co_fichiers"),
        ("page.html", "page-Dateien", ""),
    ],
)
def test_a_page_is_added_with_its_folder_and_undo_leaves_none(
    name: str, along: str, ways: str, desk: Desk, tmp_path: Path
) -> None:
    before = tree(desk.folder)
    page = saved(tmp_path / "saved", name, along, ways)
    (tmp_path / "saved" / f"{page.stem}_autre").mkdir()  # the page does not name it
    (tmp_path / "saved" / f"{page.stem}_autre" / "x").write_bytes(b"x")
    (tmp_path / "saved" / along / "link.css").symlink_to("/etc/passwd")
    for _ in range(2):
        done = desk.add(page, Place(after="a"), {"title": "Un article"})
        file = str(done.facts["file"])
        there = desk.folder / os.path.dirname(file)
        assert sorted(tree(there)) == sorted(
            [os.path.basename(file), along, f"{along}/img", f"{along}/img/a.png", f"{along}/style.css"]
        )
        assert (there / along / "style.css").read_bytes() == STYLE
        again = desk.add(page, Place(after="a"), {"title": "Le même"})
        assert os.path.dirname(str(again.facts["file"])) == f"{os.path.dirname(file)}-2"
        desk.undo()
        desk.undo()
        assert tree(desk.folder) == before


def test_a_page_that_is_removed_or_replaced_takes_its_folder_along(desk: Desk, tmp_path: Path) -> None:
    done = desk.add(saved(tmp_path / "saved", "p.html", "p_files"), Place(after="a"), {"title": "P"})
    with_page = tree(desk.folder)
    desk.remove(str(done.facts["id"]))
    assert not [name for name in tree(desk.folder) if "p_files" in name or name == "sources/p"]
    desk.undo()
    assert tree(desk.folder) == with_page
    desk.replace(str(done.facts["id"]), File().write(tmp_path / "q.pdf"), {})
    assert not [name for name in tree(desk.folder) if "p_files" in name or name == "sources/p"]
    desk.undo()
    assert tree(desk.folder) == with_page
    data = yaml.safe_load(desk.path.read_text(encoding="utf-8"))
    assert data["sections"][0]["documents"][1]["file"] == "sources/p/p.html"


def test_a_page_alone_and_a_pdf_bring_nothing(tmp_path: Path) -> None:
    page = saved(tmp_path, "page.html", "page_files", "elsewhere")
    assert beside(page) == ()
    assert beside(File().write(tmp_path / "page.pdf")) == ()
