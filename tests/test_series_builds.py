"""Series that are built: what fails, hangs or is killed, and what each dossier is afterwards."""

from __future__ import annotations

import fcntl
import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import many
import pytest
from conftest import File, come_to, invoke, write_dossier

pytestmark = pytest.mark.slow
GOOD = ("main/1", "main/2", "secours")


@dataclass
class Ran:
    """A series that was run: its folder, what it told, its exit code."""

    top: Path
    told: dict[str, Any]
    code: int
    words: dict[str, str] = field(default_factory=dict)

    def of(self, name: str) -> Any:
        return next(one for one in self.told["dossiers"] if one["dossier"] == name)


def run(top: Path, *words: str) -> Ran:
    told = many.told(top, "--jobs", "2", *words)
    return Ran(top, told, told["exit"])


# A variable by which the processes of a series are known.
MARK = "DOSSIER_SERIES_OF"


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A machine of its own: where it keeps its key, and what is there for a moment."""
    place = tmp_path_factory.mktemp("around")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("TMPDIR", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            (place / name).mkdir()
            patch.setenv(name, str(place / name))
        yield place


@pytest.fixture(scope="module")
def ran(around: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    """A series in which another program holds the outputs of one dossier: its build waits for ever."""
    top = tmp_path_factory.mktemp("session 2027")
    words = {**many.write(top, GOOD), **many.break_two(top)}
    write_dossier(top / "waiting", {"un": File()})
    (top / "waiting" / "build").mkdir()
    held = os.open(top / "waiting" / "build", os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    yield replace(run(top, "--limit", "40"), words=words)
    os.close(held)


def test_what_can_be_built_is_and_the_others_are_named(ran: Ran) -> None:
    states = {one["dossier"]: one["state"] for one in ran.told["dossiers"]}
    assert states == {
        **dict.fromkeys(GOOD, "built"),
        "lacking": "failed",
        "torn": "failed",
        "waiting": "ended",
    }
    codes = {name: ran.of(name)["findings"][0]["code"] for name in ("lacking", "torn", "waiting")}
    assert codes == {"lacking": "source-missing", "torn": "manifest-syntax", "waiting": "series-ended"}
    assert ran.code == max(one["exit"] for one in ran.told["dossiers"]) == 9
    page = (ran.top / "build" / "series.html").read_text(encoding="utf-8")
    assert all(f">{name}</th>" in page for name in states)


def copied(ran: Ran, top: Path) -> None:
    """The dossiers of the series that can be built, as nobody has built them yet."""
    for name in GOOD:
        shutil.copytree(ran.top / name, top / name, ignore=shutil.ignore_patterns("build"))


def test_a_dossier_has_the_bytes_that_it_has_alone(ran: Ran, tmp_path: Path) -> None:
    copied(ran, tmp_path)
    for name in GOOD:
        assert invoke("build", "--manifest", tmp_path / name).returncode == 0
        assert many.outputs_of(ran.top / name) == many.outputs_of(tmp_path / name)


def test_nothing_of_a_subject_can_be_read_where_another_is(ran: Ran, around: Path) -> None:
    """Neither in outputs nor in what is remembered or logged; nor is anything left on the machine."""
    assert list(many.foreign(ran.top, ran.words, around)) == []
    for name in GOOD:
        build = ran.top / name / "build"
        for own in (*many.FILES, ".intake", ".layout", ".last"):
            assert many.holds(build / own, ran.words[name]), (name, own)


def test_a_word_of_another_subject_would_be_read(ran: Ran, tmp_path: Path) -> None:
    for name in GOOD:
        shutil.copytree(ran.top / name, tmp_path / name)
    own = {name: ran.words[name] for name in GOOD}
    for planted in (*many.FILES, ".intake", ".layout", ".last"):
        place = tmp_path / GOOD[0] / "build" / f"planted-{planted}"
        found = ran.top / GOOD[1] / "build" / planted
        shutil.copytree(found, place) if found.is_dir() else shutil.copyfile(found, place)
        assert set(many.foreign(tmp_path, own)) == {(GOOD[0], GOOD[1])}, planted
        shutil.rmtree(place) if found.is_dir() else place.unlink()


def computed() -> float:
    """Seconds that processors have computed for the processes that this one waited for."""
    times = os.times()
    return times.children_user + times.children_system


def test_killed_at_any_moment_it_goes_on_to_the_same_bytes_and_then_touches_nothing(
    ran: Ran, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(ran, tmp_path)
    chance = random.Random(15)
    monkeypatch.setenv(MARK, str(tmp_path))
    for _ in range(5):
        many.kill_after(tmp_path, chance.uniform(1, 9), "--jobs", "2")
        assert [many.torn(tmp_path / name / "build") for name in GOOD] == [[], [], []]
    time.sleep(1)
    assert not processes_of(tmp_path)
    monkeypatch.delenv(MARK)
    done = run(tmp_path)
    assert ({one["state"] for one in done.told["dossiers"]} <= {"built", "current"}, done.code) == (True, 0)
    for name in GOOD:
        assert many.outputs_of(tmp_path / name) == many.outputs_of(ran.top / name)
    before, begun = many.state(tmp_path), computed()
    again = run(tmp_path)
    taken = computed() - begun
    assert again.told["states"] == {"current": 3}
    assert again.of("secours")["pages"] == ran.of("secours")["pages"]
    assert many.state(tmp_path) == before
    assert taken < 2 + 0.02 * len(GOOD)


def test_ten_thousand_dossiers_would_be_looked_at_in_a_minute(tmp_path: Path) -> None:
    """Held by a twentieth of them."""
    many.write(tmp_path, ["0"])
    for number in range(1, 500):
        shutil.copytree(tmp_path / "0", tmp_path / str(number))
    begun = computed()
    assert run(tmp_path, "--dry-run").told["states"] == {"waiting": 500}
    assert computed() - begun < 60 / 20


def processes_of(top: Path) -> list[str]:
    """Processes that a series of ``top`` started, and what these did: all have the variable of it, forked or
    not."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if f"{MARK}={top}\0".encode() in (path / "environ").read_bytes():
                found.append((path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return found


def test_ctrl_c_ends_all_builds(tmp_path: Path) -> None:
    many.write(tmp_path, GOOD)
    with come_to(
        "Series", many.command(tmp_path, "--jobs", "2"), {**os.environ, "LANGUAGE": "en", MARK: str(tmp_path)}
    ) as process:
        time.sleep(2)
        assert len(processes_of(tmp_path)) > 1
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
    time.sleep(1)
    assert not processes_of(tmp_path)
