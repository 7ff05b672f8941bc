"""A set takes the place of another one, by a journal that the next run completes or takes back.

The new files lie whole in a folder, with the old ones beside them, when that folder gets the name that counts
(one rename). From then on each is moved into its place; where one cannot be, all that were are put back.
Whoever comes after a run that was killed in between does the rest: the old set stands then, or the new one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress

from dossier import untrusted
from dossier.directory import Directory

from .names import OUTPUTS, flat, is_private, place

#: What a set is written into, the same once it counts, and while it is taken back.
NEXT, SWITCH, UNDO = ".dossier-next", ".dossier-switch", ".dossier-undo"
#: All that a run may leave begins so.
LEFT = ".dossier-"
_NEW, _OLD, _JOURNAL = "new-", "old-", "names.json"


def stage(target: Directory, files: Mapping[str, bytes]) -> None:
    """Write ``files``, the outputs by name, beside their places, with what stands there. Raises OSError."""
    target.remove(NEXT)
    had: dict[str, bool] = {}
    with target.folder(NEXT, make=True, private=True) as folder:
        for name, data in files.items():
            folder.write(_NEW + flat(name), data, private=is_private(name))
            had[name] = _keep_old(target, folder, name)
        folder.write(_JOURNAL, json.dumps(had).encode(), private=True)
        folder.sync()
    target.sync()


def _keep_old(target: Directory, folder: Directory, name: str) -> bool:
    try:
        with place(target, name) as (there, base):
            there.require(base)
            if not there.stat(base):
                return False
            there.keep(base, folder, _OLD + flat(name))
            return True
    except FileNotFoundError:
        return False


def commit(target: Directory) -> None:
    """Put what was staged in its place, all of it. Raises OSError; what stood there stands again then."""
    target.move(NEXT, target, SWITCH)
    _forward(target)


def recover(target: Directory) -> None:
    """Complete or take back what a killed run began, and remove what it left. Raises OSError."""
    if UNDO in target.names():
        _back(target)
    if SWITCH in target.names():
        with target.folder(SWITCH):  # a link, or a file, is no journal
            pass
        _forward(target)
    for name in target.names():
        if name.startswith(LEFT):
            target.remove(name)


def _forward(target: Directory) -> None:
    try:
        target.sync()
        with target.folder(SWITCH) as folder:
            for name in _journal(folder):
                if folder.is_file(_NEW + flat(name)):
                    with place(target, name, make=True) as (there, base):
                        there.require(base)
                        folder.move(_NEW + flat(name), there, base)
                        there.sync()
    except BaseException:
        target.move(SWITCH, target, UNDO)
        _back(target)
        raise
    _done(target, SWITCH)


def _back(target: Directory) -> None:
    with target.folder(UNDO) as folder:
        for name, was_there in _journal(folder).items():
            moved = not folder.is_file(_NEW + flat(name))
            if folder.is_file(_OLD + flat(name)):
                if moved:
                    with place(target, name) as (there, base):
                        folder.move(_OLD + flat(name), there, base)
            elif moved and not was_there:
                with suppress(FileNotFoundError), place(target, name) as (there, base):
                    there.remove(base)
    _done(target, UNDO)


def _done(target: Directory, name: str) -> None:
    with suppress(OSError):  # all stands where it should: the next run sweeps
        target.remove(name)
        target.sync()


def _journal(folder: Directory) -> dict[str, bool]:
    """Which outputs are replaced, and whether each was there before; none where the folder is no such one.
    Raises OSError."""
    try:
        told = untrusted.shaped(folder.read(_JOURNAL), dict[str, bool])
    except (FileNotFoundError, ValueError):
        return {}
    return {name: told[name] for name in OUTPUTS if name in told}
