"""A command that takes long, in a process of its own, while its steps are seen."""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Callable, Mapping

from dossier import report
from dossier.building import Build
from dossier.findings import finding
from dossier.options import Options

#: What shows the steps of each command that there is here.
COMMANDS = {"build": "--verbose", "proof": "--debug", "sign": "--debug"}
# A line of the run's journal: seconds, stage, item.
_STEP = re.compile(rb"\s*\d+\.\d{3} dossier: (\w+)(?: (\S+))?\s*")


class Job:
    """``dossier COMMAND``, as a person types it, with ``words``: values of its options, by name. No
    other account sees them. It ends with this process; ``then`` is called with it once it has ended.

    ``number`` tells it from others of this process. ``steps`` are the stages and items that it has come to so
    far, ``said`` is the number under which its end is told.
    """

    _numbers = itertools.count(1)

    def __init__(
        self, command: str, words: Mapping[str, str], options: Options, then: Callable[[Job], object]
    ) -> None:
        self.command, self.steps, self.ended = command, [("load", "")], False
        self.number, self.said = next(Job._numbers), 0
        self.told: Mapping[str, object] = {}
        self._then = then
        self._build = Build.of(options.manifest, COMMANDS[command], command=command, steps=True, handed=words)
        threading.Thread(target=self._follow, daemon=True).start()

    def kill(self) -> None:
        """End it, and all that it started; its dossier stays as it was."""
        self._build.kill()

    def _follow(self) -> None:
        with self._build.steps as lines:
            for line in lines:
                step = _STEP.fullmatch(line)
                if step:
                    self.steps.append((step[1].decode(), (step[2] or b"").decode("utf-8", "replace")))
        code = self._build.process.wait()
        self.told = self._build.told()
        if not self.told:  # it was killed before it could say anything
            died = finding("desk-died", self.command, number=code)
            self.told = {"exit": int(died.exit), "findings": [report.as_record(died)], "said": []}
        self._then(self)
        self.ended = True
