"""Sets of outputs, an old one and a new one, and whether what stands there is one of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path

from dossier import outputs
from dossier.findings import DossierError, Finding

NAMES = (outputs.PDF, outputs.DOCX, outputs.TEAM_DOCX, outputs.RECORD)


#: Where builds remember.
KEPT = (".intake", ".layout", ".bound", ".note", ".compare", ".checked", ".last")


OLD, NEW = ({name: f"{age} {name}".encode() for name in NAMES} for age in ("old", "new"))


def everything(folder: Path) -> dict[str, bytes]:
    """All files below ``folder``, hidden ones too."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def standing(folder: Path, files: Mapping[str, bytes]) -> Path:
    """A folder in which ``files`` stand."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def findings_of(work: Callable[[], object]) -> tuple[Finding, ...]:
    """What ``work`` is stopped by; nothing where it comes to its end."""
    try:
        work()
    except DossierError as error:
        return error.findings
    return ()


def whole(folder: Path) -> bool:
    """Whether the record names the very files that stand beside it."""
    record = json.loads((folder / "dossier.json").read_bytes())
    return all(
        hashlib.sha256((folder / o["path"]).read_bytes()).hexdigest() == o["sha256"]
        for o in record["outputs"]
    )
