"""What one run of the desk knows besides the files: what was said, and what is being done."""

from __future__ import annotations

import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dossier import report
from dossier.digest import digest
from dossier.editing import told as words_of
from dossier.editing.edits import Desk
from dossier.editing.underway import Done
from dossier.findings import DossierError, Finding, Severity, finding
from dossier.folder import Folder
from dossier.options import Options

from . import guard
from .job import Job
from .pictures import Pictures

_LARGEST = 500_000_000
#: How many messages are kept, so that a page can be loaded anew.
_KEPT = 100


@dataclass(frozen=True)
class Told:
    """What an act had to say: ``lines``, findings as the record has them, what a file ``knows`` of itself and
    whose that is; where it failed, which ``form`` was sent and what was ``typed`` in it."""

    good: bool
    lines: Sequence[str] = ()
    findings: Sequence[Mapping[str, str]] = ()
    document: str = ""
    knows: Mapping[str, str] = field(default_factory=dict)
    form: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


class Session:
    """The desk of one dossier. ``most`` is how many bytes may be sent to it at once.

    ``lock`` is held by what edits or draws: one thing at a time.
    """

    def __init__(self, options: Options, most: int = 512 << 20) -> None:
        self.options, self.most = options, most
        self.lock = threading.RLock()
        self.pictures = Pictures(options, self.lock)
        self.job: Job | None = None
        #: What the last build that failed had to say; nothing once one succeeded.
        self.failed: Sequence[Mapping[str, str]] = ()
        self._numbers = itertools.count(1)
        self._told: OrderedDict[int, Told] = OrderedDict()

    def manifest(self) -> str:
        """The SHA-256 of the manifest as it is now; empty where there is none."""
        try:
            return digest(Folder(self.options.folder).read(self.options.manifest.name, _LARGEST))
        except OSError:
            return ""

    def tell(self, told: Told) -> int:
        """Keep what was said; returns the number by which a page asks for it."""
        number = next(self._numbers)
        self._told[number] = told
        while len(self._told) > _KEPT:
            self._told.popitem(last=False)
        return number

    def told(self, number: str) -> Told | None:
        """What was said under a number; None where nothing was, or it is too long ago."""
        wanted = guard.number(number)
        return None if wanted is None else self._told.get(wanted)

    def edit(self, since: str, act: Callable[[Desk], Done]) -> Told:
        """Do what a command does, to the manifest that has the SHA-256 ``since``."""
        try:
            with self.lock:
                done = act(Desk(self.options, since=since))
        except DossierError as error:
            return failed(error.findings)
        lines = tuple(line.strip() for line in words_of.sentences(replace(done, knows={}), False))
        id = str(done.facts.get("id", ""))
        return Told(True, lines, document=id, knows=done.knows)

    def start(
        self, command: str, words: Mapping[str, str], then: Callable[[], object], typed: Mapping[str, str]
    ) -> None:
        """Start a command that takes long; ``then`` is called when it has ended, ``typed`` told where it
        failed.

        Raises DossierError where one is under way.
        """
        with self.lock:
            if self.job and not self.job.ended:
                raise DossierError([finding("desk-busy", self.job.command)])

            def ended(job: Job) -> None:
                told_findings = job.told.get("findings")
                findings = (
                    sorted(told_findings, key=lambda one: Severity(one["severity"]).rank)
                    if isinstance(told_findings, list)
                    else ()
                )
                good = job.told.get("exit") == 0
                said = job.told.get("said")
                if command == "build":
                    self.failed = () if good else findings
                shown = findings if not good else ()
                lines = tuple(map(str, said)) if isinstance(said, list) else ()
                told = Told(good, lines, shown)
                job.said = self.tell(told if good else replace(told, form=command, typed=typed))
                then()

            self.job = Job(command, words, self.options, ended)

    def close(self) -> None:
        """End what is under way."""
        if self.job and not self.job.ended:
            self.job.kill()


def failed(findings: Iterable[Finding]) -> Told:
    """What there is to say where an act failed."""
    return Told(False, findings=tuple(map(report.as_record, findings)))
