"""Bytes to a manifest: read, validate, hold its values against the calendar and against each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path as FilePath

from dossier import wording
from dossier.digest import digest
from dossier.findings import Finding
from dossier.model import Located

from .check import checked, texts
from .faults import validated
from .inherit import inherit
from .nodes import Reading, read
from .schema import adapter


def loaded(raw: bytes, name: str, folder: FilePath) -> tuple[Located | None, tuple[Finding, ...]]:
    """The same of the bytes of a manifest called ``name`` in ``folder``, and of the series that this lies
    in."""
    if form := wording.form(raw):
        return None, (Finding("manifest-encoding", name, {"slip": f"text-{form}", "file": name}),)
    reading = read(raw, name)
    if reading.data is None:
        return None, tuple(reading.findings)
    inherited = inherit(reading, folder)
    told = tuple(reading.findings)
    manifest = validated(reading, adapter())
    more = reading.findings[len(told) :]
    if manifest is None:
        return None, (*told, *_untold(more, reading))
    flow = frozenset(reading.flow)
    located = Located(manifest, reading.places, digest(raw), flow, reading.ends, reading.blocks, inherited)
    return located, (*told, *_untold([*more, *checked(located), *texts(reading, located)], reading))


def _untold(findings: Sequence[Finding], reading: Reading) -> list[Finding]:
    """Those that do not come of a slip in YAML that is told already."""
    misplaced = {f.facts["key"] for f in findings if f.code == "key-misplaced"}
    return [
        f
        for f in findings
        if (f.place.split(":")[0] != reading.name or int(f.place.split(":")[1]) not in reading.told)
        and not (f.code == "key-missing" and str(f.facts["key"]) in reading.unread)
        and not (f.code == "key-missing" and f.facts["key"] in misplaced)
    ]
