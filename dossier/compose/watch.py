"""A clock for what is written in Python and runs in this process: the layout."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable, Iterator
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
    ident, done, told, start = ctypes.c_ulong(get_ident()), Event(), Event(), time.process_time()

    def tell() -> None:
        told.set()
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ident, ctypes.py_object(TooLong))

    def watch() -> None:
        while not done.wait(_LOOK):
            if time.process_time() - start > seconds:
                tell()

    watching = Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        _ended(watching, done)
        if told.is_set():
            _heard(tell)


def _ended(watching: Thread, done: Event) -> None:
    """Nobody tells anything from now on. What is told meanwhile is told too late."""
    while True:
        try:
            done.set()
            watching.join()
            return
        except TooLong:
            continue


def _heard(tell: Callable[[], None]) -> None:
    """What was told too late is heard here and not elsewhere.

    Told nothing instead, the interpreter looks for it at every call and every turn of a loop from then
    on, and does not go on where it is traced (CPython 3.11, ceval.c: only an exception lowers its flag).
    """
    try:
        tell()
        while True:
            pass
    except TooLong:
        pass
