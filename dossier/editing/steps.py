"""One step of an editor: all its files change together, or none, and it can be taken back.

As :mod:`dossier.outputs.switch` does for a set: the new files lie whole in a folder, with the old ones, when
that folder gets the name that counts (one rename). From then on each is moved into its place; what a killed
command began, the next one completes, where it bears this person's seal: a folder that somebody sent may hold
anything. The folder, with what was replaced, then stays as the step's own.
"""

from __future__ import annotations

import hmac
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dossier import untrusted
from dossier.digest import digest
from dossier.directory import Directory
from dossier.findings import DossierError, Finding, finding
from dossier.outputs import EDIT_NEXT as _NEXT
from dossier.outputs import EDIT_SWITCH as _SWITCH
from dossier.outputs import EDIT_UNDO as _UNDO
from dossier.outputs import REPLACED as KEPT
from dossier.outputs import fault, is_unsettled
from dossier.store import Seal

_PART = ".dossier-part"
_NEW, _OLD, _JOURNAL, _SEAL = "new-", "old-", "step.json", "step.seal"
_STEP = re.compile(r"(\d{4,})(-undone)?")
# All of them are there.
_MOVE: dict[str, untrusted.Shape] = {"path": str, "rank": int, "before": (str, None), "after": (str, None)}


@dataclass(frozen=True)
class Change:
    """A file, relative to the dossier's folder: its bytes before and after, None where it is not there."""

    path: str
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True)
class _Moved:
    """The same by the hashes; ``rank`` names its files in the folder of the step."""

    path: str
    before: str | None
    after: str | None
    rank: int


def settle(folder: Path) -> None:
    """Complete what a killed command began in the dossier in ``folder``, and remove what it left. Raises
    DossierError."""
    if not is_unsettled(folder):
        return
    build = folder / "build"
    try:
        with Directory.open(build) as target, target.folder(KEPT) as kept, target.locked():
            _settle(folder, kept)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise DossierError([fault(build, error)]) from error


def do(folder: Path, command: str, changes: Sequence[Change], committing: Callable[[], object]) -> int:
    """Make ``changes``, what ``command`` asks for, in the dossier in ``folder``; returns the step's number.

    Raises DossierError, and changes nothing: where a file cannot be written, or is no longer as it was read.
    """
    with _kept(folder) as kept:
        number = 1 + max((number for number, _ in _steps(kept)), default=0)
        _stage(folder, kept, {"command": command, "number": number, "undoes": None}, changes)
        _commit(folder, kept, changes, committing)
        return number


def undo(folder: Path, committing: Callable[[], object], dry: bool = False) -> tuple[str, tuple[Change, ...]]:
    """Take the last step back that was not yet; returns its command, and what becomes of the files.

    Raises DossierError where there is none, or where a file has changed since.
    """
    with _kept(folder) as kept:
        done = [number for number, undone in _steps(kept) if not undone]
        if not done:
            raise DossierError([finding("undo-none", f"build/{KEPT}")])
        number, changes = max(done), []
        with kept.folder(f"{number:04}") as step:
            told = _told(step, f"build/{KEPT}/{number:04}")
            for moved in _moves(told):
                now = read(folder, moved.path)
                if _hash(folder, moved.path) != moved.after:
                    raise DossierError(
                        [finding("undo-changed", moved.path, step=f"build/{KEPT}/{number:04}")]
                    )
                old = step.read(f"{_OLD}{moved.rank}") if moved.before else None
                changes.append(Change(moved.path, now, old))
        if not dry:
            _stage(folder, kept, {"command": "undo", "number": number, "undoes": number}, changes)
            _commit(folder, kept, changes, committing)
        return str(told["command"]), tuple(changes)


@contextmanager
def _kept(folder: Path) -> Iterator[Directory]:
    build = folder / "build"
    try:
        with ExitStack() as stack:
            target = stack.enter_context(Directory.open(build, make=True))
            kept = stack.enter_context(target.folder(KEPT, make=True, private=True))
            stack.enter_context(target.locked())
            _settle(folder, kept)
            yield kept
    except OSError as error:
        raise DossierError([fault(build, error)]) from error


