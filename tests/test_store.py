"""What a build remembers is believed where this machine sealed it, under its own name, and nowhere else."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import File, Made, Sheet, built, invoke, silent, write_dossier

from dossier import intake, pipeline, store
from dossier.directory import Directory
from dossier.findings import DossierError
from dossier.model import Source

MINE, FORGED = Sheet(["Le vrai texte"]), Sheet(["Un faux texte"])
NAME = "0" * 64 + ".taken"


def kept(made: Made) -> list[Path]:
    """The entries of what was taken in."""
    return sorted((made.output / ".intake").iterdir())


def of(folder: Path, sheet: Sheet, id: str = "a") -> Made:
    return built(write_dossier(folder, {id: File([sheet])}))


def outcome(made: Made) -> tuple[bytes, bytes]:
    """What stands there, without what is remembered."""
    return made.pdf.read_bytes(), (made.output / "dossier.json").read_bytes()


def flipped(part: float) -> Callable[[Path, Path], None]:
    """One bit, at a part of the entry."""

    def flip(entry: Path, _: Path) -> None:
        data = bytearray(entry.read_bytes())
        data[min(int(len(data) * part), len(data) - 1)] ^= 1
        entry.write_bytes(data)

    return flip


def in_its_place(entry: Path, other: Path) -> None:
    """Of another dossier on the same machine, sealed by it."""
    shutil.copyfile(other, entry)


def made_up(entry: Path, other: Path) -> None:
    """With all that can be computed without the key: a hash where the seal stands."""
    body = other.read_bytes()[64:]
    entry.write_bytes(hashlib.sha256(body).hexdigest().encode() + body)


def cut(entry: Path, _: Path) -> None:
    entry.write_bytes(entry.read_bytes()[:100])


def linked(entry: Path, other: Path) -> None:
    entry.unlink()
    entry.symlink_to(other)


def a_pipe(entry: Path, _: Path) -> None:
    entry.unlink()
    os.mkfifo(entry)


POISONS = [flipped(0.0), flipped(0.002), flipped(0.01), flipped(0.5), flipped(1.0)]
POISONS += [in_its_place, made_up, cut, linked, a_pipe]


@pytest.mark.slow
@pytest.mark.parametrize("poison", POISONS)
def test_an_entry_that_is_not_what_was_written_is_never_believed(
    poison: Callable[[Path, Path], None], tmp_path: Path
) -> None:
    made, other = of(tmp_path / "one", MINE), of(tmp_path / "other", FORGED)
    before, names = outcome(made), kept(made)
    for entry, of_another in zip(kept(made), kept(other), strict=True):
        poison(entry, of_another)
    again = built(made.folder / "manifest.yaml")
    assert outcome(again) == before
    assert kept(again) == names
    assert not any(entry.is_symlink() for entry in names)


@pytest.mark.slow
def test_what_another_machine_remembers_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "another"))
    made = of(tmp_path / "sent", MINE)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "mine"))
    theirs = {entry: entry.read_bytes() for entry in kept(made)}
    target = made.output
    assert not any(store.Store(target, store.TAKEN_IN).find(entry.name) for entry in theirs)
    assert not store.Store(target, store.COMPARED).find("pages.json")
    before = outcome(made)
    assert outcome(built(made.folder / "manifest.yaml")) == before
    assert all(entry.read_bytes()[64:] == data[64:] != data for entry, data in theirs.items())


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "build").mkdir()
    return tmp_path / "build"


def test_an_entry_is_bound_to_its_name_and_to_what_it_is(target: Path) -> None:
    one = store.Store(target, store.TAKEN_IN)
    one.keep(NAME, b"what was taken in")
    assert store.Store(target, store.TAKEN_IN).find(NAME) == b"what was taken in"
    other = "1" * 64 + ".taken"
    shutil.copyfile(target / ".intake" / NAME, target / ".intake" / other)
    (target / ".compare").mkdir()
    shutil.copyfile(target / ".intake" / NAME, target / ".compare" / "pages.json")
    assert store.Store(target, store.TAKEN_IN).find(other) is None
    assert store.Store(target, store.COMPARED).find("pages.json") is None


def test_what_is_kept_under_a_password_opens_with_it_alone(target: Path) -> None:
    store.Store(target, store.TAKEN_IN).keep(NAME, b"the secret text" * 9, "sésame")
    assert b"secret" not in (target / ".intake" / NAME).read_bytes()
    find = store.Store(target, store.TAKEN_IN).find
    assert (find(NAME, "sésame"), find(NAME, "other")) == (b"the secret text" * 9, None)


def test_what_another_version_of_a_library_made_has_another_name(tmp_path: Path) -> None:
    """The name of a package is written in more than one way, and its version is that of the first folder."""
    asking = "import sys; sys.path[:0] = sys.argv[1:]; from dossier import store; print(store.key(['a-lib']))"
    made = [tmp_path / name for name in ("none", "one", "two", "other")]
    for folder, inside in zip(made[1:], ("A_Lib-1.0", "a.lib-2.0", "another-2.0"), strict=True):
        (folder / f"{inside}.dist-info").mkdir(parents=True)

    def name(*folders: Path) -> str:
        return subprocess.check_output([sys.executable, "-c", asking, *folders], text=True)

    none, one, two, other = map(name, made)
    assert len({none, one, two}) == 3
    assert (name(made[1], made[2]), name(made[2], made[1]), other) == (one, two, none)


def test_what_was_not_used_goes_and_what_is_not_ours_stays(target: Path) -> None:
    first = store.Store(target, store.TAKEN_IN)
    for n in range(3):
        first.keep(f"{n}" * 64 + ".taken", b"x")
    for name in (".new-0123456789abcdef", "photo.jpg"):
        (target / ".intake" / name).write_bytes(b"")
    second = store.Store(target, store.TAKEN_IN)
    assert second.find("1" * 64 + ".taken") == b"x"
    second.sweep()
    assert sorted(os.listdir(target / ".intake")) == ["1" * 64 + ".taken", "photo.jpg"]


def test_what_another_run_is_writing_is_not_swept(target: Path) -> None:
    first = store.Store(target, store.TAKEN_IN)
    first.keep(NAME, b"x")
    part = target / ".intake" / ".new-0123456789abcdef"
    part.write_bytes(b"")
    with Directory.open(target / ".intake") as folder, folder.locked(shared=True):
        store.Store(target, store.TAKEN_IN).sweep()
        assert pipeline.outputs.settle(target) == ()
        assert part.exists()
    assert pipeline.outputs.settle(target) == ()
    assert not part.exists()


def test_it_is_bounded(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.store, "_MOST", 3000)
    one = store.Store(target, store.TAKEN_IN)
    for n in range(5):
        one.keep(f"{n}" * 64 + ".taken", bytes(900))
        os.utime(target / ".intake" / (f"{n}" * 64 + ".taken"), (n, n))
    one.sweep()
    assert [name[0] for name in sorted(os.listdir(target / ".intake"))] == ["2", "3", "4"], "the oldest go"


def test_nothing_is_kept_on_a_disk_that_is_nearly_full(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.store, "_SPARE", 1 << 60)
    store.Store(target, store.TAKEN_IN).keep(NAME, b"x")
    assert list(target.iterdir()) == []


# The key


def unset(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME", raising=False)


def relative(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "here")


def a_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write_bytes(b"")


def open_to_others(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = key_of(home)
    assert store.Seal.here()
    place.chmod(0o640)


def open_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.Seal.here()
    key_of(home).parent.chmod(0o755)


def too_short(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.Seal.here()
    key_of(home).write_bytes(b"short")


def a_link(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.Seal.here()
    key_of(home).rename(home / "key")
    key_of(home).symlink_to(home / "key")


def another_owner(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.Seal.here()
    monkeypatch.setattr(os, "geteuid", lambda: 12345)


def key_of(home: Path) -> Path:
    return home / ".local/state/dossier/key"


FAULTS = [unset, relative, a_file, open_to_others, open_folder, too_short, a_link, another_owner]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.mark.parametrize("fault", FAULTS)
def test_without_a_key_that_can_be_believed_nothing_is_remembered(
    fault: Callable[[Path, pytest.MonkeyPatch], None],
    home: Path,
    target: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fault(home, monkeypatch)
    store.Store(target, store.TAKEN_IN).keep(NAME, b"x")
    assert list(target.iterdir()) == []
    assert store.Seal.here() is None


def test_the_key_is_made_once_and_is_its_owners_alone(home: Path, target: Path) -> None:
    store.Store(target, store.TAKEN_IN).keep(NAME, b"x")
    place = key_of(home)
    key = place.read_bytes()
    assert (len(key), stat.S_IMODE(place.stat().st_mode), stat.S_IMODE(place.parent.stat().st_mode)) == (
        32, 0o600, 0o700
    )  # fmt: skip
    assert store.Store(target, store.TAKEN_IN).find(NAME) == b"x"
    assert (place.read_bytes(), os.listdir(place.parent)) == (key, ["key"])


@pytest.mark.slow
def test_a_build_without_a_home_works_and_remembers_nothing(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()})
    done = invoke("build", "--manifest", path, HOME="", XDG_STATE_HOME="", XDG_CACHE_HOME=str(tmp_path / "c"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert sorted(os.listdir(tmp_path / "build")) == ["dossier.json", "dossier.pdf", "synthesis.docx"]


# What is compared


def a_square(place: Path, draw: str) -> bytes:
    """A PDF of one page in which nothing has to be mended."""
    with pikepdf.open(File([Sheet([])]).write(place), allow_overwriting_input=True) as pdf:
        del pdf.pages[0].obj.Resources.Font
        pdf.pages[0].obj.Contents = pdf.make_stream(f"{draw} 200 200 re f".encode())
        pdf.save(place)
    return place.read_bytes()


@pytest.mark.slow
def test_the_bound_pages_are_compared_with_the_file_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where what intake made of it is another document, sealed and all."""
    path = write_dossier(tmp_path, {"a": File()}, {"a": {"alt": "Un carré"}})
    a_square(tmp_path / "sources" / "a.pdf", "0 0 1 rg 100 100")
    other = a_square(tmp_path / "other.pdf", "1 0 0 rg 100 300")
    true = intake.Opener.complete

    def complete(self: intake.Opener, *words: Any) -> Any:
        return dataclasses.replace(true(self, *words), pdf=other)

    built(path)
    monkeypatch.setattr(intake.Opener, "complete", complete)
    with pytest.raises(DossierError) as error:
        built(path)
    assert "compare-differs" in [f.code for f in error.value.findings]


def sources(path: Path) -> dict[str, Source]:
    return pipeline.prepare(pipeline.Options(path), silent).sources


@pytest.mark.slow
def test_what_was_mended_is_compared_with_what_it_became(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File(), "b": File()}, {"b": {"alt": "Un carré"}})
    square = a_square(tmp_path / "sources" / "b.pdf", "0 0 1 rg 100 100")
    found = sources(path)
    mended, plain = found["a"].parts[0], found["b"].parts[0]
    assert [t.code for t in mended.treatment] == ["font-embedded"]
    assert (mended.compared, plain.compared) == (mended.data, square)


@pytest.mark.slow
def test_the_names_of_what_is_kept_say_nothing_of_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names, path = [], write_dossier(tmp_path, {"a": File()})
    for word in ("un", "deux"):
        monkeypatch.setenv("DOSSIER_PASSWORD_A", word)
        names.append([entry.name for entry in kept(built(path))])
    assert names[0] == names[1]
