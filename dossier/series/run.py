"""The builds of a series: so many at a time, each a process of its own, none longer than its limit.

A build that is ended leaves its dossier old or new (:mod:`dossier.building`), and the next run goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from dossier import building, children, report
from dossier.building import Build
from dossier.findings import Exit, Finding, finding
from dossier.manifest.accepted import InSeries, accepted_in
from dossier.options import Options

from . import accepted, cross, current, find
from .outcome import GOOD, Outcome, State, counted, facts_in, signed
from .status import Page

#: What each build imports, and its workers: once for all of them.
_IMPORTED = (
    *("dossier.__main__", "dossier.commands.build", "dossier.pipeline", "dossier.manifest.loaded"),
    *("dossier.stages.binding", "dossier.compose.rendering", "dossier.compose.typesetting"),
    *("dossier.synthesis.synthesis", "dossier.intake.completion", "dossier.check.pictures.compare"),
    *("dossier.check.claims.checker", "weasyprint"),
)
#: Seconds between two looks at processes of which none has ended.
_PAUSE = 0.25
#: Exit codes with which a build has said why.
_SAID = frozenset(Exit) - {Exit.OK}


@dataclass
class Series:
    """The dossiers below ``top``, each with what became of it so far; ``limit`` is in seconds a build."""

    top: Path
    limit: float
    always: bool = False
    outcomes: list[Outcome] = field(default_factory=list)
    known: InSeries = field(default_factory=lambda: InSeries(""))
    _jobs: int = 1

    @property
    def left(self) -> float | None:
        """Seconds until all are done, by those that were built; None where none was yet."""
        times = [o.seconds for o in self.outcomes if o.seconds]
        waiting = sum(o.state in (State.WAITING, State.BUILDING) for o in self.outcomes)
        return sum(times) / len(times) * waiting / self._jobs if times else None

    def look(self) -> None:
        """Find the dossiers, what of them is current, and what is accepted. Raises DossierError."""
        manifests = find.manifests(self.top)
        self.known = accepted_in(self.top)
        self.outcomes = list(current.looked_at(self.top, manifests, self.always))

    def compared(self) -> tuple[Finding, ...]:
        """What there is to say of several of them at once."""
        whole = all(outcome.state in GOOD for outcome in self.outcomes)
        return accepted.judged(cross.findings(self.outcomes), self.known, whole)

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
        running: dict[int, Build] = {}
        nested = ExitStack()
        if len(waiting) > self._jobs:
            nested.enter_context(children.nested(*_IMPORTED))
        try:
            while waiting or running:
                while waiting and len(running) < self._jobs:
                    number = waiting.pop()
                    always = ("--always",) if self.always else ()
                    running[number] = Build.of(self.outcomes[number].manifest, *always)
                    self.outcomes[number] = replace(self.outcomes[number], state=State.BUILDING)
                for number, build in tuple(running.items()):
                    over = build.seconds > self.limit
                    if over:
                        build.kill()
                    if build.process.poll() is not None:
                        del running[number]
                        self.outcomes[number] = self._ended(self.outcomes[number], build, over)
                        page.write_in_time(self.outcomes)
                progress("series", self._so_far())
                if running and not (waiting and len(running) < self._jobs):
                    building.wait(running.values(), _PAUSE)
        finally:
            for build in running.values():
                build.kill()
                build.said.close()
            nested.close()
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

    def _ended(self, outcome: Outcome, build: Build, over: bool) -> Outcome:
        seconds, told = build.seconds, build.told()
        code = build.process.returncode
        done = replace(outcome, seconds=seconds, state=State.BUILT)
        if code == Exit.OK and told:
            output = Options(outcome.manifest).target
            done = replace(done, facts=facts_in(output), signed=signed(outcome.manifest, output))
        elif code in _SAID and told:
            done = replace(done, state=State.FAILED, exit=code)
        elif over:
            stopped = finding("series-ended", str(outcome.manifest), seconds=round(self.limit))
            return _alone(replace(done, state=State.ENDED), stopped)
        else:
            return _alone(
                replace(done, state=State.FAILED), finding("series-died", str(outcome.manifest), number=code)
            )
        findings = _findings(told)
        return replace(done, findings=findings, counts=counted(findings))


def _alone(outcome: Outcome, reported: Finding) -> Outcome:
    findings = [report.as_record(reported)]
    return replace(outcome, exit=int(reported.exit), findings=findings, counts=counted(findings))


def _findings(told: Mapping[str, object]) -> Sequence[Mapping[str, str]]:
    findings = told.get("findings")
    return findings if isinstance(findings, list) else []
