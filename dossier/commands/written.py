"""The commands about what a build wrote: read, judged, removed."""

from __future__ import annotations

from dossier import odd, report
from dossier.findings import DossierError, finding, stop_on_error
from dossier.places import nearby
from dossier.telling import Telling

from .command import command, options_for
from .run import speaking


@command("read", "manifest", "output", "debug")
def read(_: object, manifest: str | None = None, output: str | None = None, debug: bool = False) -> None:
    """Print what a screen reader would say of the dossier that was built."""
    with speaking(debug) as run:
        from dossier import outputs
        from dossier.check.spoken import Reading
        from dossier.entries import FAULTS

        target = options_for(run, manifest, output, False, False).target
        stop_on_error(outputs.settle(target))
        path = target / outputs.PDF
        try:
            with Reading(path) as reading, odd.reading("pikepdf", "pypdfium2", faults=FAULTS):
                lines = list(report.spoken(reading.said()))
        except (OSError, odd.OddError) as error:
            raise DossierError([finding("dossier-unread", nearby(path), problem=str(error))]) from error
    for line in lines:
        report.out(line)


@command("open", "manifest", "output", "what", "debug")
def open_(
    _: object,
    manifest: str | None = None,
    output: str | None = None,
    what: str = "pdf",
    debug: bool = False,
) -> None:
    """Show what was built in the viewer of the system."""
    with speaking(debug) as run:
        from dossier import outputs, viewing

        shown = {
            "pdf": (outputs.PDF, "build"),
            "docx": (outputs.DOCX, "build"),
            "proof": (outputs.PROOF, "proof"),
        }
        if what not in shown:
            raise DossierError([finding("result-unknown", "--what", value=what, choices=", ".join(shown))])
        target = options_for(run, manifest, output, False, False).target
        stop_on_error(outputs.settle(target))
        name, command = shown[what]
        path = target / name
        if not path.is_file():
            raise DossierError([finding("result-missing", nearby(path), file=nearby(path), command=command)])
        if what == "proof":
            from dossier import proofing

            if not proofing.is_sealed(target):
                raise DossierError([finding("proof-unsealed", nearby(path), file=nearby(path))])
        viewing.show(path)
    report.out(report.say("done.open", file=nearby(path)))


@command("conformance", "manifest", "output", "debug")
def conformance(
    _: object, manifest: str | None = None, output: str | None = None, debug: bool = False
) -> None:
    """Say what the dossier that was built claims of PDF/A and PDF/UA, and what hinders it."""
    with speaking(debug) as run:
        from dossier import conformance, outputs

        target = options_for(run, manifest, output, False, False).target
        stop_on_error(outputs.settle(target))
        path = target / outputs.RECORD
        try:
            lines = list(conformance.lines(path.read_bytes()))
        except (OSError, ValueError) as error:
            raise DossierError([finding("dossier-unread", nearby(path), problem=str(error))]) from error
    for line in lines:
        report.out(line)


@command("pictures", "manifest", "output", "format", "debug")
def pictures(
    _: object,
    manifest: str | None = None,
    output: str | None = None,
    format_: str | None = None,
    debug: bool = False,
) -> None:
    """Show the pictures of tagged documents, with what is said of each, and the lines to say more."""
    telling = Telling("pictures", form=format_)
    with speaking(debug, telling) as progress:
        from dossier import outputs, picturing, pipeline
        from dossier.work import Crew

        options = options_for(progress, manifest, output, False, False)
        prepared = pipeline.prepare(options, progress)
        with Crew() as crew:
            shown = picturing.shown(prepared, crew)
        file = options.target / outputs.PICTURES
        if shown:
            outputs.write(options.target, outputs.PICTURES, picturing.page(shown))
    told = [{name: getattr(one, name) for name in picturing.TOLD} for one in shown]
    telling.table(picturing.lines(shown), pictures=told)
    done = report.say("done.pictures", file=nearby(file)) if shown else report.say("done.pictures-none")
    telling.result(done, file=str(file) if shown else None)
    telling.close()


@command("clean", "manifest", "output")
def clean(_: object, manifest: str | None = None, output: str | None = None) -> None:
    """Remove what a build wrote."""
    with speaking() as run:
        from dossier import outputs

        removed = outputs.clean(options_for(run, manifest, output, False, False).target)
    if removed:
        report.out(report.say("done.clean", files=", ".join(map(nearby, removed))))
    else:
        report.out(report.say("done.clean-none"))
