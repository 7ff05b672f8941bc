"""What a build depends on besides what it reads of a dossier: the program, its libraries, the machine."""

from __future__ import annotations

import os
import re
import site
import stat
import sys
from collections.abc import Iterable, Iterator
from itertools import chain, product
from pathlib import Path

from . import liberation
from .digest import of_program
from .shipped import place

_PACKAGE = Path(__file__).resolve().parent
_MAPS = Path("/proc/self/maps")
#: Where each language variable of gettext and what finds programs and libraries stand.
_ENVIRONMENT = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "PATH", "LD_LIBRARY_PATH", "XDG_CACHE_HOME")
#: What an installer writes of a package; of this one.
_METADATA = (".dist-info", ".egg-info", ".pth")
_OWN = re.compile(r"dossier(-[^-]*)?\.(dist|egg)-info")
_LIBRARY_FOLDERS = "DYLD_FALLBACK_LIBRARY_PATH"
_FACES = tuple(product(("Sans", "Serif", "Mono"), ("Regular", "Bold", "Italic", "BoldItalic")))


def program() -> Iterator[tuple[str, str]]:
    """Each file of this program, its words and its templates, by name: its SHA-256."""
    for top in (_PACKAGE, place("templates"), place("tasks.py")):
        for path in _files(top):
            yield path, of_program(path)


def surroundings() -> Iterator[str]:
    """One line for each thing of the machine that has a part in a build, with what tells one state of it from
    another: the interpreter, what is installed for it, faces, programs; what its variables say."""
    yield sys.version
    for name in _ENVIRONMENT:
        yield f"{name}={os.environ.get(name)}"
    for folder in _library_folders():
        for name in sorted(_installed(folder)):
            yield f"{folder} {name} {_told(os.path.join(folder, name))}"
    for family, style in _FACES:
        if path := liberation.face(family, style):
            yield f"{path} {_told(path)}"
    # A program that is installed, removed or replaced leaves its folder another date.
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        yield f"{folder} {_told(folder)}"


def libraries() -> frozenset[str]:
    """The paths of the machine's libraries that this process has loaded, or the folders where they are
    found; empty where the system does not tell."""
    if sys.platform == "darwin":
        return frozenset(filter(None, os.environ.get(_LIBRARY_FOLDERS, "").split(os.pathsep)))
    try:
        lines = _MAPS.read_text(errors="surrogateescape").splitlines()
    except OSError:
        return frozenset()
    mapped = (line[line.find("/") :] for line in lines)
    return frozenset(path for path in mapped if path.startswith("/") and ".so" in path)


def of_files(paths: Iterable[str]) -> Iterator[str]:
    """One line for each of the ``paths`` of libraries and programs: another one is told, and one more beside
    it."""
    real = {os.path.realpath(path) for path in paths}
    for path in sorted({*real, *map(os.path.dirname, (*paths, *real))}):
        yield f"{path} {_told(path)}"


def _library_folders() -> Iterator[str]:
    """Where this program's libraries are looked for: the same for a process that a person starts, for one
    that :mod:`dossier.children` starts, and whatever runs the commands adds for their sake.

    A child finds this package by a variable, and no site of the person's own.
    """
    package = str(_PACKAGE.parent)
    own = {package, *((site.USER_SITE,) if site.USER_SITE else ())}
    return chain((package,), (folder for folder in dict.fromkeys(sys.path) if folder not in own))


def _installed(folder: str) -> list[str]:
    """What is installed in ``folder``, but for this program: that is looked at file by file, and to pack it
    changes nothing of it."""
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return [name for name in names if name.endswith(_METADATA) and not _OWN.fullmatch(name)]


def _told(path: str | Path) -> str:
    try:
        status = os.stat(path)
    except OSError:
        return ""
    size = status.st_size if stat.S_ISREG(status.st_mode) else 0
    return f"{status.st_ino} {size} {status.st_mtime_ns}"


def _files(top: Path) -> Iterator[str]:
    if top.is_file():
        yield str(top)
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        yield from (os.path.join(folder, name) for name in sorted(names))
