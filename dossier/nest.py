"""A process that has imported what others need, and forks them: none of them imports it again.

It has read nothing of any dossier, and what is forked from it is as a new interpreter would be: a session and
variables of its own, the files that it is given and no other one, in no folder of a person's. Whoever asks
for a process is its parent, as if it had started it: it is forked twice, and the kernel gives it to the one
who said that orphans below it are its own (prctl(2), PR_SET_CHILD_SUBREAPER). So there is a nest on Linux
alone; elsewhere every process is started anew.

A series starts its nest, a single build forks it from itself before it reads anything.
"""

from __future__ import annotations

import ctypes
import fcntl
import gc
import importlib
import json
import os
import socket
import struct
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import partial
from typing import NoReturn

from . import libraries

_LENGTH = struct.Struct("<q")
_SUBREAPER = 36
_MOST, _ABOVE = 32, 256
_current: Nest | None = None
# What starts processes of this program in turn.
_STARTS = ("dossier.__main__",)


@dataclass(frozen=True)
class Order:
    """A process that is asked for: ``python -m module words``, with these ``variables``; its descriptors
    shall be those of ``targets``."""

    module: str
    words: Sequence[str]
    variables: Mapping[str, str]
    targets: Sequence[int]


class Nest:
    """A nest, as who asks it holds it."""

    def __init__(self, line: socket.socket) -> None:
        self._line, self._lock = line, threading.Lock()
        self._adopts(True)

    @staticmethod
    def _adopts(orphans: bool) -> None:
        ctypes.CDLL(None).prctl(_SUBREAPER, int(orphans), 0, 0, 0)

    def fork(self, order: Order, descriptors: Sequence[int]) -> int:
        """The process, a child of this one. Raises OSError where the nest is gone."""
        body = json.dumps(asdict(order)).encode()
        with self._lock:
            try:
                socket.send_fds(self._line, [_LENGTH.pack(len(body))], list(descriptors))
                self._line.sendall(body)
                told = _exactly(self._line, _LENGTH.size)
            except BaseException:  # an answer may be under way that nobody waits for any more
                self._line.close()
                raise
        pid: int = _LENGTH.unpack(told)[0] if told else 0
        if not pid:
            raise BrokenPipeError
        return pid

    def close(self) -> None:
        """Let it go."""
        self._line.close()
        self._adopts(False)


def current() -> Nest | None:
    """The nest that this process asks, None where there is none."""
    return _current


@contextmanager
def asked(line: socket.socket) -> Iterator[None]:
    """Ask the nest at the other end of ``line`` for processes until the block ends."""
    global _current
    before, _current = _current, Nest(line)
    try:
        yield
    finally:
        _current.close()
        _current = before


def main() -> None:
    """Import the modules that are named, then fork what is asked for at the descriptor that comes first."""
    line = socket.socket(fileno=int(sys.argv[1]))
    line.set_inheritable(False)
    imported(sys.argv[2:])
    gc.freeze()
    _run(_serve(line))


def hatch(line: socket.socket) -> NoReturn:
    """Be the nest at this end of ``line``, forked from a build that has read nothing."""
    code = 1
    try:
        os.setsid()  # Ctrl-C is the build's to answer
        _close_but((line.fileno(),))
        nowhere = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nowhere, 0)
        os.close(nowhere)
        gc.freeze()
        order = None
        with suppress(OSError, KeyboardInterrupt):  # no process more: whoever asks meets it, too
            order = _serve(line)
        _run(order)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def imported(modules: Iterable[str]) -> None:
    """Import ``modules``, as far as they are there: what needs one says that it is not."""
    for module in modules:
        with suppress(ImportError):
            libraries.imported(partial(importlib.import_module, module))


def _run(order: Order | None) -> None:
    """What a forked process does; where it starts others in turn, beside a nest of its own, forked before
    anything was read. The nest itself ends."""
    global _current
    if order is None:
        os._exit(0)
    if order.module not in _STARTS:
        _current = None
        importlib.import_module(order.module).main()
        return
    here, there = socket.socketpair()
    if not os.fork():
        here.close()
        _close_but((there.fileno(),))
        order = _serve(there)
        if order is None:
            os._exit(0)
    else:
        there.close()
        _current = Nest(here)
    importlib.import_module(order.module).main()


def _serve(line: socket.socket) -> Order | None:
    """Fork what is asked for; returns the order in the process that was forked, None at the end."""
    while True:
        try:
            head, descriptors, _, _ = socket.recv_fds(line, _LENGTH.size, _MOST)
            body = _exactly(line, _LENGTH.unpack(head)[0]) if head else b""
        except OSError:
            return None
        if not body:
            return None
        order = Order(**json.loads(body))
        reader, writer = os.pipe()
        between = os.fork()
        if not between:
            if not os.fork():
                line.detach()  # its number may be another file's from here on
                os.setsid()  # before anybody can end the session
                os.write(writer, _LENGTH.pack(os.getpid()))
                _become(order, descriptors)
                return order
            os._exit(0)
        os.waitpid(between, 0)
        for descriptor in (writer, *descriptors):
            os.close(descriptor)
        line.sendall(os.read(reader, _LENGTH.size) or _LENGTH.pack(0))
        os.close(reader)


def _become(order: Order, descriptors: Sequence[int]) -> None:
    """Make of this process what a new interpreter would be."""
    high = [fcntl.fcntl(one, fcntl.F_DUPFD_CLOEXEC, _ABOVE) for one in descriptors]
    _close_but(high)
    for descriptor, target in zip(high, order.targets, strict=True):
        os.dup2(descriptor, target)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(order.variables)
    os.chdir("/")
    module = importlib.import_module(order.module)
    sys.argv = [str(module.__file__), *order.words]


def _close_but(kept: Sequence[int]) -> None:
    for descriptor in map(int, os.listdir("/proc/self/fd")):
        if descriptor not in kept and descriptor > 2:  # what is not given anew stays as it is
            with suppress(OSError):
                os.close(descriptor)


def _exactly(line: socket.socket, length: int) -> bytes:
    """That many bytes; none where the other end is gone."""
    received = b""
    while len(received) < length:
        piece = line.recv(length - len(received))
        if not piece:
            return b""
        received += piece
    return received


if __name__ == "__main__":
    importlib.import_module("dossier.nest").main()
