"""The only place that starts another program: nothing that lies in a dossier's folder is a part of it.

A Python of ours finds this package and what is installed with it. What it is not told by us it does not read:
no module of the folder that the person stands in (``-P``), no site of the person's own (``-s``), no variable
of the environment that is meant for an interpreter.

A parent may end without a word (kill -9, no more memory). Each child therefore holds the reading end of a
pipe whose other end its parent alone has: the kernel closes that whatever happens to the parent.
"""

from __future__ import annotations

import fcntl
import locale
import os
import signal
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

from . import nest

Process = subprocess.Popen
DEVNULL, PIPE = subprocess.DEVNULL, subprocess.PIPE
TimeoutExpired = subprocess.TimeoutExpired

_PACKAGES = Path(__file__).resolve().parents[1]
_OPTIONS = ("-P", "-s", "-X", "utf8")
#: A folder in which nobody leaves a file that a program looks for beside itself, and which is always there.
_NOWHERE = "/"
_LINE, _HANDED = "DOSSIER_LIFELINE", "DOSSIER_HANDED_"
_FOLLOWS = "follow"
# Variables that alter nothing of what an interpreter finds, or how it reads it.
_HARMLESS = {"PYTHONUTF8", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED"}
# What a nest may fork, and the module whose function "main" that is.
_FORKED = {"dossier": "dossier.__main__", "dossier.work.child": "dossier.work.child"}


def start(
    module: str,
    *words: str,
    pass_fds: Sequence[int] = (),
    handed: Mapping[str, str] = MappingProxyType({}),
    **more: Any,
) -> Process[bytes]:
    """Start ``python -m module``, in a session of its own: Ctrl-C is its parent's to answer, and what it
    starts ends with it. What is ``handed`` to it, by name, no other account of the machine sees, as it sees
    its words. ``more`` goes to :class:`subprocess.Popen`.

    It ends with this process, or with what is returned, once it has called :func:`follow`.
    """
    theirs, ours = os.pipe()
    made = _Forked if nest.current() and module in _FORKED else Process
    try:
        process: Process[bytes] = made(
            _python(module, words),
            env={
                **_environment(),
                **{_HANDED + name: value for name, value in handed.items()},
                _LINE: str(theirs),
            },
            cwd=_NOWHERE,
            pass_fds=(*pass_fds, theirs),
            start_new_session=True,
            **more,
        )
    except BaseException:
        os.close(ours)
        raise
    finally:
        os.close(theirs)
    weakref.finalize(process, os.close, ours)
    return process


@contextmanager
def nested(*modules: str) -> Iterator[None]:
    """Until the block ends, what of this program is started is forked from a process that has imported the
    ``modules``, where the system can."""
    if sys.platform != "linux":
        yield
        return
    here, there = socket.socketpair()
    with there:
        there.set_inheritable(True)
        number = there.fileno()
        process = start("dossier.nest", str(number), *modules, pass_fds=(number,), stdin=DEVNULL)
    try:
        with nest.asked(here):
            yield
    finally:
        process.kill()
        process.wait()


@contextmanager
def nesting(*modules: str) -> Iterator[None]:
    """Import ``modules``; until the block ends, what of this program is started is forked from this process
    as it is now, which has read nothing yet. Nothing happens where it is not as what it starts would be."""
    if not _is_as_started() or nest.current():
        yield
        return
    nest.imported(modules)
    here, there = socket.socketpair()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()  # else it would be said twice
    try:
        pid = os.fork()
    except OSError:  # who needs a process meets it, too
        here.close()
        there.close()
        yield
        return
    if not pid:
        nest.hatch(there)
    there.close()
    try:
        with nest.asked(here):
            yield
    finally:
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _is_as_started() -> bool:
    """Whether this is the process of a system with a nest that finds and reads what one of :func:`start`
    would, and nothing else; and has no thread that may hold a lock."""
    flags, variables = sys.flags, {name for name in os.environ if name.startswith("PYTHON")}
    threads = {thread.name for thread in threading.enumerate()} - {_FOLLOWS}
    return (
        sys.platform == "linux"
        and bool(flags.safe_path and flags.no_user_site)
        and {sys.getfilesystemencoding(), locale.getencoding().lower()} == {"utf-8"}
        and variables <= _HARMLESS
        and len(threads) == 1
    )


class _Forked(Process[bytes]):
    """A process that is forked from the nest; the rest is what subprocess makes of any."""

    def _execute_child(self, args: list[str], *given: Any) -> None:
        # CPython, since 3.11: the sixth is the environment, the pipes' ends are the tenth to the fifteenth.
        ends = given[9:15]
        targets = {number: end for number, end in enumerate((ends[0], ends[3], ends[5])) if end != -1}
        targets |= {number: number for number in given[3]}
        module, *words = args[args.index("-m") + 1 :]
        order = nest.Order(_FORKED[module], words, given[5], tuple(targets))
        there: Any = nest.current()
        try:
            self.pid = there.fork(order, tuple(targets.values()))
        except OSError:  # it is gone
            super()._execute_child(args, *given)  # type: ignore[misc]
            return
        self._child_created = True
        self._close_pipe_fds(*ends)  # type: ignore[attr-defined]


def handed(name: str) -> str:
    """What the parent handed to this process under ``name``; empty where nothing was."""
    return os.environ.pop(_HANDED + name, "")


def run(module: str, *words: str, data: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run ``python -m module`` to its end, as :func:`start` does, ``data`` on its standard input."""
    with start(module, *words, stdin=PIPE, stdout=PIPE, stderr=PIPE) as process:
        try:
            out, said = process.communicate(data)
        finally:
            process.kill()
    return subprocess.CompletedProcess(process.args, process.returncode, out, said)


def follow() -> None:
    """From now on this process, and what it starts, ends as soon as its parent is gone."""
    line = os.environ.pop(_LINE, None)
    if line is None:
        return
    descriptor = int(line)
    os.set_inheritable(descriptor, False)
    if hasattr(fcntl, "F_SETSIG"):
        # Linux kills the group itself: the thread below waits where an engine holds the interpreter.
        fcntl.fcntl(descriptor, fcntl.F_SETOWN, -os.getpgrp())
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGKILL)
        flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
        fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_ASYNC)
    threading.Thread(target=_until_the_end, args=(descriptor,), name=_FOLLOWS, daemon=True).start()


def convert(
    module: str, *words: str, folder: Path, variables: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    """Run ``python -m module`` in ``folder``, which is ours, as a part of this process's session."""
    return subprocess.run(
        _python(module, words),
        env={**_environment(), **variables},
        cwd=folder,
        stdin=DEVNULL,
        capture_output=True,
        check=False,
    )


def script(path: str, *words: str, folder: Path, variables: Mapping[str, str]) -> Process[bytes]:
    """Start a script of ours that needs no library, in ``folder`` and a session of its own, with no other
    variables than these; its standard input and output are pipes."""
    return Process(
        [sys.executable, "-I", "-S", path, *words],
        env=dict(variables),
        cwd=folder,
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        start_new_session=True,
    )


def ask(*command: str, variables: Mapping[str, str] | None = None) -> str:
    """What a program of the machine prints; with ``variables``, those alone are its environment."""
    return subprocess.run(
        command, cwd=_NOWHERE, env=variables, stdin=DEVNULL, capture_output=True, text=True, check=False
    ).stdout


def show(program: str, path: str, patience: float) -> bool:
    """Have ``program`` of the machine show a file to the person; it outlives this process. False where it
    gives up within ``patience`` seconds."""
    process = Process(
        [program, path], cwd=_NOWHERE, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True
    )
    try:
        return process.wait(patience) == 0
    except TimeoutExpired:  # a viewer itself, and it shows
        return True


def _python(module: str, words: Sequence[str]) -> list[str]:
    return [sys.executable, *_OPTIONS, "-m", module, *words]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "PYTHONPATH": str(_PACKAGES)}


def _until_the_end(descriptor: int) -> None:
    os.read(descriptor, 1)  # nothing is ever written
    os.killpg(0, signal.SIGKILL)
