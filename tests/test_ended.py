"""Whatever ends a run, and whatever is full: nothing is left behind, nobody can read what is not theirs."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from bad import pdfs
from conftest import (
    PROJECT,
    File,
    Made,
    Sheet,
    absent,
    built,
    come_to,
    published,
    write_dossier,
)
from kills import kill_builds
from sets import KEPT, NEW, OLD, everything, findings_of, standing

from dossier import pipeline, scratch
from dossier.findings import DossierError

# A full disk


FULL = """
mount -t tmpfs -o size={size}k none {disk} && cp -r {made}/. {disk}/ && {command}
code=$?; ls -A {disk}; cmp {made}/dossier.pdf {disk}/dossier.pdf && echo same; umount {disk}; exit $code
"""


def kib(paths: Iterable[Path]) -> int:
    """What ``paths`` take on a disk in memory, whole pages of 4 KiB each."""
    return sum(-(-path.stat().st_size // 4096) * 4 for path in paths)


def on_a_disk_of(size: int, made: Made, manifest: Path, disk: Path) -> subprocess.CompletedProcess[str]:
    """Build ``manifest`` into a disk of ``size`` KiB on which the set of ``made`` stands."""
    disk.mkdir()
    words = [
        sys.executable,
        "-P",
        "-m",
        "invoke",
        "-r",
        PROJECT,
        "build",
        "--manifest",
        manifest,
        "--output",
        disk,
    ]
    script = FULL.format(size=size, disk=disk, made=made.output, command=" ".join(map(str, words)))
    command = ["unshare", "-m", "sh", "-c", script]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "LANGUAGE": "en"}
    )


@pytest.mark.slow
def test_a_full_disk_is_said_and_the_last_set_stands_and_the_store_gives_way(tmp_path: Path) -> None:
    if os.geteuid() or not shutil.which("unshare"):
        absent("a disk of its own takes root and unshare")
    noise = "".join(f"{n} {n * 7919 % 600} m {n * 104729 % 600} {n} l S " for n in range(60_000))
    path = write_dossier(tmp_path, {"a": File([Sheet(draw=noise)])})
    made = built(path)
    outputs_size = kib(made.output / name for name in published(made.output))
    kept_size = kib(p for name in KEPT for p in [made.output / name, *(made.output / name).rglob("*")])
    path.write_text(path.read_text(encoding="utf-8").replace("Essai", "Autre"), encoding="utf-8")
    room = outputs_size + kept_size + 40
    for size, code in ((room, 6 if kept_size < outputs_size else 0), (room + outputs_size + 40, 0)):
        done = on_a_disk_of(size, made, path, tmp_path / str(size))
        assert "Traceback" not in done.stdout + done.stderr
        assert done.returncode == code, done.stdout + done.stderr
        assert ".dossier-" not in done.stdout
        assert ("[output-unwritable]" in done.stdout) == bool(code)
        assert ("same" in done.stdout.splitlines()) == bool(code)


@pytest.mark.slow
@pytest.mark.parametrize("size", [24, 200])
def test_a_full_disk_for_what_lies_aside_is_said_by_its_name(size: int, tmp_path: Path) -> None:
    """Of 24 KiB not even the source finds room there, of 200 the bound file does not."""
    if os.geteuid() or not shutil.which("unshare"):
        absent("a disk of its own takes root and unshare")
    noise = "".join(f"{n} {n * 7919 % 600} m {n * 104729 % 600} {n} l S " for n in range(12_000))
    path = write_dossier(tmp_path, {"a": File([Sheet(draw=noise)])})
    made = built(path)
    before = made.pdf.read_bytes()
    disk = tmp_path / "disk"
    disk.mkdir()
    command = [sys.executable, "-P", "-m", "dossier", "build", "--always", "--manifest", path]
    script = f"mount -t tmpfs -o size={size}k none {disk} && {' '.join(map(str, command))}"
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LANGUAGE": "en", "TMPDIR": str(disk)},
    )
    told = done.stdout + done.stderr
    assert "Traceback" not in told
    assert done.returncode == 6, told
    assert "[output-unwritable]" in told
    assert str(disk) in told, told
    assert made.pdf.read_bytes() == before


# Rights


@pytest.mark.parametrize("umask", [0o077, 0o022, 0o007])
def test_files_follow_the_umask_and_the_teams_are_their_owners_alone(umask: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        made = built(write_dossier(tmp_path, {"a": File()}), team=True)
    finally:
        os.umask(before)
    modes = {
        p.relative_to(made.output).as_posix(): stat.S_IMODE(p.stat().st_mode) for p in made.output.rglob("*")
    }
    for name, mode in modes.items():
        private = name.startswith(("team", *KEPT))
        whole = 0o700 if (made.output / name).is_dir() else 0o600
        assert mode == (whole if private else 0o666 & ~umask), name


@pytest.mark.slow
def test_a_source_under_a_password_leaves_nothing_to_read_and_nothing_to_guess_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_dossier(tmp_path, {"a": None})
    standing(tmp_path / "sources", {"a.pdf": pdfs.locked("secret")})
    (tmp_path / "sources" / "a.pdf").write_bytes(pdfs.locked("secret"))
    monkeypatch.setenv("DOSSIER_PASSWORD_A", "secret")
    cold = everything(built(path).output)
    kept = [data for name, data in cold.items() if name.startswith(".intake/")]
    assert kept
    assert not any(b"/Contents" in data and b"/Encrypt" not in data for data in kept)
    assert not any(b"source_pages" in data or b'"kind"' in data for data in kept)
    warm = everything(built(path).output)
    assert {n: d for n, d in warm.items() if not n.startswith(".intake")} == {
        n: d for n, d in cold.items() if not n.startswith(".intake")
    }
    assert {n for n in warm if n.startswith(".intake")} == {n for n in cold if n.startswith(".intake")}
    monkeypatch.setenv("DOSSIER_PASSWORD_A", "other")
    with pytest.raises(DossierError) as error:
        built(path)
    assert [f.code for f in error.value.findings] == ["source-password-wrong"], "what is kept opens nothing"


# Signals, and what is left


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier of three documents."""
    folder = tmp_path_factory.mktemp("three")
    return write_dossier(folder, {name: File([Sheet([f"Page {n}"]) for n in range(4)]) for name in "abc"})


