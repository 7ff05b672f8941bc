"""The order of the stages, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace

from . import garbage, intake, outputs
from .accepting import Acceptances
from .check.pictures import Comparison
from .options import Options, Progress
from .prepared import BOUND, Built, Prepared, Read, Run
from .signed import findings as since_signed
from .stages.inputs import read
from .stages.laying_out import lay_out
from .work import Crew


def prepare(options: Options, progress: Progress, crew: Crew | None = None) -> Prepared:
    """Read and compose: everything that can be known without writing the PDF. Keeps nothing.

    Raises DossierError with all that is wrong in manifest, sources and prose at once, then in the layout.
    """
    with _run(options, progress, crew) as run:
        prepared = lay_out(run, read(run, kept=False), None)
        told = prepared.settled().findings
        since = since_signed(options.folder, prepared.located, prepared.sources, prepared.templates)
        findings = run.acceptances.passed((*told, *since), options.strict, BOUND)
        return replace(prepared, findings=findings)


def build(options: Options, progress: Progress, crew: Crew | None = None) -> Built:
    """Build the dossier: PDF, DOCX and record, or nothing.

    Raises DossierError; the last good set then stands untouched: nothing is written before all of it is made,
    verified and compared, and then it is replaced as one.
    """
    with _run(options, progress, crew) as run, outputs.room(options.target), garbage.seldom():
        given = read(run, kept=True)
        binding = run.crew.beside(_binding)  # while another process lays out
        with _comparison(run, given) as comparison:
            prepared = lay_out(run, given, comparison)
            same = run.crew.beside(given.watch.same)  # nothing of it is read from here on
            built = binding.result()(run, prepared, comparison)
        given.remember(options, built, prepared, same.result())
        return built


@contextmanager
def _run(options: Options, progress: Progress, crew: Crew | None) -> Iterator[Run]:
    acceptances = Acceptances(options.folder)
    with acceptances.judging(), crew or Crew(intake.ENGINES) as crew:
        yield Run(options=options, progress=progress, crew=crew, acceptances=acceptances)


def _binding() -> Callable[[Run, Prepared, Comparison | None], Built]:
    """The stage that binds, which takes a third of a second to import."""
    from .stages.binding import write

    return write


def _comparison(run: Run, given: Read) -> AbstractContextManager[Comparison | None]:
    if not run.options.compare:
        return nullcontext()
    return Comparison(run.crew, given.located.manifest, run.options.remembered)
