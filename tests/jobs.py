"""Jobs for the tests of the crew, found by its processes as ``tests.jobs``."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from dataclasses import dataclass
from typing import Any

from dossier import bugs
from dossier.findings import DossierError, finding
from dossier.work import Talk


@dataclass(frozen=True)
class Asked:
    word: str = ""
    number: int = 0


def echo(asked: Asked) -> Asked:
    print("an engine that prints")
    return Asked(asked.word, os.getpid())


def die(asked: Asked) -> Asked:
    os.write(2, asked.word.encode())
    os.kill(os.getpid(), asked.number)
    return asked


def leave(asked: Asked) -> Asked:
    os.write(2, asked.word.encode())
    os._exit(asked.number)


def lie(asked: Asked) -> Asked:
    """Answer as one that a file took over might."""
    os.write(3 if asked.number else 4, asked.word.encode())
    return asked


def fail(asked: Asked) -> Asked:
    nothing: Any = None
    with bugs.during(document="plan-local", page=asked.number):
        return Asked(nothing.word)


def raise_(asked: Asked) -> Asked:
    raise {
        "os": OSError(24, asked.word),
        "runtime": RuntimeError(asked.word),
        "value": ValueError(asked.word),
    }[asked.word.split()[0]]


def refuse(asked: Asked) -> Asked:
    raise DossierError([finding("source-empty", asked.word, file="a.pdf")])


def fill(asked: Asked) -> Asked:
    return Asked("x" * asked.number)


def spin(asked: Asked) -> Asked:
    while True:
        pass


def need(asked: Asked) -> Asked:
    importlib.import_module(asked.word)
    return asked


def log(asked: Asked) -> Asked:
    logging.getLogger("dossier.tests").debug("said %s", asked.word)
    return asked


def other(asked: Asked) -> tuple[str, ...]:
    """Not what is promised."""
    return (asked.word,)


def gather(talk: Talk[Asked]) -> tuple[str, ...]:
    words = []
    while (heard := talk.hear()).word:
        words.append(heard.word)
        talk.tell(len(words))
    return (*words, str(talk.waiting))


def wait(talk: Talk[Asked]) -> tuple[str, ...]:
    talk.tell(7)
    sys.stdin.read()
    talk.hear()
    return ()
