"""The kinds of source, one module each, found by itself: a new kind is one new file in this folder.

A module of this package is a :class:`Kind`: it recognises its files by their bytes and makes a PDF of them.
It runs in the child process that opens sources (see :mod:`dossier.intake.take`), under its limits of time
and memory. It makes DossierError of what its library raises of a file (:mod:`dossier.odd`).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Protocol, cast

from dossier.findings import Finding
from dossier.model import Treatment


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
class Converted:
    """A PDF, what the editor must know of its making, and what was done, for the record.

    ``reads`` are the files that were read besides those given, and the SHA-256 of what was read of them,
    empty for those that were looked for in vain; ``programs`` are those of the machine that made it. When one
    of them changes, the PDF is made again.
    """

    pdf: bytes
    findings: tuple[Finding, ...] = ()
    done: tuple[Treatment, ...] = ()
    reads: tuple[tuple[str, str], ...] = ()
    programs: tuple[Path, ...] = ()


class Kind(Protocol):
    """What a module of this package offers."""

    #: The words for its kinds: for the record, for ``list`` (``kind.<word>`` in the catalogues).
    KINDS: tuple[str, ...]
    #: The kind that a file's suffix promises, lower case with its dot.
    SUFFIXES: Mapping[str, str]

    def recognise(self, data: bytes, name: str) -> str | None:
        """The kind of a file by its bytes; the name may only break ties. None where it is not ours."""

    def to_pdf(self, given: Given) -> Converted:
        """One PDF of all the files given. Raises DossierError with findings at ``given.place``."""


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind there is, in the order of their modules' names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(cast(Kind, importlib.import_module(f"{__name__}.{name}")) for name in names)


def recognise(data: bytes, name: str) -> tuple[Kind, str] | None:
    """The module and the kind of a file, None where no module knows it."""
    for kind in kinds():
        word = kind.recognise(data, name)
        if word:
            return kind, word
    return None


def promised(name: str) -> str | None:
    """The kind that the suffix of ``name`` promises, None where it promises nothing known."""
    suffix = PurePosixPath(name).suffix.lower()
    return next((kind.SUFFIXES[suffix] for kind in kinds() if suffix in kind.SUFFIXES), None)
