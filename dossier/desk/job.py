"""A command that takes long, in a process of its own, while its steps are seen."""

from __future__ import annotations

import json
import os
import re
import signal
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import IO

from dossier import children, report
from dossier.findings import Exit, finding
from dossier.options import Options

#: What shows the steps of each command that there is here.
COMMANDS = {"build": "--verbose", "proof": "--debug", "sign": "--debug"}
# A line of the run's journal: seconds, stage, item.
_STEP = re.compile(rb"\s*\d+\.\d{3} dossier: (\w+)(?: (\S+))?\s*")


class Job:
    """``dossier COMMAND`` with ``words``, as a person types it; it ends with this process. ``then`` is called
    with it once it has ended.

    ``steps`` are the stages and items that it has come to so far.
    """

    def __init__(
        self, command: str, words: Sequence[str], options: Options, then: Callable[[Job], object]
    ) -> None:
        self.command, self.steps, self.ended = command, [("load", "")], False
        self.told: Mapping[str, object] = {}
        self._then, self._out = then, tempfile.TemporaryFile()  # noqa: SIM115  # closed at the end
        self._process = children.start(
            "dossier",
            command,
            *words,
            *("--manifest", str(options.manifest), "--format", "json", COMMANDS[command]),
            stdin=children.DEVNULL,
            stdout=self._out,
            stderr=children.PIPE,
        )
        threading.Thread(target=self._follow, args=(self._process.stderr,), daemon=True).start()

    def kill(self) -> None:
        """End it, and all that it started; its dossier stays as it was."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def _follow(self, lines: IO[bytes]) -> None:
        with lines:
            for line in lines:
                step = _STEP.fullmatch(line)
                if step:
                    self.steps.append((step[1].decode(), (step[2] or b"").decode("utf-8", "replace")))
        code = self._process.wait()
        self._out.seek(0)
        data = self._out.read()
        self._out.close()
        try:
            self.told = json.loads(data)
        except ValueError:  # it was killed before it could say anything
            died = finding("desk-died", self.command, number=code)
            self.told = {"exit": int(Exit.MACHINE), "findings": [report.as_record(died)], "said": []}
        self._then(self)
        self.ended = True
