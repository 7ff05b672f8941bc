"""The order of the stages, and nothing else."""

from __future__ import annotations

import dataclasses
import io
import json
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from . import compose, garbage, intake, manifest, outputs, scratch
from .check.pictures import Proof
from .compose.templates import Templates
from .findings import DossierError, Finding, Severity, finding, stop_on_error
from .model import Claim, Located, Manifest, Plan, Source
from .options import Options
from .outputs import DOCX, PDF, RECORD, TEAM_DOCX
from .record import record
from .store import TAKEN_IN, Store

if TYPE_CHECKING:
    from .check import claims

Progress = Callable[..., None]


@dataclass(frozen=True)
class Prepared:
    """All that is known before the PDF is written; ``notes`` are the DOCX by their path in the output."""

    located: Located
    sources: dict[str, Source]
    templates: Templates
    prose: compose.Prose
    composed: compose.Composed
    notes: Mapping[str, bytes]
    findings: tuple[Finding, ...]

    @property
    def plan(self) -> Plan:
        """The plan of the pages."""
        return self.composed.plan


def prepare(
    options: Options,
    progress: Progress,
    beside: Callable[[Manifest], Callable[[Source], object]] | None = None,
    kept: bool = False,
) -> Prepared:
    """Load, take in and compose: everything that can be known without writing the PDF.

    ``beside`` is called before the layout, where nothing is wrong, and what it returns is given each source
    when its bytes are final, in another thread. What is taken in is remembered in the output folder where it
    is ``kept``.
    Raises DossierError with all that is wrong in manifest, sources and prose at once, then in the layout.
    """
    progress("load")
    scratch.sweep()
    in_the_way = outputs.settle(options.target)
    cache = intake.Cache(Store(options.target, TAKEN_IN, kept and not in_the_way))
    with intake.Pool() as pool:
        if cache.empty:
            pool.start()
        compose.start()
        located, findings = manifest.load(options.manifest)
        findings = (*in_the_way, *findings)
        if located is None:
            raise DossierError(findings)
        with _opened(options, located, intake.Opener(pool, cache), progress) as opening:
            said = [*findings, *opening.findings]
            try:
                templates, prose, composed, notes = _laid_out(
                    options, located, opening, said, beside, progress
                )
            except DossierError as error:
                raise DossierError((*said, *error.findings, *opening.completed()[1])) from error
            sources, later = opening.completed()
    findings = stop_on_error((*said, *later))
    if options.strict and any(f.severity is Severity.WARNING for f in findings):
        raise DossierError(findings)
    return Prepared(located, sources, templates, prose, composed, notes, findings)


def _laid_out(
    options: Options,
    located: Located,
    opening: intake.Opening,
    said: list[Finding],
    beside: Callable[[Manifest], Callable[[Source], object]] | None,
    progress: Progress,
) -> tuple[Templates, compose.Prose, compose.Composed, dict[str, bytes]]:
    """What needs no more than the pages of the sources, while the rest of them is done; adds to what is
    ``said``."""
    templates = Templates.of(options.folder)
    prose, found = compose.read_prose(located, opening.sources, templates)
    said += found
    if any(f.severity is Severity.ERROR for f in said):
        raise DossierError(())
    opening.complete(beside(located.manifest) if beside else None)
    composed = compose.compose(
        located, opening.sources, prose, templates, options.draft, partial(progress, "compose")
    )
    said += composed.findings
    garbage.sweep()
    progress("synthesis")
    notes, found = _notes(options, located, composed.plan, templates, prose)
    said += found
    return templates, prose, composed, notes


def _notes(
    options: Options, located: Located, plan: Plan, templates: Templates, prose: compose.Prose
) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """The documents in which the note is written, one for each edition asked for."""
    from . import synthesis  # where the manifest is wrong, python-docx is not needed

    base = templates.read_bytes(synthesis.BASE)
    notes: dict[str, bytes] = {}
    said: list[Finding] = []
    for name, team in ((DOCX, False), (TEAM_DOCX, True)):
        if options.team or not team:
            notes[name], findings = synthesis.synthesise(
                located.manifest, plan, base, prose.assignment_text, team=team
            )
            said += [found for found in findings if found not in said]
    return notes, tuple(said)


@dataclass(frozen=True)
class Built:
    """What a build wrote: the plan, the files (the record last), the findings."""

    plan: Plan
    files: tuple[Path, ...]
    findings: tuple[Finding, ...]


