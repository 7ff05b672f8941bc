"""What the machine cannot give is its own fault, and what a folder holds is no part of a program."""

from __future__ import annotations

import dataclasses
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from bad import pdfs
from conftest import PROJECT, File, write_dossier
from given import given
from taken_in import taken

from dossier import children, machine
from dossier.findings import DossierError, Exit
from dossier.intake import opener
from dossier.intake.steps import Selection
from dossier.work import Crew

#: How "run" starts it.
RUN = (sys.executable, "-P", "-s", "-m", "invoke", "--search-root", str(PROJECT))


def run(command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A line of a shell in which ``$RUN`` is the program; no traceback is shown to anybody."""
    env = {**os.environ, "RUN": " ".join(RUN), "LANGUAGE": "en", **environment}
    done = subprocess.run(
        ["sh", "-c", command], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


# Programs in the folder

TRAPS = (
    "pikepdf.py", "json.py", "weasyprint.py", "sitecustomize.py", "usercustomize.py", "dossier.py",
    "tasks.py", "invoke.py", "ocrmypdf.py", "PIL/__init__.py", "setup.py",
)  # fmt: skip
SETTINGS = {
    "invoke.yaml": "tasks: {collection_name: piege}\n",
    "invoke.json": '{"tasks": {"collection_name": "piege"}}',
    ".env": "INVOKE_TASKS_COLLECTION_NAME=piege\nPYTHONPATH=.\n",
    "setup.cfg": "[metadata]\nname = piege\n",
    "pyproject.toml": "[tool.dossier]\n",
}


def trapped(folder: Path) -> Path:
    """Fill a folder with programs of every name that ours could look for; returns the place of the trace that
    each of them leaves."""
    trace = folder.parent / "trace"
    for name in TRAPS:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"open({str(trace)!r}, 'a').write(__name__ + ' ')\n", encoding="utf-8")
    for name, text in SETTINGS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return trace


@pytest.mark.slow
@pytest.mark.parametrize("beneath", ["", "ailleurs/plus bas"])
def test_no_program_of_the_folder_runs(tmp_path: Path, beneath: str) -> None:
    folder = tmp_path / "sujet"
    trace = trapped(folder)
    page = "<html><body><p>Bonjour</p></body></html>"
    manifest = write_dossier(folder, {"a": File(), "b": None}, {"b": {"file": "sources/b.html"}})
    (folder / "sources" / "b.html").write_text(page, encoding="utf-8")
    (folder / beneath).mkdir(parents=True, exist_ok=True)
    done = run(f"$RUN {'check' if beneath else 'build'}", folder / beneath)
    assert (done.returncode, trace.exists()) == (0, False), trace.exists() and trace.read_text()
    assert (manifest.parent / "build" / "dossier.pdf").exists() is not bool(beneath)


def started(folder: Path) -> None:
    process = children.start("dossier.work.child", stdin=children.PIPE, stdout=children.PIPE)
    process.communicate(b"")


def converted(folder: Path) -> None:
    children.convert("ocrmypdf", "--version", folder=folder, variables={"PYTHONHASHSEED": "0"})


@pytest.mark.parametrize("way", [started, converted])
def test_a_child_reads_neither_its_folder_nor_what_is_set_for_an_interpreter(
    tmp_path: Path, way: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sujet"
    trace = trapped(folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.setenv("PYTHONSTARTUP", str(folder / "tasks.py"))
    monkeypatch.setenv("PYTHONUSERBASE", str(folder))
    way(folder)
    assert not trace.exists(), trace.read_text()


def test_the_command_starts_no_python_that_looks_around() -> None:
    script = (PROJECT / "run").read_text(encoding="utf-8")
    starts = re.findall(r'"\$(?:python|base)" (-\S+)', script)
    assert len(starts) > 8
    assert [option for option in starts if option not in ("-I", "-P")] == []
    assert script.rstrip().endswith('exec "$python" -P -s -m dossier "$@"')
    assert 'cd "$project" && set_up' in script, "uv and pip read settings where they stand"


def test_commands_are_not_looked_for_where_one_stands(tmp_path: Path) -> None:
    script = (PROJECT / "run").read_text(encoding="utf-8")
    function = script[script.index("absolute() {") : script.index("PATH=$(absolute")]
    said = subprocess.run(
        ["sh", "-c", f"{function}\nabsolute '.::/usr/bin:bin:/b*:'"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "/usr/bin:/b*"


def test_nobody_is_told_to_type_invoke_in_a_folder() -> None:
    """But for the table of the commands, which names all four ways."""
    told = [*(PROJECT / "dossier" / "locale").rglob("*.po"), PROJECT / "docs" / "guide.md"]
    lines = [line for path in told for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line for line in lines if "invoke" in line and "`python -m dossier`" not in line] == []


# Limits of the machine


@pytest.fixture
def worker() -> Iterator[Crew]:
    with Crew(size=1) as one:
        yield one


DEATHS: dict[str, tuple[signal.Signals, int | None, int | None, str]] = {
    "ended by the system": (signal.SIGKILL, None, None, "machine-memory"),
    "its time": (signal.SIGXCPU, None, None, "source-hangs"),
    "the machine's time": (signal.SIGXCPU, 1, None, "machine-time"),
    "the machine's time, hard": (signal.SIGKILL, 1, None, "machine-time"),
    "a fault": (signal.SIGSEGV, None, None, "source-kills"),
    "a fault, with little memory": (signal.SIGABRT, None, 1 << 29, "machine-memory"),
}


@pytest.mark.parametrize(("by", "seconds", "memory", "code"), DEATHS.values(), ids=DEATHS)
def test_a_source_is_not_blamed_for_a_limit_of_the_machine(
    worker: Crew,
    by: signal.Signals,
    seconds: int | None,
    memory: int | None,
    code: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = given("sources/a.pdf", pdfs.drawn_without_end())
    with Crew(size=1) as other:
        begun = opener.done(other, opener.TAKE, file, file)
    begun = dataclasses.replace(begun, selection=Selection(pages=begun.pages))
    worker.start()
    monkeypatch.setattr(machine, "seconds", lambda: seconds)
    monkeypatch.setattr(machine, "memory", lambda: memory)
    threading.Timer(1.5, os.kill, (worker.workers[0].pid or 0, by)).start()
    with pytest.raises(DossierError) as error:
        opener.done(worker, opener.COMPLETE, file, begun)
    (found,) = error.value.findings
    assert found.code == code
    if code.startswith("machine"):
        assert (found.exit, "a.pdf" in str(dict(found.facts))) == (Exit.MACHINE, False)


def test_what_ends_a_child_that_has_served_is_tried_again(worker: Crew) -> None:
    taken(worker, pdfs.good())
    os.kill(worker.workers[0].pid or 0, signal.SIGKILL)
    assert len(taken(worker, pdfs.good()).pages) == 2


ERRORS: dict[str, tuple[BaseException, str | None]] = {
    "memory": (MemoryError(), "machine-memory"),
    "files": (OSError(24, "Too many open files"), "machine-files"),
    "threads": (RuntimeError("can't start new thread"), "machine-processes"),
    "processes": (BlockingIOError(11, "Resource temporarily unavailable"), "machine-processes"),
    "disk": (OSError(28, "No space left on device"), "output-unwritable"),
    "a library": (ImportError("x.so: failed to map segment from shared object"), "machine-memory"),
    "a file that is called so": (FileNotFoundError(2, "No such file", "MemoryError"), None),
    "a fault of ours": (ValueError("Too many open files"), None),
}


@pytest.mark.parametrize(("error", "code"), ERRORS.values(), ids=ERRORS)
def test_what_the_machine_lacks_is_known_by_its_number(error: BaseException, code: str | None) -> None:
    found = machine.fault(error)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(("now", "bears"), [(5.0, False), (4.4e9, False), (4.1e9, True)])
def test_a_clock_that_no_docx_can_bear_is_said(
    now: float, bears: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine.time, "time", lambda: now)  # type: ignore[attr-defined]
    with nullcontext() if bears else pytest.raises(DossierError, match="machine-clock"), machine.heeded():
        pass


LIMITS = {"memory": ("-v 200000", "machine-memory"), "time": ("-t 2", "machine-time")}


@pytest.mark.parametrize(("limit", "code"), LIMITS.values(), ids=LIMITS)
def test_a_limit_of_the_shell_names_no_source(tmp_path: Path, limit: str, code: str) -> None:
    write_dossier(tmp_path, {f"d{n}": File() for n in range(100)})
    done = run(f"ulimit {limit}; exec $RUN build", tmp_path)
    assert (done.returncode, f"[{code}]" in done.stdout) == (9, True), done.stdout + done.stderr
    assert "sources/" not in done.stdout


# Streams and folders of the shell

NO_STREAMS = {
    "closed": ("<&- >&- 2>&-", 0, ""),
    "no input": ("<&-", 0, "Nothing to remove"),
    "no error output": ("2>&-", 0, "Nothing to remove"),
    "output full": (">/dev/full", 9, "[machine-output]"),
    "error output full": ("2>/dev/full", 0, "Nothing to remove"),
    "both full": (">/dev/full 2>/dev/full", 9, ""),
    "cut": ("| head -c 1", 0, "N"),
}


@pytest.mark.parametrize(("streams", "code", "said"), NO_STREAMS.values(), ids=NO_STREAMS)
def test_a_stream_that_is_closed_or_full_is_no_traceback(
    tmp_path: Path, streams: str, code: int, said: str
) -> None:
    write_dossier(tmp_path, {"a": File()})
    done = run(f"$RUN clean {streams}", tmp_path)
    assert (done.returncode, said in done.stdout + done.stderr) == (code, True), done
    assert bool(done.stdout + done.stderr) is bool(said)


@pytest.mark.slow
def test_from_a_folder_that_is_gone_a_dossier_is_built_by_its_whole_path(tmp_path: Path) -> None:
    manifest = write_dossier(tmp_path / "sujet", {"a": File()})
    gone = tmp_path / "gone"
    gone.mkdir()
    done = run(f"rmdir '{gone}'; $RUN build --manifest '{manifest}'; $RUN check", gone)
    assert (tmp_path / "sujet" / "build" / "dossier.pdf").is_file(), done
    assert (done.returncode, done.stdout.count("[machine-folder]")) == (9, 1)


@pytest.mark.slow
@pytest.mark.parametrize("home", ["HOME=", "-u HOME", "HOME=/nulle/part"])
def test_without_a_home_nothing_is_left_in_the_folder(tmp_path: Path, home: str) -> None:
    write_dossier(tmp_path, {"a": File()})
    before = sorted(tmp_path.rglob("*"))
    done = run(f"env -u XDG_CACHE_HOME {home} $RUN check", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert sorted(tmp_path.rglob("*")) == before
