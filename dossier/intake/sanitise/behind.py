"""Text of patterns, soft masks and Type 3 glyphs that shows nothing (ISO 32000-2, 8.7.3, 9.6.4, 11.6.5.2).

No engine lists what is in them. What may go without any trace goes, line by line.
"""

from __future__ import annotations

import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set

import pikepdf
from pikepdf import Object

from dossier import entries
from dossier.entries import FAULTS
from dossier.intake.saving import saved
from dossier.intake.steps import Taken
from dossier.layers import reached
from dossier.model import SourcePage

from .edges import unlike

_SUSPECT = re.compile(rb"/PatternType 1\b|/Type3\b|/(?:Luminosity|Alpha)\b")
# So often the pages are drawn to find the lines that show nothing; what is not found by then stays.
_MOST = 24

Number = tuple[int, int]
#: A line: the number of its stream, and its rank among what that does.
Line = tuple[Number, int]


def without_idle_text(data: bytes, taken: Taken, removed: Counter[str]) -> bytes:
    """``data`` without it; as it was where somebody wants to keep what is hidden."""
    if taken.selection.hidden == "keep" or not _SUSPECT.search(data):
        return data
    lines: dict[Line, None] = {}
    pages: list[SourcePage] = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for shown in taken.selection.pages:
            lines_of_page = list(_lines(pdf.pages[shown.number - 1]))
            pages += [shown] if lines_of_page else []
            lines |= dict.fromkeys(lines_of_page)
    idle = _Trial(data, pages, taken.selection.comments).idle(tuple(lines)) if lines else ()
    removed["hidden-text"] += len(idle)
    return _left(data, set(idle)) if idle else data


class _Trial:
    def __init__(self, data: bytes, pages: Sequence[SourcePage], comments: bool) -> None:
        self._data, self._pages, self._comments = data, pages, comments
        self._gone: set[Line] = set()
        self._tried = 0

    def idle(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        """Those of ``lines`` without which the pages look the same."""
        if self._tried >= _MOST:
            return ()
        self._tried += 1
        left = _left(self._data, {*self._gone, *lines})
        if not unlike(self._data, left, self._pages, self._comments, {}):
            self._gone.update(lines)
            return tuple(lines)
        half = len(lines) // 2
        return (*self.idle(lines[:half]), *self.idle(lines[half:])) if half else ()


def _left(data: bytes, gone: Set[Line]) -> bytes:
    by_stream: dict[Number, set[int]] = defaultdict(set)
    for number, rank in gone:
        by_stream[number].add(rank)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for number, ranks in by_stream.items():
            stream: Object = pdf.get_object(number)
            kept = [one for n, one in enumerate(pikepdf.parse_content_stream(stream)) if n not in ranks]
            stream.write(pikepdf.unparse_content_stream(kept))
        return saved(pdf)


def _lines(page: pikepdf.Page) -> Iterator[Line]:
    for stream in {drawn.stream.objgen: drawn.stream for drawn in reached(page) if drawn.behind}.values():
        try:
            steps = list(pikepdf.parse_content_stream(stream))
        except FAULTS:
            continue
        for rank, step in enumerate(steps):
            if entries.spelt(step.operator) in entries.SHOWS:
                yield stream.objgen, rank
