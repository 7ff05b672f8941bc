"""What a build wrote is removed: what its record names, or what bears its marks; nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypedDict

from dossier import store, untrusted
from dossier.digest import digest
from dossier.directory import Directory
from dossier.findings import DossierError

from . import trouble, written
from .names import PICTURES, PROOF, SETS, TEAM, place
from .publish import fault
from .switch import recover

# What bind writes into the metadata of a dossier, what stands in the head of a proof, and how synthesis packs
# a DOCX; no office program does so.
_PRODUCER = b"<pdf:Producer>dossier</pdf:Producer>"
_GENERATOR = b'<meta name="generator" content="dossier">'
_PACKED = ((1980, 1, 1, 0, 0, 0), 3, 0o100644 << 16)


class _Output(TypedDict):
    path: str
    sha256: str


class _Told(TypedDict):
    """What is read of a record."""

    outputs: list[_Output]


def clean(target: Path) -> tuple[Path, ...]:
    """Remove what builds wrote into ``target``, remember there and left when they were killed.

    Files of the same names that are somebody else's, or that somebody has written in, stay. Returns what was
    removed; raises DossierError where a link is in the way, or something cannot be removed.
    """
    removed: list[Path] = []
    try:
        with Directory.open(target) as folder, folder.locked():
            recover(folder)
            removed += written.forget(folder)
            for names in ((PICTURES, PROOF, *SETS[0]), SETS[1]):
                removed += _removed(folder, names)
            folder.remove_empty(TEAM)
            removed += (*trouble.forget(folder), *store.forget(folder))
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise DossierError([fault(target, error)]) from error
    return tuple(removed)


def _removed(folder: Directory, names: Sequence[str]) -> list[Path]:
    """Remove what is ours of one set, its record last; returns what was removed."""
    removed: list[Path] = []
    changed = False
    record = _record(folder, names[-1])
    for name in names:
        with suppress(FileNotFoundError), place(folder, name) as (inner, base):
            if not inner.is_file(base):
                continue
            if not _is_ours(name, inner.read(base), record):
                changed = changed or name in (record or ())
            elif name != names[-1] or not changed:  # what tells theirs from ours stays as long as they do
                inner.remove(base)
                removed.append(inner.path / base)
    return removed


def _record(folder: Directory, name: str) -> Mapping[str, str] | None:
    """Hashes of the outputs by path, as the record ``name`` has them; None where there is none."""
    try:
        told = untrusted.shaped(folder.read(name), _Told)
    except (OSError, ValueError):
        return None
    return {output["path"]: output["sha256"] for output in told["outputs"]}


def _is_ours(name: str, data: bytes, record: Mapping[str, str] | None) -> bool:
    if name.endswith(".json"):
        return record is not None
    if record and name in record:  # another hash: somebody has written in it, or put it there
        return record[name] == digest(data)
    if name in (PROOF, PICTURES):
        return _GENERATOR in data
    if name.endswith(".pdf"):
        return _PRODUCER in data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            held = package.infolist()
            return all((e.date_time, e.create_system, e.external_attr) == _PACKED for e in held)
    except zipfile.BadZipFile:
        return False
