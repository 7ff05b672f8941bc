"""What somebody sends is data: no link leads out of it, whenever it is laid; what is no file is not read."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import File, Made, Sheet, built, prepared, write_dossier
from test_images import picture, saved

from dossier import manifest
from dossier.findings import DossierError
from dossier.folder import Folder, OutsideError
from dossier.intake import files

SECRET = b"%PDF-SECRET"
GOOD = b"%PDF-good"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A dossier's folder, with a file outside it whose bytes nobody may see."""
    (tmp_path / "dossier" / "sources").mkdir(parents=True)
    (tmp_path / "dossier" / "sources" / "a.pdf").write_bytes(GOOD)
    (tmp_path / "secret.pdf").write_bytes(SECRET)
    (tmp_path / "dossier2").mkdir()
    (tmp_path / "dossier2" / "a.pdf").write_bytes(SECRET)
    return tmp_path / "dossier"


def read(folder: Path, name: str) -> bytes | str:
    """The bytes of a file, or the code of the finding that it is not read with."""
    try:
        return files.read(folder, name, "manifest.yaml:1:1")
    except DossierError as error:
        return error.findings[0].code


# Links: what they lead to, and whether that is inside

LINKS = {
    "beside": ("a.pdf", GOOD),
    "by the whole path": ("{folder}/sources/a.pdf", GOOD),
    "out and in again": ("../../dossier/sources/a.pdf", GOOD),
    "through another link": ("ring/a.pdf", GOOD),
    "above": ("../../secret.pdf", "source-outside"),
    "by the whole path, outside": ("{folder}/../secret.pdf", "source-outside"),
    "a folder whose name begins alike": ("{folder}2/a.pdf", "source-outside"),
    "through a link, then up": ("ring/../../secret.pdf", "source-outside"),
    "the machine": ("/etc/hostname", "source-outside"),
    "itself": ("link.pdf", "source-outside"),
    "nothing": ("rien.pdf", "source-missing"),
    "a folder": ("..", "source-kind"),
    "a device": ("/dev/zero", "source-outside"),
}


@pytest.mark.parametrize(("target", "given"), LINKS.values(), ids=LINKS)
def test_a_link_is_followed_inside_the_folder_only(folder: Path, target: str, given: bytes | str) -> None:
    (folder / "sources" / "ring").symlink_to(folder / "sources")
    (folder / "sources" / "link.pdf").symlink_to(target.format(folder=folder))
    assert read(folder, "sources/link.pdf") == given


PATHS = {
    "../secret.pdf": "source-outside",
    "sources/../../secret.pdf": "source-outside",
    "sources/../sources/./a.pdf": GOOD,
    "../dossier/sources/a.pdf": GOOD,
    "../dossier2/a.pdf": "source-outside",
    "/etc/hostname": "source-outside",
    "sources/a.pdf/b": "source-missing",
    "sources/" + "x" * 300: "source-missing",
    "sources/a\0b": "source-outside",
}


