"""Whether the erratum in an output folder still corrects what was signed last into what stands there."""

from __future__ import annotations

from contextlib import suppress

from dossier import outputs
from dossier.digest import digest
from dossier.findings import Finding, finding
from dossier.folder import Folder
from dossier.options import Options
from dossier.places import nearby
from dossier.signed import FOLDER, LIST, numbers

_LARGEST = 1 << 30


def between(options: Options) -> str:
    """What an erratum is made of now: the hash of what was signed last, and of what was built."""
    told = [_read(Folder(options.target), outputs.RECORD)]
    with suppress(OSError):
        known = numbers(Folder(options.folder).names(FOLDER))
        told += [_read(Folder(options.folder), f"{FOLDER}/{number:03}/{LIST}") for number in known[-1:]]
    return digest(b"".join(digest(data).encode() for data in told))


def outdated(options: Options) -> tuple[Finding, ...]:
    """Say that the sheets or the notice in the output folder are those of another erratum."""
    now = between(options)
    old = []
    for name in outputs.ERRATUM:
        made = outputs.made_of(options.target, name)
        if made and made != now:
            old.append(nearby(options.target / name))
    return (finding("erratum-old", old[0], files=", ".join(old)),) if old else ()


def _read(folder: Folder, name: str) -> bytes:
    with suppress(OSError):
        return folder.read(name, _LARGEST)
    return b""
