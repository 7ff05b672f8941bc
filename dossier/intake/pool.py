"""Child processes side by side, as many as the machine has processors for: sources are opened in each."""

from __future__ import annotations

import os
from queue import LifoQueue

from .request import Completion, Request, Taken
from .worker import Worker

_MOST = 2


class Pool:
    """A few :class:`~dossier.intake.worker.Worker`. A context manager."""

    def __init__(self, size: int | None = None) -> None:
        self.size = size or max(1, min(_MOST, os.cpu_count() or 1))
        self._workers = [Worker() for _ in range(self.size)]
        self._idle: LifoQueue[Worker] = LifoQueue()
        for worker in self._workers:
            self._idle.put(worker)

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.__exit__()

    def start(self) -> None:
        """Start all of them, so that they load their engines while the parent does something else."""
        for worker in self._workers:
            worker.start()

    def ask(self, asked: Request | Completion) -> Taken:
        """What the next idle one makes of a file; raises what it raises. Called from several threads."""
        worker = self._idle.get()
        try:
            return worker.ask(asked)
        finally:
            self._idle.put(worker)
