"""The crew's twin: the same jobs over the same wire, one after the other in this process."""

from __future__ import annotations

import warnings
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import ParamSpec, TypeVar

from . import wire
from .crew import Conversation, Crew, run
from .job import Answer, Job, function
from .limits import Limits

A = TypeVar("A")
R = TypeVar("R")
P = ParamSpec("P")


class Serial(Crew):
    """A crew without a process or a thread: for tests, and for looking into a job with a debugger.

    A future is done when it is returned. Limits do not hold here; what ends a job is raised as the crew
    raises it, with what the job raised as its cause.
    """

    def __init__(self) -> None:
        super().__init__(size=1)

    def start(self) -> None:
        """Nothing needs to be started."""

    def expect(self, *loads: str) -> None:
        """Nothing needs to be started."""

    def apart(self, *loads: str) -> Crew:
        """This one."""
        return self

    def do(self, job: Job[A, R], asked: A, limits: Limits | None = None) -> R:
        """What the job makes of ``asked``."""
        _, kind, _ = function(job.where)
        return _made(job, wire.unpack(kind, wire.pack(asked)))

    def converse(self, job: Job[A, R]) -> Conversation[A, R]:
        """A job that begins when it is asked for its answer."""
        return _Later(job)

    def each(self, work: Callable[[A], R], items: Iterable[A]) -> list[Future[R]]:
        """``work`` with each of the ``items``."""
        return [self.beside(work, item) for item in items]

    def beside(self, work: Callable[P, R], *given: P.args, **more: P.kwargs) -> Future[R]:
        """``work``, done."""
        future: Future[R] = Future()
        run(future, work, given, more)
        return future


def _made(job: Job[A, R], asked: object) -> R:
    work, _, _ = function(job.where)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made = work(asked)
    except Exception as error:
        raise Answer.ended_by(error).fault() from error
    return wire.unpack(job.answer, wire.pack(made))


class _Later(Conversation[A, R]):
    def __init__(self, job: Job[A, R]) -> None:
        self._job = job
        self._frames: deque[bytes] = deque()

    def __exit__(self, *_: object) -> None:
        self._frames.clear()

    def tell(self, message: A) -> None:
        self._frames.append(wire.pack(message))

    def answer(self, progress: Callable[[int], object], patience: float) -> R:
        return _made(self._job, _Said(function(self._job.where)[1], self._frames, progress))


class _Said:
    def __init__(self, kind: type[object], frames: deque[bytes], progress: Callable[[int], object]) -> None:
        self._kind, self._frames, self.tell = kind, frames, progress

    def hear(self) -> object:
        if not self._frames:
            raise EOFError
        return wire.unpack(self._kind, self._frames.popleft())

    @property
    def waiting(self) -> bool:
        return bool(self._frames)
