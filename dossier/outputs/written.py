"""Which files commands wrote on demand into an output folder, known by their bytes: what somebody else put
there, or wrote in, is none of them."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from dossier import untrusted
from dossier.digest import digest
from dossier.directory import Directory

from .switch import LEFT

_NOTE = ".written.json"


def put(folder: Directory, name: str, data: bytes) -> None:
    """Put ``data`` in the place of ``name``, whole. Raises OSError."""
    part = f"{LEFT}{name}"
    folder.require(name)
    folder.remove(part)
    folder.put(name, data, part)


def note(folder: Directory, name: str, data: bytes) -> None:
    """Keep in mind that ``name``, holding ``data``, is ours. Raises OSError."""
    told = json.dumps({**_known(folder), name: digest(data)}, indent=1, sort_keys=True)
    put(folder, _NOTE, told.encode())


def forget(folder: Directory) -> tuple[Path, ...]:
    """Remove what is still as it was written, and the note of it; returns the paths of those files. Raises
    OSError."""
    removed = []
    for name, known in _known(folder).items():
        if folder.is_file(name) and digest(folder.read(name)) == known:
            folder.remove(name)
            removed.append(folder.path / name)
    folder.remove(_NOTE)
    return tuple(removed)


def _known(folder: Directory) -> dict[str, str]:
    with suppress(OSError, ValueError):
        told = untrusted.parsed(folder.read(_NOTE))
        if isinstance(told, dict):
            return {
                name: known
                for name, known in told.items()
                if isinstance(known, str) and name not in ("", ".", "..") and not {"/", "\0"} & set(name)
            }
    return {}
