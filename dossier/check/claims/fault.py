"""What a file breaks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that a file breaks, in the checker's words: its name, what is wrong, and on which page."""

    rule: str
    problem: str
    page: int | None
