"""The processes and threads of a build: jobs go in, futures come out."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from queue import LifoQueue
from threading import Thread
from typing import Generic, ParamSpec, TypeVar

from . import wire
from .job import DiedError, Job, LackingError, Order
from .limits import Limits
from .worker import Worker

A = TypeVar("A")
R = TypeVar("R")
P = ParamSpec("P")

_LOG = logging.getLogger(__name__)
_MOST = 2


class Crew:
    """A few processes that work, as many as the machine has processors for. A context manager.

    Each imports the modules ``loads`` while nobody waits for it.
    """

    def __init__(self, *loads: str, size: int | None = None) -> None:
        self.size = size or max(1, min(_MOST, os.cpu_count() or 1))
        self.workers = [Worker(*loads) for _ in range(self.size)]
        self._idle: LifoQueue[Worker] = LifoQueue()
        for worker in self.workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(self.size)
        self._gone = False
        self._apart: list[Crew] = []

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self._gone = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self.workers:
            worker.close()
        for crew in self._apart:
            crew.__exit__()
        for worker in self.workers:
            worker.join()

    def start(self) -> None:
        """Start all processes, so that they load while the build does something else."""
        for worker in self.workers:
            worker.start()

    def apart(self, *loads: str) -> Crew:
        """A crew of one process more, which imports ``loads``, for work of another kind; it is gone when this
        one is."""
        crew = Crew(*loads, size=1)
        self._apart.append(crew)
        return crew

    def rest(self) -> None:
        """End all processes, whose memory others need; the next job starts one again, which imports nothing
        but what that job does."""
        for worker in self.workers:
            worker.end()
            worker.loads = ()

    def expect(self, *loads: str) -> None:
        """Start the process that does the next job; it imports ``loads`` while the build does something
        else."""
        worker = self._idle.get()
        worker.loads = loads
        worker.start()
        self._idle.put(worker)

    def do(self, job: Job[A, R], asked: A, limits: Limits | None = None) -> R:
        """What the next idle process makes of ``asked``. Called from several threads.

        Raises DossierError with what is wrong with a file; what ended the job otherwise (see
        :meth:`.worker.Worker.answer`).
        """
        worker = self._idle.get()
        try:
            return self._done(worker, job, asked, limits)
        finally:
            self._idle.put(worker)

    def _done(self, worker: Worker, job: Job[A, R], asked: A, limits: Limits | None) -> R:
        if self._gone:
            raise CancelledError
        began, served = time.perf_counter(), worker.served
        order = _order(job, wire.pack(asked), limits)
        worker.order(order)
        try:
            made = worker.answer()
        except LackingError:
            if not served:
                raise
            worker.order(order)  # what ended it may have gone to the jobs before
            made = worker.answer()
        _LOG.debug("%s %.3f s", job.name, time.perf_counter() - began)
        try:
            return wire.unpack(job.answer, made if isinstance(made, bytes) else b"")
        except ValueError as error:  # a file took it over
            worker.end()
            raise DiedError(0) from error

    def converse(self, job: Job[A, R]) -> Conversation[A, R]:
        """A job in a process of its own, which is told more while it works."""
        return Conversation(job)

    def each(self, work: Callable[[A], R], items: Iterable[A]) -> list[Future[R]]:
        """``work`` with each of the ``items``, in order, as many at once as there are processes."""
        return [self._threads.submit(work, item) for item in items]

    def beside(self, work: Callable[P, R], *given: P.args, **more: P.kwargs) -> Future[R]:
        """Begin ``work`` in another thread; what it raises is raised where its future is asked.

        Nobody waits for the thread: a run that is interrupted ends at once.
        """
        future: Future[R] = Future()
        Thread(target=run, args=(future, work, given, more), daemon=True).start()
        return future


def run(
    future: Future[R], work: Callable[..., R], given: tuple[object, ...], more: dict[str, object]
) -> None:
    """Give a future what ``work`` returns or raises."""
    try:
        future.set_result(work(*given, **more))
    except BaseException as error:
        future.set_exception(error)


class Conversation(Generic[A, R]):
    """A job that is told things one by one. A context manager, at whose end its process has ended."""

    def __init__(self, job: Job[A, R]) -> None:
        self._job = job
        self._worker = Worker()
        self._worker.order(_order(job, b"", None))

    def __enter__(self) -> Conversation[A, R]:
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.__exit__()

    def tell(self, message: A) -> None:
        """One more message."""
        self._worker.send(wire.pack(message))

    def answer(self, progress: Callable[[int], object], patience: float) -> R:
        """Wait for what it makes; ``progress`` is told how far it is.

        Raises as :meth:`Crew.do` does, and TimeoutError where nothing is heard for ``patience`` seconds.
        """
        while isinstance(heard := self._worker.answer(patience), int):
            progress(heard)
        return wire.unpack(self._job.answer, heard)


def _order(job: Job[A, R], value: bytes, limits: Limits | None) -> Order:
    return Order(job.where, value, limits, job.yields, logging.getLogger("dossier").getEffectiveLevel())
