"""The dossiers below a folder: wherever a manifest lies."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from dossier.findings import DossierError, Finding, finding
from dossier.places import MANIFEST


def manifests(top: Path) -> tuple[Path, ...]:
    """The manifest of each dossier below ``top``, ``top`` itself included, ``sujet-2`` before ``sujet-10``.

    What lies in a dossier's folder is its own. Links to folders are not followed, and hidden folders not
    entered. Raises DossierError where there is none, or where a folder cannot be looked into: a dossier in it
    would be missed.
    """
    paths: list[Path] = []
    unread: list[Finding] = []

    def failed(error: OSError) -> None:
        place = str(error.filename or top)
        unread.append(finding("series-unread", place, problem=error.strerror or str(error)))

    for folder, folders, names in os.walk(top, onerror=failed):
        if MANIFEST in (*names, *folders):
            paths.append(Path(folder, MANIFEST))
            folders.clear()
        folders[:] = [name for name in folders if not name.startswith(".")]
    if unread:
        raise DossierError(unread)
    if not paths:
        raise DossierError([finding("series-empty", str(top))])
    return tuple(sorted(paths, key=lambda path: _counted(path.relative_to(top).parts)))


def _counted(parts: Sequence[str]) -> list[list[tuple[int, str]]]:
    return [
        [(int(bit), "") if bit.isdecimal() else (-1, bit.casefold()) for bit in re.split(r"(\d+)", part)]
        for part in parts
    ]
