"""The parent's hold on the child process: started when it is needed, started again when a file kills it."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from dossier.findings import DossierError, finding

from .packing import unpack, unpack_findings
from .request import PLACE, Completion, Request, Taken

_ROOT = str(Path(__file__).resolve().parents[2])
# What the child runs; a library that is missing is told as an answer.
_START = f"""
import sys
sys.path.insert(0, {_ROOT!r})
try:
    from dossier.intake.child import main
except ModuleNotFoundError as error:
    answer = b"M" + str(error.name).encode()
    sys.stdout.buffer.write(len(answer).to_bytes(8, "big") + answer)
else:
    main()
"""
# The clock that ends a file: of the wall, of computing.
_CLOCKS = (signal.SIGALRM, signal.SIGXCPU)
_LENGTH = 8


class Worker:
    """One child process that opens sources, one after the other. A context manager."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

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
            # A session of its own: Ctrl-C is the parent's, and what a converter started ends with it.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _START],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )

    def ask(self, asked: Request | Completion) -> Taken:
        """What the child makes of a file.

        Raises DossierError with what is wrong with it, and with a finding where it hangs or ends the child;
        ModuleNotFoundError where a library is missing.
        """
        self.start()
        answer = self._answer(pickle.dumps(asked))
        if answer is None:
            raise DossierError([self._death(asked)])
        if answer[:1] == b"T":
            return unpack(answer[1:])
        if answer[:1] == b"M":
            name = answer[1:].decode()
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
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

    def _death(self, asked: Request | Completion) -> Any:
        process: Any = self._process
        code = process.wait()
        self._end()
        name = asked.name
        if -code in _CLOCKS:
            return finding("source-hangs", PLACE, file=name, seconds=asked.limits.cpu)
        return finding("source-kills", PLACE, file=name, signal=-code)

    def _end(self) -> None:
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
