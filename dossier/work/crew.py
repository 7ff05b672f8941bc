"""The processes and threads of a build: jobs go in, futures come out."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import LifoQueue
from typing import Generic, ParamSpec, TypeVar

from . import wire
from .job import Job, Order
from .limits import Limits
from .worker import Worker

A = TypeVar("A")
R = TypeVar("R")
P = ParamSpec("P")

_LOG = logging.getLogger(__name__)
_MOST = 2


class Crew:
    """A few processes that work, as many as the machine has processors for. A context manager."""

    def __init__(self, size: int | None = None) -> None:
        self.size = size or max(1, min(_MOST, os.cpu_count() or 1))
        self._workers = [Worker() for _ in range(self.size)]
        self._idle: LifoQueue[Worker] = LifoQueue()
        for worker in self._workers:
            self._idle.put(worker)

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.__exit__()

    def start(self) -> None:
        """Start all processes, so that they load while the build does something else."""
        for worker in self._workers:
            worker.start()

    def do(self, job: Job[A, R], asked: A, limits: Limits | None = None) -> R:
        """What the next idle process makes of ``asked``. Called from several threads.

        Raises DossierError with what is wrong with a file; what ended the job otherwise (see
        :meth:`.worker.Worker.answer`).
        """
        worker = self._idle.get()
        began = time.perf_counter()
        try:
            worker.order(_order(job, wire.pack(asked), limits))
            made = worker.answer()
            assert isinstance(made, bytes), f"{job.where} does not talk"
            return wire.unpack(job.answer, made)
        finally:
            _LOG.debug("%s %.3f s", job.name, time.perf_counter() - began)
            self._idle.put(worker)

    def converse(self, job: Job[A, R]) -> Conversation[A, R]:
        """A job in a process of its own, which is told more while it works."""
        return Conversation(job)


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


def beside(work: Callable[P, R], *given: P.args, **more: P.kwargs) -> Future[R]:
    """Begin ``work`` in another thread; what it raises is raised where its future is asked. Nobody waits for
    the thread: a run that is interrupted ends at once."""
    thread = ThreadPoolExecutor(1)
    try:
        return thread.submit(work, *given, **more)
    finally:
        thread.shutdown(wait=False)


def _order(job: Job[A, R], value: bytes, limits: Limits | None) -> Order:
    return Order(job.where, value, limits, job.yields, logging.getLogger("dossier").getEffectiveLevel())