def build(options: Options, progress: Progress) -> Built:
    """Build the dossier: PDF, DOCX and record, or nothing.

    Raises DossierError; the last good set then stands untouched: nothing is written before all of it is made,
    verified and compared, and then it is replaced as one.
    """
    with outputs.room(options.target), garbage.seldom(), ExitStack() as stack:
        proof: Proof | None = None

        def start(manifest: Manifest) -> Callable[[Source], object]:
            nonlocal proof
            proof = stack.enter_context(Proof(manifest, options.target))
            return proof.add

        prepared = prepare(options, progress, start if options.proof else None, kept=True)
        return _write(options, prepared, proof, progress)


def _write(options: Options, prepared: Prepared, proof: Proof | None, progress: Progress) -> Built:
    from . import bind
    from .check import claims  # after a check that fails, none of them is needed
    from .check.plan import verify

    claims.ready()
    plan = prepared.plan
    out = io.BytesIO()
    bound = bind.bind(prepared.composed.skeleton, plan, prepared.sources, out, partial(progress, "bind"))
    pdf = out.getvalue()
    garbage.sweep()
    findings = (*prepared.findings, *bound.findings)
    if proof:
        proof.begin(pdf, plan)
    claiming = partial(bind.claiming, pdf, plan)
    with ThreadPoolExecutor(1) as beside:  # the judge is not Python, and lets verify run
        judging = beside.submit(claims.judge, _sought(prepared), claiming)
        found = verify(pdf, plan, prepared.sources, partial(progress, "verify"))
    verdict = judging.result()
    if verdict.claim != bind.SOUGHT:
        pdf = claiming(verdict.claim)
    obstacles = claims.obstacles(verdict, plan, prepared.located, partial(_alone, prepared.sources))
    findings += obstacles
    if options.strict and obstacles:
        raise DossierError((*findings, *found))
    if proof:
        found += proof.findings(partial(progress, "proof"))
    else:
        findings += (finding("proof-skipped", options.manifest.name),)
    changed = _changed(options, prepared)
    findings += changed
    if found or any(f.severity is Severity.ERROR or options.strict for f in changed):
        raise DossierError((*findings, *found))
    files = {PDF: pdf, **prepared.notes}
    made = record(
        options,
        prepared.located,
        plan,
        prepared.sources,
        prepared.templates,
        bound.accessibility,
        findings,
        files,
        verdict.claim,
    )
    files[RECORD] = (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode(errors="backslashreplace")
    return Built(plan, outputs.put(options.target, files, options.committing), findings)


def _changed(options: Options, prepared: Prepared) -> tuple[Finding, ...]:
    """What is no longer as it was read: the last set then stands, where there is one. A first one is written
    all the same, and is what its record names."""
    now = partial(intake.digest, options.folder)
    sources = [
        (name, sha256)
        for source in prepared.sources.values()
        for part in source.parts
        if not source.missing
        for name, sha256 in ((part.file, part.sha256), *part.reads)
    ]
    read = [(options.manifest.name, prepared.located.sha256), *dict.fromkeys(sources)]
    names = [name for name, sha256 in read if name and now(name) != sha256]
    names += prepared.templates.changed()
    code = "input-changed" if (options.target / RECORD).exists() else "input-changed-first"
    return tuple(finding(code, name) for name in names)


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


_LOCKED = ("source-encrypted", "source-password-wrong")


def _opened(options: Options, located: Located, opener: intake.Opener, progress: Progress) -> intake.Opening:
    """The sources, opened while the renderer is loaded; passwords are asked for where somebody can answer."""

    def opened(opener: intake.Opener) -> intake.Opening:
        return intake.open_sources(
            located, options.folder, options.draft, partial(progress, "intake"), opener
        )

    future: Future[intake.Opening] = Future()

    def beside() -> None:
        try:
            future.set_result(opened(opener))
        except BaseException as error:  # raised again where the result is asked for
            future.set_exception(error)

    Thread(target=beside, daemon=True).start()
    compose.load_engine()
    result = future.result()
    locked = {str(f.facts["id"]): str(f.facts["file"]) for f in result.findings if f.code in _LOCKED}
    if not (options.ask and locked):
        return result
    passwords = {id: options.ask(id, file) for id, file in locked.items()}
    return opened(dataclasses.replace(opener, passwords=passwords))


def _sought(prepared: Prepared) -> Claim:
    wanted = prepared.located.manifest.dossier.pdfa
    return Claim(None if wanted == "none" else wanted, "1")


def _alone(sources: dict[str, Source], document: str) -> list[claims.Alone]:
    from .check.claims import Alone
    from .intake.archive.extract import alone

    return [Alone(*file) for file in alone(sources[document])]
