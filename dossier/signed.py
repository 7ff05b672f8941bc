"""What was signed: sets of files in ``signed/NNN/`` beside the manifest, and what differs from them now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypedDict

from . import outputs, recorded, untrusted
from .compose.templates import Templates
from .digest import digest
from .findings import Finding, finding
from .folder import Folder
from .model import Located, Source

FOLDER, LIST = "signed", "signed.json"
_NAME = re.compile(r"\d{3,}")
_LARGEST = 4 << 30


class _File(TypedDict):
    path: str
    sha256: str


class _List(TypedDict):
    """``signed.json``: what else it says is for people to read."""

    files: list[_File]


def numbers(names: tuple[str, ...] | list[str]) -> list[int]:
    """The numbers of the signed sets among the ``names`` in a folder, in order."""
    return sorted(int(name) for name in names if _NAME.fullmatch(name))


def findings(
    folder: Path, located: Located, sources: Mapping[str, Source], templates: Templates
) -> tuple[Finding, ...]:
    """What is no longer as it was signed last, and what of the signed sets themselves is not."""
    inside = Folder(folder)
    try:
        known = numbers(inside.names(FOLDER))
    except OSError:  # nothing was signed
        return ()
    differing = [one for number in known for one in _broken(inside, f"{FOLDER}/{number:03}")]
    if known and (
        changed := tuple(_changed(inside, f"{FOLDER}/{known[-1]:03}", located, sources, templates))
    ):
        place = f"{FOLDER}/{known[-1]:03}"
        differing.append(finding("signed-differs", place, files=", ".join(changed), number=f"{known[-1]:03}"))
    return tuple(differing)


def since(folder: Path, record: recorded.Record) -> tuple[str, ...]:
    """The names of the files that ``record`` was made of and that are not the same now: what was built tells
    of another dossier. A folder of files is not looked into."""
    inside, templates, root = Folder(folder), Templates.of(folder), "templates/"
    try:
        read = {name or str(record["manifest"]): str(known) for name, known in _read(record)}
    except (ValueError, TypeError, KeyError):
        return ()
    # One that the dossier has not is the shipped one.
    templates.note({name.removeprefix(root): known for name, known in read.items() if name.startswith(root)})
    files = [name for name in read if not name.startswith(root) and not inside.is_folder(name)]
    changed = [name for name in files if _digest(inside, name) != read[name]]
    return tuple(sorted((*changed, *templates.changed())))


def is_whole(folder: Path, number: int) -> bool:
    """Whether the signed set ``number`` of the dossier in ``folder`` is, file by file, as it was signed."""
    return not any(_broken(Folder(folder), f"{FOLDER}/{number:03}"))


def _broken(folder: Folder, place: str) -> Iterator[Finding]:
    """The files of the set in ``place`` that are not those that were signed."""
    try:
        data = folder.read(f"{place}/{LIST}", _LARGEST)
        listed = untrusted.shaped(data, _List)
        there = set(folder.names(place)) - {LIST}
    except (OSError, ValueError):
        yield finding("signed-broken", f"{place}/{LIST}", file=LIST)
        return
    files = {file["path"]: file["sha256"] for file in listed["files"]}
    for name in sorted(files.keys() | there):
        if name not in there or files.get(name) != _digest(folder, f"{place}/{name}"):
            yield finding("signed-broken", f"{place}/{name}", file=name)


def _digest(folder: Folder, name: str) -> str:
    try:
        return digest(folder.read(name, _LARGEST))
    except OSError:
        return ""


def _changed(
    folder: Folder, place: str, located: Located, sources: Mapping[str, Source], templates: Templates
) -> Iterator[str]:
    """The names of what the set in ``place`` was made of, and what is read now, that are not the same."""
    try:
        told = recorded.read(folder.read(f"{place}/{outputs.RECORD}", _LARGEST))
        before = dict(_read(told))
    except (OSError, ValueError, TypeError, KeyError):
        return  # said as broken
    now = {"": located.sha256, **located.inherited, **templates.files}
    for source in sources.values():
        now |= {part.file: part.sha256 for part in source.parts}
    for name in sorted(before.keys() | now.keys()):
        if before.get(name) != now.get(name):
            yield name or str(told["manifest"])


def _read(told: recorded.Record) -> Iterator[tuple[str, str]]:
    """Name and SHA-256 of what a record says was read; the manifest has no name."""
    yield "", told["manifest_sha256"]
    if series := told.get("series"):
        yield series, told["series_sha256"] or ""
    for one in told["templates"]:
        yield one["path"], one["sha256"]
    for document in told["documents"]:
        yield from zip(recorded.listed(document["file"]), recorded.listed(document["sha256"]), strict=True)
