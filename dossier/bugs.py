"""A bug of ours: told as one, with where it happened and nothing of what stands in a source.

What is wrong with a file is a finding (:mod:`dossier.findings`). Any other exception is a fault of this
program: it travels as it is, or from another process as :class:`BugError`, to whoever writes the report.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

_NOTED = "_dossier_during"
#: The first line of a report.
HEAD = "dossier: bug report"
_HERE = Path(__file__).parent
_PACKAGES = ("site-packages", "dist-packages")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a traceback: a file relative to its package, never to the machine; line from 1."""

    file: str
    line: int
    function: str


@dataclass(frozen=True, slots=True)
class Bug:
    """What is reported of an exception: its type, its steps, what caused it first, and what was being done.

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
        known: dict[str, object] = getattr(error, _NOTED, {})
        said = {"stage": stage, "document": document, "page": page}
        setattr(error, _NOTED, {**{key: value for key, value in said.items() if value}, **known})
        raise


class _Met(TypedDict, total=False):
    stage: str
    document: str
    page: int


def bug(error: BaseException) -> Bug:
    """``error``, and what caused it, as a report holds it."""
    chain: list[BaseException] = [error]
    while (cause := chain[0].__cause__ or chain[0].__context__) and cause not in chain:
        chain.insert(0, cause)
    known: _Met = {}
    for one in reversed(chain):
        met: _Met = getattr(one, _NOTED, _Met())
        known.update(met)
    steps = tuple(step for one in chain for step in _steps(one))
    there = next((one.bug for one in chain if isinstance(one, BugError)), None)
    if there is None:
        return Bug(" > ".join(type(one).__name__ for one in chain), steps, **known)
    return Bug(
        there.kind,
        (*there.steps, *steps),
        there.stage or known.get("stage", ""),
        there.document or known.get("document", ""),
        there.page or known.get("page", 0),
    )


def report(fault: Bug, at: str = "") -> str:
    """``fault``, met after the step ``at``, with the versions of all that took part, as it is sent to the
    maintainers: no word of a source or of an exception, no path of the machine."""
    import platform  # as with what tells versions, every process imports this module

    lines = [
        HEAD,
        f"program: {_version('dossier')}",
        f"python: {platform.python_version()} ({platform.python_implementation()})",
        f"platform: {platform.system()} {platform.machine()}",
        f"last step: {at or '-'}",
        f"stage: {fault.stage or '-'}",
        f"document: {fault.document or '-'}",
        f"page: {fault.page or '-'}",
        f"exception: {fault.kind}",
        *(f"  {step.file}:{step.line} {step.function}" for step in fault.steps),
        *(f"library: {name} {_version(name)}" for name in _libraries()),
    ]
    return "\n".join((*lines, ""))


def _libraries() -> list[str]:
    from importlib.metadata import PackageNotFoundError, requires  # every process imports this module

    try:
        needed = requires("dossier") or []
    except PackageNotFoundError:
        return []
    return sorted({re.split(r"[^A-Za-z0-9._-]", one)[0] for one in needed if "extra ==" not in one})


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "-"


def _steps(error: BaseException) -> tuple[Step, ...]:
    frames = traceback.extract_tb(error.__traceback__)
    return tuple(Step(_file(frame.filename), frame.lineno or 0, frame.name) for frame in frames)


def _file(name: str) -> str:
    """A file as its package knows it: ``dossier/bind/bind.py``, ``pypdf/_reader.py``; of others the name."""
    path = Path(name)
    if path.is_relative_to(_HERE):
        return str(path.relative_to(_HERE.parent))
    at = max((rank for rank, part in enumerate(path.parts) if part in _PACKAGES), default=None)
    return path.name if at is None else "/".join(path.parts[at + 1 :])
