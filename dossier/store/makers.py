"""By what something was made: another version of any of it may make another thing."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from dossier.digest import digest, of_program

_PACKAGE = Path(__file__).resolve().parents[1]
_INSTALLED = re.compile(r"(?P<name>[^-]+)-(?P<version>[^-]+)(-py[\d.]+)?\.(dist|egg)-info")
_SEPARATORS = re.compile(r"[-_.]+")
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


def _library(name: str) -> str:
    return f"{name} {_versions().get(name, '')}"


@cache
def _versions() -> dict[str, str]:
    """The version of all that is installed where Python looks, by its name in small letters and hyphens: as
    folders are called (https://packaging.python.org/en/latest/specifications/recording-installed-packages/),
    since to read the metadata in them takes twenty times as long."""
    versions: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for told in filter(None, map(_INSTALLED.fullmatch, names)):
            versions.setdefault(_SEPARATORS.sub("-", told["name"]).lower(), told["version"])
    return versions
