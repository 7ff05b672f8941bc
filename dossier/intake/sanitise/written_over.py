"""Text over which other text is written: letters may be drawn as boxes, and cover what is under them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from dossier import geometry
from dossier.model import Box

# So much of a text's box lies under that of a later one.
_MOST = 0.6
# In points: boxes are compared with those of the same rows alone.
_ROW = 24.0
# What is higher is no line: a mark across the page.
_ROWS = 40
# More pairs are not compared: so many texts are a drawing.
_MOST_PAIRS = 100_000


def written_over(texts: Sequence[Box]) -> list[Box]:
    """Those of the boxes of ``texts``, in the order in which they are drawn, that lie for the most part under
    a later one."""
    rows: defaultdict[int, list[Box]] = defaultdict(list)
    under: list[Box] = []
    pairs = 0
    for box in reversed(texts):
        held = _rows(box)
        pairs += sum(len(rows[row]) for row in held)
        if pairs > _MOST_PAIRS:
            break
        if any(_is_under(box, rows[row]) for row in held):
            under.append(box)
        for row in held:
            rows[row].append(box)
    return under


def _rows(box: Box) -> range:
    first = int(box[1] // _ROW)
    return range(first, min(int(box[3] // _ROW), first + _ROWS) + 1)


def _is_under(box: Box, row: Sequence[Box]) -> bool:
    """Whether ``box`` lies for the most part under one box of a ``row``, of which most are beside it."""
    x0, y0, x1, y1 = box
    least = _MOST * (x1 - x0) * (y1 - y0)
    for later in row:
        if later[0] >= x1 or later[2] <= x0:
            continue
        both = geometry.intersect(box, later)
        if both and (both[2] - both[0]) * (both[3] - both[1]) > least:
            return True
    return False
