"""Processes that are forked from one that has imported what they need: as new as those that are started."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dossier import children, nest

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each process is started"),
    pytest.mark.slow,
]
TELLING = """
import json, os, sys, time
def main():
    told = {name: os.readlink(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd")
            if os.path.exists(f"/proc/self/fd/{name}")}
    heard = sys.stdin.read()  # who asked knows this process by now, and is its parent
    print(json.dumps({"open": told, "parent": os.getppid(), "session": os.getsid(0), "folder": os.getcwd(),
        "words": sys.argv[1:], "given": os.environ.get("DOSSIER_GIVEN"), "heard": heard,
        "held": "telling_before" in sys.modules}), flush=True)
    if "wait" in sys.argv: time.sleep(60)
    sys.exit(7)
if __name__ == "__main__": main()
"""


@pytest.fixture
def nested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A nest that forks a process which tells of itself."""
    (tmp_path / "telling.py").write_text(TELLING, encoding="utf-8")
    (tmp_path / "telling_before.py").write_text("", encoding="utf-8")
    monkeypatch.setitem(children._FORKED, "telling", "telling")
    environment = children._environment
    paths = f"{environment()['PYTHONPATH']}:{tmp_path}"
    monkeypatch.setattr(children, "_environment", lambda: {**environment(), "PYTHONPATH": paths})
    with children.nested("telling", "telling_before"):
        yield nest.current()


def told(*words: str, given: str = "") -> tuple[dict[str, Any], int]:
    with tempfile.TemporaryFile() as said:
        process = children.start("telling", *words, stdin=children.PIPE, stdout=said, stderr=children.PIPE)
        process.communicate(given.encode())
        said.seek(0)
        return {**json.loads(said.read()), "pid": process.pid}, process.returncode


def test_it_is_a_child_of_who_asked_and_holds_nothing_of_others(
    nested: nest.Nest, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        monkeypatch.setenv("DOSSIER_GIVEN", f"a{number}")
        found, code = told("x", str(number), given=f"mot {number}")
        assert code == 7
        assert (found["words"], found["given"], found["heard"]) == (
            ["x", str(number)], f"a{number}", f"mot {number}",
        )  # fmt: skip
        assert (found["parent"], found["session"], found["folder"]) == (os.getpid(), found["pid"], "/")
        assert found["held"], "it was forked"
        pipes = [name for name, place in found["open"].items() if int(name) > 2 and "/proc/" not in place]
        # What it was given, the line that ends it, and that to a nest of its own.
        assert len(pipes) <= 2, found["open"]


def test_its_session_can_be_ended_as_soon_as_it_is_known(nested: nest.Nest) -> None:
    for _ in range(20):
        process = children.start("telling", "wait", stdin=children.DEVNULL, stdout=children.DEVNULL)
        os.killpg(process.pid, 9)
        assert process.wait(5) == -9


def test_where_the_nest_is_gone_processes_are_started(nested: nest.Nest) -> None:
    nested.close()
    found, code = told("y")
    assert (found["words"], found["held"], code) == (["y"], False, 7)


def test_nobody_is_left_when_who_asked_is_killed(tmp_path: Path) -> None:
    script = (
        "import sys, time\nfrom dossier import children\n"
        "with children.nested('dossier.work.child'):\n"
        "    made = [children.start('dossier.work.child', stdin=children.PIPE, stdout=children.PIPE)"
        " for _ in range(2)]\n"
        "    print('up', flush=True)\n    time.sleep(60)\n"
    )
    mark = f"DOSSIER_NEST_OF={tmp_path}"
    name, _, value = mark.partition("=")
    command, env = [sys.executable, "-P", "-c", script], {**os.environ, name: value}
    with children.Process(command, stdout=children.PIPE, env=env) as process:
        assert process.stdout
        assert process.stdout.readline() == b"up\n"
        assert len(marked(mark)) >= 4, "itself, the nest, and two workers"
        process.kill()
    until = time.monotonic() + 10
    while marked(mark) and time.monotonic() < until:
        time.sleep(0.1)
    assert not marked(mark)


def marked(mark: str) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (path / "environ").read_bytes():
                found.append(path.name)
        except OSError:
            continue
    return found


FORKING = """
import json, os, subprocess, sys
from dossier import children, nest
children._FORKED["telling"] = "telling"
if "thread" in sys.argv:
    import threading
    threading.Thread(target=threading.Event().wait, daemon=True).start()
print("before", end="")
with children.nesting("telling", "telling_before"):
    os.killpg(0, 2) if "interrupted" in sys.argv else None
    process = children.start("telling", "x", stdin=children.PIPE, stdout=children.PIPE)
    said = process.communicate(b"mot")[0]
    print(said.decode(), process.returncode, nest.current() is not None, os.getpid())
try:
    os.waitpid(-1, 0)
except ChildProcessError:
    print("nobody left")
"""


@pytest.mark.parametrize(
    ("words", "variables", "forked"),
    [
        ((), {}, True),
        (("interrupted",), {}, True),
        (("thread",), {}, False),
        ((), {"PYTHONPATH": "/nowhere"}, False),
        ((), {"PYTHONUNBUFFERED": "1"}, True),
    ],
)
def test_a_build_forks_its_own_where_they_are_as_started(
    tmp_path: Path, words: tuple[str, ...], variables: dict[str, str], forked: bool
) -> None:
    (tmp_path / "telling.py").write_text(TELLING, encoding="utf-8")
    (tmp_path / "telling_before.py").write_text("", encoding="utf-8")
    script = f"import sys, signal; sys.path.append({str(tmp_path)!r})\n"
    script += "signal.signal(2, lambda *_: None)\n" if words == ("interrupted",) else ""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    command = [sys.executable, "-P", "-s", "-c", script + FORKING, *words]
    with children.Process(
        command, env={**clean, **variables}, stdout=children.PIPE, start_new_session=True
    ) as process:
        out = process.communicate(timeout=60)[0].decode()
    assert out.count("before") == 1
    assert out.endswith("nobody left\n")
    assert f" {forked} " in out
    if forked:
        found = json.loads(out.removeprefix("before").partition("\n")[0])
        assert (found["words"], found["heard"], found["held"]) == (["x"], "mot", True)
        assert out.partition("\n")[2].split()[:2] == ["7", "True"]
        assert out.split()[-3] == str(found["parent"])
        pipes = [name for name, place in found["open"].items() if int(name) > 2 and "/proc/" not in place]
        assert len(pipes) <= 1, "the line that ends it"
