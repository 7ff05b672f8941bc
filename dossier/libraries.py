"""How libraries of the machine are found by libraries of Python."""

from __future__ import annotations

import ctypes.util
import io
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import TypeVar

T = TypeVar("T")


def imported(load: Callable[[], T]) -> T:
    """What ``load`` imports, the machine's libraries opened by the names that they have.

    WeasyPrint tries six names of each, and cffi, for each that is not there, starts compilers to ask where
    else it might be (``ctypes.util.find_library``): half the time of the import. The loader of Linux knows
    them by the name that they are installed under, which is one of the six; where it does not, they are
    searched for after all. Raises OSError where that does not help.
    """
    if sys.platform != "linux":
        return load()
    search = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None
    try:
        with redirect_stdout(io.StringIO()):  # what is missing is said on the second attempt
            return load()
    except OSError:
        pass
    finally:
        ctypes.util.find_library = search
    return load()
