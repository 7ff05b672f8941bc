"""The build's hold on one process that works: started when it is needed, started again when a job ends it."""

from __future__ import annotations

import logging
import os
import select
import signal
import sys
import tempfile
import threading
import time
from concurrent.futures import CancelledError
from contextlib import suppress
from typing import IO

from dossier import children, machine

from . import wire
from .job import Answer, DiedError, LackingError, Order
from .limits import Limits
from .stream import LISTENS, receive, send

_LOG = logging.getLogger(__name__)
# How the system ends a process whose time is over, and how near to its limit that is.
_ENDS_TIME, _NEAR = (signal.SIGXCPU, signal.SIGKILL), 1.5
# How often a process is looked at whose system limits no memory, in seconds.
_LOOK = 0.2


class Worker:
    """One process that does one job after the other, and imports the modules ``loads`` before. A context
    manager."""

    def __init__(self, *loads: str) -> None:
        self.loads = loads
        self._process: children.Process[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._limits: Limits | None = None
        self._ending: threading.Thread | None = None
        self._starting, self._closed = threading.Lock(), False
        #: How many answers this process has given.
        self.served = 0

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        self.join()

    @property
    def pid(self) -> int | None:
        """The process, None where there is none."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process, so that it loads while the build does something else. Raises CancelledError once
        this is closed, whichever thread asks."""
        with self._starting:
            if self._closed:
                raise CancelledError
            if self._process is None:
                self._said = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the process
                self.served = 0
                self._process = children.start(
                    "dossier.work.child",
                    *self.loads,
                    bufsize=0,  # what is read ahead of a message is not seen by a select
                    stdin=children.PIPE,
                    stdout=children.PIPE,
                    stderr=self._said,
                )

    def _running(self) -> children.Process[bytes]:
        assert self._process
        return self._process

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        """What it is told through, and what it answers through."""
        process = self._running()
        assert process.stdin
        assert process.stdout
        return process.stdin, process.stdout

    def order(self, order: Order) -> None:
        """Send an order."""
        self.start()
        self._limits = order.limits
        self.send(wire.pack(order))

    def send(self, frame: bytes) -> None:
        """Send a message; a process that has ended says so when it is asked for its answer."""
        stdin, _ = self._pipes()
        with suppress(OSError):
            send(stdin, frame)

    def answer(self, patience: float | None = None) -> bytes | int:
        """The next word of its own: what it made, packed, or how far it is. Lines of its log go to the log.

        Raises what ended the job: DossierError, ModuleNotFoundError, HeavyError, BugError, DiedError,
        LackingError; and TimeoutError where nothing is heard for ``patience`` seconds.
        """
        _, stdout = self._pipes()
        until = None if patience is None else time.monotonic() + patience
        while True:
            self._wait(until)
            try:
                frame = receive(stdout)
                heard = None if frame is None else wire.unpack(Answer, frame)
            except ValueError as error:  # a file took it over
                self.end()
                raise DiedError(0) from error
            if heard is None:
                raise self._death()
            if heard.line:
                logging.getLogger(heard.line.logger).log(heard.line.level, "%s", heard.line.words)
            elif heard.progress is not None:
                return heard.progress
            else:
                self.served += 1
                if heard.value is None:
                    raise self._fault(heard)
                return heard.value

    def _wait(self, until: float | None) -> None:
        """Wait for a word of its own, until a time (of the monotonic clock) at most."""
        process, (_, stdout) = self._running(), self._pipes()
        watched = self._limits if sys.platform == "darwin" else None
        while until is not None or watched:
            left = _LOOK if until is None else max(0.0, until - time.monotonic())
            if select.select([stdout], [], [], min(left, _LOOK) if watched else left)[0]:
                return
            if until is not None and time.monotonic() >= until:
                raise TimeoutError
            if watched and _resident(process.pid) > watched.memory:
                process.kill()

    def _fault(self, heard: Answer) -> Exception:
        if heard.heavy and (self._limits is None or self._little_memory()):
            return LackingError([machine.out_of_memory()])
        return heard.fault()

    def _death(self) -> Exception:
        """Whose fault the end of the process is: the machine's, ours, the job's."""
        process = self._running()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = code = os.waitstatus_to_exitcode(status)
        began, words = _last_words(self._said)
        self.end()
        seconds = machine.seconds()
        if -code in _ENDS_TIME and seconds and usage.ru_utime + usage.ru_stime > seconds - _NEAR:
            return LackingError([machine.out_of_time()])
        died = DiedError(max(0, -code), words)
        if self._limits and died.out_of_time:
            return died
        if lacking := machine.death(code, "" if began else words):
            return LackingError([lacking])
        if self._little_memory():
            return LackingError([machine.out_of_memory()])
        if not began and (lacking := machine.full()):  # it could not say a word
            return LackingError([lacking])
        return died if began else RuntimeError(words)

    def _little_memory(self) -> bool:
        """Whether the machine gives less than the job may take."""
        least = machine.memory()
        return bool(least and self._limits and least < self._limits.memory)

    def end(self) -> None:
        """End the process, and whatever it started."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        # Its memory takes the system a while, for which nobody needs to wait.
        self._ending = threading.Thread(target=_buried, args=(process, self._said), daemon=True)
        self._ending.start()

    def close(self) -> None:
        """End the process for good: none is started any more, by no thread that still wants one."""
        with self._starting:
            self._closed = True
        self.end()

    def join(self) -> None:
        """Wait until the system has taken back what ended."""
        if self._ending:
            self._ending.join()


def _buried(process: children.Process[bytes], said: IO[bytes] | None) -> None:
    process.wait()
    for line in _last_words(said)[1].splitlines():
        _LOG.debug("%s", line)
    for stream in (process.stdin, process.stdout, said):
        if stream:
            with suppress(OSError):
                stream.close()


def _last_words(said: IO[bytes] | None) -> tuple[bool, str]:
    """Whether a process ever listened, and what was said on its standard error: since then, or all of it."""
    assert said
    said.seek(0)
    before, began, since = said.read().partition(LISTENS)
    return bool(began), (since if began else before).decode(errors="replace").strip()


def _resident(pid: int) -> int:
    """Bytes of memory that a process holds."""
    return int(children.ask("ps", "-o", "rss=", "-p", str(pid)).strip() or 0) << 10
