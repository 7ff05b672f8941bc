"""What is accepted of what is said between the dossiers of a series, and what would accept the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from dossier.accepting import because, seen
from dossier.findings import Acceptance, Finding, acceptable, current, finding
from dossier.manifest.accepted import InSeries

_KEY = "accepted"


def judged(findings: Iterable[Finding], known: InSeries, whole: bool) -> tuple[Finding, ...]:
    """``findings``, each with what would accept it, or with the reason why it is; where the series was
    compared as a ``whole``, with what is accepted in vain."""
    said = tuple(_judged(f, known) if acceptable(f.code) else f for f in findings)
    return (*said, *(_idle(said, known) if whole else ()))


def _judged(reported: Finding, known: InSeries) -> Finding:
    facts = sorted((key, str(fact)) for key, fact in reported.facts.items())
    named = seen(reported.code, reported.place, facts)
    item = bool(known.accepted) or (_KEY,) in known.flow
    place = known.places[(_KEY,)] if item else known.name
    acceptance = Acceptance(
        seen=named,
        place=place,
        column=int(place.rpartition(":")[2]) - 1 if item else 0,
        item=item,
        first=not known.accepted,
        flow=(_KEY,) in known.flow,
        file=True,
        because=because(known.accepted, reported.code, named),
    )
    return replace(reported, acceptance=acceptance)


def _idle(judged: Iterable[Finding], known: InSeries) -> Iterator[Finding]:
    met = {(f.code, f.acceptance.seen) for f in judged if f.acceptance}
    for rank, one in enumerate(known.accepted):
        if (current(one.code), one.seen) not in met:
            yield finding("acceptance-idle", known.places[_KEY, rank], value=one.code, because=one.because)
