"""What a run did, step by step: one line each, with the seconds since it began; kept for when it fails."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable

LOG = logging.getLogger("dossier")
#: The first line of the file that it becomes.
HEAD = "dossier: log"
# Enough for the steps of a dossier of some hundred files.
_MOST = 20_000


class Journal(logging.Handler):
    """The lines of the logger ``dossier``, those of children included; ``tell`` is given each as it comes."""

    def __init__(self, tell: Callable[[str], object] | None = None) -> None:
        super().__init__(logging.DEBUG)
        self._tell = tell
        self._began = time.time()
        self._lines: deque[str] = deque(maxlen=_MOST)
        LOG.setLevel(logging.DEBUG)
        LOG.propagate = False
        for before in [one for one in LOG.handlers if isinstance(one, Journal)]:
            LOG.removeHandler(before)
        LOG.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line."""
        line = f"{record.created - self._began:9.3f} {record.name}: {record.getMessage()}"
        self._lines.append(line)
        if self._tell:
            self._tell(line)

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join((HEAD, *self._lines, ""))
