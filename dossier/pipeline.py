"""The order of the stages, and nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

from . import compose, garbage, intake, manifest, outputs, review, scratch
from .accepting import Acceptances
from .check.pictures import Comparison
from .compose.templates import Templates
from .findings import DossierError, Finding, Severity, finding, stop_on_error
from .model import Located, Plan
from .options import Options
from .outputs import DOCX, PDF, RECORD, TEAM_DOCX, named
from .prepared import Built, Prepared, Read
from .record import changed, record
from .signed import findings as signed_findings
from .store import LAID, TAKEN_IN, Store
from .unchanged import Watch
from .work import Crew

Progress = Callable[..., None]
# Codes that the comparison of the bound dossier meets.
_COMPARED = frozenset({"compare-differs"})
#: Codes that are met once the dossier is bound.
BOUND = _COMPARED | {
    "tags-lost",
    "alts-unknown",
    "field-undrawn",
    "input-changed-first",
}


def prepare(options: Options, progress: Progress, crew: Crew | None = None) -> Prepared:
    """Read and compose: everything that can be known without writing the PDF. Keeps nothing.

    Raises DossierError with all that is wrong in manifest, sources and prose at once, then in the layout.
    """
    acceptances = Acceptances(options.folder)
    with acceptances.judging(), crew or Crew(intake.ENGINES) as crew:
        prepared = _composed(
            options, crew, _read(options, crew, acceptances, False, progress), None, progress
        )
        located, sources = prepared.located, prepared.sources
        since = signed_findings(options.folder, located, sources, prepared.templates)
        said = (*prepared.findings, *since)
        return replace(prepared, findings=acceptances.passed(said, options.strict, BOUND))


def build(options: Options, progress: Progress, crew: Crew | None = None) -> Built:
    """Build the dossier: PDF, DOCX and record, or nothing.

    Raises DossierError; the last good set then stands untouched: nothing is written before all of it is made,
    verified and compared, and then it is replaced as one.
    """
    acceptances = Acceptances(options.folder)
    with acceptances.judging(), outputs.room(options.target), garbage.seldom(), ExitStack() as stack:
        crew = stack.enter_context(crew or Crew(intake.ENGINES))
        read = _read(options, crew, acceptances, True, progress)
        comparison = None
        if options.compare:
            comparison = stack.enter_context(Comparison(crew, read.located.manifest, options.remembered))
        prepared = _composed(options, crew, read, comparison, progress)
        built = _written(options, crew, acceptances, prepared, comparison, progress)
        read.remember(options, built, prepared)
        return built


def _read(options: Options, crew: Crew, acceptances: Acceptances, kept: bool, progress: Progress) -> Read:
    """Manifest, sources and prose; what is taken in is ``kept`` in the output folder, where it is."""
    progress("load")
    compose.start()
    scratch.sweep()
    in_the_way = outputs.settle(options.target)
    kept = kept and not in_the_way
    cache = intake.Cache(Store(options.target, TAKEN_IN, kept))
    layouts = Store(options.target, LAID, kept) if options.remembered else None
    if cache.empty:
        crew.start()
    located, found = manifest.load(options.manifest)
    said = (*in_the_way, *found)
    if located is None:
        raise DossierError(said)
    if options.frozen:
        located = options.frozen.of(located)
    acceptances.learn(located)
    watch = Watch(options, _named(located))
    opener = intake.Opener(
        crew=crew,
        folder=options.folder,
        draft=options.draft,
        progress=partial(progress, "intake"),
        cache=cache,
    )
    under_way = crew.beside(intake.open_sources, located, opener)
    compose.load_engine()  # others work, and nearly every edit lays something out
    pending = intake.unlocked(under_way.result(), located, options.ask)
    said += pending.findings
    acceptances.opened(pending.sources)
    try:
        logo, found = compose.read_logo(located, options.folder)
        said += found
        templates = replace(Templates.of(options.folder), logo=logo)
        acceptances.with_templates(templates)
        prose, found = compose.read_prose(located, pending.sources, templates)
    except DossierError as error:
        raise DossierError((*said, *error.findings, *pending.completed()[1])) from error
    said += found
    if any(f.severity is Severity.ERROR for f in said):
        raise DossierError((*said, *pending.completed()[1]))
    return Read(
        located=located,
        pending=pending,
        templates=templates,
        prose=prose,
        findings=said,
        watch=watch,
        layouts=layouts,
    )


def _named(located: Located) -> Iterator[str]:
    """The files that the manifest names."""
    if located.manifest.dossier.logo:
        yield located.manifest.dossier.logo.file
    for _, _, document in located.manifest.numbered():
        yield from document.files


def _composed(
    options: Options, crew: Crew, read: Read, comparison: Comparison | None, progress: Progress
) -> Prepared:
    """Lay out what needs no more than the pages of the sources, while the rest of them is done."""
    completing = crew.beside(read.pending.completed)
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
            partial(progress, "compose"),
            read.layouts,
            options.frozen,
        )
        said += composed.findings
        crew.beside(read.pending.help_complete)  # the layout leaves a processor free
        garbage.sweep()
        progress("synthesis")
        notes, found = _notes(options, read, composed.plan)
        said += found
    except DossierError as error:
        raise DossierError((*said, *error.findings, *completing.result()[1])) from error
    sources, later = completing.result()
    looked_at = review.findings(read.located, sources, composed.plan, options.folder)
    findings = stop_on_error((*said, *later, *looked_at))
    return Prepared(
        located=read.located,
        sources=sources,
        templates=read.templates,
        composed=composed,
        notes=notes,
        findings=findings,
    )


def _notes(options: Options, read: Read, plan: Plan) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """The documents in which the note is written, one for each edition asked for."""
    from . import synthesis  # where the manifest is wrong, python-docx is not needed

    base = read.templates.read_bytes(synthesis.BASE)
    mark = compose.draft_mark(read.templates) if options.draft else ""
    notes: dict[str, bytes] = {}
    said: list[Finding] = []
    for name, team in ((DOCX, False), (TEAM_DOCX, True)):
        if options.team or not team:
            notes[named(name, options.draft)], findings = synthesis.synthesise(
                read.located.manifest, plan, base, read.prose.assignment_text, team=team, mark=mark
            )
            said += [found for found in findings if found not in said]
    return notes, tuple(said)


def _written(
    options: Options,
    crew: Crew,
    acceptances: Acceptances,
    prepared: Prepared,
    comparison: Comparison | None,
    progress: Progress,
) -> Built:
    """Bind, then verify, judge and compare what was bound; put it in its place where all of that holds."""
    from . import bind
    from .check import claims  # after a check that fails, none of them is needed
    from .checking import Checking

    claims.ready()
    crew.rest()
    crew.expect(*claims.ENGINES)
    compose.rest()
    plan = prepared.plan
    out = io.BytesIO()
    bound = bind.bind(prepared.composed.skeleton, plan, prepared.sources, out, partial(progress, "bind"))
    pdf = out.getvalue()
    garbage.sweep()
    said_of = review.pictures(prepared.located, bound.pictures, bound.unsaid)
    findings = (*prepared.findings, *bound.findings, *said_of)
    checking = Checking(
        crew=crew,
        plan=plan,
        sources=prepared.sources,
        manifest=prepared.located.manifest,
        remembered=options.remembered,
        progress=progress,
    )
    found, verdict = checking.checked(pdf, comparison)
    pdf = bind.claiming(pdf, plan, verdict.claim)
    obstacles = claims.obstacles(crew, pdf, verdict, plan) if verdict.broken else ()
    findings += claims.said(obstacles, verdict.claim, prepared.located)
    if not comparison:
        findings += (finding("compare-skipped", options.manifest.name),)
    book = named(RECORD, options.draft)
    first = not (options.target / book).exists()
    moved = changed(options, prepared.located, prepared.sources, prepared.templates, first)
    unsought = frozenset() if comparison else _COMPARED
    try:
        findings = acceptances.passed((*findings, *found, *moved), options.strict, unsought)
    except DossierError:
        outputs.leave_pictures(options.target, comparison.pictures if comparison else {})
        raise
    made = {named(PDF, options.draft): pdf, **prepared.notes}
    made[book] = record(
        options,
        prepared.located,
        plan,
        prepared.sources,
        prepared.templates,
        bound.accessibility,
        findings,
        made,
        verdict.claim,
        obstacles,
    )
    return Built(plan, outputs.put(options.target, made, options.committing), findings)


def write_base(folder: Path) -> Path:
    """Write the first base of the note into ``folder``; returns its path.

    Raises DossierError where another file is there already: it may have been restyled.
    """
    from . import synthesis

    made = synthesis.make_base(Templates.shipped().read(synthesis.RECIPE))
    place = folder / synthesis.BASE
    if place.exists() and not (place.is_file() and place.read_bytes() == made):
        raise DossierError([finding("base-exists", str(place))])
    return outputs.write(folder, synthesis.BASE, made)
