"""One step of an editor: all its files change together, or none, and it can be taken back.

As :mod:`dossier.outputs.switch` does for a set: the new files lie whole in a folder, with the old ones, when
that folder gets the name that counts (one rename). From then on each is moved into its place; what a killed
command began, the next one completes, where it bears this person's seal: a folder that somebody sent may hold
anything. The folder, with what was replaced, then stays as the step's own.
"""

from __future__ import annotations

import hmac
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from dossier.directory import Directory
from dossier.findings import DossierError, Finding, finding
from dossier.outputs import EDIT_NEXT as _NEXT
from dossier.outputs import EDIT_SWITCH as _SWITCH
from dossier.outputs import EDIT_UNDO as _UNDO
from dossier.outputs import REPLACED as KEPT
from dossier.outputs import fault, is_unsettled
from dossier.store import Seal

from .step_files import JOURNAL, NEW, OLD, Change, Journal, back, forward, ordered, place, read, sha256

_SEAL = "step.seal"
_STEP = re.compile(r"(\d{4,})(-undone)?")


@dataclass(frozen=True, slots=True)
class Settled:
    """An edit that was killed halfway: the command that it was, and whether it was completed or taken
    back."""

    command: str
    completed: bool


def settle(folder: Path) -> Settled | None:
    """Complete what a killed command began in the dossier in ``folder``, and remove what it left; returns
    what that was, None where there was nothing. Raises DossierError."""
    if not is_unsettled(folder):
        return None
    build = folder / "build"
    try:
        with Directory.open(build) as target, target.folder(KEPT) as kept, target.locked():
            return _settle(folder, kept)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise DossierError([fault(build, error)]) from error


def do(folder: Path, command: str, changes: Sequence[Change], committing: Callable[[], object]) -> int:
    """Make ``changes``, what ``command`` asks for, in the dossier in ``folder``; returns the step's number.

    Raises DossierError, and changes nothing: where a file cannot be written, or is no longer as it was read.
    """
    with _kept(folder) as kept:
        number = 1 + max((number for number, _ in _steps(kept)), default=0)
        _stage(folder, kept, Journal.to_be(command, number, None, changes), changes)
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
        where = f"build/{KEPT}/{number:04}"
        with kept.folder(f"{number:04}") as step:
            journal = _journal(step, where)
            for moved in journal.moves:
                now = read(folder, moved.path)
                if sha256(now) != moved.after:
                    raise DossierError([finding("undo-changed", moved.path, step=where)])
                old = step.read(f"{OLD}{moved.rank}") if moved.before else None
                changes.append(Change(moved.path, now, old))
        if not dry:
            _stage(folder, kept, Journal.to_be("undo", number, number, changes), changes)
            _commit(folder, kept, changes, committing)
        return journal.command, tuple(changes)


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


def _stage(folder: Path, kept: Directory, journal: Journal, changes: Sequence[Change]) -> None:
    """Write what is new and keep what is old. Raises OSError; nothing counts yet."""
    kept.remove(_NEXT)
    with kept.folder(_NEXT, make=True, private=True) as step:
        for rank, change in enumerate(ordered(changes)):
            if change.after is not None:
                step.write(f"{NEW}{rank}", change.after)
                with suppress(FileNotFoundError), place(folder, change.path) as (there, name):
                    step.adopt_rights(f"{NEW}{rank}", there, name)
            if change.before is not None:
                step.write(f"{OLD}{rank}", change.before)
                with suppress(FileNotFoundError), place(folder, change.path) as (there, name):
                    step.adopt_rights(f"{OLD}{rank}", there, name)
        step.write(JOURNAL, journal.data)
        if seal := Seal.here():
            step.write(_SEAL, _sealed(seal, folder, journal.data), private=True)
        step.sync()
    kept.sync()


def _commit(
    folder: Path, kept: Directory, changes: Sequence[Change], committing: Callable[[], object]
) -> None:
    try:
        for change in changes:
            with suppress(FileNotFoundError), place(folder, change.path) as (there, name):
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


def _settle(folder: Path, kept: Directory, own: bool = False) -> Settled | None:
    """Do what is left to do of a step that counts, or take it back where it cannot be done; it is known to be
    this person's where it is this process's ``own``. Returns what was done.

    Raises OSError, and DossierError where another program has written one of its files meanwhile, or where
    nothing says that this person began it: nothing is touched then.
    """
    for name in () if own else (_UNDO, _SWITCH):
        if kept.stat(name) is not None:
            _require_sealed(folder, kept, name)
    settled = None
    if kept.stat(_UNDO) is not None:
        settled = Settled(_back(folder, kept), completed=False)
    if kept.stat(_SWITCH) is not None:
        kept.sync()
        with kept.folder(_SWITCH) as step:
            journal = Journal.of(step.read(JOURNAL))
            try:
                here = [(m, sha256(read(folder, m.path))) for m in journal.moves]
                written = [m.path for m, hashed in here if hashed not in (m.before, m.after)]
                if written:
                    raise DossierError([finding("edit-meanwhile", path) for path in written])
                for moved in journal.moves:
                    forward(folder, step, moved)
            except BaseException:
                kept.move(_SWITCH, kept, _UNDO)
                _back(folder, kept)
                raise
        _done(kept, journal.number, journal.undoes is not None)
        settled = Settled(journal.command, completed=True)
    kept.remove(_NEXT)
    return settled


def _require_sealed(folder: Path, kept: Directory, name: str) -> None:
    """Raises DossierError where the step in ``name`` is not as this person's command wrote it here."""
    seal = Seal.here()
    with suppress(FileNotFoundError, NotADirectoryError), kept.folder(name) as step:
        data = step.read(JOURNAL)
        if seal and hmac.compare_digest(step.read(_SEAL), _sealed(seal, folder, data)):
            moves = Journal.of(data).moves
            files = [(f"{NEW}{m.rank}", m.after) for m in moves] + [
                (f"{OLD}{m.rank}", m.before) for m in moves
            ]
            if all(not step.is_file(file) or sha256(step.read(file)) == hashed for file, hashed in files):
                return
    raise DossierError([_unsealed(f"build/{KEPT}/{name}")])


def _journal(step: Directory, where: str) -> Journal:
    """The journal of a step that was done. Raises DossierError where it is none."""
    try:
        return Journal.of(step.read(JOURNAL))
    except (FileNotFoundError, ValueError) as error:
        raise DossierError([_unsealed(where)]) from error


def _unsealed(where: str) -> Finding:
    return finding("step-unsealed", where, file=where)


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


def _back(folder: Path, kept: Directory) -> str:
    """Put back what a step had changed that cannot be done; what another has written stays. Returns the
    command that it was."""
    with kept.folder(_UNDO) as step:
        journal = Journal.of(step.read(JOURNAL))
        for moved in journal.moves:
            back(folder, step, moved)
    kept.remove(_UNDO)
    return journal.command
