"""What an edit means: which documents and which folios move, and what cites them or does not."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dossier import recorded as records
from dossier.folder import Folder
from dossier.model import Document, Manifest
from dossier.outputs import RECORD

from .drafts import cited

_INTRODUCTION = "templates/introduction.md"
_MOST = 50_000_000


@dataclass(frozen=True)
class Moved:
    """Numbers, or folios, from ``first`` to ``last`` that are ``by`` higher afterwards."""

    first: int
    last: int
    by: int


@dataclass(frozen=True)
class Meaning:
    """What an edit means: numbers and folios that move (``folios`` is None where they are not known), by how
    many pages the dossier ``grows``, ids that the introduction does not cite yet, and ids that it still
    cites."""

    documents: tuple[Moved, ...]
    folios: tuple[Moved, ...] | None
    grows: int
    uncited: tuple[str, ...]
    orphaned: tuple[str, ...]


def meaning(
    folder: Path, before: Manifest, after: Manifest, same: Mapping[str, str], count: Callable[[Document], int]
) -> Meaning:
    """What it means that ``before`` becomes ``after``; ``same`` gives the new id of a document renamed, and
    ``count`` the pages of one that the last record does not know, 0 where it cannot tell."""
    old = [same.get(d.id, d.id) for _, _, d in before.numbered()]
    new = [d.id for _, _, d in after.numbered()]
    numbers = {id: rank for rank, id in enumerate(new, 1)}
    shifts = [(n, n, numbers[id] - n) for n, id in enumerate(old, 1) if id in numbers]
    introduced = _read(folder, _INTRODUCTION) if after.dossier.introduction == "shown" else ""
    folios, grows = _folios(folder, before, after, same, count)
    return Meaning(
        tuple(_grouped(shifts)),
        folios,
        grows,
        tuple(id for id in new if id not in old and introduced and not cited(introduced, id)),
        tuple(id for id in old if id not in numbers and cited(introduced, id)),
    )


def _grouped(shifts: Sequence[tuple[int, int, int]]) -> Iterator[Moved]:
    """Runs that follow each other and move by the same, those that stay left out."""
    run: Moved | None = None
    for first, last, by in shifts:
        if run and run.by == by and run.last + 1 == first:
            run = Moved(run.first, last, by)
            continue
        if run and run.by:
            yield run
        run = Moved(first, last, by)
    if run and run.by:
        yield run


def _folios(
    folder: Path, before: Manifest, after: Manifest, same: Mapping[str, str], count: Callable[[Document], int]
) -> tuple[tuple[Moved, ...] | None, int]:
    """The folios that move, from the pages that the last record has, None where some are not known; and how
    many pages there are more."""
    if _paged(before, same) == _paged(after, {}):
        return (), 0
    if after.dossier.recto != "none":  # blank pages come and go
        return None, 0
    try:
        told = recorded(folder)
        printed = {
            same.get(d["id"], d["id"]): (
                operator.index(d["first_page"]),
                operator.index(d["last_page"]),
                d["file"],
            )
            for d in told["documents"]
        }
        first = min(page for page, _, _ in printed.values())
    except (ValueError, KeyError, TypeError):  # no record, or none of ours
        return None, 0
    opening = 1 if after.dossier.opening == "page" else 0

    def pages(document: Document, id: str) -> int:
        span = printed.get(id)
        written = document.file if isinstance(document.file, str) else list(document.file or ())
        if span and span[2] == written:
            return span[1] - span[0] + 1
        counted = count(document)
        return counted + opening if counted else 0

    starts: list[dict[str, tuple[int, int]]] = []
    ends = []
    for manifest, names in ((before, same), (after, {})):
        at, places = first, {}
        for _, _, document in manifest.numbered():
            id = names.get(document.id, document.id)
            taken = pages(document, id)
            if not taken:
                return None, 0
            places[id] = (at, at + taken - 1)
            at += taken
        starts.append(places)
        ends.append(at)
    olds, news = starts
    shifts = [(start, end, news[id][0] - start) for id, (start, end) in olds.items() if id in news]
    return tuple(_grouped(shifts)), ends[1] - ends[0]


def _paged(manifest: Manifest, same: Mapping[str, str]) -> list[object]:
    """What decides how many pages documents take, in their order, by the ids that they have afterwards."""
    return [(same.get(d.id, d.id), d.files, d.keep) for _, _, d in manifest.numbered()]


def recorded(folder: Path) -> records.Record:
    """The record of the last build; nothing where there is none, or it is none of ours. Raises ValueError."""
    return records.read(_read(folder, f"build/{RECORD}") or "{}")


def _read(folder: Path, name: str) -> str:
    try:
        return Folder(folder).read(name, _MOST).decode("utf-8", "replace")
    except OSError:
        return ""