def _steps(kept: Directory) -> Iterator[tuple[int, bool]]:
    for name in kept.names():
        match = _STEP.fullmatch(name)
        if match:
            yield int(match[1]), bool(match[2])


def _stage(folder: Path, kept: Directory, head: Mapping[str, object], changes: Sequence[Change]) -> None:
    """Write what is new and keep what is old. Raises OSError; nothing counts yet."""
    kept.remove(_NEXT)
    # First what is new, so that nothing ever names a file that is not there; last what goes.
    order = sorted(changes, key=lambda c: (c.before is not None) + 2 * (c.after is None))
    moved = [_Moved(c.path, _named(c.before), _named(c.after), rank) for rank, c in enumerate(order)]
    with kept.folder(_NEXT, make=True, private=True) as step:
        for rank, change in enumerate(order):
            if change.after is not None:
                step.write(f"{_NEW}{rank}", change.after)
                with suppress(FileNotFoundError), _place(folder, change.path) as (there, name):
                    step.adopt_rights(f"{_NEW}{rank}", there, name)
            if change.before is not None:
                step.write(f"{_OLD}{rank}", change.before)
                with suppress(FileNotFoundError), _place(folder, change.path) as (there, name):
                    step.adopt_rights(f"{_OLD}{rank}", there, name)
        told = {**head, "moves": [asdict(one) for one in moved]}
        journal = json.dumps(told, ensure_ascii=False).encode()
        step.write(_JOURNAL, journal)
        if seal := Seal.here():
            step.write(_SEAL, _sealed(seal, folder, journal), private=True)
        step.sync()
    kept.sync()


def _commit(
    folder: Path, kept: Directory, changes: Sequence[Change], committing: Callable[[], object]
) -> None:
    try:
        for change in changes:
            with suppress(FileNotFoundError), _place(folder, change.path) as (there, name):
                there.require(name)
        committing()
        # As late as can be: another program may have written meanwhile, and what it wrote is not lost.
        moved = [change.path for change in changes if read(folder, change.path) != change.before]
        if moved:
            raise DossierError([finding("edit-meanwhile", path) for path in moved])
    except BaseException:
        with suppress(OSError):
            kept.remove(_NEXT)
        raise
    kept.move(_NEXT, kept, _SWITCH)
    _settle(folder, kept, own=True)


def _settle(folder: Path, kept: Directory, own: bool = False) -> None:
    """Do what is left to do of a step that counts, or take it back where it cannot be done; it is known to be
    this person's where it is this process's ``own``.

    Raises OSError, and DossierError where another program has written one of its files meanwhile, or where
    nothing says that this person began it: nothing is touched then.
    """
    for name in () if own else (_UNDO, _SWITCH):
        if kept.stat(name) is not None:
            _require_sealed(folder, kept, name)
    if kept.stat(_UNDO) is not None:
        _back(folder, kept)
    if kept.stat(_SWITCH) is not None:
        kept.sync()
        with kept.folder(_SWITCH) as step:
            told = untrusted.parsed(step.read(_JOURNAL))
            moves = _moves(told)
            try:
                written = [m.path for m in moves if _hash(folder, m.path) not in (m.before, m.after)]
                if written:
                    raise DossierError([finding("edit-meanwhile", path) for path in written])
                for moved in moves:
                    _forward(folder, step, moved)
            except BaseException:
                kept.move(_SWITCH, kept, _UNDO)
                _back(folder, kept)
                raise
        _done(kept, int(told["number"]), told["undoes"] is not None)
    kept.remove(_NEXT)


def _require_sealed(folder: Path, kept: Directory, name: str) -> None:
    """Raises DossierError where the step in ``name`` is not as this person's command wrote it here."""
    seal = Seal.here()
    with suppress(FileNotFoundError, NotADirectoryError), kept.folder(name) as step:
        journal = step.read(_JOURNAL)
        if seal and hmac.compare_digest(step.read(_SEAL), _sealed(seal, folder, journal)):
            moves = _moves(untrusted.parsed(journal))
            files = [(f"{_NEW}{m.rank}", m.after) for m in moves] + [
                (f"{_OLD}{m.rank}", m.before) for m in moves
            ]
            if all(not step.is_file(file) or _named(step.read(file)) == hashed for file, hashed in files):
                return
    raise DossierError([_unsealed(f"build/{KEPT}/{name}")])


