"""How a command tells what it found: lines for a person, fewer or more of them, or one JSON for a program.

With ``--format json`` the standard output holds that JSON alone, the lines for a person in ``said``; whatever
else is said goes to the error output.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence

from . import report
from .findings import DossierError, Finding, Severity, finding

#: The forms that a command can tell in.
FORMATS = ("text", "json")


class Telling:
    """What one run of ``command`` tells."""

    def __init__(
        self, command: str = "", *, quiet: bool = False, verbose: bool = False, form: str | None = None
    ) -> None:
        self.quiet, self.verbose = quiet, verbose
        self._wrong = form if form not in (None, *FORMATS) else None
        self._json = form == "json"
        self._said: list[str] = []
        self._told: dict[str, object] = {"command": command, "exit": 0, "findings": [], "said": self._said}
        self._stdout = sys.stdout
        if self._json:
            sys.stdout = sys.stderr

    def check(self) -> None:
        """Raise DossierError where the form that was asked for is none."""
        if self._wrong is not None:
            raise DossierError(
                [finding("format-unknown", "--format", value=self._wrong, choices=", ".join(FORMATS))]
            )

    def findings(self, findings: Sequence[Finding]) -> None:
        """Tell ``findings``; ``--quiet`` leaves notes out, and ``--verbose`` explains each code."""
        if self._json:
            self._told["findings"] = [report.as_record(one) for one in findings]
            return
        left = (Severity.NOTE, Severity.ACCEPTED) if self.quiet else ()
        shown = [one for one in findings if one.severity not in left]
        for line in report.lines(shown, explained=self.verbose):
            report.out(line)

    def result(self, *words: str, **facts: object) -> None:
        """Tell how it ended: ``words`` to a person, ``facts`` to a program."""
        self._told |= facts
        if self._json:
            self._said.append(" ".join(words))
        elif not self.quiet:
            report.out(*words)

    def end(self, words: str, **facts: object) -> None:
        """Tell what ended it otherwise than as it was meant: ``words`` to a person, however little was asked
        for, and to a program as well, with ``facts``."""
        self._told |= facts
        if self._json:
            self._said.append(words)
        report.out(words)

    def table(self, lines: Iterable[str], **facts: object) -> None:
        """Tell what was asked for: ``lines`` to a person, ``facts`` to a program."""
        self._told |= facts
        for line in lines:
            if self._json:
                self._said.append(line)
            else:
                report.out(line)

    def close(self, code: int = 0) -> None:
        """Write the JSON, once, with the exit ``code`` of the run."""
        if self._json:
            self._json, sys.stdout = False, self._stdout
            self._told["exit"] = code
            report.data(json.dumps(self._told, ensure_ascii=False, indent=1))
