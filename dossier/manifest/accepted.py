"""What is accepted of what a series says between its dossiers: the one key ``accepted`` of a file of its own.

In ``series.yaml`` it would be a part of what every dossier is built from, and a finding accepted would make
each of them another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from pydantic import TypeAdapter

from dossier.findings import finding, stop_on_error
from dossier.folder import Folder
from dossier.model import Accepted
from dossier.places import ACCEPTED, nearby

from .check import unacceptable
from .faults import validated
from .limits import MAX_BYTES
from .nodes import Path, read

_KEY = "accepted"


@dataclass(frozen=True)
class InSeries:
    """What is ``accepted`` in the file ``name``, each value with its place; the paths in ``flow`` style."""

    name: str
    accepted: tuple[Accepted, ...] = ()
    places: Mapping[Path, str] = field(default_factory=dict)
    flow: frozenset[Path] = frozenset()


def accepted_in(top: FilePath) -> InSeries:
    """What is accepted of the series in ``top``. Raises DossierError where that cannot be read."""
    name = nearby(top / ACCEPTED)
    try:
        raw = Folder(top).read(ACCEPTED, MAX_BYTES)
    except FileNotFoundError:
        return InSeries(name)
    except OSError as error:
        stop_on_error([finding("manifest-unreadable", name, problem=error.strerror or "?")])
        raise
    if not raw.strip():
        return InSeries(name)
    reading = read(raw, name)
    if isinstance(reading.data, dict):
        for key in [*reading.data]:
            if key != _KEY:
                place = reading.key_places.get((key,), name)
                reading.findings.append(finding("key-unknown", place, key=key, near=_KEY))
                del reading.data[key]
    tables = validated(reading, TypeAdapter(dict[str, tuple[Accepted, ...]])) or {}
    accepted = tables.get(_KEY, ())
    if not reading.findings:
        reading.findings += unacceptable(accepted, reading.places)
    stop_on_error(reading.findings)
    return InSeries(name, accepted, reading.places, frozenset(reading.flow))
