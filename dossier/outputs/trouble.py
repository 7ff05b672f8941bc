"""What stands in the output folder after a run that failed: a log, and the report of a bug."""

from __future__ import annotations

from pathlib import Path

from dossier import bugs, journal
from dossier.directory import Directory

#: By name, the first line that tells ours from a file of somebody else's.
TROUBLES = {"bug-report.txt": bugs.HEAD, "log.txt": journal.HEAD}
REPORT, LOG = TROUBLES


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


def forget(folder: Directory) -> list[Path]:
    """Remove what failed runs left; returns what it was."""
    gone = [name for name in TROUBLES if is_ours(folder, name)]
    for name in gone:
        folder.remove(name)
    return [folder.path / name for name in gone]


def is_ours(folder: Directory, name: str) -> bool:
    """Whether ``name`` is there and was left by a run."""
    return folder.is_file(name) and folder.read(name).startswith(TROUBLES[name].encode())
