"""How libraries of Python find those of the machine, and how they import one another."""

from __future__ import annotations

import ctypes.util
import importlib
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from types import ModuleType
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


class _Postponed(ModuleType):
    """Stands for a module that was not imported: what is taken from it is a function, which imports the
    module and calls what it is there."""

    def __getattr__(self, name: str) -> Callable[..., object]:
        if name.startswith("__"):
            raise AttributeError(name)

        def called(*given: object, **more: object) -> object:
            made: object = getattr(importlib.import_module(self.__name__), name)(*given, **more)
            return made

        return called


@contextmanager
def postponed(*modules: str) -> Iterator[None]:
    """Have an import of ``modules`` import nothing until what was taken from them is called.

    For modules of which a library calls functions and classes, and nothing else. Those that were imported
    before are given as they are; so are all, once the block has ended, to whoever imports them then.
    """
    given = [_Postponed(name) for name in modules if name not in sys.modules]
    sys.modules.update({module.__name__: module for module in given})
    try:
        yield
    finally:
        for module in given:
            if sys.modules.get(module.__name__) is module:
                del sys.modules[module.__name__]
