"""The commands that need no dossier of their own: a new one, many at once, more on a finding."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from dossier import machine, report
from dossier.places import absolute, nearby
from dossier.telling import Telling

from .command import command, nearest_manifest
from .run import speaking


@command(
    "series",
    "folder",
    "jobs",
    "limit",
    "dry-run",
    "always",
    "quiet",
    "format",
    "debug",
    positional=["folder"],
)
def series(
    _: object,
    folder: str,
    jobs: int = 0,
    limit: float = 1800.0,
    dry_run: bool = False,
    always: bool = False,
    quiet: bool = False,
    format_: str | None = None,
    debug: bool = False,
) -> None:
    """Build every dossier below a folder."""
    telling = Telling("series", quiet=quiet, form=format_)
    with speaking(debug, telling) as run:
        from dossier.series import Series, exit_of, tell

        dossiers = Series(absolute(folder), limit, always)
        machine.stand_somewhere()
        dossiers.look()
        if not dry_run:
            dossiers.build(jobs or os.cpu_count() or 1, run)
        between = dossiers.compared()
    tell(dossiers, between, telling, dry_run)
    code = exit_of(dossiers, between)
    telling.close(code)
    if code:
        raise SystemExit(code)


@command("new", "folder", positional=["folder"])
def new(_: object, folder: str) -> None:
    """Make a folder with a manifest, a source and an introduction that builds as it is."""
    with speaking():
        from dossier import starter

        place = starter.make(Path(folder))
    words = shlex.quote(folder) if report.takes_folder() else f"--manifest {shlex.quote(folder)}"
    report.out(report.say("done.new", folder=place, command=f"{report.called()} build {words}"))


@command("synthesis-base", "output", "language")
def synthesis_base(_: object, output: str | None = None, language: str = "fr") -> None:
    """Write the first base of synthesis.docx, for organisers to restyle."""
    into = Path(output).absolute() if output else nearest_manifest().parent / "templates"
    with speaking():
        from dossier import starter, synthesis
        from dossier.findings import DossierError, finding

        known = ("fr", *synthesis.BASES)
        if language not in known:
            choices = ", ".join(known)
            raise DossierError([finding("result-unknown", "--language", value=language, choices=choices)])
        made = starter.write_base(into, language)
    report.out(report.say("done.synthesis-base", file=nearby(made)))


@command("explain", "code", "format")
def explain(_: object, code: str, format_: str | None = None) -> None:
    """Say more on a finding, by its code."""
    telling = Telling("explain", form=format_)
    with speaking(telling=telling):
        from dossier.explaining import explained

        told = explained(code)
    telling.table(told.lines(), **told.facts())
    telling.close()
