"""A bug of ours: told as one, with where it happened and nothing of what stands in a source.

What is wrong with a file is a finding (:mod:`dossier.findings`). Any other exception is a fault of this
program: it travels as it is, or from another process as :class:`BugError`, to whoever writes the report.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_NOTED = "_dossier_during"
_PACKAGES = ("site-packages", "dist-packages")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a traceback: a file relative to its package, never to the machine; line from 1."""

    file: str
    line: int
    function: str


@dataclass(frozen=True, slots=True)
class Bug:
    """What is reported of an exception: its type and its steps, the outermost first, and what was being done.

    The words of an exception are left out: a library may quote a source in them.
    """

    kind: str
    steps: tuple[Step, ...]
    stage: str = ""
    document: str = ""
    page: int = 0


class BugError(Exception):
    """A bug that another process met."""

    def __init__(self, bug: Bug) -> None:
        super().__init__(bug.kind)
        self.bug = bug


@contextmanager
def during(stage: str = "", document: str = "", page: int = 0) -> Iterator[None]:
    """Remember with an exception that leaves the block what was being done; the innermost says it first."""
    try:
        yield
    except Exception as error:
        known: dict[str, Any] = getattr(error, _NOTED, {})
        said = {"stage": stage, "document": document, "page": page}
        setattr(error, _NOTED, {**{key: value for key, value in said.items() if value}, **known})
        raise


def bug(error: BaseException) -> Bug:
    """``error``, and what caused it, as a report holds it."""
    known: dict[str, Any] = getattr(error, _NOTED, {})
    if isinstance(error, BugError):
        there = error.bug
        return Bug(
            there.kind,
            (*_steps(error), *there.steps),
            there.stage or known.get("stage", ""),
            there.document or known.get("document", ""),
            there.page or known.get("page", 0),
        )
    cause = error.__cause__ or error.__context__
    kinds = [type(error).__name__, *([type(cause).__name__] if cause else [])]
    return Bug(" from ".join(kinds), (*(_steps(cause) if cause else ()), *_steps(error)), **known)


def _steps(error: BaseException) -> tuple[Step, ...]:
    frames = traceback.extract_tb(error.__traceback__)
    return tuple(Step(_file(frame.filename), frame.lineno or 0, frame.name) for frame in frames)


def _file(name: str) -> str:
    """A file as its package knows it: ``dossier/bind/bind.py``, ``pypdf/_reader.py``, ``json/decoder.py``."""
    parts = Path(name).parts
    for marker in (*_PACKAGES, "dossier"):
        if marker in parts:
            rank = len(parts) - 1 - parts[::-1].index(marker)
            return "/".join(parts[rank + (marker in _PACKAGES) :])
    return "/".join(parts[-2:])
