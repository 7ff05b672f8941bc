"""By what sources are opened: the crew, what is kept of earlier builds, passwords."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from dossier import bugs
from dossier.findings import DossierError, Finding, about, finding
from dossier.work import Crew, DiedError, HeavyError, Job

from .cache import Cache
from .steps import PLACE, Selection, SourceFile, Taken, password_variable

TAKE = Job("dossier.intake.convert:take", SourceFile, Taken)
MEASURE = Job("dossier.intake.convert:measure", Taken, Selection)
COMPLETE = Job("dossier.intake.completion:complete", Taken, Taken, yields=True)
#: What the crew's processes import before: the engines.
ENGINES = "dossier.intake.convert"


Asked = TypeVar("Asked", SourceFile, Taken)
Answer = TypeVar("Answer", Taken, Selection)


def done(crew: Crew, job: Job[Asked, Answer], file: SourceFile, asked: Asked) -> Answer:
    """What a process makes of a ``file``, or of what was taken of it, once that is selected.

    Raises DossierError with what is wrong with it, and with a finding where it hangs or ends the process, or
    where the machine cannot give what that takes; ModuleNotFoundError where a library is missing.
    """
    try:
        with bugs.during(stage="intake", document=file.document):
            return crew.do(job, asked, file.limits)
    except HeavyError as error:
        raise DossierError([finding("source-heavy", PLACE, file=file.name)]) from error
    except DiedError as error:
        if error.out_of_time:
            facts = finding("source-hangs", PLACE, file=file.name, seconds=file.limits.cpu)
        else:
            facts = finding("source-kills", PLACE, file=file.name, signal=error.signal)
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

    def take(self, file: SourceFile) -> Taken:
        """What ``file`` becomes before its pages are chosen. Raises DossierError."""
        return self._answered(TAKE, file, file)

    def measure(self, file: SourceFile, taken: Taken) -> Selection:
        """The selection of what was ``taken`` of ``file``, its pages measured. Raises DossierError."""
        return self._answered(MEASURE, file, taken)

    def complete(self, file: SourceFile, taken: Taken) -> Taken:
        """What was ``taken`` of ``file``, with what nobody waited for done as well. Raises DossierError."""
        return self._answered(COMPLETE, file, taken)

    def password(self, id: str) -> str:
        """The password for a document: from its variable in the environment, or typed."""
        return os.environ.get(password_variable(id)) or self.passwords.get(id, "")

    def _answered(self, job: Job[Asked, Answer], file: SourceFile, asked: Asked) -> Answer:
        """Kept from an earlier build, or made and kept."""
        taken = asked if isinstance(asked, Taken) else None
        key = self.cache.key(job.name, file, taken) if self.cache else ""
        answer = self.cache.find(job.answer, key, file) if self.cache else None
        if answer is None:
            try:
                answer = done(self.crew, job, file, asked)
            except DossierError as error:
                raise DossierError(placed(error.findings, file)) from error
            if self.cache:
                self.cache.keep(key, answer, file)
        return answer


def placed(findings: Iterable[Finding], file: SourceFile) -> tuple[Finding, ...]:
    """What was found of a file, at its place in the manifest."""
    here = (dataclasses.replace(f, place=f.place.replace(PLACE, file.place)) for f in findings)
    return about(file.document, here)
