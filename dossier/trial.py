"""Before a file is blamed, a good one is tried: what trips over that, too, is a bug of ours.

Who raised an exception is read from its traceback (:mod:`dossier.odd`), and not all of our slips show there:
a library that was given a wrong value of the right type raises as it does of a hostile file, and a check of
ours that is wrong refuses every file. So the same is done with a file that is as it should be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from . import odd
from .findings import DossierError


class TrialError(Exception):
    """A file that is as it should be was refused, or taken for an odd one."""


@contextmanager
def blaming(*good: Callable[[], object]) -> Iterator[None]:
    """Do what is done in the block with good files as well, where it refuses a file (DossierError) or takes
    it for an odd one, even if nothing is said of that. Raises TrialError where one of them is, too."""
    with odd.met() as met:
        try:
            yield
        except DossierError:
            _try(good)
            raise
    if met:
        _try(good)


def _try(good: tuple[Callable[[], object], ...]) -> None:
    for one in good:
        with odd.met() as met:
            try:
                one()
            except DossierError as error:
                raise TrialError(*(finding.code for finding in error.findings)) from error
        if met:
            raise TrialError from met[0]
