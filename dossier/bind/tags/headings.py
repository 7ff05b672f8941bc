"""Levels of headings: those of a source go below the heading of its document."""

from __future__ import annotations

from collections.abc import Iterable

#: The deepest that PDF 1.7 has (ISO 32000-1, 14.8.4.3.2).
DEEPEST = 6


def closed(levels: Iterable[int], above: int) -> tuple[int, ...]:
    """``levels`` as they nest below a heading of level ``above``: order kept, gaps closed, H6 the deepest.

    A heading is one deeper than the nearest one before it that is higher, so that no level is skipped
    (ISO 14289-1, 7.4.2).
    """
    nested: list[int] = []
    open_: list[int] = []
    for level in levels:
        while open_ and open_[-1] >= level:
            open_.pop()
        open_.append(level)
        nested.append(min(above + len(open_), DEEPEST))
    return tuple(nested)
