"""By what something was made: another version of any of it may make another thing."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from dossier.digest import digest, of_program

_PACKAGE = Path(__file__).resolve().parents[1]
_TOP = f"{_PACKAGE}{os.sep}"


def makers(*libraries: str) -> str:
    """What tells one state of this program, and of the ``libraries`` that it works with, from another."""
    return " ".join((sys.version, _code(), *map(_library, libraries)))


def key(libraries: Iterable[str], *told: object) -> str:
    """The name of what is made of all that is ``told``, which shows it whole, by this program and
    ``libraries``: a hash of these."""
    return digest(repr((makers(*libraries), *told)).encode(errors="surrogatepass"))


@cache
def _code() -> str:
    """The hash of all modules of this program: which of them took part nobody has to keep a list of."""
    return digest("".join(f"{name}\0{sha256}\0" for name, sha256 in sorted(_modules())).encode())


def _modules() -> Iterator[tuple[str, str]]:
    for folder, folders, names in os.walk(_PACKAGE):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for path in (os.path.join(folder, name) for name in names if name.endswith(".py")):
            yield path[len(_TOP) :], of_program(path)


@cache
def _library(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # costs 30 ms, and most runs ask for none

    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return name
