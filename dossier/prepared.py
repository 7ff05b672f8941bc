"""What a run works with, and what it knows: once all is read, once all is laid out, once it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from . import compose, intake, synthesis
from .accepting import Acceptances
from .compose.templates import Templates
from .findings import DossierError, Finding, stop_on_error
from .model import Located, Plan, Source
from .options import Options, Progress
from .store import Store
from .unchanged import Last, Watch
from .work import Crew

#: Codes that the comparison of the bound dossier meets.
COMPARED = frozenset({"compare-differs"})
#: Codes that are met once the dossier is bound.
BOUND = COMPARED | {"tags-lost", "alts-unknown", "field-undrawn", "input-changed-first"}


@dataclass(frozen=True, kw_only=True)
class Run:
    """What was asked for, who works on it, and what the editor accepts of what is found."""

    options: Options
    progress: Progress
    crew: Crew
    acceptances: Acceptances


@dataclass(frozen=True, kw_only=True)
class Read:
    """What people wrote and gave, free of errors; the sources are opened, not yet complete. In ``layouts``
    and ``documents`` is what earlier builds laid out and bound."""

    located: Located
    pending: intake.PendingSources
    templates: Templates
    prose: compose.Prose
    findings: tuple[Finding, ...]
    watch: Watch
    layouts: Store | None
    typesetter: compose.Typesetter
    documents: Store | None
    writer: synthesis.Writer

    def remember(self, options: Options, built: Built, prepared: Prepared, same: bool) -> None:
        """Have the next build know that it would make the same again, where all that was read is the ``same``
        still; but for secrets that a person typed."""
        if not same or options.strict or self.pending.opener.passwords:
            return
        sources = prepared.sources.values()
        reads = {name: known for source in sources for part in source.parts for name, known in part.reads}
        plan = built.plan
        last = Last(built.findings, built.files, len(plan.pages), len(plan.documents))
        self.watch.remember(last, reads, prepared.composed.libraries)


@dataclass(frozen=True, kw_only=True)
class Notes:
    """The DOCX by their path in the output, and what was found when they were written."""

    files: Mapping[str, bytes]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """All that is known before the PDF is written, but for what others still do: the last of ``sources``,
    each of which is waited for where it is asked for, what is found ``later``, once all are there, and the
    notes, which are being ``written``.

    In ``documents`` is what earlier builds bound; ``password`` gives that of a document, if it has one.
    """

    located: Located
    sources: Mapping[str, Source]
    templates: Templates
    composed: compose.Composed
    findings: tuple[Finding, ...]
    later: Future[tuple[Finding, ...]]
    written: Future[Notes]
    documents: Store | None
    password: Callable[[str], str]

    def settled(self, *more: Finding) -> Notes:
        """Wait for the others: the notes, with all that was found, ``more`` of it. Raises DossierError with
        that where any of it is an error."""
        told = (*self.findings, *self.later.result(), *more)
        try:
            notes = self.written.result()
        except DossierError as error:
            raise DossierError((*told, *error.findings)) from error
        return Notes(files=notes.files, findings=stop_on_error((*told, *notes.findings)))

    @property
    def plan(self) -> Plan:
        """The plan of the pages."""
        return self.composed.plan


@dataclass(frozen=True)
class Built:
    """What a build wrote: the plan, the files (the record last), the findings."""

    plan: Plan
    files: tuple[Path, ...]
    findings: tuple[Finding, ...]
