"""The order of the stages, and nothing else."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from . import compose, garbage, intake, manifest, outputs
from .compose.templates import SHIPPED, Templates
from .findings import DossierError, Finding, Severity, finding, stop_on_error
from .model import Claim, Located, Manifest, Plan, Source
from .options import Options
from .outputs import DOCX, INTAKE, PDF, RECORD, TEAM_DOCX
from .proof import Proof
from .record import record

if TYPE_CHECKING:
    from . import conform

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
    cache = intake.Cache(options.target / INTAKE, kept)
    with intake.Pool() as pool:
        if cache.empty:
            pool.start()
        located, findings = manifest.load(options.manifest)
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

    Raises DossierError; the last good set then stands untouched, since files are renamed into place only
    when all of them are written and verified, the record last.
    """
    with garbage.seldom(), ExitStack() as stack:
        proof: Proof | None = None

        def start(manifest: Manifest) -> Callable[[Source], object]:
            nonlocal proof
            proof = stack.enter_context(Proof(manifest, options.target))
            return proof.add

        prepared = prepare(options, progress, start if options.proof else None, kept=True)
        return _write(options, prepared, proof, progress)


def _write(options: Options, prepared: Prepared, proof: Proof | None, progress: Progress) -> Built:
    from . import bind, conform, verify  # after a check that fails, none of them is needed

    conform.ready()
    plan = prepared.plan
    with outputs.writing(options.target) as temporary:
        pdf = temporary(PDF)
        # pypdf writes object by object: a large buffer makes that two to three times faster.
        with pdf.open("wb", buffering=1 << 20) as file:
            bound = bind.bind(
                prepared.composed.skeleton, plan, prepared.sources, file, partial(progress, "bind")
            )
        garbage.sweep()
        findings = (*prepared.findings, *bound.findings)
        if proof:
            proof.begin(pdf, plan)
        claiming = partial(bind.claiming, pdf.read_bytes(), plan)
        with ThreadPoolExecutor(1) as beside:  # the judge is not Python, and lets verify run
            judging = beside.submit(conform.judge, _sought(prepared), claiming)
            found = verify.verify(pdf, plan, prepared.sources, partial(progress, "verify"))
        verdict = judging.result()
        if verdict.claim != bind.SOUGHT:
            pdf = temporary(PDF)  # the first one is still being read by the proof
            pdf.write_bytes(claiming(verdict.claim))
        obstacles = conform.obstacles(verdict, plan, prepared.located, partial(_alone, prepared.sources))
        findings += obstacles
        if options.strict and obstacles:
            raise DossierError((*findings, *found))
        if proof:
            found += proof.findings(partial(progress, "proof"))
        else:
            findings += (finding("proof-skipped", options.manifest.name),)
        if found:
            raise DossierError((*findings, *found))
        written = {PDF: pdf}
        for name, data in prepared.notes.items():
            written[name] = temporary(name)
            written[name].write_bytes(data)
        made = record(options, plan, prepared.sources, bound.accessibility, findings, written, verdict.claim)
        text = json.dumps(made, ensure_ascii=False, indent=1)
        written[RECORD] = temporary(RECORD)
        written[RECORD].write_text(text + "\n", encoding="utf-8")
        for name, path in written.items():
            os.replace(path, options.target / name)
        files = tuple(options.target / name for name in written)
    return Built(plan, files, findings)


def write_base(folder: Path) -> Path:
    """Write the first base of the note into ``folder``; returns its path.

    Raises DossierError where another file is there already: it may have been restyled.
    """
    from . import synthesis

    made = synthesis.make_base(Templates((SHIPPED,)).read(synthesis.RECIPE))
    place = folder / synthesis.BASE
    if place.exists() and not (place.is_file() and place.read_bytes() == made):
        raise DossierError([finding("base-exists", str(place))])
    with outputs.writing(folder) as temporary:
        file = temporary(synthesis.BASE)
        file.write_bytes(made)
        os.replace(file, place)
    return place


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


def _alone(sources: dict[str, Source], document: str) -> list[conform.Alone]:
    from .conform import Alone
    from .intake.archive.alone import alone

    return [Alone(*file) for file in alone(sources[document])]
