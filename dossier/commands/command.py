"""What every command has: help in the language of the person, a dossier, and where it stands."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

from dossier import machine, places, progress, report
from dossier.findings import DossierError, finding
from dossier.model import Plan
from dossier.options import Options
from dossier.places import absolute, nearby

from .run import Run, latest

if TYPE_CHECKING:
    from invoke import Task

Body = Callable[..., None]


@dataclass(frozen=True)
class Command:
    """A command: its ``name``, what it does, the ``options`` that it has; the rest is invoke's."""

    name: str
    run: Body
    options: Sequence[str]
    default: bool
    positional: Sequence[str] | None
    iterable: Sequence[str]

    def task(self) -> Task[Body]:
        """It as invoke has it, its help in the person's language."""
        from invoke import task  # costs 50 ms, which a build that is asked for plainly does without

        self.run.__doc__ = report.say(f"task.{self.name}")
        made: Task[Body] = task(
            name=self.name,
            help={option: report.say(f"option.{option}") for option in self.options},
            default=self.default,
            positional=self.positional,
            iterable=self.iterable,
        )(self.run)
        return made


def command(
    name: str,
    *options: str,
    default: bool = False,
    positional: Sequence[str] | None = None,
    iterable: Sequence[str] = (),
) -> Callable[[Body], Command]:
    """A command ``name`` with ``options``; a finding that nothing could tell ends it, and so does a bug.
    ``default`` and what follows are invoke's."""

    def make(body: Body) -> Command:
        @wraps(body)
        def guarded(context: object, **named: object) -> None:
            try:
                body(context, **named)
            except DossierError as error:  # nothing can be printed any more where things are printed
                for line in report.lines(error.findings):
                    report.tell(line)
                raise SystemExit(int(error.exit)) from error
            except Exception as error:  # met where a run that is over is told of
                raise latest().failed_by(error) from None

        return Command(name, guarded, options, default, positional, iterable)

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
