"""What a dossier has of the series that it lies in: values of ``series.yaml`` that its manifest lacks.

They are the same keys as in a manifest, and are held to the same rules, each at its own place. Nobody writes
them into the manifest: its text is what it was.
"""

from __future__ import annotations

import copy
import os
from pathlib import Path as FilePath

from dossier.digest import digest
from dossier.findings import finding
from dossier.folder import Folder
from dossier.places import SERIES, above, series_of

from .limits import MAX_BYTES
from .nodes import Path, Reading, Value, read

#: The tables of a manifest that a series may give; of the first, those whose keys are inherited one by one.
_TABLES = ("dossier", "synthesis")
_WITHIN: frozenset[Path] = frozenset(((), ("dossier",), ("dossier", "exam"), ("synthesis",)))


def inherit(reading: Reading, folder: FilePath) -> dict[str, str]:
    """Give ``reading``, of the manifest in ``folder``, what the nearest series above gives and it does not;
    findings are added. Returns the SHA-256 of what was read, by its path from ``folder``; nothing where there
    is no series."""
    path = series_of(folder)
    for other in above(folder):
        if other == path:
            break
        if os.path.lexists(other):
            place = f"{os.path.relpath(other, os.path.abspath(folder))}:1:1"
            reading.findings.append(finding("series-planted", place, file=str(other)))
    if path is None or not isinstance(reading.data, dict):
        return {}
    name = os.path.relpath(path, os.path.abspath(folder))
    try:
        raw = Folder(path.parent).read(SERIES, MAX_BYTES)
    except OSError as error:
        problem = error.strerror or "?"
        reading.findings.append(finding("manifest-unreadable", f"{name}:1:1", problem=problem))
        return {}
    series = read(raw, name)
    reading.findings += series.findings
    if isinstance(series.data, dict):
        given = {}
        for key, value in series.data.items():
            if key in _TABLES:
                given[key] = value
            else:
                place = series.key_places.get((key,), f"{name}:1:1")
                reading.findings.append(finding("series-key", place, key=key))
        keys = _give(reading, series, reading.data, given, ())
        if keys:
            reading.findings.append(finding("series-inherited", f"{name}:1:1", keys=", ".join(keys)))
    return {name: digest(raw)}


def _give(
    reading: Reading, series: Reading, own: dict[str, Value], given: dict[str, Value], path: Path
) -> list[str]:
    """Give ``own``, at ``path`` of the manifest, what of ``given`` it lacks; returns the keys."""
    keys: list[str] = []
    for key, value in given.items():
        inner = (*path, key)
        if key not in own and inner in _WITHIN and isinstance(value, dict):
            own[key] = {}
        mine = own.get(key)
        if key not in own:
            own[key] = copy.deepcopy(value)
            _place(reading, series, inner)
            keys.append(".".join(map(str, inner[1:])) or key)
        elif inner in _WITHIN and isinstance(mine, dict) and isinstance(value, dict):
            keys += _give(reading, series, mine, value, inner)
    return keys


def _place(reading: Reading, series: Reading, path: Path) -> None:
    for kept, known in ((reading.places, series.places), (reading.key_places, series.key_places)):
        kept.update({one: place for one, place in known.items() if one[: len(path)] == path})
    reading.blocks.update({one: block for one, block in series.blocks.items() if one[: len(path)] == path})
    reading.flow.update(one for one in series.flow if one[: len(path)] == path)
