"""The command that opens the desk."""

from __future__ import annotations

from dataclasses import replace

from dossier import report
from dossier.findings import DossierError, finding
from dossier.telling import Telling

from .command import command, options_for
from .run import speaking


@command("desk", "manifest", "port", "browser", "debug")
def desk(
    _: object,
    manifest: str | None = None,
    port: int = 0,
    browser: bool = True,
    debug: bool = False,
) -> None:
    """Open the desk: the dossier in a browser on this machine."""
    with speaking(debug, Telling("desk", quiet=True)) as run:
        options = replace(options_for(run, manifest, None, False, False), ask=None)
        try:
            from dossier.desk import serving
        except ModuleNotFoundError as error:
            if (error.name or "").startswith("dossier"):
                raise
            raise DossierError([finding("desk-missing", "desk", name=error.name or "")]) from error

        def told(address: str) -> None:
            report.out(report.say("desk.open", address=address))

        serving.serve(options, port, told, browser)
    report.out(report.say("desk.closed"))
