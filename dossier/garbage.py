"""When the interpreter looks for garbage: seldom inside a stage, and wholly between two.

A layout makes a million objects that all live until it is done; looking through them again and again takes a
tenth of a build's time, and what a stage leaves behind would stay beside what the next one makes.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (100_000, 10, 10)
_MIB = 1 << 20
# What GNU's library is told, by its numbers (mallopt(3)): how much that is free at the top it keeps before it
# gives any back, how much more it takes at once, and from which size on a block is taken and given back by
# itself.
_KEPT = {-1: 64 * _MIB, -2: 4 * _MIB, -3: 16 * _MIB}


def sweep() -> None:
    """Between two stages: throw away what is left of the one before, and give its memory back."""
    gc.collect()
    give_back()


def forget() -> None:
    """Between two jobs: throw away what is left of the one before. What lives on, modules mostly, is not
    looked through again: with all that a worker imports, that costs more than a small job."""
    gc.collect()
    gc.freeze()


def give_back() -> None:
    """Give the system the memory that libraries have freed, where they keep it for themselves."""
    if sys.platform != "linux":
        return
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except AttributeError:  # another library than GNU's: it gives back by itself, or never
        return


def hold() -> None:
    """From now on memory that libraries free is kept for what they ask for next, until :func:`give_back`.

    A picture of a page, or what a stream holds unpacked, is taken and freed a hundred times by one job, and
    the system would clear each of its pages anew.
    """
    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None)
    try:
        for what, size in _KEPT.items():
            library.mallopt(what, size)
    except AttributeError:  # another library than GNU's
        return


def leave() -> None:
    """At the end of the process: leave all as it is. Python would look through it once more, for a third of a
    second after a build, and the system takes it back anyway."""
    gc.freeze()


@contextmanager
def seldom() -> Iterator[None]:
    """Look for garbage seldom until the block ends, and never in what is there already: modules, mostly."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
