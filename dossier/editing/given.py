"""The file that an editor gives: its name among the sources, and what it knows of itself."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf

from dossier.findings import DossierError, Finding, finding
from dossier.manifest.suggest import slug
from dossier.odd import OddError, reading

from .beside import beside

_SOURCES = "sources"
_LONGEST = 60
_IMAGES = (".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp")
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")
# The slashes of an address that was taken for a path are one.
_ADDRESS = re.compile(r"(?i)(?:^|/)((?:https?|ftp|file):)/+(.+)")
# What programs write where a title should stand.
_NO_TITLE = re.compile(
    r"(?i)^(untitled|sans titre|document\s*\d*|microsoft word|.*\.(docx?|indd|pdf|odt|qxd|xlsx?)$)"
)


@dataclass(frozen=True)
class Known:
    """What a file knows of itself; what it does not know is empty, 0 pages are not counted."""

    title: str = ""
    issued: str = ""
    pages: int = 0


@dataclass(frozen=True)
class Given:
    """A file for a document: its ``path`` in the dossier, and its bytes where it is to be copied there, with
    those of what it brings along, by their paths."""

    path: str
    data: bytes | None
    stem: str
    along: Mapping[str, bytes] = field(default_factory=dict)


def given(folder: Path, file: Path, known: Iterable[str]) -> Given:
    """``file`` for the dossier in ``folder``: where it is, or under a name of its own among the sources,
    which none of the paths that are ``known`` has: a path that the last record names is what it was. Raises
    DossierError."""
    inside = os.path.relpath(os.path.realpath(file), os.path.realpath(folder))
    if not file.is_file():
        if address := _ADDRESS.search(file.as_posix()):
            facts = {"file": f"{address[1]}//{address[2]}", "slip": "path-address"}
            raise DossierError([Finding("source-missing", facts["file"], facts)])
        if file.is_dir():
            raise DossierError([Finding("given-unreadable", str(file), {"slip": "given-folder"})])
        problem = "given-missing" if not os.path.lexists(file) else "given-special"
        raise DossierError([finding("given-unreadable", str(file), reason=problem)])
    if not inside.startswith("..") and inside.split("/")[0] != "build":
        return Given(inside, None, file.stem)
    try:
        data = file.read_bytes()
        along = {name: (file.parent / name).read_bytes() for name in beside(file)}
    except OSError as error:
        raise DossierError([finding("given-unreadable", str(file), reason="given-refused")]) from error
    stem = slug(file.stem)[:_LONGEST].strip("-") or "document"
    suffix = re.sub(r"[^a-z0-9.]", "", file.suffix.lower())
    there = folder / _SOURCES
    taken = {name.lower() for name in (os.listdir(there) if there.is_dir() else ())}
    taken |= {posixpath.basename(path).lower() for path in known}
    ends = (f"{f'-{n}' if n > 1 else ''}" for n in range(1, 2 * len(taken) + 2))
    end = next(end for end in ends if f"{stem}{end}{'' if along else suffix}" not in taken)
    if not along:
        return Given(f"{_SOURCES}/{stem}{end}{suffix}", data, file.stem)
    # The page calls its folder by the name that it has: both lie in a folder of their own.
    own = f"{_SOURCES}/{stem}{end}"
    return Given(
        f"{own}/{stem}{suffix}", data, file.stem, {f"{own}/{name}": held for name, held in along.items()}
    )


def known(file: Path) -> Known:
    """What ``file`` knows of itself; nothing of what cannot be read: the build says why."""
    if file.suffix.lower() in _IMAGES:
        return Known(pages=1)
    try:
        with reading("pikepdf", faults=(pikepdf.PdfError, ValueError)), pikepdf.open(file) as pdf:
            info = pdf.docinfo
            title = " ".join(str(info.get("/Title", "")).split())
            date = _DATE.match(str(info.get("/CreationDate", "")))
            issued = "-".join(filter(None, date.groups())) if date else ""
            return Known("" if _NO_TITLE.match(title) else title, issued, len(pdf.pages))
    except (OddError, OSError):
        return Known()
