"""By what something was made: another version of any of it may make another thing."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from dossier.digest import digest, of_program

_PACKAGE = Path(__file__).resolve().parents[1]
_TOP = f"{_PACKAGE}{os.sep}"
_RECORDED = ".dist-info"


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
    if of_folder := _installed().get(_normal(name)):
        return f"{name} {of_folder}"
    from importlib.metadata import PackageNotFoundError, version  # 10 ms, and 2 for each that is asked for

    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return name


@cache
def _installed() -> Mapping[str, str]:
    """The version of each distribution whose folder tells it (Recording installed projects, PyPA), by its
    normal name; of two the one that is imported."""
    versions: dict[str, str] = {}
    for folder in sys.path:
        with suppress(OSError):
            for entry in os.listdir(folder):
                name, _, version = entry.removesuffix(_RECORDED).rpartition("-")
                if name and entry.endswith(_RECORDED):
                    versions.setdefault(_normal(name), version)
    return versions


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
