"""A command as a tree of processes: its time, and the memory that all of it has at one moment."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

PROJECT = Path(__file__).resolve().parent.parent
_EVERY = 0.2  # seconds between two looks
_PROC = Path("/proc")


@dataclass(frozen=True)
class Run:
    """One command: seconds by the clock, of processor, and the most MB at one moment (0: not looked at)."""

    wall: float
    cpu: float
    memory: float = 0.0
    said: str = ""

    def then(self, other: Run) -> Run:
        return Run(self.wall + other.wall, self.cpu + other.cpu, max(self.memory, other.memory))


def measure(
    command: Sequence[str | Path], memory: bool = False, environment: Mapping[str, str] | None = None
) -> Run:
    """Run ``command`` to its end; with ``memory`` its processes are looked at several times a second, which
    takes time of its own. Raises SystemExit with what it said where it fails.

    Processor time is that of all processes that were waited for (wait4). Memory is the sum of their
    proportional set sizes: what several of them share counts once.
    """
    with tempfile.TemporaryFile() as said:
        start = time.monotonic()
        process = subprocess.Popen(
            command,
            cwd=PROJECT,
            stdout=said,
            stderr=said,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "LANGUAGE": "en", **(environment or {})},
        )
        with _Watched(process.pid) if memory else nullcontext() as watched:
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)  # so that nobody waits for it again
        said.seek(0)
        words = said.read().decode(errors="replace")
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{words}")
    return Run(wall, usage.ru_utime + usage.ru_stime, watched.most if watched else 0.0, words)


class _Watched:
    """Looks at a process and all below it while the block runs; ``most`` are MB."""

    def __init__(self, process: int) -> None:
        self._process, self._over = process, Event()
        self._thread = Thread(target=self._watch, daemon=True)
        self.most = 0.0

    def __enter__(self) -> _Watched:
        if sys.platform == "linux":  # no other system tells
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_EVERY):
            self.most = max(self.most, sum(map(_proportional, _below(self._process))) / 1e3)


def _below(top: int) -> set[int]:
    """A process and all that it started, and those started."""
    parents = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parents[int(entry.name)] = int((entry / "stat").read_bytes().rpartition(b")")[2].split()[1])
    below, more = set[int](), {top}
    while more:
        below |= more
        more = {process for process, parent in parents.items() if parent in more} - below
    return below


def _proportional(process: int) -> int:
    """The kB of a process: of what it shares with others its part."""
    with suppress(OSError):
        for line in (_PROC / str(process) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
