"""What people wrote and gave: the manifest, the sources, the prose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from dossier import compose, intake, manifest, outputs, scratch, synthesis
from dossier.compose.templates import Templates
from dossier.findings import DossierError, Severity
from dossier.model import Located
from dossier.prepared import Read, Run
from dossier.store import BOUND, BUILT, LAID, NOTED, TAKEN_IN, Store
from dossier.unchanged import Watch


def read(run: Run, kept: bool) -> Read:
    """Manifest, sources and prose; what is taken in is ``kept`` in the output folder, where it is.

    Raises DossierError with all that is wrong in them at once.
    """
    options, crew = run.options, run.crew
    run.progress("load")
    compose.start()
    scratch.sweep()
    in_the_way = outputs.settle(options.target)
    kept = kept and not in_the_way
    cache = intake.Cache(Store(options.target, TAKEN_IN, kept))
    layouts, documents, notes, reading = (
        Store(options.target, kind, kept) if options.remembered else None
        for kind in (LAID, BOUND, NOTED, BUILT)
    )
    writer = synthesis.Writer(crew, notes)
    # Nearly every edit lays something out; another folio stands in another note.
    typesetter = compose.Typesetter(crew, writer.start)
    if cache.empty:
        crew.start()
    located, misread = manifest.load(options.manifest, reading)
    said = (*in_the_way, *misread)
    if located is None:
        raise DossierError(said)
    if options.frozen:
        located = options.frozen.of(located)
    run.acceptances.learn(located)
    watch = Watch(options, _named(located))
    opener = intake.Opener(
        crew=crew,
        folder=options.folder,
        draft=options.draft,
        progress=partial(run.progress, "intake"),
        cache=cache,
    )
    under_way = crew.beside(intake.open_sources, located, opener)
    pending = intake.unlocked(under_way.result(), located, options.ask)
    said += pending.findings
    run.acceptances.opened(pending.sources)
    try:
        logo, about_logo = compose.read_logo(located, options.folder)
        said += about_logo
        templates = replace(Templates.of(options.folder), logo=logo)
        run.acceptances.with_templates(templates)
        prose, about_prose = compose.read_prose(located, pending.sources, templates)
    except DossierError as error:
        raise DossierError((*said, *error.findings, *pending.completed()[1])) from error
    said += about_prose
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
        typesetter=typesetter,
        writer=writer,
        documents=documents,
    )


def _named(located: Located) -> Iterator[str]:
    """The files that the manifest names."""
    if located.manifest.dossier.logo:
        yield located.manifest.dossier.logo.file
    for _, _, document in located.manifest.numbered():
        yield from document.files
