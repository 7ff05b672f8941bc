"""Where nothing has changed nothing is built, and whatever may have changed is."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import site
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import File, Made, Sheet, built, invoke, write_dossier
from PIL import Image

from dossier import at_once, state, unchanged
from dossier.options import Options

WEB = '<html lang="fr"><title>t</title><link rel="stylesheet" href="web.css"><p>Bonjour</p></html>'


def made(folder: Path) -> Path:
    """A dossier with a file, a folder of files, a page that reads another file, and templates of its own."""
    (folder / "sources" / "scans").mkdir(parents=True)
    Image.new("RGB", (40, 60), "navy").save(folder / "sources" / "scans" / "1.png")
    (folder / "sources" / "page.html").write_text(WEB, encoding="utf-8")
    (folder / "sources" / "web.css").write_text("p { color: #123456 }", encoding="utf-8")
    (folder / "templates").mkdir()
    (folder / "templates" / "introduction.md").write_text(
        'Voir {{ cite("a") }}, {{ cite("b") }}, {{ cite("c") }}.\n'
    )
    files = {"a": File([Sheet()]), "b": None, "c": None}
    more = {"b": {"file": "sources/scans", "alt": "Un carré"}, "c": {"file": "sources/page.html"}}
    return write_dossier(folder, files, more, introduction="shown")


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return built(made(tmp_path_factory.mktemp("une fois")))


def asked(made: Made) -> Options:
    return Options(made.folder / "manifest.yaml")


@pytest.mark.slow
def test_the_last_build_is_told_as_it_was(once: Made) -> None:
    last = unchanged.last_build(asked(once))
    assert last
    assert [path.name for path in last.files] == ["dossier.pdf", "synthesis.docx", "dossier.json"]
    assert [found.code for found in last.findings] == once.codes()
    assert (last.pages, last.documents) == (once.record["page_count"], 3)


def appended(name: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        with (folder / name).open("ab") as file:
            file.write(b" ")

    return change


def added(name: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")

    return change


def removed(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


CHANGES = {
    "a comment in the manifest": appended("manifest.yaml"),
    "a source": appended("sources/a.pdf"),
    "a source that is gone": removed("sources/a.pdf"),
    "a file of a folder": appended("sources/scans/1.png"),
    "one more file in a folder": added("sources/scans/2.png"),
    "a file that a page reads": appended("sources/web.css"),
    "a file that a page reads is gone": removed("sources/web.css"),
    "the introduction": appended("templates/introduction.md"),
    "a template of its own": added("templates/cover.html"),
    "a style of its own": added("templates/styles/tokens.css"),
    "a face of its own": added("templates/fonts/mine.ttf"),
    "the PDF": appended("build/dossier.pdf"),
    "the DOCX is gone": removed("build/synthesis.docx"),
    "the record": appended("build/dossier.json"),
    "what a failed run left": added("build/log.txt"),
    "what a killed run left": added("build/.dossier-next"),
    "what was remembered is gone": removed("build/.last/last.json"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_changed_is_built_again(once: Made, tmp_path: Path, what: str) -> None:
    shutil.copytree(once.folder, tmp_path / "before")
    try:
        CHANGES[what](once.folder)
        assert unchanged.last_build(asked(once)) is None
    finally:
        shutil.rmtree(once.folder)
        shutil.copytree(tmp_path / "before", once.folder)
    assert unchanged.last_build(asked(once)), "what is as it was is as good as untouched"


@pytest.mark.slow
@pytest.mark.parametrize("later", [False, True], ids=["before", "after"])
def test_what_changes_once_a_command_has_begun_is_seen(once: Made, tmp_path: Path, later: bool) -> None:
    """What the command saw at first is what the build holds against what it sees at its end."""
    folder = shutil.copytree(once.folder, tmp_path / "d")
    manifest = folder / "manifest.yaml"
    built(manifest)
    sources = ["sources/a.pdf", "sources/scans", "sources/page.html"]
    appended("manifest.yaml")(folder)
    asked = at_once.plain(["build", str(manifest)])
    assert asked is not None
    assert not at_once.answered(asked)
    if later:
        appended("sources/page.html")(folder)
    assert unchanged.is_changed(Options(manifest))
    watch = unchanged.Watch(Options(manifest), sources)
    assert not unchanged.is_changed(Options(manifest)), "nobody asks twice"
    assert watch.same() != later


@pytest.mark.slow
@pytest.mark.parametrize("source", ["page.html", "texte.md"])
def test_what_a_page_reads_besides_is_measured_again(tmp_path: Path, source: str) -> None:
    """The frame of a page whose picture came later, or changed its size, is that of a build from nothing."""
    folder = tmp_path / "dossier"
    (folder / "sources").mkdir(parents=True)
    texts = {
        "page.html": '<html lang="fr"><title>t</title><p>Un</p><img src="x.png" alt="x">',
        "texte.md": "![x](x.png)",
    }
    (folder / "sources" / source).write_text(texts[source], encoding="utf-8")
    Image.new("RGB", (40, 60), "navy").save(folder / "sources" / "x.png")
    more = {"a": {"file": f"sources/{source}", "fit": "text"}}
    manifest = write_dossier(folder, {"a": None}, more)
    made = built(manifest)
    first = made.record
    Image.new("RGB", (400, 600), "navy").save(folder / "sources" / "x.png")
    again = built(manifest).record
    shutil.rmtree(folder / "build")
    new = built(manifest).record
    boxes = [[page.get("source_box") for page in record["pages"]] for record in (first, again, new)]
    assert boxes[1] == boxes[2] != boxes[0]
    assert again == new


def test_another_run_is_another(once: Made) -> None:
    options = [{"draft": True}, {"strict": True}, {"compare": False}, {"team": True}, {"output": once.folder}]
    assert not [
        more for more in options if unchanged.last_build(Options(once.folder / "manifest.yaml", **more))
    ]


def test_a_folder_that_was_moved_is_another(once: Made, tmp_path: Path) -> None:
    shutil.copytree(once.folder, tmp_path / "ailleurs")
    assert unchanged.last_build(Options(tmp_path / "ailleurs" / "manifest.yaml")) is None


@pytest.mark.parametrize("variable", ["LANGUAGE", "PATH", "DOSSIER_PASSWORD_A"])
def test_another_environment_is_another(once: Made, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, f"{os.environ.get(variable, '')}:/x")
    assert unchanged.last_build(asked(once)) is None


def test_another_program_is_another(once: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as within:
        within.setattr(state, "program", lambda: iter([("dossier/bind.py", b"otherwise")]))
        assert unchanged.last_build(asked(once)) is None
    (tmp_path / "weasyprint-99.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert unchanged.last_build(asked(once)) is None


def seen_by_a_child() -> list[str]:
    """What a process sees that :mod:`dossier.children` starts."""
    asked = "import json; from dossier import state; print(json.dumps(list(state.surroundings())))"
    words = [sys.executable, "-P", "-s", "-X", "utf8", "-c", asked]
    env = {**os.environ, "PYTHONPATH": str(state._PACKAGE.parent)}
    return list(json.loads(subprocess.run(words, env=env, capture_output=True, check=True).stdout))


@pytest.mark.parametrize("place", ["project", "own site", "nowhere"])
def test_who_starts_a_build_sees_the_machine_as_the_build_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """A series that saw it otherwise would build every dossier again, whatever is installed where."""
    folder = {"project": state._PACKAGE.parent, "own site": tmp_path / "site"}.get(place)
    monkeypatch.setattr(site, "USER_SITE", str(tmp_path / "site"))
    (tmp_path / "site" / "other-1.dist-info").mkdir(parents=True)
    if folder:
        monkeypatch.setattr(sys, "path", [*sys.path, str(folder), str(folder)])
    assert list(state.surroundings()) == seen_by_a_child()


@pytest.mark.parametrize("name", ["dossier.egg-info", "dossier-1.0.0.dist-info", "pypdf-9.dist-info"])
def test_to_pack_this_program_is_no_change_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(state, "_PACKAGE", tmp_path / "dossier")
    before = list(state.surroundings())
    (tmp_path / name).mkdir()
    assert (list(state.surroundings()) == before) == name.startswith("dossier")


def test_another_library_is_told(tmp_path: Path) -> None:
    library = tmp_path / "libpango.so.0"
    library.write_bytes(b"one")
    first = list(state.of_files([str(library)]))
    library.write_bytes(b"two, which is longer")
    second = list(state.of_files([str(library)]))
    os.utime(tmp_path, ns=(1, 1))
    (tmp_path / "libharfbuzz-subset.so.0").touch()
    third = list(state.of_files([str(library)]))
    assert len({tuple(first), tuple(second), tuple(third)}) == 3
    importlib.import_module("weasyprint")  # as what lays out does
    assert any("pango" in path for path in state.libraries()), "the text engine's libraries are among them"


@pytest.mark.parametrize("part", [0.0, 0.005, 0.5, 1.0])
def test_what_is_remembered_is_believed_whole_or_not_at_all(once: Made, part: float) -> None:
    entry = once.output / ".last" / "last.json"
    good = entry.read_bytes()
    bad = bytearray(good)
    bad[min(int(len(bad) * part), len(bad) - 1)] ^= 1
    try:
        entry.write_bytes(bad)
        assert unchanged.last_build(asked(once)) is None
        told = json.loads(good[64:])
        told["outputs"] = {}
        entry.write_bytes(b"0" * 64 + json.dumps(told).encode())  # by somebody without the key
        assert unchanged.last_build(asked(once)) is None
    finally:
        entry.write_bytes(good)


def run(*words: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "LANGUAGE": "en", "LC_ALL": "C.UTF-8", "PYTHONPROFILEIMPORTTIME": "1"}
    command = [sys.executable, "-P", "-m", "dossier", *map(str, words)]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_command_answers_before_anything_large_is_imported(tmp_path: Path) -> None:
    folder = write_dossier(tmp_path / "d", {"a": File()}).parent
    first = run("build", folder=folder)
    assert first.returncode == 0, first.stdout
    assert " pikepdf\n" in first.stderr
    files = {path: path.read_bytes() for path in (folder / "build").iterdir() if path.is_file()}
    again = run("build", "--manifest", "manifest.yaml", folder=folder)
    assert again.returncode == 0, again.stdout
    assert "Nothing has changed" in again.stdout
    assert not [
        name for name in ("weasyprint", "invoke", "pypdf", "pikepdf", "PIL") if f" {name}\n" in again.stderr
    ]
    assert first.stdout.splitlines()[:-1] == again.stdout.splitlines()[:-1], "the same findings"
    assert files == {path: path.read_bytes() for path in (folder / "build").iterdir() if path.is_file()}


@pytest.mark.slow
def test_invoke_answers_so_too_and_builds_all_the_same_where_it_is_asked(tmp_path: Path) -> None:
    manifest = write_dossier(tmp_path / "d", {"a": File()})
    asked = {
        (): False,
        ("--output", "d/build"): True,
        ("--always",): False,
        ("--draft",): False,
        ("--strict",): False,
    }
    for more, known in asked.items():
        said = invoke("build", "--manifest", manifest, *more, cwd=tmp_path).stdout
        assert ("Nothing has changed" in said, "Written" in said) == (known, not known), more
