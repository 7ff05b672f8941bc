"""What is sent to the desk by its own pages, in names and texts that mean something elsewhere."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import File, write_dossier
from desks import Forms, Visitor, said

from dossier.desk.form import named


@pytest.fixture
def desk(tmp_path: Path) -> Visitor:
    return Visitor(write_dossier(tmp_path / "dossier", {"a": File(), "b": File()}))


def files(desk: Visitor) -> set[str]:
    """All files of the dossier and beside it, but for what is kept of the steps."""
    top = desk.session.options.folder.parent
    return {str(path) for path in top.rglob("*") if path.is_file() and "build" not in path.parts}


NAMES = {
    "../../../etc/passwd": "passwd",
    "..\\..\\boot.ini": "boot.ini",
    "/": "document",
    "": "document",
    "a\0b.pdf": "ab.pdf",
    "a\r\nb\x1b[31m.pdf": "ab[31m.pdf",
    "..": "document",
    ".htaccess": "htaccess",
    "été à Nîmes.pdf": "été à Nîmes.pdf",
    "文件.pdf": "文件.pdf",
    "a%22b.pdf": "ab.pdf",
    "\u202efdp.exe": "fdp.exe",
    "C:\\a:b.pdf": "ab.pdf",
    "\udcff.pdf": "pdf",
    "é" * 300 + ".pdf": "é" * 58 + ".pdf",
}


@pytest.mark.parametrize("given", NAMES)
def test_the_name_of_a_file_is_a_name(given: str) -> None:
    assert named(given) == NAMES[given]
    assert len(named(given).encode()) <= 120


@pytest.mark.parametrize(
    "given", ["../../../x.pdf", "a\0b.pdf", "/etc/x.pdf", "文件.pdf", "CON", "x" * 3000 + ".pdf"]
)
def test_a_file_is_put_among_the_sources_whatever_it_is_called(
    given: str, desk: Visitor, tmp_path: Path
) -> None:
    data = File().write(tmp_path / "new.pdf").read_bytes()
    before = files(desk)
    page = desk.enter().send("/documents/a/replace", files=[(given, data)])
    manifest = yaml.safe_load(desk.session.options.manifest.read_text(encoding="utf-8"))
    written = manifest["sections"][0]["documents"][0]["file"]
    assert written.startswith("sources/"), said(page)
    assert (desk.session.options.folder / written).read_bytes() == data
    assert files(desk) - before == {str(desk.session.options.folder / written)}


@pytest.mark.parametrize(
    "typed", ["x: y # z", "'\"", "a\0b", "{{ 7*7 }}", "<script>alert(1)</script>", "- é\x1b[31m", "*a"]
)
def test_what_is_typed_is_a_text_and_nothing_else(typed: str, desk: Visitor) -> None:
    page = desk.enter().page("/documents/a")
    page = desk.send("/documents/a/edit", {"title": typed}, page=page)
    assert "<script>alert" not in page
    manifest = yaml.safe_load(desk.session.options.manifest.read_text(encoding="utf-8"))
    title = manifest["sections"][0]["documents"][0]["title"]
    assert title == (typed if said(page).startswith(("Done", "Fait")) else "Titre de a")


def test_of_acts_at_once_one_is_done_and_the_others_are_told(desk: Visitor) -> None:
    page, answers = desk.enter().page("/documents/a"), []
    form = Forms(page).of("/documents/a/edit")

    def act(rank: int) -> None:
        visitor = Visitor(desk.session.options.manifest, guard=desk.guard).enter()
        sent: dict[str, Any] = {**form, "title": f"Titre {rank}"}
        answers.append(said(visitor.client.post("/documents/a/edit", data=sent, follow_redirects=True).text))

    threads = [threading.Thread(target=act, args=(rank,)) for rank in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum("edit-since" in answer for answer in answers) == 5
    manifest = desk.session.options.manifest.read_text(encoding="utf-8")
    assert manifest.count("title: Titre ") == 2
