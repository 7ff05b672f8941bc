"""The files of a step: what its journal says of each, and how one gets into its place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypedDict

from dossier import untrusted
from dossier.digest import digest
from dossier.directory import Directory

#: What the files in the folder of a step are called: those by rank that are new, those that were there.
NEW, OLD, JOURNAL = "new-", "old-", "step.json"
_PART = ".dossier-part"


class _Move(TypedDict):
    path: str
    before: str | None
    after: str | None
    rank: int


class _Written(TypedDict):
    command: str
    number: int
    undoes: int | None
    moves: list[_Move]


@dataclass(frozen=True)
class Change:
    """A file, relative to the dossier's folder: its bytes before and after, None where it is not there."""

    path: str
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True)
class Moved:
    """A file of a step, relative to the dossier's folder: the SHA-256 of it before and after, None where it
    is not there; ``rank``, from 0, names its files in the folder of the step."""

    path: str
    before: str | None
    after: str | None
    rank: int


@dataclass(frozen=True)
class Journal:
    """A step as it is written down: what was asked for, its number, that of the step that it takes back, and
    what becomes of each file."""

    command: str
    number: int
    undoes: int | None
    moves: tuple[Moved, ...]

    @classmethod
    def to_be(cls, command: str, number: int, undoes: int | None, changes: Sequence[Change]) -> Journal:
        """The journal of a step that makes ``changes``."""
        moves = [
            Moved(c.path, sha256(c.before), sha256(c.after), rank) for rank, c in enumerate(ordered(changes))
        ]
        return cls(command, number, undoes, tuple(moves))

    @classmethod
    def of(cls, data: bytes) -> Journal:
        """The journal that ``data`` is. Raises ValueError where it is none."""
        told = untrusted.shaped(data, _Written)
        moves = tuple(Moved(m["path"], m["before"], m["after"], m["rank"]) for m in told["moves"])
        return cls(told["command"], told["number"], told["undoes"], moves)

    @property
    def data(self) -> bytes:
        """It as it is written."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()


def ordered(changes: Sequence[Change]) -> list[Change]:
    """First what is new, so that nothing ever names a file that is not there; last what goes."""
    return sorted(changes, key=lambda c: (c.before is not None) + 2 * (c.after is None))


def sha256(data: bytes | None) -> str | None:
    """The SHA-256 of a file; None where it is not there."""
    return None if data is None else digest(data)


def read(folder: Path, path: str) -> bytes | None:
    """The bytes at ``path``; None where there is nothing. Raises OSError, for a link too."""
    try:
        with place(folder, path) as (there, name):
            return there.read(name) if there.stat(name) else None
    except FileNotFoundError:
        return None


@contextmanager
def place(folder: Path, path: str, make: bool = False) -> Iterator[tuple[Directory, str]]:
    """The folder in which ``path`` stands, and its name there. Raises OSError."""
    *above, name = path.split("/")
    if ".." in above or name in ("", ".", ".."):
        raise PermissionError(path)
    with ExitStack() as stack:
        # The dossier's own folder is the one that the person names, by a link too; none in it is followed.
        there = stack.enter_context(Directory.open(folder.resolve()))
        for part in above:
            there = stack.enter_context(there.folder(part, make))
        yield there, name


def forward(folder: Path, step: Directory, moved: Moved) -> None:
    """Give a file of ``step`` what it is to be. Raises OSError."""
    if sha256(read(folder, moved.path)) == moved.after:
        return
    if moved.after is not None:
        _put(folder, moved.path, step, f"{NEW}{moved.rank}")
        return
    _gone(folder, moved.path)


def back(folder: Path, step: Directory, moved: Moved) -> None:
    """Give a file that ``step`` changed what it was before; what another has written stays. Raises
    OSError."""
    if moved.before == moved.after or sha256(read(folder, moved.path)) != moved.after:
        return
    if moved.before is not None:
        _put(folder, moved.path, step, f"{OLD}{moved.rank}")
        return
    with suppress(FileNotFoundError):
        _gone(folder, moved.path)


def _put(folder: Path, path: str, step: Directory, name: str) -> None:
    with place(folder, path, make=True) as (there, base):
        there.remove(_PART)
        step.keep(name, there, _PART)
        there.move(_PART, there, base)
        there.sync()


def _gone(folder: Path, path: str) -> None:
    """Take ``path`` away, and the folders around it, but for those of the dossier itself, where nothing else
    is left in them."""
    with place(folder, path) as (there, name):
        there.remove(name)
        there.sync()
    *above, _ = path.split("/")
    while above[1:]:
        with place(folder, "/".join(above)) as (there, name):
            there.remove_empty(name)
        above.pop()
