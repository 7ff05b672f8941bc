"""From what was given to pages and notes: all that is known before the PDF is written."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from functools import partial

from dossier import compose, review, synthesis
from dossier.check.pictures import Comparison
from dossier.findings import DossierError, Finding
from dossier.model import Located, Plan, Source
from dossier.options import Options
from dossier.outputs import DOCX, TEAM_DOCX, named
from dossier.prepared import Notes, Prepared, Read, Run


def lay_out(run: Run, read: Read, comparison: Comparison | None) -> Prepared:
    """Lay out what needs no more than the pages of the sources, while the rest of them is done.

    Raises DossierError with all that is wrong in the layout, and with the sources then.
    """
    options, crew = run.options, run.crew
    completing = crew.beside(read.pending.completed)
    looking = crew.beside(_looked_at, completing, read.located, options)
    if comparison:
        comparison.draw(completing)
    said = read.findings
    try:
        composed = compose.compose(
            read.located,
            read.pending.sources,
            read.prose,
            read.templates,
            options.draft,
            partial(run.progress, "compose"),
            read.typesetter,
            read.layouts,
            options.frozen,
        )
        read.typesetter.rest()
        said += composed.findings
        crew.beside(read.pending.help_complete)  # the layout leaves a processor free
        run.progress("synthesis")
        written = crew.beside(_notes, options, read, composed.plan)
    except DossierError as error:
        raise DossierError((*said, *error.findings, *completing.result()[1])) from error
    return Prepared(
        located=read.located,
        sources=read.pending.finished,
        templates=read.templates,
        composed=composed,
        findings=said,
        later=crew.beside(_later, completing, looking, read.located, composed.plan),
        written=written,
        documents=read.documents,
        password=read.pending.opener.password,
    )


def _looked_at(
    completing: Future[tuple[dict[str, Source], tuple[Finding, ...]]], located: Located, options: Options
) -> tuple[Finding, ...]:
    sources, _ = completing.result()
    return review.findings(located, sources, options.folder)


def _later(
    completing: Future[tuple[dict[str, Source], tuple[Finding, ...]]],
    looking: Future[tuple[Finding, ...]],
    located: Located,
    plan: Plan,
) -> tuple[Finding, ...]:
    sources, told = completing.result()
    return (*told, *looking.result(), *review.printed(located, sources, plan))


def _notes(options: Options, read: Read, plan: Plan) -> Notes:
    """The documents in which the note is written, one for each edition asked for. Raises DossierError."""
    own = read.templates.brings(synthesis.BASE)
    base = read.templates.read_bytes(synthesis.BASE if own else synthesis.base_of(plan.language))
    asked = synthesis.Asked(
        manifest=read.located.manifest,
        plan=plan,
        base=base,
        assignment=read.prose.assignment_text,
        team=False,
        mark=compose.draft_mark(read.templates, plan.language) if options.draft else "",
    )
    notes: dict[str, bytes] = {}
    said: list[Finding] = []
    for name, team in ((DOCX, False), (TEAM_DOCX, True)):
        if options.team or not team:
            note = read.writer.note(replace(asked, team=team))
            notes[named(name, options.draft)] = note.docx
            said += [finding for finding in note.findings if finding not in said]
    read.writer.rest()
    return Notes(files=notes, findings=tuple(said))
