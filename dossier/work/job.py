"""What a process is asked to do, what passes between it and the build, and how it can fail."""

from __future__ import annotations

import importlib
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from dossier import machine
from dossier.bugs import Bug, BugError, bug
from dossier.findings import DossierError, Finding

from .limits import CLOCKS, Limits

A = TypeVar("A")
R = TypeVar("R")
A_co = TypeVar("A_co", covariant=True)


@dataclass(frozen=True)
class Job(Generic[A, R]):
    """Work that another process can do: ``where`` is its function, ``package.module:name``, which is imported
    there alone.

    The function takes one value of the type ``asked``, or, where it talks, a :class:`Talk` of them, and
    returns one of the type ``answer``; both pass over the wire (:mod:`.wire`). ``yields`` lets every other
    process go first.
    """

    where: str
    asked: type[A]
    answer: type[R]
    yields: bool = False

    @property
    def name(self) -> str:
        """The function's name, for the log."""
        return self.where.rpartition(":")[2]


class Talk(Protocol[A_co]):
    """A job's side of a conversation."""

    def hear(self) -> A_co:
        """The next message; waits for it. Raises EOFError where there will be none."""

    @property
    def waiting(self) -> bool:
        """Whether a message is there already."""

    def tell(self, progress: int) -> None:
        """Say how far the work is."""


@dataclass(frozen=True, slots=True)
class Order:
    """A job as it is sent: ``value`` is packed; ``level`` is what its log is asked for."""

    where: str
    value: bytes
    limits: Limits | None = None
    yields: bool = False
    level: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a process's log: its logger, its level, its words."""

    logger: str
    level: int
    words: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back, one of them at a time: the packed ``value``, or what ended the job, or a word on the
    way (``line``, ``progress``)."""

    value: bytes | None = None
    findings: tuple[Finding, ...] | None = None
    missing: str | None = None
    bug: Bug | None = None
    heavy: bool = False
    line: Line | None = None
    progress: int | None = None

    @classmethod
    def ended_by(cls, error: Exception) -> Answer:
        """What ``error``, which a job raised, is for the build."""
        if isinstance(error, DossierError):
            return cls(findings=error.findings)
        if isinstance(error, ModuleNotFoundError) and not (error.name or "dossier").startswith("dossier"):
            return cls(missing=error.name)
        if isinstance(error, MemoryError):
            return cls(heavy=True)
        lacking = machine.fault(error)
        return cls(findings=(lacking,)) if lacking else cls(bug=bug(error))

    def fault(self) -> Exception:
        """What ended the job, to be raised: DossierError, ModuleNotFoundError, BugError, HeavyError."""
        if self.findings is not None:
            return DossierError(self.findings)
        if self.missing is not None:
            return ModuleNotFoundError(f"No module named {self.missing!r}", name=self.missing)
        return BugError(self.bug) if self.bug else HeavyError()


class DiedError(Exception):
    """A job ended its process, by ``signal`` (0 where it went by itself); ``words`` were its last."""

    def __init__(self, signal: int, words: str = "") -> None:
        super().__init__(f"signal {signal}" if signal else words.rpartition("\n")[2] or "exit")
        self.signal, self.words = signal, words

    @property
    def out_of_time(self) -> bool:
        """Whether it was ended for its seconds."""
        return self.signal in CLOCKS


class HeavyError(Exception):
    """A job needs more memory than it may take."""


class LackingError(DossierError):
    """What the machine could not give ended a process."""


def function(where: str) -> tuple[Callable[[object], object], type[object], bool]:
    """The function of a job, the type of what it is asked, and whether it talks."""
    module, _, name = where.partition(":")
    job = getattr(importlib.import_module(module), name)
    hints = typing.get_type_hints(job)
    kind = next(hint for key, hint in hints.items() if key != "return")
    if typing.get_origin(kind) is Talk:
        return job, typing.get_args(kind)[0], True
    return job, kind, False
