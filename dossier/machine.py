"""What the machine cannot give: memory, processor time, open files, processes, room. It is nobody's file's
fault, and names none."""

from __future__ import annotations

import errno
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from .findings import DossierError, Finding, finding

# A disk that is full is said as any place that cannot be written to.
_FULL = "output-unwritable"
#: What is not there, by the code of its finding: the numbers of the system (errno(3)), and the words of those
#: who pass them on without the number.
_LACKS = {
    "machine-memory": (
        (errno.ENOMEM,),
        (
            "MemoryError",
            "Cannot allocate memory",
            "failed to map segment",
            "bad_alloc",
            "memory allocation of",
        ),
    ),
    "machine-files": ((errno.EMFILE, errno.ENFILE), ("Too many open files",)),
    "machine-processes": (
        (errno.EAGAIN,),
        ("can't start new thread", "Resource temporarily unavailable", "pthread_create"),
    ),
    _FULL: ((errno.ENOSPC, errno.EDQUOT), ("No space left on device", "Disk quota exceeded")),
}
_LIMITS = {"machine-memory": "ulimit -v", "machine-files": "ulimit -n", "machine-processes": "ulimit -u"}
# Seconds of computing that are left to say that the time is over: the system says so once a second, and once
# may be lost in a library.
_LAST = 2
# The seconds between which an archive can be dated, and so a DOCX be written (APPNOTE.TXT, 4.4.6), but for a
# day, for the time zones.
_DAYS = (315_619_200, 4_354_732_800)
# Bytes of addresses and threads at once that a dossier of one page takes, measured.
_LEAST_MEMORY, _THREADS = 384 << 20, 12


def fault(error: BaseException) -> Finding | None:
    """The finding for what the machine could not give where ``error`` says so, None where it says anything
    else."""
    if isinstance(error, MemoryError):
        return _lacking("machine-memory")
    if isinstance(error, OSError):
        codes = [code for code, (numbers, _) in _LACKS.items() if error.errno in numbers]
        return _lacking(codes[0], error.filename) if codes else None
    # A library that cannot be mapped, a thread that cannot be started.
    return said(str(error)) if isinstance(error, ImportError | RuntimeError) else None


def said(words: str) -> Finding | None:
    """The same for the last words of a program."""
    codes = [code for code, (_, known) in _LACKS.items() if any(word in words for word in known)]
    return _lacking(codes[0]) if codes else None


def death(code: int, words: str = "") -> Finding | None:
    """The same for the end of a child: the code that it ended with (negative: a signal), and its last words.

    Nothing in a file sends SIGKILL: the system does, where memory or time is over.
    """
    if -code == signal.SIGXCPU:
        return out_of_time()
    return said(words) or (_lacking("machine-memory") if -code == signal.SIGKILL else None)


def full() -> Finding | None:
    """The finding where nothing more can be written in the folder of what lies there for a moment."""
    folder = tempfile.gettempdir()
    return None if os.statvfs(folder).f_bavail else _lacking(_FULL, folder)


def out_of_time() -> Finding:
    """The finding where the time that a process may compute is over."""
    return finding("machine-time", "ulimit -t", seconds=seconds() or 0)


def out_of_memory() -> Finding:
    """The finding where there is no more memory to be had."""
    return _lacking("machine-memory")


def seconds() -> int | None:
    """How long a process may compute here, None where nothing limits it."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    return None if hard == resource.RLIM_INFINITY else hard


def memory() -> int | None:
    """How many bytes of addresses a process may have here, None where nothing limits it."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    return None if hard == resource.RLIM_INFINITY else hard


@contextmanager
def heeded() -> Iterator[None]:
    """Be told before the system ends this process for its time: DossierError is raised then, in its main
    thread.

    Raises DossierError at once where there is less than the smallest dossier takes: libraries of others end
    the process without a word when they are refused a thread or a page of memory.
    """
    import resource

    if not _DAYS[0] <= time.time() <= _DAYS[1]:
        raise DossierError([finding("machine-clock", "date", year=time.gmtime().tm_year)])
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    if soft != resource.RLIM_INFINITY and soft < _LEAST_MEMORY:
        raise DossierError([out_of_memory()])
    if not _may_start(_THREADS):
        raise DossierError([_lacking("machine-processes")])
    limit = seconds()
    if limit is None:
        yield
        return

    def over(*_: object) -> None:
        raise _OverError

    signal.signal(signal.SIGXCPU, over)
    resource.setrlimit(resource.RLIMIT_CPU, (max(1, limit - _LAST), limit))
    try:
        yield
    except _OverError as error:
        raise DossierError([out_of_time()]) from error
    finally:
        signal.signal(signal.SIGXCPU, signal.SIG_IGN)


class _OverError(BaseException):
    """The time is over. No ``except`` of a library on the way takes it for something else."""


def _may_start(count: int) -> bool:
    """Whether as many threads may run at once."""
    done = Event()
    threads = [Thread(target=done.wait, daemon=True) for _ in range(count)]
    try:
        for thread in threads:
            thread.start()
    except RuntimeError:
        return False
    finally:
        done.set()
    for thread in threads:
        thread.join()
    return True


def excuse_the_unraisable() -> None:
    """Let what the machine lacks be said once, not again by each thing that is thrown away meanwhile."""
    before = sys.unraisablehook

    def hook(unraisable: sys.UnraisableHookArgs) -> None:
        error = unraisable.exc_value
        if not (isinstance(error, DossierError) or (error and fault(error))):
            before(unraisable)

    sys.unraisablehook = hook


def stand_somewhere() -> None:
    """Leave a folder that is no longer there, in which libraries cannot even ask where they are."""
    try:
        os.getcwd()
    except OSError:
        os.chdir("/")


def standard_streams() -> None:
    """Let the three standard streams lead nowhere where the person has closed them (``>&-``): else the next
    file that is opened takes their place."""
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))


def _lacking(code: str, place: object = None) -> Finding:
    if code == _FULL:
        return finding(code, str(place or tempfile.gettempdir()), problem=os.strerror(errno.ENOSPC))
    return finding(code, _LIMITS[code])
