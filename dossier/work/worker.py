"""The build's hold on one process that works: started when it is needed, started again when a job ends it."""

from __future__ import annotations

import logging
import os
import select
import signal
import tempfile
from contextlib import suppress
from typing import Any

from dossier import children
from dossier.bugs import BugError
from dossier.findings import DossierError, Finding

from . import wire
from .child import LENGTH, send
from .job import Answer, Order

_LOG = logging.getLogger(__name__)
# Lines of what an engine printed that are worth keeping when it dies.
_LAST = 12


class DiedError(Exception):
    """A process ended before it had answered, by ``signal`` (0 where by itself, with ``code``)."""

    def __init__(self, returncode: int) -> None:
        super().__init__(f"exit {returncode}")
        self.signal, self.code = max(0, -returncode), max(0, returncode)


class HeavyError(Exception):
    """A job needs more memory than it may take."""


class Worker:
    """One process that does one job after the other. A context manager."""

    def __init__(self) -> None:
        self._process: children.Process[bytes] | None = None
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  # closed in __exit__

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        self._said.close()

    @property
    def pid(self) -> int | None:
        """The process, None where there is none."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process, so that it loads while the build does something else."""
        if self._process is None:
            self._process = children.start(
                "dossier.work.child", stdin=children.PIPE, stdout=children.PIPE, stderr=self._said
            )

    def order(self, order: Order) -> None:
        """Send an order."""
        self.start()
        self.send(wire.pack(order))

    def send(self, frame: bytes) -> None:
        """Send a message; a process that has ended says so when it is asked for its answer."""
        process: Any = self._process
        with suppress(OSError):
            send(process.stdin, frame)

    def answer(self, patience: float | None = None) -> bytes | int:
        """The next word of its own: what it made, packed, or how far it is. Lines of its log go to the log.

        Raises what ended the job: DossierError, ModuleNotFoundError, HeavyError, BugError, DiedError; and
        TimeoutError where nothing is heard for ``patience`` seconds.
        """
        while True:
            frame = self._frame(patience)
            if frame is None:
                raise self._death()
            heard = wire.unpack(Answer, frame)
            if heard.line:
                logging.getLogger(heard.line.logger).log(heard.line.level, "%s", heard.line.words)
            elif heard.progress is not None:
                return heard.progress
            elif heard.value is not None:
                return heard.value
            else:
                raise _fault(heard)

    def _frame(self, patience: float | None) -> bytes | None:
        process: Any = self._process
        if patience is not None and not select.select([process.stdout], [], [], patience)[0]:
            raise TimeoutError
        head = process.stdout.read(LENGTH.size)
        if len(head) < LENGTH.size:
            return None
        (length,) = LENGTH.unpack(head)
        frame: bytes = process.stdout.read(length)
        return frame if len(frame) == length else None

    def _death(self) -> DiedError:
        process: Any = self._process
        code = process.wait()
        self._said.seek(0)
        for line in self._said.read().decode(errors="replace").splitlines()[-_LAST:]:
            _LOG.debug("%s", line)
        self._said.seek(0)
        self._said.truncate()
        self.end()
        return DiedError(code)

    def end(self) -> None:
        """End the process, and whatever it started."""
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout):
            if stream:
                with suppress(OSError):
                    stream.close()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _fault(heard: Answer) -> Exception:
    if heard.findings is not None:
        return DossierError(Finding(f.code, f.place, f.facts) for f in heard.findings)
    if heard.missing is not None:
        return ModuleNotFoundError(f"No module named {heard.missing!r}", name=heard.missing)
    return BugError(heard.bug) if heard.bug else HeavyError()
