"""By what something was made: another version of any of it may make another thing."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from dossier.digest import digest

_PACKAGE = Path(__file__).resolve().parents[1]


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
    code = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*.py")):
        code.update(f"{path.relative_to(_PACKAGE)}\0".encode() + path.read_bytes())
    return code.hexdigest()


@cache
def _library(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # costs 30 ms, and most runs ask for none

    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return name
