"""Findings: what an editor must know, said once, with a place to open and a cure.

A finding carries a stable code and the facts; the words are in the catalogues (see :mod:`dossier.report`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from .codes import CODES, FORMER, Exit, Severity, acceptable, current

__all__ = [
    "CODES",
    "FORMER",
    "Acceptance",
    "DossierError",
    "Exit",
    "Finding",
    "Severity",
    "about",
    "acceptable",
    "current",
    "finding",
    "stop_on_error",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """How a finding is accepted, or was: ``because`` of the reason that the manifest gives.

    ``seen`` is a short hash of what was found. The lines that accept it go under the document ``number`` (0:
    the dossier), to ``place``: a new key or, as an ``item``, into the list that is there, whose ``first`` it
    may be, indented by ``column`` characters, or in ``flow`` style (YAML 1.2, 7.4), so that JSON stays JSON;
    of a series, into a ``file`` of their own.
    """

    seen: str
    place: str
    number: int = 0
    title: str = ""
    column: int = 0
    item: bool = False
    first: bool = False
    flow: bool = False
    file: bool = False
    because: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell: ``code``, a ``place`` a person can open, and the ``facts`` that its words name.

    A fact that is several things is several facts, ``name.thing`` each: see :meth:`several`. ``document`` is
    the id of the document that it is about, empty where it is about the dossier; ``number`` and ``title`` are
    what a person knows it by, 0 where the words name it themselves. ``mild`` makes a note of what is else a
    warning: the same thing, not so much of it.
    """

    code: str
    place: str
    facts: Mapping[str, str | int] = field(default_factory=dict)
    document: str = ""
    acceptance: Acceptance | None = None
    mild: bool = False
    number: int = 0
    title: str = ""

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"unknown finding code {self.code!r}")

    def several(self, name: str) -> dict[str, str | int]:
        """The things that the fact ``name`` is, in order, and the value of each."""
        return {
            key[len(name) + 1 :]: value for key, value in self.facts.items() if key.startswith(f"{name}.")
        }

    @property
    def severity(self) -> Severity:
        """The severity that the code stands for, that it is ``mild``, or that it was accepted."""
        if self.accepted:
            return Severity.ACCEPTED
        return Severity.NOTE if self.mild else CODES[self.code][0]

    @property
    def accepted(self) -> bool:
        """Whether an editor has looked at it and accepted it."""
        return self.acceptance is not None and bool(self.acceptance.because)

    @property
    def exit(self) -> Exit:
        """The exit code of a run that this finding stops."""
        return CODES[self.code][1]


def finding(code: str, place: str, **facts: str | int) -> Finding:
    """A :class:`Finding`; shorter to write where many are made."""
    return Finding(code, place, facts)


class DossierError(Exception):
    """A stage could not go on; carries all that it found, not the first thing alone."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(f"{f.place}: {f.code} {dict(f.facts)}" for f in self.findings))

    @property
    def exit(self) -> Exit:
        """The exit code of the earliest stage that has an error among the findings, or a warning if none
        has."""
        for severity in (Severity.ERROR, Severity.WARNING):
            exits = [f.exit for f in self.findings if f.severity is severity]
            if exits:
                return min(exits)
        return min(f.exit for f in self.findings)


def about(document: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """``findings``, those that name no document as being about ``document`` (its id)."""
    return tuple(f if f.document else replace(f, document=document) for f in findings)


def stop_on_error(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return ``findings``; raise :class:`DossierError` with all of them where one is an error."""
    every = tuple(findings)
    if any(f.severity is Severity.ERROR for f in every):
        raise DossierError(every)
    return every
