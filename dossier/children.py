"""What a process of this project needs: to find its packages, and to end when its parent does.

A parent may end without a word (kill -9, no more memory). Each child therefore holds the reading end of a
pipe whose other end its parent alone has: the kernel closes that whatever happens to the parent.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_PACKAGES = Path(__file__).resolve().parents[1]
_LINE = "DOSSIER_LIFELINE"


def environment() -> dict[str, str]:
    """This process's environment, in which ``python -P -m dossier…`` finds this very package."""
    path = os.pathsep.join([str(_PACKAGES), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path}


def start(words: Sequence[str], pass_fds: Sequence[int] = (), **more: Any) -> subprocess.Popen[bytes]:
    """Start a program of this project, in a session of its own: Ctrl-C is its parent's to answer.

    It ends with this process, or with what is returned, once it has called :func:`follow`.
    """
    theirs, ours = os.pipe()
    try:
        process: subprocess.Popen[bytes] = subprocess.Popen(
            words,
            env={**environment(), _LINE: str(theirs)},
            pass_fds=(*pass_fds, theirs),
            start_new_session=True,
            **more,
        )
    except BaseException:
        os.close(ours)
        raise
    finally:
        os.close(theirs)
    weakref.finalize(process, os.close, ours)
    return process


def follow() -> None:
    """From now on this process, and what it starts, ends as soon as its parent is gone."""
    line = os.environ.pop(_LINE, None)
    if line is None:
        return
    descriptor = int(line)
    os.set_inheritable(descriptor, False)
    if hasattr(fcntl, "F_SETSIG"):
        # Linux kills the group itself: the thread below waits where an engine holds the interpreter.
        fcntl.fcntl(descriptor, fcntl.F_SETOWN, -os.getpgrp())
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGKILL)
        flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
        fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_ASYNC)
    threading.Thread(target=_until_the_end, args=(descriptor,), daemon=True).start()


def _until_the_end(descriptor: int) -> None:
    os.read(descriptor, 1)  # nothing is ever written
    os.killpg(0, signal.SIGKILL)