@pytest.mark.parametrize(("name", "given"), PATHS.items(), ids=range(len(PATHS)))
def test_a_path_stays_inside_the_folder(folder: Path, name: str, given: bytes | str) -> None:
    assert read(folder, name) == given
    left = set(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else set()
    read(folder, name)
    assert not left or set(os.listdir("/proc/self/fd")) == left, "every descriptor is closed again"


def test_a_folder_that_a_person_names_may_itself_be_a_link(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "lien").symlink_to(folder)
    assert read(tmp_path / "lien", "sources/a.pdf") == GOOD


def test_a_folder_in_a_folder_keeps_what_is_in_it_inside_itself(folder: Path) -> None:
    (folder / "templates").symlink_to("sources")
    inner = Folder(folder, "templates")
    assert inner.read("a.pdf", 100) == GOOD
    (folder / "beside").write_bytes(SECRET)
    with pytest.raises(OutsideError):
        inner.read("../beside", 100)
    (folder / "out").symlink_to(folder.parent)
    with pytest.raises(OutsideError):
        Folder(folder, "out").names()


# What is laid there while it is read

SWAPS: dict[str, Callable[[Path], None]] = {
    "the file": lambda folder: replaced(folder / "sources" / "a.pdf", folder.parent / "secret.pdf"),
    "its folder": lambda folder: replaced(folder / "sources", folder.parent / "dossier2"),
    "the file by a folder": lambda folder: replaced(folder / "sources" / "a.pdf", folder.parent / "dossier2"),
    "the file by a pipe": lambda folder: piped(folder / "sources" / "a.pdf"),
}


def replaced(path: Path, target: Path) -> None:
    os.rename(path, path.with_name("before"))
    path.symlink_to(target)


def piped(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


class Swapped:
    """Calls of the system by this process, before one of which, counted from 0, something is swapped."""

    NAMES = ("open", "stat", "lstat", "readlink", "fstat", "listdir")

    def __init__(self, patch: pytest.MonkeyPatch, at: int, swap: Callable[[], None]) -> None:
        self.count, self._at, self._swap, self._patch = 0, at, swap, patch
        for name in self.NAMES:
            patch.setattr(os, name, self._counted(getattr(os, name)))

    def _counted(self, true: Callable[..., Any]) -> Callable[..., Any]:
        def call(*words: Any, **more: Any) -> Any:
            self.count += 1
            if self.count == self._at + 1:
                self._patch.undo()
                self._swap()
            return true(*words, **more)

        return call


@pytest.mark.parametrize("swap", SWAPS.values(), ids=SWAPS)
def test_whatever_is_swapped_between_two_calls_the_outside_is_not_read(
    folder: Path, tmp_path: Path, swap: Callable[[Path], None]
) -> None:
    given: list[bytes | str] = []
    happened = True
    while happened:
        at = len(given)
        copy = tmp_path / f"copy{at}"
        shutil.copytree(tmp_path / "dossier2", copy / "dossier2")
        shutil.copytree(folder, copy / "dossier")
        shutil.copy(tmp_path / "secret.pdf", copy)
        with pytest.MonkeyPatch.context() as patch:
            swapped = Swapped(patch, at, partial(swap, copy / "dossier"))
            given.append(read(copy / "dossier", "sources/a.pdf"))
        happened = swapped.count > at
    assert len(given) > 5, "before each call of the system once"
    assert set(given) <= {GOOD, "source-outside", "source-missing", "source-kind"}
    assert len(set(given)) > 1


# What is no file


def pipe(path: Path) -> None:
    os.mkfifo(path)


def listening(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # the name of a socket is short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)
    os.chdir(here)


def endless(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(30 << 30)


SPECIAL = {
    "pipe": (pipe, "source-kind"),
    "socket": (listening, "source-kind"),
    "30 GB": (endless, "source-heavy"),
}


@pytest.mark.parametrize(("make", "code"), SPECIAL.values(), ids=SPECIAL)
def test_what_is_no_file_or_endless_is_a_finding_in_no_time(
    folder: Path, make: Callable[[Path], None], code: str
) -> None:
    make(folder / "sources" / "b.pdf")
    assert read(folder, "sources/b.pdf") == code
    path = folder / "manifest.yaml"
    make(path)
    located, findings = manifest.load(path)
    assert located is None
    assert [f.code for f in findings] in (["manifest-unreadable"], ["manifest-bomb"])
    path.unlink()
    dossier = write_dossier(folder, {"a": File()})
    (folder / "templates").mkdir()
    make(folder / "templates" / "cover.html")
    with pytest.raises(DossierError) as error:
        prepared(dossier)
    assert [f.code for f in error.value.findings] == ["template-unread"]


def test_a_manifest_that_is_a_link_out_of_its_folder_is_refused(folder: Path) -> None:
    elsewhere = write_dossier(folder.parent / "ailleurs", {"a": File()})
    (folder / "manifest.yaml").symlink_to(elsewhere)
    assert [f.code for f in manifest.load(folder / "manifest.yaml")[1]] == ["manifest-outside"]
    (folder / "manifest.yaml").unlink()
    shutil.copy(elsewhere, folder / "texte.yaml")
    (folder / "manifest.yaml").symlink_to("texte.yaml")
    assert manifest.load(folder / "manifest.yaml")[0]


def test_a_pipe_beside_a_web_page_is_an_image_that_is_missing(folder: Path) -> None:
    page = "<html><body><p>Bonjour</p><img src='b.png' alt='b'><img src='c.png' alt='c'></body></html>"
    (folder / "sources" / "a.html").write_text(page, encoding="utf-8")
    pipe(folder / "sources" / "b.png")
    (folder / "sources" / "c.png").symlink_to("../../c.png")
    (folder.parent / "c.png").write_bytes(saved(picture(), "PNG"))
    found = prepared(write_dossier(folder, {"a": None}, {"a": {"file": "sources/a.html"}})).findings
    assert [(f.code, f.facts["count"]) for f in found] == [("web-missing", 2), ("sources-unused", 1)]


@pytest.mark.slow
def test_names_that_are_no_utf_8_are_bound_and_stand_in_the_record(tmp_path: Path) -> None:
    inner = os.fsencode(tmp_path) + b"/\xe9t\xe9/sources"
    os.makedirs(inner + b"/f")
    File([Sheet()]).write(tmp_path / "page.pdf")
    shutil.copy(tmp_path / "page.pdf", inner + b"/f/\xff1.pdf")
    with open(inner + b"/f/\xff2.html", "wb") as page:
        page.write(b"<html><body><p>Bonjour</p></body></html>")
    folder = Path(os.fsdecode(inner)).parent
    made: Made = built(write_dossier(folder, {"a": None}, {"a": {"file": "sources/f"}}))
    assert made.record["documents"][0]["kind"] == ["pdf", "html"]
    assert made.record["documents"][0]["file"][0] == "sources/f/\udcff1.pdf"


HUGE = "9" * 5000
DRAFTS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "announced": ({"number-of-pages": 999_999_999}, {"value-type"}),
    "kept": ({"keep": "1-999999999"}, {"value-range"}),
    "kept in parts": ({"keep": "2-4000, 5000-99999999"}, {"value-range"}),
    "of the publication": ({"page": "1-999999999"}, {"value-range"}),
    "no number that is read": ({"page": f"1-{HUGE}"}, {"extent-unchecked"}),
    "no page that is read": ({"keep": f"1-{HUGE}"}, {"pages-malformed"}),
}


@pytest.mark.parametrize(("keys", "codes"), DRAFTS.values(), ids=DRAFTS)
def test_a_draft_of_a_billion_pages_is_a_finding(
    tmp_path: Path, keys: dict[str, Any], codes: set[str]
) -> None:
    path = write_dossier(tmp_path, {"a": None}, {"a": keys})
    try:
        found = prepared(path, draft=True).findings
    except DossierError as error:
        found = error.findings
    assert {f.code for f in found} - {"source-draft", "extent-differs"} == codes
