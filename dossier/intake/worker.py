"""The parent's hold on the child process: started when it is needed, started again when a file kills it."""

from __future__ import annotations

import json
import os
import pickle
import signal
import tempfile
from contextlib import suppress
from typing import IO, Any

from dossier import children, machine
from dossier.bugs import Bug, BugError, Step
from dossier.findings import DossierError, Exit, Finding, finding

from .packing import unpack, unpack_findings
from .request import PLACE, Completion, Request, Taken

# The clock that ends a file: of the wall, of computing.
_CLOCKS = (signal.SIGALRM, signal.SIGXCPU)
# How the system ends a process whose time is over, and how near to its limit that is.
_ENDS_TIME, _NEAR = (signal.SIGXCPU, signal.SIGKILL), 1.5
_LENGTH = 8
_CHILD = "dossier.intake.child"


class Worker:
    """One child process that opens sources, one after the other. A context manager."""

    def __init__(self) -> None:
        self._process: children.Process[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._served = 0

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    @property
    def pid(self) -> int | None:
        """The child's process, None where there is none."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the child, so that it loads its engines while the parent does something else."""
        if self._process is None:
            self._said = tempfile.TemporaryFile()  # noqa: SIM115  # closed when the child ends
            self._served = 0
            self._process = children.start(
                _CHILD, stdin=children.PIPE, stdout=children.PIPE, stderr=self._said
            )

    def ask(self, asked: Request | Completion) -> Taken:
        """What the child makes of a file.

        Raises DossierError with what is wrong with it, and with a finding where it hangs or ends the child,
        or where the machine cannot give what that takes; ModuleNotFoundError where a library is missing.
        """
        self.start()
        data, served = pickle.dumps(asked), self._served
        answer = self._answer(data)
        if answer is None:
            death = self._death(asked)
            if not (served and death.exit is Exit.MACHINE):
                raise DossierError([death])
            self.start()  # what ended it may have gone to the files before
            answer = self._answer(data)
            if answer is None:
                raise DossierError([self._death(asked)])
        self._served += 1
        if answer[:1] == b"T":
            return unpack(answer[1:])
        if answer[:1] == b"M":
            name = answer[1:].decode()
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        if answer[:1] == b"B":
            there = json.loads(answer[1:])
            steps = tuple(Step(**step) for step in there["steps"])
            raise BugError(Bug(**{**there, "steps": steps}))
        raise DossierError(unpack_findings(json.loads(answer[1:])))

    def _answer(self, data: bytes) -> bytes | None:
        process: Any = self._process
        with suppress(OSError):  # it has ended: perhaps with a last word
            process.stdin.write(len(data).to_bytes(_LENGTH, "big") + data)
            process.stdin.flush()
        head = process.stdout.read(_LENGTH)
        length = int.from_bytes(head, "big")
        answer = process.stdout.read(length) if len(head) == _LENGTH else b""
        return answer if length and len(answer) == length else None

    def _death(self, asked: Request | Completion) -> Finding:
        process: Any = self._process
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = code = os.waitstatus_to_exitcode(status)
        words = self._last_words()
        self._end()
        seconds, memory = machine.seconds(), machine.memory()
        if -code in _ENDS_TIME and seconds and usage.ru_utime + usage.ru_stime > seconds - _NEAR:
            return machine.out_of_time()
        if -code in _CLOCKS:
            return finding("source-hangs", PLACE, file=asked.name, seconds=asked.limits.cpu)
        if lacking := machine.death(code, words):
            return lacking
        if memory and memory < asked.limits.memory:
            return machine.out_of_memory()
        if words:
            raise RuntimeError(words)
        return finding("source-kills", PLACE, file=asked.name, signal=-code)

    def _last_words(self) -> str:
        """What it said before it listened to us: nothing, but where it could not begin."""
        said: Any = self._said
        said.seek(0)
        return str(said.read().decode(errors="replace")).strip()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout, self._said):
            if stream:
                with suppress(OSError):
                    stream.close()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
