"""Signing: what a person answers for is built once more, held against what was proofed, and frozen."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from dossier import outputs, pipeline, report, scratch
from dossier.compose import own_pdf
from dossier.digest import digest
from dossier.directory import Directory
from dossier.findings import DossierError, Finding, finding
from dossier.options import Options
from dossier.outputs import DOCX, LEFT, PDF, PROOF, RECORD
from dossier.places import nearby
from dossier.signed import FOLDER, LIST, numbers
from dossier.work import Crew

from .edition import Edition, opened, standing
from .page import proof
from .pictures import Album
from .wording import grouped

SHEET = "signature.pdf"
_NEXT = f"{LEFT}signing"


@dataclass(frozen=True)
class Signed:
    """What was signed: the ``number`` of the set, its folder and files, the SHA-256 of its PDF."""

    number: int
    folder: Path
    files: tuple[Path, ...]
    fingerprint: str
    pages: int
    findings: tuple[Finding, ...]


def sign(
    options: Options,
    progress: Callable[..., None],
    by: str = "",
    date: str = "",
    write: bool = True,
    crew: Crew | None = None,
) -> Signed:
    """Freeze what stands in the output folder into ``signed/NNN/``, ``by`` whom and on which ``date`` where
    they are given; with ``write`` False say what would be.

    The dossier is built anew from its sources, with nothing remembered, and must come out as it stands there.
    Raises DossierError where it does not, where it has errors, or where the set cannot be written: nothing
    of it is there then.
    """
    shown = standing(options.target)
    with scratch.folder() as place:
        again = replace(options, output=place / "build", draft=False, compare=True, committing=lambda: None)
        built = pipeline.build(again, progress, crew)
        fresh = opened(again.target)
        stale = [name for name in (PDF, DOCX) if _differs(options.target / name, again.target / name)]
        if stale:
            raise DossierError([finding("sign-stale", nearby(options.target / name)) for name in stale])
        data = {name: (again.target / name).read_bytes() for name in (PDF, DOCX, RECORD)}
    progress("proof")
    with Album(fresh.pdf) as album:
        data[PROOF] = proof(replace(fresh, path=shown.path), album).encode()
    folder = options.folder / FOLDER
    try:
        number = _put(options, fresh, data, by, date, write)
    except OSError as error:
        raise DossierError([outputs.fault(folder, error)]) from error
    place = folder / f"{number:03}"
    files = tuple(place / name for name in (*data, SHEET, LIST))
    return Signed(number, place, files, fresh.fingerprint, len(fresh.pages), built.findings)


def _differs(one: Path, other: Path) -> bool:
    try:
        return digest(one.read_bytes()) != digest(other.read_bytes())
    except OSError:
        return True


def _put(
    options: Options, edition: Edition, data: Mapping[str, bytes], by: str, date: str, write: bool
) -> int:
    """Write the set beside the others, whole, then give it its number; returns that. Raises OSError."""
    if not write:
        with suppress(FileNotFoundError), Directory.open(options.folder / FOLDER) as signed:
            return _next(signed)
        return 1
    with (
        Directory.open(options.folder.resolve()) as folder,
        folder.folder(FOLDER, make=True) as signed,
        signed.locked(),
    ):
        signed.remove(_NEXT)
        number = _next(signed)
        sheet = _sheet(edition, number, data, by, date)
        whole = {**data, SHEET: sheet}
        listed = {
            "number": number,
            "title": edition.record.get("title"),
            "by": by or None,
            "date": date or None,
            "fingerprint": edition.fingerprint,
            "files": [
                {"path": name, "sha256": digest(file), "bytes": len(file)} for name, file in whole.items()
            ],
        }
        whole[LIST] = (json.dumps(listed, ensure_ascii=False, indent=1) + "\n").encode()
        try:
            with signed.folder(_NEXT, make=True) as made:
                for name, file in whole.items():
                    made.write(name, file)
                made.sync()
            options.committing()
            signed.move(_NEXT, signed, f"{number:03}")
        except BaseException:
            with suppress(OSError):
                signed.remove(_NEXT)
            raise
        signed.sync()
        folder.sync()
        return number


def _next(signed: Directory) -> int:
    """The number behind all that are there; what stands under it already is never overwritten."""
    known = numbers(signed.names())
    return (known[-1] if known else 0) + 1


def _sheet(edition: Edition, number: int, data: Mapping[str, bytes], by: str, date: str) -> bytes:
    """The signature sheet, as PDF."""
    recto = report.say("proof.recto" if edition.recto else "proof.one-sided")
    count = len(edition.pages)
    values = {
        "language": report.language(),
        "say": _say,
        "number": f"{number:03}",
        "title": edition.record.get("title") or "",
        "pages": count,
        "documents": len(edition.documents),
        "printing": _say("printing", sheets=-(-count // 2) if edition.recto else count, how=recto),
        "fingerprint": grouped(edition.fingerprint),
        "files": [(name, grouped(digest(file))) for name, file in data.items()],
        "by": by,
        "date": report.day(date) if date else "",
    }
    return own_pdf("own/signature.html", values)


def _say(word: str, **facts: object) -> str:
    return report.say(f"signature.{word}", **facts)
