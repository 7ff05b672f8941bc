"""The process that works: one job after the other, each within its limits.

Orders come in on standard input, answers go out on what was standard output. The words of the command name
modules to import while nobody waits.
"""

from __future__ import annotations

import importlib
import logging
import os
import select
import sys
import time
import warnings
from typing import BinaryIO

from dossier import children, garbage

from . import limits, wire
from .job import Answer, Line, Order, function
from .stream import LISTENS, receive, send

_LOG = logging.getLogger("dossier")


def main() -> None:
    """Do what is ordered until there are no more orders."""
    children.follow()
    answers = os.fdopen(os.dup(1), "wb")
    # What an engine prints must not stand between answers; what it complains of is the parent's to keep.
    os.dup2(2, 1)
    warnings.simplefilter("ignore")
    orders = os.fdopen(os.dup(0), "rb", buffering=0)
    _LOG.propagate = False
    _LOG.addHandler(_Sent(answers))
    for module in sys.argv[1:]:
        try:
            importlib.import_module(module)
        except ModuleNotFoundError:
            break  # a job that needs what is not installed says so
    os.write(2, LISTENS)
    garbage.hold()
    with garbage.seldom():
        _serve(orders, answers)


def _serve(orders: BinaryIO, answers: BinaryIO) -> None:
    while (frame := receive(orders)) is not None:
        order = wire.unpack(Order, frame)
        _LOG.setLevel(order.level)
        if order.yields:
            limits.give_way()
        if order.limits:
            limits.hold_memory(order.limits)
            limits.start_clock(order.limits)
        answer = _done(order, orders, answers)
        limits.stop_clock()
        send(answers, wire.pack(answer))
        garbage.forget()


def _done(order: Order, orders: BinaryIO, answers: BinaryIO) -> Answer:
    began = time.perf_counter()
    try:
        work, kind, talks = function(order.where)
        value = wire.pack(work(_Talk(kind, orders, answers) if talks else wire.unpack(kind, order.value)))
        _LOG.debug("%s %.3f s", order.where.rpartition(":")[2], time.perf_counter() - began)
        return Answer(value=value)
    except Exception as error:
        return Answer.ended_by(error)


class _Talk:
    """The messages of a conversation, as they come in."""

    def __init__(self, kind: type[object], orders: BinaryIO, answers: BinaryIO) -> None:
        self._kind, self._orders, self._answers = kind, orders, answers

    def hear(self) -> object:
        frame = receive(self._orders)
        if frame is None:
            sys.exit()  # the build has stopped: nobody waits for an answer
        return wire.unpack(self._kind, frame)

    @property
    def waiting(self) -> bool:
        return bool(select.select([self._orders], [], [], 0)[0])

    def tell(self, progress: int) -> None:
        send(self._answers, wire.pack(Answer(progress=progress)))


class _Sent(logging.Handler):
    """The lines of this process's log, sent to the one that keeps it."""

    def __init__(self, answers: BinaryIO) -> None:
        super().__init__()
        self._answers = answers

    def emit(self, record: logging.LogRecord) -> None:
        line = Line(record.name, record.levelno, record.getMessage())
        send(self._answers, wire.pack(Answer(line=line)))


if __name__ == "__main__":
    main()
