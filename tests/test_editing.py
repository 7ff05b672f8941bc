"""The commands that edit: by the lines of the manifest, with its files, and back again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml
from conftest import File
from edited import manifests

from dossier.editing.edits import Desk
from dossier.editing.underway import Done, Place
from dossier.options import Options

MANIFESTS = manifests()
# Those of whose kind others are tried each time.
OF_A_KIND = ("bare", "above", "asked keys", "below its key")
IDS = ("un", "deux", "trois", "quatre", "cinq")
Act = Callable[[Desk, Path], Done]
#: What is done, the document whose comments may go or travel, and the order of the documents after it.
ACTS: Mapping[str, tuple[Act, str, str]] = {
    "replace": (lambda d, f: d.replace("deux", f, {}), "", "un deux trois / quatre cinq"),
    "replace by a page": (
        lambda d, f: d.replace("deux", f.with_name("page.html"), {}),
        "",
        "un deux trois / quatre cinq",
    ),
    "add a page": (
        lambda d, f: d.add(f.with_name("page.html"), Place(after="deux"), {"title": "N"}, "page"),
        "",
        "un deux page trois / quatre cinq",
    ),
    "fields": (
        lambda d, f: d.edit("2", {"author": ("A: b", "C"), "issue": "n° 3", "alt": "", "title": "# T"}),
        "deux",
        "un deux trois / quatre cinq",
    ),
    "add": (
        lambda d, f: d.add(f, Place(after="deux"), {"title": "Nouveau : [titre]"}),
        "",
        "un deux nouveau trois / quatre cinq",
    ),
    "add at the end": (
        lambda d, f: d.add(f, Place(section=2), {"title": "N"}, "six"),
        "",
        "un deux trois / quatre cinq six",
    ),
    "move up": (lambda d, f: d.move("trois", Place(before="un"), {}), "trois", "trois un deux / quatre cinq"),
    "move down": (lambda d, f: d.move("deux", Place(section=1), {}), "deux", "un trois deux / quatre cinq"),
    "move over": (lambda d, f: d.move("deux", Place(after="4"), {}), "deux", "un trois / quatre deux cinq"),
    "move back": (lambda d, f: d.move("cinq", Place(after="un"), {}), "cinq", "un cinq deux trois / quatre"),
    "move last": (lambda d, f: d.move("trois", Place(section=2), {}), "trois", "un deux / quatre cinq trois"),
    "remove": (lambda d, f: d.remove("deux"), "deux", "un trois / quatre cinq"),
    "remove last": (lambda d, f: d.remove("cinq"), "cinq", "un deux trois / quatre"),
    "rename": (lambda d, f: d.rename("trois", "autre", {}), "", "un deux autre / quatre cinq"),
    "accept": (lambda d, f: accepted(d), "", "un deux trois / quatre cinq"),
}


def accepted(desk: Desk) -> Done:
    """A stand-in for what a build has seen."""
    with desk._editing("accept") as edit:
        edit.draft.accept("deux", [{"code": "image-only", "because": "vu : bon", "seen": "01234567"}])
        return desk._done(edit, "deux")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    for id in IDS:
        (tmp_path / "sources" / f"{id}.pdf").write_bytes(id.encode())
    File().write(tmp_path / "nouveau.pdf")
    (tmp_path / "page_files").mkdir()
    (tmp_path / "page_files" / "a.css").write_text("p { color: #333 }")
    (tmp_path / "page.html").write_text("<!DOCTYPE html><link rel=stylesheet href=page_files/a.css><p>a")
    return tmp_path / "."


def desk(folder: Path, dry: bool = False) -> Desk:
    return Desk(Options(folder / "manifest.yaml"), dry)


def state(folder: Path) -> dict[str, bytes]:
    """Manifest, sources and templates, byte by byte."""
    found = (p for p in folder.rglob("*") if p.is_file() and "build" not in p.relative_to(folder).parts)
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in found}


def text_of(data: bytes) -> str:
    return data.decode("utf-16" if data[:2] == b"\xff\xfe" else "utf-8-sig")


def comments(text: str) -> list[str]:
    """The comments, in order (no text of these manifests has a '#' but those that say so)."""
    found = (
        re.search(r"(?:^|\s)(#(?! (?:ceci|du texte|toujours|deux\"|T\")).*)$", line)
        for line in text.splitlines()
    )
    return [match[1] for match in found if match]


def order(text: str) -> str:
    sections = yaml.load(text, Loader=yaml.CBaseLoader)["sections"]
    return " / ".join(" ".join(d["id"] for d in section["documents"]) for section in sections)


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.slow) if "," in n or n in OF_A_KIND else n for n in MANIFESTS]
)
def test_each_command_leaves_the_other_comments_and_undo_gives_the_same_bytes(
    name: str, folder: Path
) -> None:
    manifest, written = folder / "manifest.yaml", MANIFESTS[name]
    given = folder / "nouveau.pdf"
    for act, (do, own, expected) in ACTS.items():
        manifest.write_bytes(written)
        before = state(folder)
        do(desk(folder, dry=True), given)
        assert state(folder) == before
        do(desk(folder), given)
        after = text_of(manifest.read_bytes())
        assert order(after) == expected, act
        was = comments(text_of(written))
        mine = [c for c in was if own and f"@{own}" in c]
        if act.startswith("remove"):
            assert comments(after) == [c for c in was if c not in mine], act
        else:
            assert [c for c in comments(after) if c not in mine] == [c for c in was if c not in mine], act
            assert [c for c in comments(after) if c in mine] == mine, act
        assert written[:3] == manifest.read_bytes()[:3]
        assert ("\r\n" in after) == (b"\r\n" in written or "CRLF" in name)
        assert not re.search("(?<!\r)\n", after) or "CRLF" not in name
        assert after.endswith("\n") == text_of(written).endswith("\n"), act
        desk(folder).undo()
        assert state(folder) == before, act
