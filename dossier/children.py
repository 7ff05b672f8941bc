"""The only place that starts another program: nothing that lies in a dossier's folder is a part of it.

A Python of ours finds this package and what is installed with it. What it is not told by us it does not read:
no module of the folder that the person stands in (``-P``), no site of the person's own (``-s``), no variable
of the environment that is meant for an interpreter.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Process = subprocess.Popen
DEVNULL, PIPE = subprocess.DEVNULL, subprocess.PIPE

_PACKAGES = Path(__file__).resolve().parents[1]
_OPTIONS = ("-P", "-s", "-X", "utf8")
#: A folder in which nobody leaves a file that a program looks for beside itself, and which is always there.
_NOWHERE = "/"


def start(module: str, *words: str, **more: Any) -> Process[bytes]:
    """Start ``python -m module``, in a session of its own: Ctrl-C is its parent's to answer, and what it
    starts ends with it. ``more`` goes to :class:`subprocess.Popen`."""
    return Process(_python(module, words), env=_environment(), cwd=_NOWHERE, start_new_session=True, **more)


def run(module: str, *words: str, data: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run ``python -m module`` to its end, in a session of its own, ``data`` on its standard input."""
    return subprocess.run(
        _python(module, words),
        env=_environment(),
        cwd=_NOWHERE,
        input=data,
        capture_output=True,
        check=False,
        start_new_session=True,
    )


def convert(
    module: str, *words: str, folder: Path, variables: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    """Run ``python -m module`` in ``folder``, which is ours, as a part of this process's session."""
    return subprocess.run(
        _python(module, words),
        env={**_environment(), **variables},
        cwd=folder,
        stdin=DEVNULL,
        capture_output=True,
        check=False,
    )


def ask(*command: str) -> str:
    """What a program of the machine prints."""
    return subprocess.run(
        command, cwd=_NOWHERE, stdin=DEVNULL, capture_output=True, text=True, check=False
    ).stdout


def _python(module: str, words: Sequence[str]) -> list[str]:
    return [sys.executable, *_OPTIONS, "-m", module, *words]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "PYTHONPATH": str(_PACKAGES)}
