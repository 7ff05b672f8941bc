"""How far a run is: a live line on a terminal, one plain line a stage elsewhere."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar, TextIO

from .report import say, tell
from .terminal import plain

if TYPE_CHECKING:
    from rich.status import Status


def ask_password(id: str, file: str) -> str:
    """Ask the person at the terminal for the password of a document; nothing is echoed."""
    import getpass

    with Progress.silenced():
        return getpass.getpass(plain(say("ask.password", id=id, file=file)), stream=sys.stderr)


class Progress:
    """Progress of a run: a live line on a terminal, one plain line a stage elsewhere. A context manager."""

    _live: ClassVar[Status | None] = None

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._status: Status | None = None
        self._stage = ""
        self._shown = 0.0

    def __enter__(self) -> Progress:
        if self._stream.isatty() and os.environ.get("TERM") != "dumb":
            from rich.console import Console  # costs 0.1 s: for terminals only

            self._status = Console(file=self._stream).status("")
            self._status.start()
            Progress._live = self._status
        return self

    @staticmethod
    @contextmanager
    def silenced() -> Iterator[None]:
        """No live line meanwhile: a person types."""
        live = Progress._live
        if live:
            live.stop()
        yield
        if live:
            live.start()

    def __exit__(self, *_: object) -> None:
        if self._status:
            self._status.stop()
            Progress._live = None

    def __call__(self, stage: str, item: str = "") -> None:
        """Say that ``stage`` is at ``item``."""
        if self._status:
            # Redrawn a few times a second at most: the pages come faster than an eye.
            if stage != self._stage or time.monotonic() - self._shown > 0.1:
                self._status.update(f"{say(f'stage.{stage}')} [dim]{plain(item).replace('[', '')}[/dim]")
                self._shown = time.monotonic()
        elif stage != self._stage:
            tell(say(f"stage.{stage}"), self._stream)
        self._stage = stage
