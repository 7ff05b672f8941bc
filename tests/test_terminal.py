"""What a person at a terminal does: watches, pipes, and presses Ctrl-C."""

from __future__ import annotations

import getpass
import io
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import PROJECT, File, Sheet, come_to, write_dossier
from test_cli import STAGES, good_set, untouched

from dossier import progress, report
from dossier.findings import finding
from dossier.model import Said
from dossier.progress import Progress
from dossier.terminal import plain

INVOKE = (sys.executable, "-m", "invoke", "-r", str(PROJECT))


@pytest.mark.slow
def test_what_is_printed_may_be_cut_short(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()})
    read, write = os.pipe()
    os.close(read)
    command = [*INVOKE, "list", "--manifest", str(path)]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


# What invoke says of itself, before it knows of any command, is its own: "invoke --help", "invoke --version".
@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("invoke", "--list"),
        ("invoke", "--help build"),
        ("dossier", "--list"),
        ("dossier", "--help"),
        ("dossier", "--help build"),
        ("dossier", "--version"),
    ],
)
def test_nobody_has_to_hear_what_the_program_is(program: str, words: str) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", program, *words.split()]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, check=False, cwd=PROJECT)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
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
    process = come_to(stage, command, env)
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
from dossier.commands.run import speaking
with speaking() as progress:
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


# What is shown is never obeyed

COMMANDS = {
    "\x1b[2J": r"\x1b[2J",
    "\x1b]0;titre\x07": r"\x1b]0;titre\x07",
    "\x9b31m": r"\x9b31m",
    "un\rdeux": r"un\x0ddeux",
    "un\ndeux": r"un\x0adeux",
    "a\x08b\x7f": r"a\x08b\x7f",
    "fdp.\u202eexe": r"fdp.\u202eexe",
    "a\u2066b\u2069\u2028c": r"a\u2066b\u2069\u2028c",
    "\udcff.pdf": r"\xff.pdf",
    "L’été, « 3 € » – عربى 日本 👩‍🏫": "L’été, « 3 € » – عربى 日本 👩‍🏫",
}


@pytest.mark.parametrize(("text", "shown"), COMMANDS.items(), ids=range(len(COMMANDS)))
def test_every_way_to_the_terminal_only_shows(
    text: str, shown: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "en")
    report.out(text)
    report.tell(text)
    for line in report.lines([finding("folder-file", text, file=text, kind="unknown")]):
        report.out(line)
    for line in report.table(["titre"], [[text]]):
        report.out(line)
    for line in report.spoken([Said("text", 0, text)]):
        report.out(line)
    asked: list[str] = []
    monkeypatch.setattr(getpass, "getpass", lambda prompt, **_: asked.append(prompt))
    progress.ask_password("a", text)
    said = capsys.readouterr()
    printed = [said.out.splitlines()[0], said.err.rstrip("\n"), said.out.splitlines()[-1], *asked]
    assert all(shown in line for line in printed)
    assert printed[:2] == [shown, shown]
    assert plain(said.out.replace("\n", "") + said.err.rstrip("\n") + asked[0]) == (
        said.out.replace("\n", "") + said.err.rstrip("\n") + asked[0]
    )
    assert len(said.out.splitlines()) == 6
    assert report.as_record(finding("folder-file", text, file="a", kind="unknown"))["place"] == text


@pytest.mark.parametrize("text", COMMANDS)
def test_a_live_line_only_shows(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    told: list[str] = []
    with Progress(Live()) as progress:
        monkeypatch.setattr(progress._status, "update", told.append)
        progress("intake", text)
    assert plain(told[0]) == told[0]


class Live(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_only_one_place_prints() -> None:
    paths = [PROJECT / "tasks.py", *(PROJECT / "dossier").rglob("*.py")]
    prints = re.compile(r"(?<![\w.])print\(|std(?:out|err)\.write|logging\.basicConfig")
    printing = {path.name for path in paths if prints.search(path.read_text(encoding="utf-8"))}
    assert printing == {"terminal.py", "program.py"}, "what invoke prints as help"


def test_what_libraries_warn_of_only_shows() -> None:
    script = r"""
import logging, warnings
from dossier import terminal
terminal.heed_libraries()
logging.getLogger("quelconque").warning("police \x1b[2J")
warnings.warn("titre \x9b31m")
"""
    words = [sys.executable, "-c", script]
    done = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stderr == "police \\x1b[2J\nUserWarning: titre \\x9b31m\n"


@pytest.mark.slow
def test_a_name_and_a_page_that_command_a_terminal_do_not(tmp_path: Path) -> None:
    wipe = "\x1b[2J\x1b]0;piege\x07\u202e"
    path = write_dossier(
        tmp_path, {"a": File(), "b": None}, {"b": {"file": "sources/f"}, "a": {"author": f"Nom {wipe}"}}
    )
    # In the manifest it is an error with its place.
    (tmp_path / "sources" / "f").mkdir()
    (tmp_path / "sources" / "f" / f"x{wipe}.xyz").write_bytes(b"z")
    (tmp_path / "sources" / "f" / "p.html").write_text(f"<body><p>Oui</p><img src='{wipe}.png'></body>")
    command = [*INVOKE, "check", "--manifest", str(path)]
    env = {**os.environ, "LANGUAGE": "en"}
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    said = done.stdout + done.stderr
    assert (done.returncode, r"x\x1b[2J" in said, "[web-missing]" in said) == (2, True, True), said
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", said)
