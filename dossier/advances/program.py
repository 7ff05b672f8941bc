"""What can be asked of a font program, whatever its kind."""

from __future__ import annotations

from collections.abc import Set
from typing import Protocol

#: Thousandths of an em.
UNITS = 1000


class Program(Protocol):
    """A font program; its glyphs are numbers, or names where it names them."""

    def width(self, glyph: int | str) -> float | None:
        """How far a glyph advances; None where there is none of it, or it cannot be told."""

    def drawn(self) -> Set[int]:
        """The numbers of the glyphs that have a drawing."""

    def put(self, glyph: int | str, width: float) -> None:
        """Let a glyph advance by ``width``, to the next whole unit. Raises OddError where it cannot."""

    def written(self) -> bytes:
        """The program with the widths that were put."""
