"""The stage itself: a file, and what of it is printed, become a file that holds no more than that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from dossier.entries import FAULTS
from dossier.findings import Finding
from dossier.intake.broken import broken
from dossier.intake.request import PLACE, Completion
from dossier.model import Treatment

from . import behind, edges, unseen
from .narrow import narrow


@dataclass(frozen=True, slots=True)
class Printed:
    """The file, with as many pages as before, and what was found and taken out on the way."""

    pdf: bytes
    findings: tuple[Finding, ...] = ()
    treatment: tuple[Treatment, ...] = ()
    removed: Mapping[str, int] = field(default_factory=dict)


def only(data: bytes, asked: Completion) -> Printed:
    """Of the PDF ``data``, what ``asked.printing`` prints. Raises DossierError where something is in it that
    nobody sees and somebody must decide about, or that cannot be taken out surely."""
    removed: Counter[str] = Counter()
    with broken(asked.name, PLACE, "pikepdf", "pypdfium2", "PIL", faults=FAULTS):
        data = edges.without_layers(data, asked, removed)
        data, findings, treatment = unseen.decided(data, asked, removed)
        data = behind.without_idle_text(data, asked, removed)
        data, narrowed, more = narrow(data, asked.printing)
    removed.update(narrowed)
    return Printed(data, findings, (*treatment, *more), dict(sorted((+removed).items())))
