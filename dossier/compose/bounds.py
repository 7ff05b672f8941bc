"""What a layout may cost: seconds of computing, elements in elements, memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dossier import calls
from dossier.findings import DossierError, Finding, finding

from .watch import TooLong, within

_OWN = __name__.partition(".")[0]
#: Seconds that the layout may take, and those for each source page: a page takes some hundredths.
_SECONDS, _SECONDS_A_PAGE = 60.0, 0.25


def seconds_for(pages: int) -> float:
    """Seconds of computing that the layout of so many source ``pages`` may take."""
    return _SECONDS + _SECONDS_A_PAGE * pages


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
