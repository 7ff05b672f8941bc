"""Marked-content sequences that are open in a content stream (ISO 32000-2, 14.6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pikepdf import Dictionary, Name

from .lines import Instruction

#: What is read in place of content letter by letter (14.9.4, 14.9.5), and all that may say what it is.
REPLACING = ("/ActualText", "/E")
TEXTS = (*REPLACING, "/Alt", "/T")


@dataclass(slots=True)
class Sequence:
    """One sequence: where it begins in what is written, whether it ``hides`` what it holds, how much was
    drawn before it (``since``), and how much of it was ``kept`` and ``removed``."""

    at: int
    hides: bool
    since: int = 0
    kept: int = 0
    removed: int = 0


class Sequences:
    """Those that are open, one in another."""

    def __init__(self) -> None:
        self._open: list[Sequence] = []

    @property
    def hidden(self) -> bool:
        """Whether one of them hides what is drawn here."""
        return any(one.hides for one in self._open)

    def open(self, at: int, hides: bool, since: int) -> None:
        """One more."""
        self._open.append(Sequence(at, hides, since))

    def count(self, gone: bool) -> None:
        """One thing more in the innermost."""
        for sequence in self._open[-1:]:
            sequence.removed += gone
            sequence.kept += not gone

    def close(self) -> Sequence | None:
        """The innermost, which ends; None where none is open."""
        if not self._open:
            return None
        ended = self._open.pop()
        for around in self._open[-1:]:
            around.kept += ended.kept
            around.removed += ended.removed
        return ended


def speechless(
    begin: Instruction | None, named: Callable[[str, object], object], whole: bool
) -> tuple[Instruction | None, int | None]:
    """The beginning of a sequence of which something went, without what is read in its place, and its number
    (MCID).

    ``named`` finds what the resources name; ``whole``: nothing is left of what the sequence held.
    """
    operands = list(begin[0]) if begin else []
    content = operands[1] if len(operands) > 1 else None
    held = named("/Properties", content) if isinstance(content, Name) else content
    if not begin or not isinstance(held, Dictionary):
        return begin, None
    number = held.get("/MCID")
    told = [key for key in TEXTS if key in held and (whole or key in REPLACING)]
    if told:
        left = Dictionary({key: held[key] for key in dict(held) if key not in told})
        begin = [operands[0], left], begin[1]
    return begin, number if isinstance(number, int) else None
