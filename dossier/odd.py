"""Files that are not as they should be: one exception for all that is met on the way through one.

An exception belongs to the code that raised it. What a library raises of a file is the file's fault, and
becomes :class:`OddError` at the call of that library; what our own code raises is a bug of ours, whatever the
file, and so is what a library raises of a call that it does not have (:mod:`dossier.calls`). A bug goes its
way (:mod:`dossier.bugs`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from . import calls, machine

_OWN = Path(__file__).parent.name


_MET: ContextVar[list[OddError] | None] = ContextVar("met", default=None)


class OddError(Exception):
    """A file is not as it should be; whoever opened it makes a finding of it, or leaves it as it is."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        held = _MET.get()
        if not held and held is not None:  # one is enough, and holds what it was raised of
            held.append(self)


@contextmanager
def met() -> Iterator[list[OddError]]:
    """The first that is found odd within the block, told or not; a block inside of it counts for itself."""
    held: list[OddError] = []
    token = _MET.set(held)
    try:
        yield held
    finally:
        _MET.reset(token)


@contextmanager
def reading(*libraries: str, faults: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Raise OddError for what the code of ``libraries`` (top-level packages) raises of a file.

    ``faults`` are types that compiled code of theirs raises, which leaves no line in a traceback. What lacks
    to the machine, and what our own code raises, a library that it calls wrongly included, passes.
    """
    try:
        yield
    except Exception as error:
        # What these ask of others, the standard library for one, is theirs.
        theirs = calls.raiser(error, (_OWN, *libraries)) in libraries
        theirs = theirs or (isinstance(error, faults) and not calls.raised_by(_OWN, error))
        if isinstance(error, OddError) or not theirs or machine.fault(error):
            raise
        if isinstance(error, RecursionError) and calls.nests(error, _OWN):
            raise
        if calls.refused(error, _OWN, libraries):
            raise
        raise OddError(f"{type(error).__name__}: {error}"[:200]) from error
