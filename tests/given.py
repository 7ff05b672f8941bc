"""A file as a manifest gives it to intake."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dossier.intake.steps import SourceFile


def given(name: str, data: bytes, folder: Path = Path("/"), **more: Any) -> SourceFile:
    """The file ``name``, of a document in French."""
    about = {"document": "un-document", "language": "fr", "title": "Titre", **more}
    return SourceFile(name=name, data=data, folder=folder, **about)
