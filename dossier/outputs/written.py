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


def note(folder: Directory, name: str, data: bytes, of: str = "") -> None:
    """Keep in mind that ``name``, holding ``data``, is ours, and what it was made ``of``. Raises OSError."""
    known = {**_known(folder), name: (digest(data), of)}
    told = json.dumps({key: [*value] for key, value in known.items()}, indent=1, sort_keys=True)
    put(folder, _NOTE, told.encode())


def forget(folder: Directory) -> tuple[Path, ...]:
    """Remove what is still as it was written, and the note of it; returns the paths of those files. Raises
    OSError."""
    removed = []
    for name, (known, _) in _known(folder).items():
        if folder.is_file(name) and digest(folder.read(name)) == known:
            folder.remove(name)
            removed.append(folder.path / name)
    folder.remove(_NOTE)
    return tuple(removed)


def made_of(folder: Directory, name: str) -> str | None:
    """What ``name`` was made of, as it was noted; None where it is not there, or not as it was written."""
    known, of = _known(folder).get(name, ("", ""))
    with suppress(OSError):
        return of if folder.is_file(name) and digest(folder.read(name)) == known else None
    return None


def _known(folder: Directory) -> dict[str, tuple[str, str]]:
    """The SHA-256 of each file that was written, and what it was made of; earlier versions noted the one."""
    known = {}
    with suppress(OSError, ValueError):
        told = untrusted.parsed(folder.read(_NOTE))
        for name, value in told.items() if isinstance(told, dict) else ():
            said = [value, ""] if isinstance(value, str) else value
            match said:
                case [str(hashed), str(of)] if name not in ("", ".", "..") and not {"/", "\0"} & set(name):
                    known[name] = (hashed, of)
    return known
