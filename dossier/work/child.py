"""The process that works: one job after the other, each within its limits.

Orders come in on standard input, answers go out on what was standard output, each packed, with its length
before it.
"""

from __future__ import annotations

import gc
import logging
import os
import select
import struct
import time
import warnings
from typing import Any, BinaryIO

from dossier import children
from dossier.bugs import bug
from dossier.findings import DossierError

from . import limits, wire
from .job import Answer, Found, Line, Order, function

LENGTH = struct.Struct(">Q")
_LOG = logging.getLogger("dossier")


def main() -> None:
    """Do what is ordered until there are no more orders."""
    children.follow()
    answers = os.fdopen(os.dup(1), "wb")
    # What an engine prints must not stand between answers; what it complains of is the parent's to keep.
    os.dup2(2, 1)
    warnings.simplefilter("ignore")
    orders = os.fdopen(os.dup(0), "rb", buffering=0)
    logging.disable(logging.NOTSET)
    _LOG.propagate = False
    _LOG.addHandler(_Sent(answers))
    while (frame := _next(orders)) is not None:
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
        gc.collect()


def _done(order: Order, orders: BinaryIO, answers: BinaryIO) -> Answer:
    began = time.perf_counter()
    try:
        work, kind, talks = function(order.where)
        asked = _Talk(kind, orders, answers) if talks else wire.unpack(kind, order.value)
        value = wire.pack(work(asked))
        _LOG.debug("%s %.3f s", order.where.rpartition(":")[2], time.perf_counter() - began)
        return Answer(value=value)
    except DossierError as error:
        return Answer(findings=tuple(Found(f.code, f.place, f.facts) for f in error.findings))
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("dossier"):
            return Answer(bug=bug(error))
        return Answer(missing=str(error.name))
    except MemoryError:
        return Answer(heavy=True)
    except Exception as error:
        return Answer(bug=bug(error))


class _Talk:
    """The messages of a conversation, as they come in."""

    def __init__(self, kind: Any, orders: BinaryIO, answers: BinaryIO) -> None:
        self._kind, self._orders, self._answers = kind, orders, answers

    def hear(self) -> Any:
        frame = _next(self._orders)
        if frame is None:
            raise EOFError
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


def _next(stream: BinaryIO) -> bytes | None:
    head = _read(stream, LENGTH.size)
    return None if head is None else _read(stream, LENGTH.unpack(head)[0])


def _read(stream: BinaryIO, count: int) -> bytes | None:
    """``count`` bytes, and not one more: what stands behind them is the next message's."""
    parts, left = [], count
    while left:
        part = stream.read(left)
        if not part:
            return None
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def send(stream: BinaryIO, frame: bytes) -> None:
    """Send one frame."""
    stream.write(LENGTH.pack(len(frame)))
    stream.write(frame)
    stream.flush()


if __name__ == "__main__":
    main()
