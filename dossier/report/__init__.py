"""The only place that words anything for a person: findings, progress, tables, in French and in English.

The words are in ``locale/*/LC_MESSAGES/dossier.po``; codes, keys and exit codes never change with the
language.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TextIO

from dossier.findings import DossierError, finding
from dossier.terminal import plain_json, show

from .catalogue import CALLED, LANGUAGES, called, catalogue, known, language, say, takes_folder
from .lines import lines, spoken, summary, table
from .wording import as_record, day, decimal, word

__all__ = [
    "CALLED",
    "LANGUAGES",
    "as_record",
    "called",
    "catalogue",
    "data",
    "day",
    "decimal",
    "known",
    "language",
    "lines",
    "out",
    "say",
    "spoken",
    "summary",
    "table",
    "takes_folder",
    "tell",
    "word",
]


def out(*words: str) -> None:
    """Print one line; a reader that has left (``| head``) is no fault.

    Raises DossierError where it cannot be written for another reason: a disk that is full.
    """
    try:
        show(" ".join(words), sys.stdout)
    except BrokenPipeError:
        return
    except OSError as error:
        raise DossierError([finding("machine-output", "stdout", problem=str(error.strerror))]) from error


def data(text: str) -> None:
    """Print what a program reads, as it is: JSON, in which nothing moves a terminal but the ends of lines.

    Raises DossierError where it cannot be written.
    """
    for line in text.split("\n"):
        out(plain_json(line))


def tell(words: str, stream: TextIO | None = None) -> None:
    """Print one line on the error output, where one can be printed; nobody depends on it."""
    with suppress(OSError):
        show(words, stream or sys.stderr)
