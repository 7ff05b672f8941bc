"""The program with a fault of its own: a function, in whatever process it runs, that fails as a slip does.

python -P tests/planted.py <module:function>[=<value>] <words of a command line>

With a value it gives that, whatever it was asked: None, or a word.
"""

from __future__ import annotations

import importlib
import runpy
import sys
from collections.abc import Sequence
from typing import Any

from dossier import children


def plant(where: str) -> None:
    """Let the function ``where`` fail, here and in every child that is started from here."""
    place, gives, value = where.partition("=")
    name, _, function = place.partition(":")

    def fault(*_: Any, **__: Any) -> Any:
        nothing: Any = None
        if gives:
            return None if value == "None" else value
        return nothing.x

    setattr(importlib.import_module(name), function, fault)

    def python(module: str, words: Sequence[str]) -> list[str]:
        return [sys.executable, "-P", "-s", "-X", "utf8", __file__, where, "--child", module, *words]

    children._python = python


def main() -> None:
    """Be the program, or a child of it."""
    where = sys.argv[1]
    plant(where)
    if sys.argv[2:3] == ["--child"]:
        module = sys.argv[3]
        sys.argv[1:] = sys.argv[4:]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        return
    sys.argv[:] = ["dossier", *sys.argv[2:]]
    from dossier.__main__ import main as program

    program()


if __name__ == "__main__":
    main()
