"""LibreOffice sees neither the person's files nor the network, and ends with whoever asked for it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import offices
import pytest
from conftest import PROJECT, absent, write_dossier

from dossier.intake.kinds.office import isolate, soffice

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")


def start(folder: Path, *command: str) -> subprocess.Popen[bytes]:
    folder.mkdir(exist_ok=True)
    specification = json.dumps({"folder": str(folder), "read": []})
    return subprocess.Popen(
        [sys.executable, "-I", "-S", isolate.__file__, specification, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )


def ended(process: subprocess.Popen[bytes]) -> tuple[bytes, int]:
    assert process.stdout
    assert process.stdin
    said = process.stdout.read(1)
    code = process.wait(20)
    process.stdin.close()
    process.stdout.close()
    return said, code


def apart(tmp_path: Path) -> None:
    """Skip where the machine has no namespaces for who is nobody special."""
    if ended(start(tmp_path / "probe", "/bin/true"))[0] != b"1":
        absent("no namespaces here")


def running(mark: str) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if mark.encode() in words and b"sleep" in words[0]:
            found.append(int(folder.name))
    return found


def soon(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + 60
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()


def sleeper(tmp_path: Path, mark: str) -> Path:
    """A program that hangs, with a child that hangs, too."""
    program = tmp_path / "office" / "program" / "soffice.bin"
    program.parent.mkdir(parents=True)
    program.with_name("soffice").symlink_to("soffice.bin")
    program.write_text(f"#!/bin/sh\nsleep {mark} &\nsleep {mark}\n", "utf-8")
    program.chmod(0o755)
    return program


def test_a_program_sees_its_folder_and_the_system_alone(tmp_path: Path) -> None:
    apart(tmp_path)
    (tmp_path / "secret").write_text("phrase", "utf-8")
    folder = tmp_path / "own"
    script = (
        f"cat {tmp_path}/secret {Path.home()}/.profile {PROJECT}/README.md /etc/passwd > seen 2>/dev/null;"
        "ls / > roots; id -u > who; cat /proc/net/dev > net 2>/dev/null; ls /usr/bin/env > system;"
        "touch /usr/written 2>/dev/null || echo no > written"
    )
    assert ended(start(folder, "/bin/sh", "-c", script)) == (b"1", 0)
    assert (folder / "seen").read_text() == ""
    assert (folder / "net").read_text() == ""
    assert not {"home", "root", "proc", "work", "srv", "mnt"} & set((folder / "roots").read_text().split())
    assert (folder / "system").read_text().strip() == "/usr/bin/env"
    assert (folder / "written").read_text().strip() == "no"
    assert (folder / "who").read_text().strip() not in ("", "0")


def test_a_program_has_no_network(tmp_path: Path) -> None:
    apart(tmp_path)
    code = "import socket; s = socket.socket(); s.settimeout(3); s.connect(('127.0.0.1', 9))"
    listening = "import socket; print(len(socket.if_nameindex()), file=open('cards', 'w'))"
    python = "/usr/bin/python3"
    if not Path(python).exists():
        absent("no Python of the system")
    assert ended(start(tmp_path / "own", python, "-c", listening)) == (b"1", 0)
    assert (tmp_path / "own/cards").read_text().strip() == "1", "the loopback, which is down"
    assert ended(start(tmp_path / "other", python, "-c", code))[1] != 0


def test_where_there_are_no_namespaces_the_program_runs_and_that_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / ".root").write_text("no place for a root", "utf-8")
    assert ended(start(folder, "/bin/sh", "-c", "exit 7")) == (b"0", 7)


@pytest.mark.parametrize("hidden", [True, False])
def test_a_program_ends_with_who_asked_and_leaves_nothing(tmp_path: Path, hidden: bool) -> None:
    mark = f"36{os.getpid()}.{int(hidden)}"
    folder = tmp_path / "own"
    folder.mkdir()
    if not hidden:
        (folder / ".root").write_text("no place for a root", "utf-8")
    process = start(folder, "/bin/sh", "-c", f"sleep {mark} & sleep {mark}")
    assert soon(lambda: len(running(mark)) == 2)
    assert process.stdin
    process.stdin.close()  # as the end of the asker does
    assert process.wait(20) != 0
    assert soon(lambda: not running(mark))
    assert not folder.exists()
    assert process.stdout
    process.stdout.close()


def test_when_the_time_is_up_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = f"37{os.getpid()}.5"
    program = sleeper(tmp_path, mark)
    monkeypatch.setattr(soffice, "program", lambda: str(program))
    monkeypatch.setattr(soffice, "_SECONDS", 2)
    with pytest.raises(TimeoutError):
        soffice.convert(b"{\\rtf1 x}", "rtf")
    assert soon(lambda: not running(mark))


@pytest.mark.slow
def test_a_build_that_is_killed_leaves_no_program(tmp_path: Path) -> None:
    mark = f"38{os.getpid()}.5"
    program = sleeper(tmp_path, mark)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/a.docx").write_bytes(offices.word(""))
    manifest = write_dossier(tmp_path, {"a": None}, {"a": {"file": "sources/a.docx"}})
    build = subprocess.Popen(
        [sys.executable, "-P", "-m", "invoke", "build", "--manifest", str(manifest)],
        cwd=PROJECT,
        env={
            **os.environ,
            "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
            "TMPDIR": str(tmp_path),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert soon(lambda: len(running(mark)) == 2)
    build.send_signal(signal.SIGKILL)
    build.wait()
    assert soon(lambda: not running(mark))
    assert soon(lambda: not list(tmp_path.glob("dossier-*/*")))
