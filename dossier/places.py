"""The paths of a command line: relative to where the person stands, as are those of messages."""

from __future__ import annotations

import os
from pathlib import Path

from .findings import DossierError, finding

MANIFEST = "manifest.yaml"
#: What the dossiers of a series have in common, in a folder above theirs.
SERIES = "series.yaml"
_SYSTEM = 0
#: What is accepted of what a series says between its dossiers, in its folder.
ACCEPTED = "accepted.yaml"


def here() -> Path:
    """Where the person stands. Raises DossierError where that folder is gone."""
    try:
        return Path.cwd()
    except OSError as error:
        raise DossierError([finding("machine-folder", ".")]) from error


def absolute(path: str) -> Path:
    """``path`` from where the person stands."""
    return Path(path) if os.path.isabs(path) else here() / path


def nearest() -> Path | None:
    """The manifest here, or in the nearest folder above; None where there is none."""
    # Whatever bears that name is meant: what is no file is said, not passed over.
    places = (folder / MANIFEST for folder in (here(), *here().parents))
    return next((path for path in places if os.path.lexists(path)), None)


def nearby(path: Path) -> str:
    """``path`` as the person would write it."""
    try:
        stood = Path.cwd()
    except OSError:
        return str(path)
    inside = stood != Path("/") and path.is_relative_to(stood)
    return str(path.relative_to(stood) if inside else path)


def above(folder: Path) -> tuple[Path, ...]:
    """Where a series that ``folder`` lies in may say what its dossiers have in common, the nearest first."""
    return tuple(parent / SERIES for parent in Path(os.path.abspath(folder)).parents)


def series_of(folder: Path) -> Path | None:
    """The ``series.yaml`` nearest above ``folder``, but for planted ones; None where there is none."""
    return next((path for path in above(folder) if os.path.lexists(path) and not is_planted(path)), None)


def is_planted(path: Path) -> bool:
    """Whether an account put ``path`` there that is neither this person's nor the system's nor whose folder
    it is, as anybody can in a folder for all. What was found upwards, and nobody named, is not believed
    then."""
    try:
        known = (os.geteuid(), _SYSTEM, _owner(path.parent))
        return _owner(path) not in known
    except OSError:
        return False


def _owner(path: Path) -> int:
    return os.lstat(path).st_uid


def manifest_in(path: Path) -> Path:
    """``path``, or the manifest in the folder that it is."""
    return path / MANIFEST if path.is_dir() else path
