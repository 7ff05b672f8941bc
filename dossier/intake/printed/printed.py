"""The stage itself: a file, and what of it is printed, become a file that holds no more than that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dossier import raster
from dossier.findings import Finding
from dossier.intake import look
from dossier.intake.request import PLACE, Completion
from dossier.model import Treatment

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
    nobody sees and somebody must decide about."""
    findings: tuple[Finding, ...] = ()
    with raster.Reader(data) as reader:
        unseen = look.hidden(reader, asked.taken.fields)
    if unseen:
        pages = ", ".join(f"{page} ({number})" for page, number in unseen.items())
        facts: dict[str, str | int] = {"file": asked.name, "pages": pages, "count": sum(unseen.values())}
        findings = (Finding("text-hidden", PLACE, facts),)
    data, removed, treatment = narrow(data, asked.printing)
    return Printed(data, findings, treatment, removed)
