"""The hold on the process in which templates run; started again where a template ended it."""

from __future__ import annotations

import json
import os
import pickle
import re
import select
import signal
import sys
import tempfile
import time
import weakref
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any

from dossier import children
from dossier.findings import DossierError, Finding, finding

from .jobs import MEMORY, Asked, MacroJob, PageJob, ProseJob
from .templates import Templates

# Seconds by the clock, where the machine is busy; those of computing are limited in the process itself.
_PATIENCE = 60.0
_LENGTH = 8
# What faulthandler writes of each frame, the innermost first.
_FRAME = re.compile(rb'File "(templates/[^"]+|<template>)"')
# How often a process is looked at whose system limits no memory.
_LOOK = 0.2
_KIB = 1 << 10


class TemplateError(Exception):
    """A template could not be run: ``finding`` says why.

    ``line`` is that of the text which was handed over, where it was met there, and ``inside`` whether it was
    met in a file that this text includes. ``calls`` were made before.
    """

    def __init__(self, found: Finding, line: int | None, inside: bool, calls: list[tuple[str, str]]) -> None:
        super().__init__(str(found))
        self.finding, self.line, self.inside, self.calls = found, line, inside, calls


@dataclass(frozen=True, slots=True)
class Rendered:
    """The ``text`` that came out, and the ``calls`` of prose: kind (cite, ref) and id, in order."""

    text: str
    calls: list[tuple[str, str]]


class Renderer:
    """One process that runs templates, one job after the other."""

    def __init__(self) -> None:
        self._process: children.Process[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._end: Any = None

    def start(self) -> None:
        """Start the process, so that it loads its engine while this one does something else."""
        if self._process is not None:
            return
        said = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the process
        self._said = said
        self._process = children.start(
            "dossier.compose.child", stdin=children.PIPE, stdout=children.PIPE, stderr=said
        )
        self._end = weakref.finalize(self, _ended, self._process, said)

    def render(self, templates: Templates, job: ProseJob | MacroJob | PageJob) -> Rendered:
        """What the process makes of ``job`` with ``templates``, which are told what it read of them.

        Raises TemplateError with what is wrong with a template, DossierError where one is missing or leads
        out, RuntimeError where the process itself fails.
        """
        self.start()
        answer = self._answer(pickle.dumps(Asked(templates.folders, job)))
        if answer is None:
            raise TemplateError(self._death(job), None, False, [])
        answered = json.loads(answer)
        templates.note(answered["read"])
        calls = [(kind, id) for kind, id in answered.get("calls", ())]
        if "findings" in answered:
            raise DossierError(_finding(found) for found in answered["findings"])
        if "fault" in answered:
            raise TemplateError(_finding(answered["fault"]), answered["line"], answered["inside"], calls)
        return Rendered(answered["text"], calls)

    def _answer(self, data: bytes) -> bytes | None:
        process: Any = self._process
        deadline = time.monotonic() + _PATIENCE
        with suppress(OSError):  # it has ended: what it said tells why
            process.stdin.write(len(data).to_bytes(_LENGTH, "big") + data)
            process.stdin.flush()
        while not select.select([process.stdout], [], [], _LOOK)[0]:
            if time.monotonic() > deadline or _too_large(process.pid):
                process.kill()
        head = process.stdout.read(_LENGTH)
        length = int.from_bytes(head, "big")
        answer = process.stdout.read(length) if len(head) == _LENGTH else b""
        return answer if length and len(answer) == length else None

    def _death(self, job: ProseJob | MacroJob | PageJob) -> Finding:
        process, said = self._process, self._said
        assert process
        assert said
        code = process.wait()
        said.seek(0)
        words = said.read()
        self._end()
        self._process = None
        if code >= 0:
            raise RuntimeError(words.decode(errors="replace"))
        file = _FRAME.search(words)
        name = "<template>" if isinstance(job, ProseJob) else f"templates/{job.file}"
        place = file[1].decode(errors="replace") if file else name
        return finding("template-heavy", place, problem=signal.Signals(-code).name)


def _too_large(pid: int) -> bool:
    """Whether the process holds more memory than it may, where the system does not see to it (macOS)."""
    if sys.platform != "darwin":
        return False
    return _resident(pid) > MEMORY


def _resident(pid: int) -> int:
    """Bytes of memory that the process holds."""
    return int(children.ask("ps", "-o", "rss=", "-p", str(pid)).strip() or 0) * _KIB


def _ended(process: children.Process[bytes], said: IO[bytes]) -> None:
    for stream in (process.stdin, process.stdout, said):
        if stream:
            with suppress(OSError):
                stream.close()
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _finding(plain: list[Any]) -> Finding:
    code, place, facts = plain
    return Finding(code, place, facts)


#: The one of this process: all its dossiers use it.
RENDERER = Renderer()
