"""``dossier build``, or another command, as a person types it, in a process of its own, for who asks for one
again and again.

It takes its dossier from the old set to the new one or leaves it, and holds no lock when it is gone. It ends
with this process, however that ends.
"""

from __future__ import annotations

import json
import os
import select
import signal
import tempfile
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO

from . import children

#: Seconds between two looks at builds whose end the system does not tell.
_PAUSE = 0.02


@dataclass
class Build:
    """A command under way: what it says goes to ``said``, its steps to ``steps`` where they are asked for."""

    process: children.Process[bytes]
    said: IO[bytes]
    begun: float

    @classmethod
    def of(
        cls,
        manifest: Path,
        *words: str,
        command: str = "build",
        steps: bool = False,
        handed: Mapping[str, str] = MappingProxyType({}),
    ) -> Build:
        """Start the build of ``manifest``, or another ``command``, with more ``words``; what is ``handed`` to
        it are values of its options that no other account is to see."""
        said = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the build
        process = children.start(
            "dossier",
            *(command, "--manifest", str(manifest), "--format", "json"),
            *words,
            handed=handed,
            stdin=children.DEVNULL,
            stdout=said,
            stderr=children.PIPE if steps else children.DEVNULL,
        )
        return cls(process, said, time.monotonic())

    @property
    def steps(self) -> IO[bytes]:
        """The lines of its error output, where they were asked for."""
        assert self.process.stderr
        return self.process.stderr

    @property
    def seconds(self) -> float:
        """How long it has run."""
        return time.monotonic() - self.begun

    def kill(self) -> None:
        """End it, and all that it started: that ends when it is gone."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def told(self) -> Mapping[str, object]:
        """What it said, as JSON has it; nothing where it was ended before it could."""
        self.said.seek(0)
        data = self.said.read()
        self.said.close()
        try:
            told = json.loads(data)
        except ValueError:
            return {}
        return told if isinstance(told, dict) else {}


def wait(builds: Iterable[Build], seconds: float) -> None:
    """Wait until one of the ``builds`` has ended, for so many seconds at most; where the system does not tell
    of it (it does on Linux), until it is time to look again."""
    watched: list[int] = []
    try:
        for build in builds:
            watched.append(os.pidfd_open(build.process.pid))
        select.select(watched, [], [], seconds)
    except (AttributeError, OSError):
        time.sleep(min(seconds, _PAUSE))
    finally:
        for one in watched:
            os.close(one)
