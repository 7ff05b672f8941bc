"""Folders for what a program needs on the disk for a moment; where its run is killed, the next one sweeps."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from .directory import Directory


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that nobody else enters, gone when the block ends. Raises OSError where there is no place for
    one."""
    with ExitStack() as stack:
        try:
            above = stack.enter_context(_all())
        except PermissionError:  # somebody else took the name: nothing is swept then
            yield Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dossier-")))
            return
        with above.locked():
            _sweep(above)
            made = stack.enter_context(above.folder(secrets.token_hex(8), make=True, private=True))
            stack.enter_context(made.locked())
        stack.callback(above.remove, made.path.name)
        yield made.path


def sweep() -> None:
    """Remove the folders of runs that were killed."""
    try:
        with _all() as above, above.locked():
            _sweep(above)
    except OSError:
        return  # there is no place for one: whoever needs it says so


def _sweep(above: Directory) -> None:
    """Each folder is held by the run that made it, as long as that lives."""
    for name in above.names():
        with above.folder(name) as left, left.locked(wait=False) as dead:
            if dead:
                above.remove(name)


@contextmanager
def _all() -> Iterator[Directory]:
    place = Path(tempfile.gettempdir()) / f"dossier-{os.geteuid()}"
    with Directory.open(place, make=True, private=True) as above:
        above.require_own()
        yield above
