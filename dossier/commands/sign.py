"""The commands before a dossier is printed: the proof, and what is signed."""

from __future__ import annotations

import datetime
from dataclasses import replace

from dossier import report
from dossier.children import handed
from dossier.findings import DossierError, finding, stop_on_error
from dossier.model import PartialDate
from dossier.places import absolute, nearby
from dossier.telling import Telling

from .command import command, options_for
from .run import speaking


@command("proof", "manifest", "output", "against", "dry-run", "format", "debug")
def proof(
    _: object,
    manifest: str | None = None,
    output: str | None = None,
    against: str | None = None,
    dry_run: bool = False,
    format_: str | None = None,
    debug: bool = False,
) -> None:
    """Write the proof of the dossier that was built, and what differs from another edition of it."""
    telling = Telling("proof", form=format_)
    with speaking(debug, telling) as progress:
        from dossier import outputs, proofing

        options = options_for(progress, manifest, output, False, False)
        target, against = options.target, against or handed("against")
        stop_on_error(outputs.settle(target))
        progress("proof")
        record = proofing.standing_record(target)
        made = proofing.made(target, absolute(against) if against else None, options.folder)
        if not dry_run:
            outputs.write(target, outputs.PROOF, proofing.sealed(made.page, target, record))
    telling.findings((*made.findings, *proofing.outdated(options)))
    facts = {"pages": made.pages, "megabytes": report.decimal(len(made.page) / 1_000_000)}
    file = target / outputs.PROOF
    done = report.say("done.proof-dry" if dry_run else "done.proof", file=nearby(file), **facts)
    telling.table(made.lines, **made.told)
    telling.result(done, file=str(file), pages=made.pages, written=not dry_run)
    telling.close()


@command("sign", "manifest", "output", "by", "date", "dry-run", "format", "debug")
def sign(
    _: object,
    manifest: str | None = None,
    output: str | None = None,
    by: str = "",
    date: str = "",
    dry_run: bool = False,
    format_: str | None = None,
    debug: bool = False,
) -> None:
    """Freeze what is signed into signed/NNN/ beside the manifest."""
    telling = Telling("sign", form=format_)
    with speaking(debug, telling) as run:
        from dossier import proofing

        by, date = by or handed("by"), date or handed("date")
        date = _day(date) if date else ""
        options = replace(options_for(run, manifest, output, False, False), committing=run.commit)
        signed = proofing.sign(options, run, by, date, not dry_run)
    telling.findings((*signed.findings, *proofing.outdated(options)))
    facts = {"pages": signed.pages, "fingerprint": signed.fingerprint}
    sheet = nearby(signed.folder / proofing.SHEET)
    key = "done.sign-dry" if dry_run else "done.sign"
    done = report.say(
        key,
        folder=nearby(signed.folder),
        sheet=sheet,
        pages=signed.pages,
        fingerprint=proofing.grouped(signed.fingerprint),
    )
    files = [str(path) for path in signed.files]
    telling.result(done, folder=str(signed.folder), files=files, written=not dry_run, **facts)
    telling.close()


@command("erratum", "manifest", "output", "dry-run", "format", "debug")
def erratum(
    _: object,
    manifest: str | None = None,
    output: str | None = None,
    dry_run: bool = False,
    format_: str | None = None,
    debug: bool = False,
) -> None:
    """Write the sheets that take the place of signed ones, and the notice to read aloud."""
    telling = Telling("erratum", form=format_)
    with speaking(debug, telling) as run:
        from dossier import outputs, proofing

        options = options_for(run, manifest, output, False, False)
        stop_on_error(outputs.settle(options.target))
        made = proofing.erratum(options, run)
        files = [options.target / name for name in made.files]
        if not dry_run:
            for name, data in made.files.items():
                outputs.write(options.target, name, data, proofing.between(options))
    telling.findings((*made.findings, *proofing.outdated(options)))
    telling.table(made.lines, **made.told)
    named = ", ".join(map(nearby, files))
    key = "none" if not files else "dry" if dry_run else "written"
    done = report.say(f"done.erratum-{key}", files=named)
    telling.result(done, files=[str(path) for path in files], written=bool(files) and not dry_run)
    telling.close()


def _day(date: str) -> str:
    """The day of a signature (ISO 8601), as a person writes it. Raises DossierError where it is none."""
    try:
        said = PartialDate.parse(date)
    except ValueError:
        said = PartialDate(0)
    if said.month is None or said.day is None:
        example = report.day(datetime.date.today().isoformat())
        raise DossierError([finding("sign-day", "--date", value=date, example=example)])
    return datetime.date(said.year, said.month, said.day).isoformat()
