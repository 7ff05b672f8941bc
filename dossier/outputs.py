"""The files of a build: written beside their places, renamed when all are whole, removed on demand."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .findings import DossierError, finding
from .options import Options
from .proof import memory

PDF, DOCX, RECORD = "dossier.pdf", "synthesis.docx", "dossier.json"
#: In a folder of its own: what candidates receive is never beside it.
TEAM = "team"
TEAM_DOCX = f"{TEAM}/{DOCX}"
#: The folder in which intake keeps what it has taken in.
INTAKE = ".intake"
_TEMPORARY = ".dossier-"


def clean(options: Options) -> tuple[Path, ...]:
    """Remove what a build writes, and what a killed one left; returns the files removed."""
    target = options.target
    if not target.is_dir():
        return ()
    ours = [target / name for name in (PDF, DOCX, TEAM_DOCX, RECORD)]
    left = (path for folder in (target, target / TEAM) for path in sorted(folder.glob(f"{_TEMPORARY}*")))
    found = [path for path in (*ours, *left) if path.is_file()]
    for path in found:
        path.unlink()
    if (target / TEAM).is_dir() and not any((target / TEAM).iterdir()):
        (target / TEAM).rmdir()
    kept = target / INTAKE
    if kept.is_dir() and not kept.is_symlink():
        shutil.rmtree(kept)
        found.append(kept)
    return (*found, *memory.forget(target))


@contextmanager
def writing(target: Path) -> Iterator[Callable[[str], Path]]:
    """Temporary files beside their places; removed where they were not renamed."""
    made: list[Path] = []

    def temporary(name: str) -> Path:
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, path = tempfile.mkstemp(suffix=f"-{place.name}", prefix=_TEMPORARY, dir=place.parent)
        os.fchmod(handle, 0o644)
        os.close(handle)
        made.append(Path(path))
        return made[-1]

    try:
        target.mkdir(parents=True, exist_ok=True)
        yield temporary
    except OSError as error:
        problem = error.strerror or str(error)
        raise DossierError([finding("output-unwritable", str(target), problem=problem)]) from error
    finally:
        for path in made:
            path.unlink(missing_ok=True)
