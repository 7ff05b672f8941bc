"""What stands in the output folder after a run that failed: a log, the report of a bug, pictures of pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from dossier import bugs, journal
from dossier.directory import Directory

#: By name, the first line that tells ours from a file of somebody else's.
TROUBLES = {"bug-report.txt": bugs.HEAD, "log.txt": journal.HEAD}
REPORT, LOG = TROUBLES
# Pages that are not as their sources, and the text by which a picture of them says so, near its beginning.
_PICTURE = re.compile(r"differs-document-\d+-folio-\d+-(?:source|dossier)\.png")
_MARK, _BEGINNING = b"dossier: compared pages", 200


def leave(target: Path, name: str, text: str) -> Path | None:
    """Put ``text`` into ``target`` as ``name``, for its owner alone, in the place of an earlier one.

    None where it cannot be written, or another's file is there.
    """
    try:
        with Directory.open(target, make=True) as folder:
            if folder.stat(name) and not is_ours(folder, name):
                return None
            folder.remove(name)
            folder.write(name, text.encode("utf-8", "replace"), private=True)
    except OSError:
        return None
    return target / name


def leave_pictures(target: Path, pictures: Mapping[str, bytes]) -> None:
    """Put ``pictures`` of pages into ``target``, by name, for its owner alone, in the place of those of an
    earlier run; where they cannot be written they are not."""
    with suppress(OSError), Directory.open(target, make=bool(pictures)) as folder:
        for name in _pictures(folder):
            folder.remove(name)
        for name, data in pictures.items():
            if not folder.stat(name):
                folder.write(name, data, private=True)


def forget(folder: Directory) -> list[Path]:
    """Remove what failed runs left; returns what it was."""
    gone = [name for name in TROUBLES if is_ours(folder, name)] + _pictures(folder)
    for name in gone:
        folder.remove(name)
    return [folder.path / name for name in gone]


def _pictures(folder: Directory) -> list[str]:
    named = [name for name in folder.names() if _PICTURE.fullmatch(name) and folder.is_file(name)]
    return [name for name in named if _MARK in folder.read(name)[:_BEGINNING]]


def is_ours(folder: Directory, name: str) -> bool:
    """Whether ``name`` is there and was left by a run."""
    return folder.is_file(name) and folder.read(name).startswith(TROUBLES[name].encode())
