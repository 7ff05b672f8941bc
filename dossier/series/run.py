"""The builds of a series: so many at a time, each a process of its own, none longer than its limit.

A build is ``dossier build`` as a person types it: it takes its dossier from the old set to the new one or
leaves it, and holds no lock when it is gone. It ends with this process, however that ends. So the next run
finds each dossier old or new, and goes on.
"""

from __future__ import annotations

import json
import os
import signal
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from dossier import children, report
from dossier.findings import Exit, Finding, finding
from dossier.options import Options

from . import cross, current, find
from .outcome import Outcome, State, counted, facts_in, signed
from .status import Page

#: Seconds between two looks at the processes.
_PAUSE = 0.02
#: Exit codes with which a build has said why.
_SAID = frozenset(Exit) - {Exit.OK}


@dataclass
class _Build:
    """A build under way: what it says goes to ``said``."""

    number: int
    process: children.Process[bytes]
    said: IO[bytes]
    begun: float

    @classmethod
    def of(cls, number: int, outcome: Outcome, always: bool) -> _Build:
        """Start the build of ``outcome``."""
        words = ["build", "--manifest", str(outcome.manifest), "--format", "json"]
        said = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the build
        process = children.start(
            "dossier",
            *words,
            *(["--always"] if always else []),
            stdin=children.DEVNULL,
            stdout=said,
            stderr=children.DEVNULL,
        )
        return cls(number, process, said, time.monotonic())

    @property
    def seconds(self) -> float:
        """How long it has run."""
        return time.monotonic() - self.begun

    def kill(self) -> None:
        """End it, and all that it started: that ends when it is gone."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def told(self) -> Mapping[str, object]:
        """What it said, as JSON has it; nothing where it was ended before it could."""
        self.said.seek(0)
        data = self.said.read()
        self.said.close()
        try:
            told = json.loads(data)
        except ValueError:
            return {}
        return told if isinstance(told, dict) else {}


@dataclass
class Series:
    """The dossiers below ``top``, each with what became of it so far; ``limit`` is in seconds a build."""

    top: Path
    limit: float
    always: bool = False
    outcomes: list[Outcome] = field(default_factory=list)
    _jobs: int = 1

    @property
    def left(self) -> float | None:
        """Seconds until all are done, by those that were built; None where none was yet."""
        times = [o.seconds for o in self.outcomes if o.seconds]
        waiting = sum(o.state in (State.WAITING, State.BUILDING) for o in self.outcomes)
        return sum(times) / len(times) * waiting / self._jobs if times else None

    def look(self) -> None:
        """Find the dossiers and what of them is current. Raises DossierError."""
        self.outcomes = list(current.looked_at(self.top, find.manifests(self.top), self.always))

    def compared(self) -> tuple[Finding, ...]:
        """What there is to say of several of them at once."""
        return cross.findings(self.outcomes)

    def build(self, jobs: int, progress: Callable[..., None]) -> None:
        """Build those that are not current, ``jobs`` at a time, and write the status page as they end.

        Raises DossierError where the page cannot be written, and whatever ends this run; all builds are ended
        first.
        """
        self._jobs = max(1, jobs)
        page = Page(self.top)
        page.write(self.outcomes)
        progress("series", self._so_far())
        waiting = [n for n, o in enumerate(self.outcomes) if o.state is State.WAITING][::-1]
        running: list[_Build] = []
        try:
            while waiting or running:
                while waiting and len(running) < self._jobs:
                    number = waiting.pop()
                    running.append(_Build.of(number, self.outcomes[number], self.always))
                    self.outcomes[number] = replace(self.outcomes[number], state=State.BUILDING)
                for build in tuple(running):
                    over = build.seconds > self.limit
                    if over:
                        build.kill()
                    if build.process.poll() is not None:
                        running.remove(build)
                        self.outcomes[build.number] = self._ended(build, over)
                        page.write_in_time(self.outcomes)
                progress("series", self._so_far())
                time.sleep(_PAUSE)
        finally:
            for build in running:
                build.kill()
                build.said.close()
        page.write(self.outcomes, self.compared())

    def _so_far(self) -> str:
        done = sum(o.state not in (State.WAITING, State.BUILDING) for o in self.outcomes)
        facts: dict[str, object] = {"done": done, "all": len(self.outcomes)}
        if self.left is None:
            return report.say("series.progress", **facts)
        minutes, seconds = divmod(round(self.left), 60)
        left = report.say("series.minutes", count=minutes) if minutes else ""
        left = left or report.say("series.seconds", count=seconds)
        return report.say("series.progress-left", left=left, **facts)

    def _ended(self, build: _Build, over: bool) -> Outcome:
        outcome, seconds, told = self.outcomes[build.number], build.seconds, build.told()
        code = build.process.returncode
        done = replace(outcome, seconds=seconds, state=State.BUILT)
        if code == Exit.OK and told:
            output = Options(outcome.manifest).target
            done = replace(done, facts=facts_in(output), signed=signed(outcome.manifest, output))
        elif code in _SAID and told:
            done = replace(done, state=State.FAILED, exit=code)
        elif over:
            found = finding("series-ended", str(outcome.manifest), seconds=round(self.limit))
            return _alone(replace(done, state=State.ENDED), found)
        else:
            return _alone(
                replace(done, state=State.FAILED), finding("series-died", str(outcome.manifest), number=code)
            )
        findings = _findings(told)
        return replace(done, findings=findings, counts=counted(findings))


def _alone(outcome: Outcome, found: Finding) -> Outcome:
    findings = [report.as_record(found)]
    return replace(outcome, exit=int(found.exit), findings=findings, counts=counted(findings))


def _findings(told: Mapping[str, object]) -> Sequence[Mapping[str, str]]:
    found = told.get("findings")
    return found if isinstance(found, list) else []
