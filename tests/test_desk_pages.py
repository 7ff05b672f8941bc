"""A saved page that is sent to the desk with its folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import File, write_dossier
from desks import Forms, Visitor, said

PAGE = b'<!doctype html><html><link rel="stylesheet" href="Un%20article_files/css/a.css"><p>Une page'
FOLDER = "Un article_files"


@pytest.fixture
def desk(tmp_path: Path) -> Visitor:
    return Visitor(write_dossier(tmp_path / "dossier", {"a": File(), "b": File()})).enter()


def sent(desk: Visitor, action: str, page: str, files: list[tuple[str, bytes]], name: str) -> str:
    fields = {**Forms(desk.page(page)).of(action), "place": "after a"}
    given: Any = [("file", (name, PAGE)), *(("along", file) for file in files)]
    return said(desk.client.post(action, data=fields, files=given, follow_redirects=True).text)


def inside(desk: Visitor) -> list[str]:
    top = desk.session.options.folder
    return sorted(str(p.relative_to(top)) for p in top.glob("sources/**/*") if p.is_file())


def test_its_folder_comes_along_and_undo_takes_it_away(desk: Visitor) -> None:
    before = inside(desk)
    files = [(f"{FOLDER}/css/a.css", b"p {}"), (f"{FOLDER}/b.png", b"png")]
    sent(desk, "/add", "/", files, "Un article.html")
    new = [name for name in inside(desk) if name not in before]
    own = "sources/un-article"
    assert new == [f"{own}/{FOLDER}/b.png", f"{own}/{FOLDER}/css/a.css", f"{own}/un-article.html"]
    desk.send("/undo")
    assert inside(desk) == before
    sent(desk, "/documents/b/replace", "/documents/b", files, "Un article.html")
    assert f"{own}/{FOLDER}/css/a.css" in inside(desk)


@pytest.mark.parametrize(
    "name",
    [
        "../Un article_files/x",
        "/Un article_files/x",
        "Autre_files/x",
        "Un article_files",
        "Un article_files\\..\\..\\x",
        "Un article_files/" + "a/" * 20 + "x",
        "Un article_files/../../../x",
    ],
)
def test_a_folder_that_is_none_leaves_nothing_anywhere(name: str, desk: Visitor, tmp_path: Path) -> None:
    before = inside(desk)
    words = sent(desk, "/add", "/", [(name, b"x")], "Un article.html")
    outside = [p for p in tmp_path.rglob("x") if "sources" not in p.parts and "replaced" not in p.parts]
    assert not outside
    if "desk-along" in words or FOLDER not in name:
        assert inside(desk) == before
    else:  # what leads out is a name of the folder itself
        assert all("sources/un-article/" in one for one in inside(desk) if one not in before)
