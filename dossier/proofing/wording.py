"""What a printer is told, and the words for numbers that changed."""

from __future__ import annotations

from collections.abc import Iterable

from dossier import report
from dossier.ranges import listed

from .sheets import Reprint

_GROUP = 4


def grouped(digest: str) -> str:
    """A hash in groups of four, as a person compares it."""
    return " ".join(digest[n : n + _GROUP] for n in range(0, len(digest), _GROUP))


def reasons(why: Iterable[str]) -> str:
    """Which numbers changed, as a list of words."""
    return ", ".join(report.say(f"proof.why.{one}") for one in why)


def sentence(again: Reprint) -> str:
    """What is read to the printer."""
    how = report.say("proof.recto" if again.recto else "proof.one-sided")
    facts = {
        "sheets": listed(again.sheets),
        "count": len(again.sheets),
        "pages": listed(folio for sheet in again.sheets for folio in again.folios(sheet)),
        "gone": listed(again.gone),
        "how": how,
        "total": again.total,
    }
    if not again.sheets and not again.gone and not again.moved:
        return report.say("proof.print.none", **facts)
    key = "both" if again.gone else "new"
    if len(again.sheets) == again.total:
        return report.say("proof.print.all", **facts)
    if not again.sheets:
        key = "gone" if again.gone else "stay"
    if again.moved:
        moved = ", ".join(f"{old} → {new}" for old, new in again.moved)
        return report.say(f"proof.print.{key}", **facts) + " " + report.say("proof.print.moved", moved=moved)
    return report.say(f"proof.print.{key}", **facts)
