"""Series that are built: what fails, hangs or is killed, and what each dossier is afterwards."""

from __future__ import annotations

import fcntl
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import File, Sheet, come_to, invoke, write_dossier

from dossier import outputs

pytestmark = pytest.mark.slow
GOOD = ("main/1", "main/2", "secours")
FILES = (outputs.PDF, outputs.DOCX, outputs.RECORD)
# Letters that are in no other dossier, nor in the program.
SECRETS = {"main/1": "Zqwxkalpha", "main/2": "Zqwxkbravo", "secours": "Zqwxkcharl"}


def command(top: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "dossier", "series", str(top), "--jobs", "2", *words]


def write(top: Path) -> None:
    """Three dossiers that can be built, one without a source, one whose manifest ends in the middle."""
    for name in GOOD:
        files = {f"d{n}": File([Sheet([SECRETS[name], f"Page {p}"]) for p in range(n + 1)]) for n in range(2)}
        more = {"twin": "../main/1"} if name == "secours" else {}
        write_dossier(top / name, files, title=f"Sujet {SECRETS[name]}", **more)
    write_dossier(top / "lacking", {"gone": None})
    (top / "torn").mkdir()
    (top / "torn" / "manifest.yaml").write_text("dossier: [\n", encoding="utf-8")


def state(top: Path) -> dict[str, int]:
    """When each file of the dossiers was written; the page of the series is written again by any run."""
    page = top / "build"
    return {str(p): p.stat().st_mtime_ns for p in top.rglob("*") if p.is_file() and p.parent != page}


@dataclass
class Ran:
    """A series that was run: its folder, what it told, its exit code."""

    top: Path
    told: dict[str, Any]
    code: int

    def of(self, name: str) -> Any:
        return next(one for one in self.told["dossiers"] if one["dossier"] == name)


def run(top: Path, *words: str) -> Ran:
    done = subprocess.run(
        command(top, "--format", "json", *words), capture_output=True, text=True, check=False
    )
    assert done.stdout, done.stderr
    return Ran(top, json.loads(done.stdout), done.returncode)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    """A series in which another program holds the outputs of one dossier: its build waits for ever."""
    top = tmp_path_factory.mktemp("session 2027")
    write(top)
    write_dossier(top / "waiting", {"un": File()})
    (top / "waiting" / "build").mkdir()
    held = os.open(top / "waiting" / "build", os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    yield run(top, "--limit", "40")
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


def test_a_dossier_has_the_bytes_that_it_has_alone(ran: Ran, tmp_path: Path) -> None:
    for name in GOOD:
        shutil.copytree(ran.top / name, tmp_path / name, ignore=shutil.ignore_patterns("build"))
        assert invoke("build", "--manifest", tmp_path / name).returncode == 0
        for file in FILES:
            assert (ran.top / name / "build" / file).read_bytes() == (
                tmp_path / name / "build" / file
            ).read_bytes()


def words_in(path: Path) -> bytes:
    """All that can be read in a file, streams of a PDF unpacked."""
    data = path.read_bytes()
    if path.suffix != ".pdf":
        return data
    with pikepdf.open(path) as pdf:
        streams = [o.read_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/Width" not in o]
    return b"\0".join([data, *streams])


def test_nothing_of_a_subject_is_in_the_folder_of_another(ran: Ran) -> None:
    for name in GOOD:
        read = [words_in(path) for path in (ran.top / name / "build").rglob("*") if path.is_file()]
        for owner, secret in SECRETS.items():
            forms = (secret.encode(), secret.encode().hex().encode(), secret.encode("utf-16-be"))
            assert any(form in data for data in read for form in forms) == (owner == name), (name, owner)


def computed() -> float:
    """Seconds that processors have computed for the processes that this one waited for."""
    times = os.times()
    return times.children_user + times.children_system


def test_a_second_run_touches_nothing_and_takes_a_moment(ran: Ran, tmp_path: Path) -> None:
    top = tmp_path / "copied"
    for name in GOOD:
        shutil.copytree(ran.top / name, top / name, ignore=shutil.ignore_patterns("build"))
    assert run(top).told["states"] == {"built": 3}
    before, begun = state(top), computed()
    again = run(top)
    taken = computed() - begun
    assert again.told["states"] == {"current": 3}
    assert (again.of("secours")["pages"], again.code) == (run(top).of("secours")["pages"], 0)
    assert state(top) == before
    assert taken < 2 + 0.02 * len(GOOD)


def test_killed_at_any_moment_each_dossier_is_old_or_new_and_the_next_run_goes_on(tmp_path: Path) -> None:
    write(tmp_path)
    chance = random.Random(15)
    for _ in range(5):
        process = subprocess.Popen(
            command(tmp_path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(chance.uniform(1, 9))
        process.kill()
        process.wait()
        for name in GOOD:
            assert torn(tmp_path / name / "build") == []
    assert not builds_of(tmp_path)
    done = run(tmp_path)
    assert {done.of(name)["state"] for name in GOOD} <= {"built", "current"}
    assert done.code == 3
    assert all(torn(tmp_path / name / "build") == [] for name in GOOD)


def torn(target: Path) -> list[str]:
    """Outputs that are not those which the record names, where no switch is under way."""
    if not (target / outputs.RECORD).exists() or any(
        p.name.startswith(outputs.LEFT) for p in target.iterdir()
    ):
        return []
    told = json.loads((target / outputs.RECORD).read_text(encoding="utf-8"))["outputs"]
    return [one["path"] for one in told if (target / one["path"]).stat().st_size != one["bytes"]]


def builds_of(top: Path) -> list[str]:
    """Builds below ``top`` that still run a moment later."""
    time.sleep(1)
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return [line for line in found if f"--manifest {top}" in line]


def test_ctrl_c_ends_all_builds(tmp_path: Path) -> None:
    write(tmp_path)
    with come_to("Series", command(tmp_path), {**os.environ, "LANGUAGE": "en"}) as process:
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
    assert not builds_of(tmp_path)
