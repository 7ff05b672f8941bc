"""PDF: taken as it is."""

from __future__ import annotations

from dossier.intake.kinds import Converted, Given

KINDS = ("pdf",)
SUFFIXES = {".pdf": "pdf"}
# The header may stand anywhere in the first kilobyte (ISO 32000-1, implementation note 13).
_HEADER_WITHIN = 1024


def recognise(data: bytes, name: str) -> str | None:
    """``pdf`` where the header of one stands near the start."""
    return "pdf" if b"%PDF-" in data[:_HEADER_WITHIN] else None


def to_pdf(given: Given) -> Converted:
    """The file's own bytes."""
    return Converted(given.files[0].data)
