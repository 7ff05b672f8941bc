"""From pages to the files of the dossier: bound, checked, put in their place."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from dossier import bind, compose, garbage, intake, outputs, review, scratch
from dossier.check import claims
from dossier.check.pictures import Comparison
from dossier.checking import Checking
from dossier.digest import digest, of_file
from dossier.findings import DossierError, finding
from dossier.outputs import PDF, RECORD, named
from dossier.prepared import COMPARED, Built, Prepared, Run
from dossier.record import changed, record
from dossier.work import Crew


def write(run: Run, prepared: Prepared, comparison: Comparison | None) -> Built:
    """Bind, then verify, judge and compare what was bound; put it in its place where all of that holds.

    Raises DossierError with all that was found since the run began; nothing is written then.
    """
    with scratch.folder() as folder, outputs.room(folder):
        return _written(run, prepared, comparison, folder)


def _written(run: Run, prepared: Prepared, comparison: Comparison | None, folder: Path) -> Built:
    """The same. What was bound lies in ``folder`` while it is looked at: no process has all of it in its
    memory."""
    options, crew = run.options, run.crew
    claims.ready()
    compose.rest()
    way = crew.beside(_way_for_claims, prepared, crew)
    plan = prepared.plan
    file = folder / PDF
    kept = bind.Kept(prepared.documents, prepared.password) if prepared.documents else None
    try:
        bound = bind.bind(
            prepared.composed.skeleton, plan, prepared.sources, file, partial(run.progress, "bind"), kept
        )
    except intake.UnfinishedError:
        prepared.settled()  # which says why
        raise
    except DossierError as error:
        prepared.settled(*error.findings)
        raise
    garbage.give_back()
    hashed = of_file(file)
    said_of = review.pictures(prepared.located, bound.pictures, bound.unsaid)
    notes = prepared.settled(*bound.findings, *said_of)
    findings = notes.findings
    way.result()
    checking = Checking(
        crew=crew,
        plan=plan,
        sources=prepared.sources,
        manifest=prepared.located.manifest,
        remembered=options.remembered,
        progress=run.progress,
    )
    wrong, verdict = checking.checked(file, comparison)
    pdf = bind.claiming(_looked_at(file, hashed), plan, verdict.claim)
    obstacles = claims.obstacles(crew, pdf, verdict, plan) if verdict.broken else ()
    findings += claims.said(obstacles, verdict.claim, prepared.located)
    if not comparison:
        findings += (finding("compare-skipped", options.manifest.name),)
    book = named(RECORD, options.draft)
    first = not (options.target / book).exists()
    moved = changed(options, prepared.located, prepared.sources, prepared.templates, first)
    unsought = frozenset() if comparison else COMPARED
    try:
        findings = run.acceptances.passed((*findings, *wrong, *moved), options.strict, unsought)
    except DossierError:
        outputs.leave_pictures(options.target, comparison.pictures if comparison else {})
        raise
    made = {named(PDF, options.draft): pdf, **notes.files}
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


def _way_for_claims(prepared: Prepared, crew: Crew) -> None:
    """Once all sources are there, end what made them and start what judges."""
    prepared.later.result()
    crew.rest()
    crew.expect(*claims.ENGINES)


def _looked_at(file: Path, hashed: str) -> bytes:
    """The bytes of ``file``, which were looked at. Raises RuntimeError where they are others than those that
    were ``hashed``."""
    data = file.read_bytes()
    if digest(data) != hashed:
        raise RuntimeError("the bound file changed while it was looked at")
    return data
