"""A file on its way through intake: as it is given, what is selected of it, and what it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from dossier.findings import Finding
from dossier.model import UNNOTICED, Noticed, SourcePage, Treatment
from dossier.work import Limits

from .limits import LIMITS

#: Stands for the place in the manifest, which may move while the file stays the same.
PLACE = "\N{OBJECT REPLACEMENT CHARACTER}"


#: What a page draws with and has not: how bad that is (``intake.whole.state.State``), the kind of thing (see
#: ``intake.whole.used.Used``), the page.
Lack = tuple[int, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file of the document ``document`` (its id), as it is given.

    ``name`` is the manifest's, relative to the dossier's root ``folder``, outside which nothing may be read;
    ``place`` is where the manifest names it: for the build alone, what is found of the file is at
    :data:`PLACE`. ``sha256`` is the digest of its bytes ``data``. ``language`` (BCP 47) and ``title`` are the
    document's; ``permitted``: the editor states that a file which forbids it may be bound; ``ocr``: scans get
    a layer of text.
    """

    document: str
    name: str
    data: bytes
    folder: Path
    language: str
    title: str
    sha256: str = ""
    place: str = PLACE
    password: str = ""
    permitted: bool = False
    ocr: bool = False
    limits: Limits = LIMITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is printed of a file: its ``pages`` that are kept, as they are shown; ``comments``, too.

    ``hidden`` is what the editor wants of what no reader sees there: None where nothing is said of it.
    ``flatten``: each page becomes a picture; ``read`` is the language in which its text is then recognised.
    """

    pages: tuple[SourcePage, ...] = ()
    hidden: Literal["remove", "keep"] | None = None
    comments: bool = False
    flatten: bool = False
    read: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What the file ``name`` of a ``kind`` became, and grows into by these steps. Findings are at
    :data:`PLACE`.

    1. Converted: a ``pdf``. ``reads`` are the files that were read besides: their names relative to the
       dossier, or absolute where they are programs or folders of the machine, and their SHA-256, empty where
       one was looked for and is not there. When one changes, it is made again.
    2. Opened: all its ``pages``, before any is chosen; ``fields`` are the values of its form fields.
       ``repair`` is what had to be done to open it, ``altered`` the pages that look otherwise since (None
       where nothing could be held against the file); ``tangled``: its fields led to each other in circles;
       ``lacking`` is what its pages refer to and the file has not.
    3. Selected: ``selection``.
    4. Completed, which the layout does not wait for: no more is in it than what is printed, fit for an
       archive; ``later`` is what was found by that, ``noticed`` what is to be looked at.
    """

    name: str
    kind: str
    pdf: bytes
    findings: tuple[Finding, ...] = ()
    treatment: tuple[Treatment, ...] = ()
    removed: Mapping[str, int] = field(default_factory=dict)
    reads: tuple[tuple[str, str], ...] = ()
    pages: tuple[SourcePage, ...] = ()
    fields: tuple[str, ...] = ()
    repair: str = ""
    altered: tuple[int, ...] | None = None
    tangled: bool = False
    lacking: tuple[Lack, ...] = ()
    selection: Selection = Selection()
    later: tuple[Finding, ...] = ()
    noticed: Noticed = UNNOTICED


def password_variable(id: str) -> str:
    """The name of the variable that holds the password of the document ``id``."""
    return "DOSSIER_PASSWORD_" + id.upper().replace("-", "_")
