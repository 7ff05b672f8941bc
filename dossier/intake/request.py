"""What a child process is asked for, and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from dossier.findings import Finding
from dossier.model import SourcePage, Treatment
from dossier.work import Limits

from .limits import LIMITS

#: Stands for the place in the manifest, which may move while the file stays the same.
PLACE = "\N{OBJECT REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class GivenFile:
    """One file: its ``name`` as the manifest has it, relative to the dossier; its resolved ``path``; its
    bytes."""

    name: str
    path: Path
    data: bytes


@dataclass(frozen=True, slots=True)
class Given:
    """What is to become one PDF: ``files`` of one ``kind``, in order.

    ``folder`` is the dossier's root, outside which nothing may be read; ``place`` is where in the manifest
    the files are named, for findings; ``language`` (BCP 47) and ``title`` are the document's.
    """

    kind: str
    files: tuple[GivenFile, ...]
    folder: Path
    place: str
    language: str
    title: str


@dataclass(frozen=True, slots=True)
class Request:
    """One file to take in, of the document ``document`` (its id).

    ``folder`` is the dossier's root; ``language`` and ``title`` are the document's; ``permitted``: the editor
    states that a file which forbids it may be bound; ``ocr``: scans get a layer of text.
    """

    document: str
    file: GivenFile
    folder: Path
    language: str
    title: str
    password: str = ""
    permitted: bool = False
    limits: Limits = LIMITS
    ocr: bool = False

    @property
    def name(self) -> str:
        """The file's name."""
        return self.file.name

    @property
    def variable(self) -> str:
        """The variable of the environment that holds the document's password."""
        return password_variable(self.document)


def password_variable(id: str) -> str:
    """The name of the variable that holds the password of the document ``id``."""
    return "DOSSIER_PASSWORD_" + id.upper().replace("-", "_")


@dataclass(frozen=True, slots=True)
class Taken:
    """What it became, and grows into: a PDF of its kind, then with all its pages, before any is chosen, then
    with no more than what is printed. Findings are at :data:`PLACE`.

    What the layout does not wait for is done apart (:class:`Completion`): until then ``later``, what is found
    by it, is None. ``fields`` are the values of its form fields. ``reads`` are the files that were read
    besides: their names relative to the dossier, or absolute where they are programs or folders of the
    machine, and their SHA-256, empty where one was looked for and is not there. When one changes, it is made
    again.
    """

    kind: str
    pdf: bytes
    pages: tuple[SourcePage, ...] = ()
    findings: tuple[Finding, ...] = ()
    treatment: tuple[Treatment, ...] = ()
    removed: Mapping[str, int] = field(default_factory=dict)
    reads: tuple[tuple[str, str], ...] = ()
    fields: tuple[str, ...] = ()
    later: tuple[Finding, ...] | None = None


@dataclass(frozen=True, slots=True)
class Printing:
    """What is printed of a file: its ``pages`` that are kept, as they are shown; ``comments``, too.

    ``hidden`` is what the editor wants of what no reader sees there: None where nothing is said of it.
    ``flatten``: each page becomes a picture; ``read`` is the language in which its text is then recognised.
    """

    pages: tuple[SourcePage, ...]
    hidden: Literal["remove", "keep"] | None = None
    comments: bool = False
    flatten: bool = False
    read: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """What was ``taken`` from the file ``name`` of a document (its id), of which the rest is to be done now
    that the pages are chosen."""

    document: str
    name: str
    taken: Taken
    printing: Printing
    limits: Limits
