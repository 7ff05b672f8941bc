"""What a built dossier claims of PDF/A and PDF/UA, and what hinders it, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from . import recorded
from .ranges import listed
from .report import known, say

_Obstacle: TypeAlias = tuple[int | None, str | None, Sequence[int], Sequence[str], str]


def lines(record: bytes) -> Iterator[str]:
    """The conformance of the dossier that ``record`` describes, document by document.

    Raises ValueError where it is no record of a build.
    """
    claims, obstacles = _read(record)
    if not obstacles:
        yield say("conformance.whole", claims=claims) if claims else say("conformance.off")
        return
    yield say("conformance.partly", claims=claims) if claims else say("conformance.none")
    for one in obstacles:
        yield from _worded(*one)


def _read(record: bytes) -> tuple[str, list[_Obstacle]]:
    """What is claimed, and of each obstacle number and title of its document, pages, standards and reason."""
    try:
        held = recorded.read(record)
        claimed, titles = held["conformance"], {d["number"]: d["title"] for d in held["documents"]}
        levels = (("A", claimed["pdfa"]), ("UA", claimed["pdfua"]))
        return " + ".join(f"PDF/{kind}-{level}" for kind, level in levels if level), [
            (one["document"], titles.get(one["document"] or 0), one["pages"], one["standards"], one["reason"])
            for one in claimed["obstacles"]
        ]
    except (KeyError, TypeError) as error:
        raise ValueError("no record of a build") from error


def _worded(
    number: int | None, title: str | None, pages: Sequence[int], standards: Sequence[str], reason: str
) -> Iterator[str]:
    who = say("conformance.dossier")
    if title is not None:
        who = say("conformance.document", number=number, title=title)
    where = say("conformance.somewhere")
    if pages:
        where = say("conformance.pages" if len(pages) > 1 else "conformance.page", pages=listed(pages))
    facts = {"who": who, "pages": where, "standards": ", ".join(standards)}
    yield say("conformance.obstacle", **facts, reason=say(known(f"reason.{reason}", "reason.other")))
    yield f"    → {say('remedy.dossier' if title is None else known(f'remedy.{reason}', 'remedy.other'))}"
