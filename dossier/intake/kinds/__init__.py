"""The kinds of source, one module each, found by itself: a new kind is one new file in this folder.

A module of this package is a :class:`Kind`: it recognises its files by their bytes and makes a PDF of them.
It runs in the child process that opens sources (see :mod:`dossier.intake.convert`), under its limits of time
and memory. It makes DossierError of what its library raises of a file (:mod:`dossier.odd`).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from pathlib import PurePosixPath
from typing import Protocol, cast

from dossier.intake.steps import PLACE, SourceFile, Taken

__all__ = ["PLACE", "Kind", "SourceFile", "Taken", "kinds", "promised", "recognise"]


class Kind(Protocol):
    """What a module of this package offers."""

    #: The words for its kinds: for the record, for ``list`` (``kind.<word>`` in the catalogues).
    KINDS: tuple[str, ...]
    #: The kind that a file's suffix promises, lower case with its dot.
    SUFFIXES: Mapping[str, str]

    def recognise(self, data: bytes, name: str) -> str | None:
        """The kind of a file by its bytes; the name may only break ties. None where it is not ours."""

    def to_pdf(self, file: SourceFile, kind: str) -> Taken:
        """The PDF of a file of this ``kind``, not yet looked into; its ``reads`` name the programs that made
        it, too. Raises DossierError with findings at PLACE."""


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
