"""What a layout may cost: seconds of computing, elements in elements, memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dossier import calls
from dossier.findings import DossierError, Finding, finding
from dossier.work import Limits

from .watch import TooLong, within

_OWN = __name__.partition(".")[0]
#: Seconds that the layout may take, and those for each source page: a page takes some hundredths.
_SECONDS, _SECONDS_A_PAGE = 60.0, 0.25
# Bytes of addresses that a layout may take, and for each source page of it.
_MEMORY, _MEMORY_A_PAGE = 2 << 30, 1 << 20
# Seconds after which the system ends a layout that does not heed its clock; it may wait for others so many
# times as long.
_MORE, _PATIENCE = 15, 10


def seconds_for(pages: int) -> float:
    """Seconds of computing that the layout of so many source ``pages`` may take."""
    return _SECONDS + _SECONDS_A_PAGE * pages


def limits_for(pages: int) -> Limits:
    """What the system lets a process take for the layout of so many source ``pages``."""
    seconds = round(seconds_for(pages))
    return Limits(_PATIENCE * seconds, seconds + _MORE, _MEMORY + _MEMORY_A_PAGE * pages)


@contextmanager
def limited(pages: int) -> Iterator[None]:
    """Raise DossierError where laying out so many source ``pages`` takes too long, or too much."""
    seconds = seconds_for(pages)
    try:
        with within(seconds):
            yield
    except TooLong as error:
        raise DossierError([heavy(f"> {round(seconds)} s")]) from error
    except (RecursionError, MemoryError) as error:  # elements in elements, or too many of them
        if isinstance(error, RecursionError) and calls.nests(error, _OWN):
            raise
        raise DossierError([heavy(type(error).__name__)]) from error


def heavy(problem: str) -> Finding:
    """What is said where a layout takes more than it may."""
    return finding("layout-heavy", "templates", problem=problem)
