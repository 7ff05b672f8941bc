"""What a person at a terminal does: watches, pipes, and presses Ctrl-C."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import PROJECT, File, Sheet, write_dossier
from test_cli import STAGES, good_set, untouched

INVOKE = (sys.executable, "-m", "invoke", "-r", str(PROJECT))


def test_what_is_printed_may_be_cut_short(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()})
    read, write = os.pipe()
    os.close(read)
    command = [*INVOKE, "list", "--manifest", str(path)]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_on_a_terminal_the_progress_moves_and_leaves_the_result(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()})
    command = [*INVOKE, "check", "--manifest", str(path)]
    master, slave = pty.openpty()
    env = {**os.environ, "LANGUAGE": "en", "TERM": "xterm", "COLUMNS": "80"}
    process = subprocess.Popen(command, stdout=slave, stderr=slave, env=env)
    os.close(slave)
    shown = b""
    while True:
        try:
            data = os.read(master, 4096)
        except OSError:  # how a closed terminal reads on Linux
            break
        if not data:
            break
        shown += data
    os.close(master)
    assert process.wait() == 0
    text = shown.decode()
    assert "\x1b[?25l" in text
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l"), "the cursor comes back"
    assert "Layout" in text
    assert text.rstrip().endswith("Nothing to report.")


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier whose every stage takes long enough to be interrupted."""
    folder = tmp_path_factory.mktemp("long")
    return write_dossier(folder, {f"d{n}": File([Sheet()] * 20) for n in range(6)})


@pytest.mark.slow
@pytest.mark.parametrize("stage", STAGES[1:5])
def test_ctrl_c_stops_with_130_and_leaves_the_last_set(stage: str, long: Path, tmp_path: Path) -> None:
    last = good_set(tmp_path / "out")
    command = [*INVOKE, "build", "--manifest", str(long), "--output", str(last)]
    env = {**os.environ, "LANGUAGE": "en"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)
    assert process.stderr
    seen = ""
    while stage not in seen:
        line = process.stderr.readline()
        assert line, seen
        seen += line
    time.sleep(0.05)  # into the stage
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, out + err
    assert out == "Interrupted. What was built before is untouched.\n"
    assert set(err.splitlines()) <= set(STAGES)
    assert untouched(last)


@pytest.mark.parametrize("then", ["raise ctypes.ArgumentError", "progress('bind')", "raise RecursionError"])
def test_ctrl_c_that_a_library_swallows_or_renames_still_ends_with_130(then: str) -> None:
    script = f"""
import ctypes, os, signal, sys, time
sys.path.insert(0, {str(PROJECT)!r})
import tasks
with tasks._speaking() as progress:
    try:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)
    except KeyboardInterrupt:
        {then}
    print("went on")
"""
    env = {**os.environ, "LANGUAGE": "en"}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=env, check=False
    )
    assert (done.returncode, done.stdout) == (130, "Interrupted. What was built before is untouched.\n")
