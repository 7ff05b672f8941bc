"""By what sources are opened: the crew, what is kept of earlier builds, passwords."""

from __future__ import annotations

import dataclasses
import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from dossier import bugs
from dossier.findings import DossierError, Finding, finding
from dossier.work import Crew, DiedError, HeavyError, Job

from .cache import Cache
from .fit import Measures
from .request import PLACE, Completion, Printing, Request, Taken, password_variable

TAKE = Job("dossier.intake.taking:take", Request, Taken)
COMPLETE = Job("dossier.intake.taking:complete", Completion, Taken, yields=True)
MEASURE = Job("dossier.intake.taking:measure", Completion, Measures)
#: What the crew's processes import before: the engines.
ENGINES = "dossier.intake.taking"


Given = TypeVar("Given", Request, Completion)
Made = TypeVar("Made", Taken, Measures)


def done(crew: Crew, job: Job[Given, Made], asked: Given) -> Made:
    """What a process makes of a file.

    Raises DossierError with what is wrong with it, and with a finding where it hangs or ends the process, or
    where the machine cannot give what that takes; ModuleNotFoundError where a library is missing.
    """
    try:
        with bugs.during(stage="intake", document=asked.document):
            return crew.do(job, asked, asked.limits)
    except HeavyError as error:
        raise DossierError([finding("source-heavy", PLACE, file=asked.name)]) from error
    except DiedError as error:
        if error.out_of_time:
            facts = finding("source-hangs", PLACE, file=asked.name, seconds=asked.limits.cpu)
        else:
            facts = finding("source-kills", PLACE, file=asked.name, signal=error.signal)
        raise DossierError([facts]) from error


@dataclass(frozen=True, kw_only=True)
class Opener:
    """The crew, the dossier's ``folder``, what is kept of earlier builds, and the passwords that a person
    typed, by document id. With ``draft`` a file may be missing; ``progress`` is told each document."""

    crew: Crew
    folder: Path
    draft: bool = False
    progress: Callable[[str], None] = lambda _: None
    cache: Cache | None = None
    passwords: Mapping[str, str] = field(default_factory=dict)

    def take(self, request: Request, place: str) -> TakenIn:
        """What ``request`` becomes; ``place`` is where the manifest names its file. Raises DossierError."""
        sha256 = hashlib.sha256(request.file.data).hexdigest()
        key = self.cache.key(request, sha256) if self.cache else ""
        return TakenIn(request, self._made(TAKE, key, request, request, place), sha256, key, place)

    def measure(self, file: TakenIn, printing: Printing) -> Measures:
        """How much of the pages of ``file`` is white margin, and how large their letters are. Raises
        DossierError."""
        key = self.cache.completed_key(file.key, printing) + "-measured" if self.cache else ""
        request = file.request
        asked = Completion(request.document, request.name, file.taken, printing, request.limits)
        return self._made(MEASURE, key, asked, request, file.place)

    def complete(self, file: TakenIn, printing: Printing) -> TakenIn:
        """``file`` with what nobody waited for done as well, and kept. Raises DossierError."""
        key = self.cache.completed_key(file.key, printing) if self.cache else ""
        request = file.request
        asked = Completion(request.document, request.name, file.taken, printing, request.limits)
        return dataclasses.replace(file, taken=self._made(COMPLETE, key, asked, request, file.place))

    def password(self, id: str) -> str:
        """The password for a document: from its variable in the environment, or typed."""
        return os.environ.get(password_variable(id)) or self.passwords.get(id, "")

    def _made(self, job: Job[Given, Made], key: str, asked: Given, request: Request, place: str) -> Made:
        taken = self.cache.find(job.answer, key, request) if self.cache else None
        if taken is None:
            try:
                taken = done(self.crew, job, asked)
            except DossierError as error:
                raise DossierError(_placed(error.findings, place)) from error
            if self.cache:
                self.cache.keep(key, taken, request)
        return taken


@dataclass(frozen=True)
class TakenIn:
    """One file of a document: what was asked, what it became, the digest of its bytes; ``key`` is its name
    among what is kept."""

    request: Request
    taken: Taken
    sha256: str
    key: str
    place: str

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found when it was opened, at its place in the manifest."""
        return _placed(self.taken.findings, self.place)

    @property
    def later(self) -> tuple[Finding, ...]:
        """What was found after that."""
        return _placed(self.taken.later or (), self.place)


def _placed(findings: Iterable[Finding], place: str) -> tuple[Finding, ...]:
    return tuple(dataclasses.replace(f, place=f.place.replace(PLACE, place)) for f in findings)
