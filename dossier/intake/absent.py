"""A file that is not there: which one may be meant, or what was written instead of a name."""

from __future__ import annotations

import difflib
import re
import unicodedata
from pathlib import PurePosixPath

from dossier.findings import Finding, finding
from dossier.folder import Folder

# What a text of a word processor puts round a name.
_MARKS = "\"'“”„«»‘’<>\u00a0\u202f "
# Where a shell looks, and nobody here.
_HOME = re.compile(r"~|\$\{?\w|%\w+%")


def missing(root: Folder, name: str, place: str) -> Finding:
    """A file that is not there; the name of one that may be meant, or that only looks like another."""
    alike = _alike(root, PurePosixPath(name))
    if alike:
        return Finding("source-missing", place, {"file": name, "slip": "path-accents", "near": alike})
    there = f"sources/{PurePosixPath(name).name}"
    if _HOME.match(name):
        return Finding("source-missing", place, {"file": name, "slip": "path-home", "example": there})
    near = _near(root, PurePosixPath(name))
    bare = "/".join(part.strip(_MARKS) for part in name.split("/"))
    if bare != name:
        return Finding("source-missing", place, {"file": name, "slip": "path-quotes", "example": bare})
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", name):
        return Finding("source-missing", place, {"file": name, "slip": "path-address"})
    listed_ = [part.strip() for part in re.split("[,;]", name)]
    if len(listed_) > 1 and all(part and root.is_file(part) for part in listed_):
        example = f"[{', '.join(listed_)}]"
        return Finding("source-missing", place, {"file": name, "slip": "path-list", "example": example})
    meant = _meant(root, PurePosixPath(name)) or (there if root.is_file(there) else near)
    return finding("source-missing", place, file=name, near=meant)


def _meant(root: Folder, path: PurePosixPath) -> str:
    """The path of the one file that is written otherwise in its capitals alone, or without its suffix, or
    with something behind a number sign; nothing where there are several."""
    path_there = PurePosixPath()
    for rank, part in enumerate(path.parts):
        last, wanted = rank == len(path.parts) - 1, part.partition("#")[0].casefold()
        try:
            names = root.names(path_there.as_posix())
        except OSError:
            return ""
        alike = [name for name in names if name.casefold() == wanted]
        if last and not alike:
            alike = [name for name in names if PurePosixPath(name).stem.casefold() == wanted]
        if len(alike) != 1:
            return ""
        path_there /= alike[0]
    return path_there.as_posix() if root.is_file(path_there.as_posix()) else ""


def _alike(root: Folder, path: PurePosixPath) -> str:
    """The path of the file that is written as ``path`` to the eye: with other accents, or other spaces."""
    path_there = PurePosixPath()
    for part in path.parts:
        try:
            alike = [name for name in root.names(path_there.as_posix()) if _same(name, part)]
        except OSError:
            return ""
        if not alike:
            return ""
        path_there /= part if part in alike else alike[0]
    return path_there.as_posix() if root.is_file(path_there.as_posix()) else ""


def _same(one: str, other: str) -> bool:
    return unicodedata.normalize("NFKC", one) == unicodedata.normalize("NFKC", other)


def _near(root: Folder, path: PurePosixPath) -> str:
    parent = path.parent.as_posix()
    try:
        names = [name for name in root.names(parent) if root.is_file(f"{parent}/{name}")]
    except OSError:
        return ""
    close = difflib.get_close_matches(path.name, names, 1, 0.6)
    return path.with_name(close[0]).as_posix() if close else ""
