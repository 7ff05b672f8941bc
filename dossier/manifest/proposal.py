"""What a rule proposes of a line: the slip that it may be, and the lines as they should stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Edit:
    """A slip at ``line`` and ``column`` (from 0), and the ``lines`` as they should be.

    ``slip`` names its words in the catalogues; where it is empty, those of ``code`` are meant. ``facts`` are
    what the words name.
    """

    slip: str
    line: int
    column: int
    lines: Mapping[int, str]
    facts: Mapping[str, str | int] = field(default_factory=dict)
    code: str = "manifest-syntax"

    @property
    def example(self) -> str:
        """The line as it should be written."""
        return (self.lines.get(self.line) or next(filter(None, self.lines.values()), "")).strip()
