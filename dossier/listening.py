"""What a library says on its logger, heard by whoever called it instead of the person at the terminal."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def heard(library: str) -> Iterator[list[str]]:
    """The lines that ``library`` logs in the block, warnings and worse, wherever logging is switched off."""
    lines: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

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


def muted(library: str) -> None:
    """From now on nobody hears what ``library`` logs: it is counted, or said in another way."""
    logger = logging.getLogger(library)
    logger.propagate = False
    logger.addHandler(logging.NullHandler())