ENDS = [
    (signal.SIGTERM, 143, "Layout"),
    (signal.SIGHUP, 129, "Opening"),
    # What comes after of so small a dossier may be over when a signal is heard, and the set written.
    pytest.param(signal.SIGTERM, 143, "Verification", marks=pytest.mark.slow),
    pytest.param(signal.SIGINT, 130, "Opening", marks=pytest.mark.slow),
]


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code", "stage"), ENDS)
def test_an_order_to_end_ends_it_cleanly(
    number: signal.Signals, code: int, stage: str, three: Path, tmp_path: Path
) -> None:
    last = standing(tmp_path / "out", OLD)
    process, children = started(three, last, stage)
    process.send_signal(number)
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (code, "Interrupted. What was built before is untouched.\n")
    assert {n: d for n, d in everything(last).items() if not n.startswith(KEPT)} == OLD
    assert gone(children, 2)


def started(manifest: Path, output: Path, stage: str) -> tuple[subprocess.Popen[str], set[int]]:
    """A build that has come to ``stage``, and the processes that it has started."""
    command = [sys.executable, "-P", "-m", "invoke", "-r", str(PROJECT), "build"]
    command += ["--manifest", str(manifest), "--output", str(output)]
    env = {**os.environ, "LANGUAGE": "en"}
    process = come_to(stage, command, env)
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=False
    )
    return process, set(map(int, listed.stdout.split()))


