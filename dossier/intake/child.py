"""The child process in which sources are opened: one file after the other, each within its limits.

Requests come in on standard input, answers go out on what was standard output, each with its length before
it. An answer starts with ``T``, and is what :func:`~dossier.intake.packing.pack` made, with ``F``, and is a
list of findings, with ``M``, and names a library that is not installed, or with ``B``, and is a bug of ours.
"""

from __future__ import annotations

import dataclasses
import gc
import json
import logging
import os
import pickle
import struct
import sys
import warnings
from typing import BinaryIO

from dossier import children, machine
from dossier.bugs import bug
from dossier.findings import DossierError, Finding, finding

from . import limits
from .packing import pack, pack_findings
from .request import PLACE, Completion, Request

LENGTH = struct.Struct(">Q")
TAKEN, FAULTS, MISSING, BUG = b"T", b"F", b"M", b"B"


def main() -> None:
    """Answer requests until there are no more."""
    children.follow()
    answers = os.fdopen(os.dup(1), "wb")
    # What an engine prints must not stand between answers.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    missing = _missing()
    while asked := _next(sys.stdin.buffer):
        if isinstance(asked, Completion):
            limits.give_way()
        limits.hold_memory(asked.limits)
        limits.start_clock(asked.limits)
        answer = MISSING + missing if missing else _answer(asked)
        limits.stop_clock()
        answers.write(LENGTH.pack(len(answer)) + answer)
        answers.flush()
        gc.collect()


def _next(stream: BinaryIO) -> Request | Completion | None:
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    # The parent alone writes here.
    asked: Request | Completion = pickle.loads(stream.read(LENGTH.unpack(head)[0]))
    return asked


def _missing() -> bytes:
    """The name of a library that is not installed, nothing where all are."""
    try:
        from . import take  # noqa: F401  # the engines, loaded while nobody waits
    except ModuleNotFoundError as error:
        return str(error.name).encode()
    return b""


def _answer(asked: Request | Completion) -> bytes:
    from .take import complete, take

    found: tuple[Finding, ...]
    try:
        return TAKEN + pack(take(asked) if isinstance(asked, Request) else complete(asked))
    except DossierError as error:
        found = error.findings
    except ModuleNotFoundError as error:
        return MISSING + str(error.name).encode()
    except MemoryError:
        found = (_too_heavy(asked),)
    except Exception as error:
        lacking = machine.fault(error)
        if lacking is None:
            return BUG + json.dumps(dataclasses.asdict(bug(error))).encode()
        found = (lacking,)
    return FAULTS + json.dumps(pack_findings(found)).encode()


def _too_heavy(asked: Request | Completion) -> Finding:
    """Whose limit it was: ours, or a lower one of the machine."""
    least = machine.memory()
    if least and least < asked.limits.memory:
        return machine.out_of_memory()
    return finding("source-heavy", PLACE, file=asked.name)


if __name__ == "__main__":
    main()
