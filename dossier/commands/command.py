"""What every command has: help in the language of the person, a dossier, and where it stands."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path

from invoke import Context, Exit, Task, task

from dossier import machine, places, progress, report
from dossier.findings import DossierError, finding
from dossier.model import Plan
from dossier.options import Options
from dossier.places import absolute, nearby

from .run import Run, latest

Body = Callable[..., None]


def command(
    name: str,
    *options: str,
    default: bool = False,
    positional: Sequence[str] | None = None,
    iterable: Sequence[str] = (),
) -> Callable[[Body], Task[Body]]:
    """A task ``name`` with ``options``, whose help is worded in the person's language; a finding that
    nothing could tell ends it, and so does a bug. ``default`` and what follows are invoke's."""

    def make(body: Body) -> Task[Body]:
        body.__doc__ = report.say(f"task.{name}")
        words = {option: report.say(f"option.{option}") for option in options}

        @wraps(body)
        def guarded(context: Context, **named: object) -> None:
            try:
                body(context, **named)
            except DossierError as error:  # nothing can be printed any more where things are printed
                for line in report.lines(error.findings):
                    report.tell(line)
                raise Exit(code=int(error.exit)) from error
            except Exit:
                raise
            except Exception as error:  # met where a run that is over is told of
                raise latest().failed_by(error) from None

        made: Task[Body] = task(
            name=name, help=words, default=default, positional=positional, iterable=iterable
        )(guarded)
        return made

    return make


def options_for(
    run: Run, manifest: str | None, output: str | None, draft: bool, strict: bool, compare: bool = True
) -> Options:
    """What ``run`` is asked for, of the dossier that is named or that the person stands in; where an edit of
    it was killed, that is completed first. Raises DossierError."""
    path = places.manifest_in(absolute(manifest) if manifest else nearest_manifest())
    machine.stand_somewhere()
    if (path.parent / "build" / "replaced").is_dir():
        from dossier.editing import steps

        if settled := steps.settle(path.parent):
            key = "attention.settled" if settled.completed else "attention.taken-back"
            report.tell(report.say(key, command=settled.command, run=report.called()))
    ask = progress.ask_password if sys.stdin.isatty() and sys.stderr.isatty() else None
    options = Options(path, absolute(output) if output else None, draft, strict, compare, ask=ask)
    run.target = options.target
    return options


def nearest_manifest() -> Path:
    """The manifest that is meant where none is named; it may not be there. Raises DossierError where it was
    found above and is planted."""
    path = places.nearest()
    if path and path.parent != places.here() and places.is_planted(path):
        raise DossierError([finding("manifest-planted", nearby(path), file=str(path))])
    return path or places.here() / places.MANIFEST


def counted(plan: Plan) -> dict[str, int]:
    """What a layout holds, in numbers."""
    return {"pages": len(plan.pages), "documents": len(plan.documents)}
