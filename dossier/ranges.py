"""Page selections and announced extents: "1-10, 14", "25-27", "iv-xii". Pure arithmetic on text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

#: Of a number of pages that anybody has.
_DIGITS = 9
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_PART = re.compile(r"^\s*(\w+)\s*(?:[-\u2010-\u2015]\s*(\w+)\s*)?$")


def parse_pages(text: str) -> tuple[tuple[int, int], ...]:
    """Ranges of pages counted from 1, both ends included, in the order written.

    Raises ValueError where a part is no range, starts at 0 or runs backwards.
    """
    ranges = []
    for part in text.split(","):
        match = _PART.match(part)
        if not match:
            raise ValueError(part)
        first = int(match[1])
        last = int(match[2]) if match[2] else first
        if not 1 <= first <= last:
            raise ValueError(part)
        ranges.append((first, last))
    return tuple(ranges)


def numbers(ranges: Iterable[tuple[int, int]]) -> Iterator[int]:
    """The pages of ``ranges``, in the order written."""
    for first, last in ranges:
        yield from range(first, last + 1)


def listed(pages: Iterable[int]) -> str:
    """``pages`` as a person lists them: "3, 5-7"."""
    runs: list[list[int]] = []
    for page in sorted(set(pages)):
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def repeated(ranges: Sequence[tuple[int, int]]) -> int | None:
    """The first page that stands twice in ``ranges``; None where each stands once. Counts no pages, since
    a range may be as long as its writer likes."""
    ordered = sorted(ranges)
    return next((b[0] for a, b in itertools.pairwise(ordered) if b[0] <= a[1]), None)


def extent(text: str) -> int | None:
    """How many pages "25-27" or "iv-vi, 9" announces; None where the text cannot be counted."""
    total = 0
    for part in text.split(","):
        match = _PART.match(part)
        if not match:
            return None
        first = _number(match[1])
        last = _number(match[2]) if match[2] else first
        if first is None or last is None or last < first:
            return None
        total += last - first + 1
    return total


def _number(text: str) -> int | None:
    if text.isdecimal():
        return int(text) if len(text) <= _DIGITS else None
    digits = [_ROMAN.get(letter) for letter in text.lower()]
    if not digits or None in digits:
        return None
    values = [digit for digit in digits if digit is not None]
    following = [*values[1:], 0]
    return sum(-v if v < n else v for v, n in zip(values, following, strict=True))
