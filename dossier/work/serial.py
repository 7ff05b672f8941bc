"""The crew's twin: the same jobs over the same wire, one after the other in this process."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

from . import wire
from .crew import Conversation, Crew
from .job import Job, function
from .limits import Limits

A = TypeVar("A")
R = TypeVar("R")


class Serial(Crew):
    """A crew without a process of its own: for tests, and for looking into a job with a debugger."""

    def __init__(self) -> None:
        super().__init__(1)

    def start(self) -> None:
        """Nothing needs to be started."""

    def do(self, job: Job[A, R], asked: A, limits: Limits | None = None) -> R:
        """What the job makes of ``asked``; its limits do not hold here."""
        work, kind, _ = function(job.where)
        return wire.unpack(job.answer, wire.pack(work(wire.unpack(kind, wire.pack(asked)))))

    def converse(self, job: Job[A, R]) -> Conversation[A, R]:
        """A job that begins when it is asked for its answer."""
        return _Later(job)


class _Later(Conversation[A, R]):
    def __init__(self, job: Job[A, R]) -> None:
        self._job = job
        self._frames: deque[bytes] = deque()

    def __exit__(self, *_: object) -> None:
        self._frames.clear()

    def tell(self, message: A) -> None:
        self._frames.append(wire.pack(message))

    def answer(self, progress: Callable[[int], object], patience: float) -> R:
        work, kind, _ = function(self._job.where)
        return wire.unpack(self._job.answer, wire.pack(work(_Said(kind, self._frames, progress))))


class _Said:
    def __init__(self, kind: Any, frames: deque[bytes], progress: Callable[[int], object]) -> None:
        self._kind, self._frames, self.tell = kind, frames, progress

    def hear(self) -> Any:
        if not self._frames:
            raise EOFError
        return wire.unpack(self._kind, self._frames.popleft())

    @property
    def waiting(self) -> bool:
        return bool(self._frames)
