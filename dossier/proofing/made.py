"""The proof of what stands in an output folder, made; and what differs from another edition, told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from dossier import report
from dossier.findings import DossierError, Finding, finding
from dossier.odd import OddError
from dossier.outputs import PDF
from dossier.places import nearby
from dossier.ranges import listed
from dossier.signed import since

from .difference import ADDED, ALTERED, NUMBERS, REMOVED, Change, Comparison, compare
from .edition import opened, standing
from .page import proof
from .pictures import Album
from .sheets import Reprint, reprint
from .wording import sentence


@dataclass(frozen=True)
class Made:
    """A proof: the ``page`` as it is written, how many ``pages`` it shows, and what differs, as ``lines`` for
    a person and ``told`` to a program; ``findings`` say where it is older than what it is made of."""

    page: bytes
    pages: int
    lines: tuple[str, ...] = ()
    told: dict[str, object] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def made(target: Path, against: Path | None = None, folder: Path | None = None) -> Made:
    """The proof of what stands in ``target``, ``against`` another edition: a folder, a record or a PDF. It
    was made of the dossier in ``folder``.

    Raises DossierError where one of them cannot be read.
    """
    now = standing(target)
    changed = since(folder, now.record) if folder else ()
    old_build = (finding("build-old", nearby(target / PDF), files=", ".join(changed)),) if changed else ()
    old = opened(against) if against else None
    place = nearby(target)
    try:
        with ExitStack() as stack:
            album = stack.enter_context(Album(now.pdf))
            if old is None:
                return Made(proof(now, album).encode(), len(now.pages), findings=old_build)
            before = stack.enter_context(Album(old.pdf))
            compared = compare(old, now, before, album)
            again = reprint(compared)
            page = proof(now, album, compared, before, again)
    except OddError as error:
        raise DossierError([finding("edition-unread", place, problem=str(error))]) from error
    lines = tuple(_lines(compared, again))
    return Made(page.encode(), len(now.pages), lines, _told(compared, again), old_build)


def _folios(changes: tuple[Change, ...]) -> list[int]:
    return [change.page.folio for change in changes]


def _groups(compared: Comparison) -> dict[str, list[int]]:
    return {
        "altered": _folios(compared.of(ALTERED)),
        "added": _folios(compared.of(ADDED)),
        "removed": _folios(compared.of(REMOVED)),
        "moved": _folios(tuple(change for change in compared.changes if change.moved)),
        "numbers": _folios(compared.of(NUMBERS)),
    }


def _lines(compared: Comparison, again: Reprint) -> Iterator[str]:
    for name, folios in _groups(compared).items():
        if folios:
            yield report.say(f"proof.told.{name}", pages=listed(folios))
    yield sentence(again)


def _told(compared: Comparison, again: Reprint) -> dict[str, object]:
    return {
        "against": str(compared.old.path),
        **_groups(compared),
        "reprint": {
            "sheets": list(again.sheets),
            "take_out": list(again.gone),
            "moved": [list(pair) for pair in again.moved],
            "both_sides": again.recto,
            "sentence": sentence(again),
        },
    }
