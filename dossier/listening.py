"""What a library says on its logger, heard by whoever called it instead of the person at the terminal."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from . import calls
from .findings import DossierError

_OWN = __name__.partition(".")[0]
_MEANT = (ValueError, OSError, DossierError)


@contextmanager
def heard(library: str) -> Iterator[list[str]]:
    """The lines that ``library`` logs in the block, warnings and worse, wherever logging is switched off.

    Raises what it caught of ours and only logged: a library that asks us for a file takes any exception for a
    word about that file. What it is told so on purpose is a ValueError or an OSError (or findings of ours).
    """
    lines: list[str] = []
    ours: list[Exception] = []
    outside = sys.exc_info()[1]

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())
            for one in record.args if isinstance(record.args, tuple) else ():
                bug = _bug(one, library, outside) if isinstance(one, Exception) else None
                ours.extend([bug] if bug else [])

    logger = logging.getLogger(library)
    listener = Listener(logging.WARNING)
    before = logger.propagate, logging.root.manager.disable, logger.level
    logger.propagate = False
    logging.disable(logging.NOTSET)
    logger.setLevel(logging.WARNING)
    logger.addHandler(listener)
    try:
        yield lines
    finally:
        logger.removeHandler(listener)
        logger.propagate = before[0]
        logging.disable(before[1])
        logger.setLevel(before[2])
        if ours:  # it came before whatever else ended the block
            raise ours[0] from None


def _bug(error: BaseException | None, library: str, outside: BaseException | None) -> Exception | None:
    """What our own code raised by mistake, ``error`` or what it was raised from: of the lines that are ours
    or those of ``library``, the innermost is ours. ``outside`` was being handled before: it is none of it.
    """
    while isinstance(error, Exception) and error is not outside:
        ours = calls.raiser(error, (_OWN, library)) == _OWN
        if ours and not isinstance(error, _MEANT):
            return error
        error = error.__cause__ or error.__context__
    return None


def muted(library: str) -> None:
    """From now on nobody hears what ``library`` logs: it is counted, or said in another way."""
    logger = logging.getLogger(library)
    logger.propagate = False
    logger.addHandler(logging.NullHandler())
