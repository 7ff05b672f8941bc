"""Files taken in by a worker."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from conftest import write_dossier
from given import given

from dossier import report
from dossier.findings import DossierError
from dossier.intake import done, opener
from dossier.intake.steps import Selection, Taken
from dossier.work import Crew


def taken(worker: Crew, data: bytes, name: str = "a.pdf", **more: Any) -> Taken:
    """What intake makes of a file, called a.pdf unless told otherwise."""
    file = given(name, data, **more)
    taken = done(worker, opener.TAKE, file, file)
    made = done(
        worker, opener.COMPLETE, file, dataclasses.replace(taken, selection=Selection(pages=taken.pages))
    )
    return dataclasses.replace(made, findings=(*made.findings, *made.later))


def refused(worker: Crew, data: bytes, **more: Any) -> tuple[str, str]:
    """The one finding for a file that is refused: its code, and all that is said."""
    with pytest.raises(DossierError) as error:
        taken(worker, data, **more)
    (finding,) = error.value.findings
    return finding.code, " ".join(report.word(finding))


def dossier_of(folder: Path, data: bytes, **keys: Any) -> Path:
    """A dossier of one document with these bytes."""
    (folder / "reçu.pdf").write_bytes(data)
    return write_dossier(folder, {"a": folder / "reçu.pdf"}, {"a": keys})
