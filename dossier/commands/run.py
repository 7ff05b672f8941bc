"""One run of a command: its progress, what ends it, and what is left of it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import ClassVar

from dossier import bugs, machine, report, terminal
from dossier.findings import DossierError, Exit, Severity, finding
from dossier.journal import LOG, Journal
from dossier.places import nearby
from dossier.progress import Progress
from dossier.telling import Telling

#: What ends so may be understood by what was done before.
_LOGGED = (Exit.VERIFICATION, Exit.MACHINE, Exit.BUG)
#: What ends a run, and the code that it then ends with.
_ENDS = {
    signal.SIGINT: Exit.INTERRUPTED,
    signal.SIGTERM: Exit.TERMINATED,
    signal.SIGHUP: Exit.HUNG_UP,
}


@contextmanager
def speaking(debug: bool = False, telling: Telling | None = None) -> Iterator[Run]:
    """Progress while it runs, with ``debug`` each step; what stops the run is told and becomes its exit
    code."""
    telling = telling or Telling()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal without UTF-8 still reads
    run = Run(Journal(report.tell if debug or telling.verbose else None), telling)
    machine.excuse_the_unraisable()
    terminal.heed_libraries()
    try:
        telling.check()
        with machine.heeded(), nullcontext(_silent) if telling.quiet else Progress() as progress:
            yield run.heeded_by(progress)
    except DossierError as error:
        run.end_if_it_came()
        telling.findings(error.findings)
        strict = all(f.severity is not Severity.ERROR for f in error.findings)
        done = report.say("done.strict" if strict else "done.nothing")
        telling.result(done, report.summary(error.findings))
        raise run.failed(error.exit) from error
    except KeyboardInterrupt:
        run.end()
    except Exception as error:
        run.end_if_it_came()
        name = (error.name or "") if isinstance(error, ModuleNotFoundError) else ""
        if name and not name.startswith("dossier"):
            telling.findings((finding("dependency-missing", name, name=name),))
            telling.close(int(Exit.DEPENDENCY))
            raise SystemExit(int(Exit.DEPENDENCY)) from error
        lacking = machine.fault(error)
        if lacking:
            telling.findings((lacking,))
            raise run.failed(Exit.MACHINE) from error
        raise run.failed_by(error) from None


def latest() -> Run:
    """The run that began last in this process."""
    return Run.latest or Run(Journal(None), Telling())


def _silent(*_: str) -> None:
    """The progress of a quiet run."""


class Run:
    """How far a run is, where it writes, and what ends it.

    Ctrl-C, a closed terminal or an order to end are remembered: a library may swallow the exception or give
    it another name (ctypes raises ArgumentError), and the run must end as interrupted all the same.
    """

    latest: ClassVar[Run | None] = None

    def __init__(self, journal: Journal, telling: Telling) -> None:
        Run.latest = self
        self._telling = telling
        #: The folder of the outputs, once it is known.
        self.target: Path | None = None
        self._journal = journal
        self._at = ""
        self._came: signal.Signals | None = None
        self._committed = False
        self._progress: Callable[..., None] = lambda *_: None
        for number in _ENDS:
            if number == signal.SIGINT or signal.getsignal(number) is not signal.SIG_IGN:  # nohup
                signal.signal(number, self._come)

    def _come(self, number: int, _: object) -> None:
        if not self._committed:
            self._came = signal.Signals(number)
            raise KeyboardInterrupt

    def heeded_by(self, progress: Callable[..., None]) -> Run:
        """This, which tells ``progress`` when it is called, and raises KeyboardInterrupt where the run is to
        end and that got lost."""
        self._progress = progress
        return self

    def __call__(self, *words: str) -> None:
        """Say which step begins. Raises KeyboardInterrupt where the run is to end."""
        if self._came:
            raise KeyboardInterrupt
        self._at = " ".join(words)
        LOG.debug("%s", self._at)
        self._progress(*words)

    @property
    def by_hand(self) -> bool:
        """Whether Ctrl-C came, which is how a run without an end of its own ends."""
        return self._came == signal.SIGINT

    def failed_by(self, error: Exception) -> SystemExit:
        """What ends the process where the program is at fault; that is said, and a report of it left where
        the outputs are."""
        self._report(error)
        return self.failed(Exit.BUG)

    def _report(self, error: Exception) -> None:
        from dossier import outputs

        text = bugs.report(bugs.bug(error), self._at)
        place = outputs.leave(self.target, outputs.REPORT, text) if self.target else None
        if place:
            self._telling.end(report.say("done.bug", file=nearby(place)), report=str(place))
            return
        self._telling.end(report.say("done.bug-unwritten"))
        for line in text.splitlines():
            report.tell(line)

    def failed(self, code: Exit) -> SystemExit:
        """What ends the process with ``code``; the log stands where the outputs are, where it tells more."""
        from dossier import outputs

        if code in _LOGGED and self.target:
            place = outputs.leave(self.target, outputs.LOG, self._journal.text)
            if place:
                report.tell(report.say("done.log", file=nearby(place)))
        self._telling.close(int(code))
        return SystemExit(int(code))

    def commit(self) -> None:
        """From now on nothing stops the run: what it does takes a moment, and is done whole."""
        self._committed = True
        if self._came:
            raise KeyboardInterrupt

    def end_if_it_came(self) -> None:
        """End the process where it was to end, whatever the exception became."""
        if self._came:
            self.end()

    def end(self) -> None:
        """Say so and end the process with its own code; all is undone by now."""
        with suppress(OSError):  # the terminal may be gone
            self._telling.end(report.say("done.interrupted"))
            self._telling.close(int(_ENDS[self._came or signal.SIGINT]))
            sys.stderr.flush()
        # Met while a module was being imported, Ctrl-C makes CPython end by the signal, whatever is caught.
        os._exit(int(_ENDS[self._came or signal.SIGINT]))