def gone(pids: set[int], seconds: float) -> bool:
    """Whether all of ``pids`` have ended within ``seconds``."""
    end = time.monotonic() + seconds
    while alive := {pid for pid in pids if running(pid)}:
        if time.monotonic() > end:
            return not alive
        time.sleep(0.02)
    return True


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_an_order_that_comes_when_all_is_made_is_too_late(three: Path, tmp_path: Path) -> None:
    script = f"""
import os, signal, sys
sys.path.insert(0, {str(PROJECT)!r})
from dossier.commands.run import speaking
from dossier import outputs, pipeline, scratch
with speaking() as progress:
    def commit():
        progress.commit()
        os.kill(os.getpid(), signal.SIGTERM)
    outputs.put(__import__("pathlib").Path(sys.argv[1]), {NEW!r}, commit)
print("written")
"""
    folder = standing(tmp_path, OLD)
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "written\n")
    assert everything(folder) == NEW


@pytest.mark.slow
def test_a_run_without_a_terminal_that_is_gone_goes_on_under_nohup(three: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-m", "invoke", "-r", str(PROJECT), "check", "--manifest", str(three)]
    ignoring = f"trap '' HUP; exec {' '.join(command)}"
    process = subprocess.Popen(["sh", "-c", ignoring], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr
    process.stderr.readline()
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=60)
    assert process.returncode == 0


@pytest.mark.parametrize("stage", ["Opening", "Layout", pytest.param("Comparing", marks=pytest.mark.slow)])
def test_children_of_a_run_that_is_killed_end_with_it(stage: str, three: Path, tmp_path: Path) -> None:
    process, children = started(three, tmp_path / "out", stage)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert children
    assert gone(children, 2)


def test_a_child_that_an_engine_holds_ends_with_its_parent_too() -> None:
    """What it runs never lets go of the interpreter, and ignores all that can be ignored."""
    parent = (
        "import sys; from dossier import children; p = children.start('tests.busy', stdout=-1);"
        "p.stdout.readline(); print(p.pid, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", parent], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        child = int(process.stdout.readline())
        assert running(child)
        process.kill()
    assert gone({child}, 2)


@pytest.mark.slow
def test_killed_again_and_again_nothing_is_mixed_left_or_orphaned(tmp_path: Path) -> None:
    tally = kill_builds(tmp_path, 10, seed=9)
    assert (tally.mixed, tally.left, tally.orphans) == (0, 0, 0), tally
    assert tally.killed >= 6, tally


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_is_full_before_anything_is_written_is_said_too(
    code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_dossier(tmp_path, {"a": File()})

    def full(*_: object) -> None:
        raise OSError(code, os.strerror(code), "/tmp/somewhere")

    monkeypatch.setattr(pipeline, "Comparison", full)
    found = findings_of(lambda: built(path))
    assert [(f.code, f.place) for f in found] == [("output-unwritable", "/tmp/somewhere")]


def test_folders_of_the_moment_are_swept_when_their_run_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with scratch.folder() as living:
        child = os.fork()
        if not child:
            with scratch.folder() as place:
                (place / "decrypted.pdf").write_bytes(b"secret")
                os.kill(os.getpid(), signal.SIGKILL)
        os.waitpid(child, 0)
        assert len(list(living.parent.iterdir())) == 2
        scratch.sweep()
        assert list(living.parent.iterdir()) == [living]
        assert stat.S_IMODE(living.stat().st_mode) == stat.S_IMODE(living.parent.stat().st_mode) == 0o700
    assert list(living.parent.iterdir()) == []


def test_a_place_for_the_moment_that_others_can_enter_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / f"dossier-{os.geteuid()}").mkdir(mode=0o755)
    with scratch.folder() as place:
        assert place.parent == tmp_path
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
    scratch.sweep()
    assert [path.name for path in tmp_path.iterdir()] == [f"dossier-{os.geteuid()}"]
