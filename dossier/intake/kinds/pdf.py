"""PDF: taken as it is."""

from __future__ import annotations

from dossier.intake.kinds import SourceFile, Taken

KINDS = ("pdf",)
SUFFIXES = {".pdf": "pdf"}
# The header may stand anywhere in the first kilobyte (ISO 32000-1, implementation note 13).
_ARCHIVES = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf")
_HEADER_WITHIN = 1024


def recognise(data: bytes, name: str) -> str | None:
    """``pdf`` where the header of one stands near the start, or an object of one and its end at the end."""
    if data.startswith(_ARCHIVES) or data[257:262] == b"ustar":
        return None  # one document of several stands near the start of it
    start, end = data[:_HEADER_WITHIN], data[-_HEADER_WITHIN:]
    headless = b" obj" in start and b"startxref" in end and b"%%EOF" in end
    return "pdf" if headless or b"%PDF-" in start else None


def to_pdf(file: SourceFile, kind: str) -> Taken:
    """The file's own bytes."""
    return Taken(name=file.name, kind=kind, pdf=file.data)
