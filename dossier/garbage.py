"""When the interpreter looks for garbage: seldom inside a stage, and wholly between two.

A layout makes a million objects that all live until it is done; looking through them again and again takes a
tenth of a build's time, and what a stage leaves behind would stay beside what the next one makes.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (100_000, 10, 10)

#: Called between two stages.
sweep = gc.collect


@contextmanager
def seldom() -> Iterator[None]:
    """Look for garbage seldom until the block ends."""
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
