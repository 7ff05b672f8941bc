"""Files that a process of its own binds one after the other, each as a dossier of one document."""

from __future__ import annotations

import json
import select
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from conftest import PROJECT, write_dossier

BUILDER = "--builder"


class Builder:
    """The process: ``script`` with :data:`BUILDER`, which answers (:func:`answering`); a new one where the
    last hung, for ``limit`` seconds, or died."""

    def __init__(self, script: str, limit: float) -> None:
        self._script, self._limit = script, limit
        self._process: subprocess.Popen[str] | None = None

    def answer(self, folder: Path, data: bytes) -> Any:
        """What it says of ``data``, as JSON has it; "died" or "hang" where it says nothing."""
        manifest = write_dossier(folder, {"a": None})
        (folder / "sources").mkdir(exist_ok=True)
        (folder / "sources" / "a.pdf").write_bytes(data)
        process = self._process = self._process or self._started()
        assert process.stdin
        assert process.stdout
        print(manifest, file=process.stdin, flush=True)
        ready, _, _ = select.select([process.stdout], [], [], self._limit)
        line = process.stdout.readline() if ready else ""
        if not line:
            self.end()
            return "died" if ready else "hang"
        return json.loads(line)

    def end(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _started(self) -> subprocess.Popen[str]:
        words = [sys.executable, "-W", "ignore", self._script, BUILDER]
        pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
        return subprocess.Popen(words, cwd=PROJECT, stdin=pipe, stdout=pipe, stderr=quiet, text=True)


def answering(build: Callable[[Path], object]) -> None:
    """Say on standard output, as JSON, what ``build`` says of each manifest that standard input names."""
    for line in sys.stdin:
        print(json.dumps(build(Path(line.strip()))), flush=True)
