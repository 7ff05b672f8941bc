"""The record of a build, read again: it lies in a folder that somebody may have sent.

The types are what the keys hold where they are there, whoever wrote the record; those of earlier versions
lack some. What :mod:`dossier.record` writes besides is read by nobody here.
"""

from __future__ import annotations

from typing import Literal, TypedDict

from . import untrusted
from .model import PartName


class File(TypedDict, total=False):
    """A file that was read."""

    path: str
    sha256: str


class Output(File, total=False):
    """A file that was written."""

    bytes: int


class Said(TypedDict, total=False):
    """A finding."""

    severity: Literal["error", "warning", "note", "accepted"]
    code: str
    place: str
    message: str
    cure: str
    document: str
    because: str
    seen: str


class Page(TypedDict, total=False):
    """A page of the dossier; boxes in points."""

    folio: int
    part: PartName | None
    document: str | None
    rank: int | None
    source_page: int | None
    source_file: str | None
    source_box: list[float] | None
    frame: list[float] | None
    scale: float | None


class Document(TypedDict, total=False):
    """A document; of one in several files, what a file has is a list."""

    number: int
    id: str
    title: str | None
    section: str | None
    reference: str | None
    first_page: int
    last_page: int
    announced: str | int | None
    rights: str | None
    scale: float | None
    type_size: float | None
    file: str | list[str] | None
    sha256: str | list[str] | None
    kind: str | list[str] | None
    reads: list[File]
    source_pages: list[int]
    words: int
    scans: int
    accessibility: str | None


class Obstacle(TypedDict, total=False):
    """What keeps a claim from being made; ``document`` is a number."""

    standards: list[str]
    document: int | None
    pages: list[int]
    reason: str


class Conformance(TypedDict, total=False):
    """What the PDF claims to be."""

    pdfa: str | None
    pdfua: str | int | None
    obstacles: list[Obstacle]


class Record(TypedDict, total=False):
    """All of it."""

    title: str | None
    twin: str | None
    manifest: str
    manifest_sha256: str
    series: str | None
    series_sha256: str | None
    templates: list[File]
    draft: bool
    recto: str
    page_count: int
    pages: list[Page]
    documents: list[Document]
    outputs: list[Output]
    conformance: Conformance
    findings: list[Said]
    accepted: list[Said]


def listed(held: str | list[str] | None) -> list[str]:
    """What a document has of each of its files."""
    return held if isinstance(held, list) else [held] if held else []


def read(data: str | bytes) -> Record:
    """The record that ``data`` is. Raises ValueError where it is none."""
    return untrusted.shaped(data, Record)
