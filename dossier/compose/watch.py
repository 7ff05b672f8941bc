"""A clock for what is written in Python and runs in this process: the layout."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread, get_ident

# How often the clock is read; after the first time it is said again, where something swallowed it.
_LOOK = 1.0


class TooLong(BaseException):
    """What runs takes longer than it may. No ``except`` of a library stops it."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise TooLong in this thread where this process computes for more than ``seconds`` in the block.

    It is raised between two steps of Python: one long call into a library is ended after it.
    """
    ident, done, start = ctypes.c_ulong(get_ident()), Event(), time.process_time()
    tell = ctypes.pythonapi.PyThreadState_SetAsyncExc

    def watch() -> None:
        while not done.wait(_LOOK):
            if time.process_time() - start > seconds:
                tell(ident, ctypes.py_object(TooLong))

    watching = Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        done.set()
        watching.join()
        tell(ident, None)  # what was told too late is not heard elsewhere