def _sealed(seal: Seal, folder: Path, journal: bytes) -> bytes:
    return seal.of(b"step", os.fsencode(folder.resolve()), journal)


def _done(kept: Directory, number: int, undone: bool) -> None:
    name, gone = f"{number:04}", f"{number:04}-undone"
    if not undone:
        kept.move(_SWITCH, kept, name)
    else:
        with suppress(FileNotFoundError):  # done before a kill
            kept.move(name, kept, gone)
        with kept.folder(gone) as folder:
            kept.move(_SWITCH, folder, "undone")
    kept.sync()


def _forward(folder: Path, step: Directory, moved: _Moved) -> None:
    if _hash(folder, moved.path) == moved.after:
        return
    if moved.after is not None:
        _put(folder, moved.path, step, f"{_NEW}{moved.rank}")
        return
    with _place(folder, moved.path) as (there, name):
        there.remove(name)
        there.sync()


def _put(folder: Path, path: str, step: Directory, name: str) -> None:
    with _place(folder, path, make=True) as (there, base):
        there.remove(_PART)
        step.keep(name, there, _PART)
        there.move(_PART, there, base)
        there.sync()


def _back(folder: Path, kept: Directory) -> None:
    """Put back what a step had changed that cannot be done; what another has written stays."""
    with kept.folder(_UNDO) as step:
        for moved in _moves(untrusted.parsed(step.read(_JOURNAL))):
            if moved.before == moved.after or _hash(folder, moved.path) != moved.after:
                continue
            if moved.before is not None:
                _put(folder, moved.path, step, f"{_OLD}{moved.rank}")
            else:
                with suppress(FileNotFoundError), _place(folder, moved.path) as (there, name):
                    there.remove(name)
    kept.remove(_UNDO)


def _named(data: bytes | None) -> str | None:
    return None if data is None else digest(data)


def _hash(folder: Path, path: str) -> str | None:
    return _named(read(folder, path))


def _moves(told: Mapping[str, Sequence[Mapping[str, str]]]) -> list[_Moved]:
    return [_Moved(m["path"], m["before"], m["after"], int(m["rank"])) for m in told["moves"]]


def _told(step: Directory, place: str) -> Mapping[str, Any]:
    """The journal of a step that was done. Raises DossierError where it is none."""
    try:
        told: dict[str, Any] = untrusted.parsed(step.read(_JOURNAL))
        moves = told["moves"] if isinstance(told, dict) and isinstance(told.get("command"), str) else None
        if isinstance(moves, list) and all(map(_is_move, moves)):
            return told
    except (FileNotFoundError, ValueError, KeyError):
        pass
    raise DossierError([_unsealed(place)])


def _unsealed(place: str) -> Finding:
    return finding("step-unsealed", place, file=place)


def _is_move(told: object) -> bool:
    return isinstance(told, dict) and told.keys() >= _MOVE.keys() and untrusted.wrong(told, _MOVE) is None


def read(folder: Path, path: str) -> bytes | None:
    """The bytes at ``path``; None where there is nothing. Raises OSError, for a link too."""
    try:
        with _place(folder, path) as (there, name):
            return there.read(name) if there.stat(name) else None
    except FileNotFoundError:
        return None


@contextmanager
def _place(folder: Path, path: str, make: bool = False) -> Iterator[tuple[Directory, str]]:
    """The folder in which ``path`` stands, and its name there."""
    *above, name = path.split("/")
    if ".." in above or name in ("", ".", ".."):
        raise PermissionError(path)
    with ExitStack() as stack:
        # The dossier's own folder is the one that the person names, by a link too; none in it is followed.
        there = stack.enter_context(Directory.open(folder.resolve()))
        for part in above:
            there = stack.enter_context(there.folder(part, make))
        yield there, name
