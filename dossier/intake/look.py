"""A look at the pages: two versions of a file compared, text found that nobody can see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageChops

from dossier import geometry
from dossier.geometry import Matrix
from dossier.model import Box
from dossier.raster import Character, Page, Reader

_DPI = 48.0
_CLOSE = 96.0
# A page differs where this share of its points is darker or lighter by more than this many of 255 steps.
_SHARE, _STEP = 0.002, 48
# Along a line of text no stretch this many times its height stays of one colour.
_STRETCH = 1.3
# A box whose colours differ by less than this many of 255 steps shows nothing.
_EVEN = 10
# Below this height, in points, a character is too small to be read (ISO 32000-2 knows no limit).
_TINY = 1.2
# A run this many times as long as it is high is more than a dot.
_LINE = 3
# Fewer characters than these, on one page, are a dot on a dot or a rounding of the engine.
_FEW = 4
# Points of the picture around a character that belong to it.
_MARGIN = 2
# On a page that is one picture, text that lies under or in it is its recognised text.
_SCAN, _RECOGNISED = 0.6, 0.5


def same(one: bytes, other: bytes) -> tuple[int, ...] | None:
    """The pages, from 1, on which two versions differ to the eye; None where either cannot be opened."""
    try:
        with Reader(one) as first, Reader(other) as second:
            if len(first) != len(second):
                return None
            return tuple(n for n in range(1, len(first) + 1) if not _alike(first, second, n))
    except (ValueError, RuntimeError):
        return None


def _alike(first: Reader, second: Reader, number: int) -> bool:
    try:
        with first.page(number) as one, second.page(number) as two:
            before, after = one.grey(_DPI / 2), two.grey(_DPI / 2)
    except (RuntimeError, ValueError):  # a page without area cannot be drawn
        return False
    return alike(before, after)


def alike(before: Any, after: Any) -> bool:
    """Whether two grey pictures show the same to the eye."""
    if before.size != after.size:
        return False
    counts = ImageChops.difference(before, after).histogram()
    return bool(sum(counts[_STEP:]) <= _SHARE * before.width * before.height)


def hidden(reader: Reader, fields: Sequence[str]) -> dict[int, int]:
    """How many characters of each page cannot be seen, where any cannot; pages from 1.

    ``fields`` are the values of form fields: some producers also write them where nobody sees them.
    """
    shown = sorted({"".join(value.split()) for value in fields} - {""}, key=len, reverse=True)
    found = {}
    for number in range(1, len(reader) + 1):
        try:
            with reader.page(number) as page:
                count = _hidden_on(page, shown)
        except (RuntimeError, ValueError):  # a page that cannot be drawn shows nothing to look at
            continue
        if count:
            found[number] = count
    return found


def _hidden_on(page: Page, shown: Sequence[str] = ()) -> int:
    picture = page.grey(_DPI)
    onto = page.onto_image(*picture.size)
    bare = [run for run in page.runs() if _is_fine(run) or _is_bare(picture, geometry.transform(onto, run))]
    if not bare:
        return 0
    picture = page.image(_CLOSE)
    onto = page.onto_image(*picture.size)
    bare = [run for run in bare if _is_fine(run) or _is_bare(picture, geometry.transform(onto, run), _MARGIN)]
    return _count(page, bare, picture, onto, shown) if bare else 0


def _is_fine(run: Box) -> bool:
    """Whether a run may be a line of characters too small to be read."""
    short, long = sorted((run[2] - run[0], run[3] - run[1]))
    return short < _TINY and long > _LINE * short


def _is_bare(picture: Any, box: Box, margin: int = 0) -> bool:
    """Whether a run of text has a stretch without a mark; quick, and rather once too often.

    ``margin`` are the points of the picture around a letter or two that belong to them.
    """
    x0, y0, x1, y1 = (round(v) for v in box)
    width, height = x1 - x0, y1 - y0
    if x0 < 0 or y0 < 0 or x1 > picture.width or y1 > picture.height:
        return True
    if width < 1 or height < 1:
        return not margin or _is_even(picture, box, margin)
    least = max(4, int(_STRETCH * height))
    if height > 2 * width or width < least:  # a column, a letter or two
        return _is_even(picture, box, margin)
    # One row of averages: a colon, a comma or a dash in the line is a mark, at whatever height it stands.
    line = picture.crop((x0, y0, x1, y1)).resize((width, 1), Image.Resampling.BOX)
    row = (line if line.mode == "L" else line.convert("L")).tobytes()
    return bool(re.search(rb"(.)\1{%d}" % (least - 1), row, re.DOTALL))


def _is_even(picture: Any, box: Box, margin: int) -> bool:
    """Whether nothing shows in ``box`` and ``margin`` points around it."""
    x0, y0 = max(0, int(box[0]) - margin), max(0, int(box[1]) - margin)
    x1, y1 = min(picture.width, int(box[2]) + 1 + margin), min(picture.height, int(box[3]) + 1 + margin)
    if x1 <= x0 or y1 <= y0:
        return True
    extrema = picture.crop((x0, y0, x1, y1)).getextrema()
    bands = extrema if isinstance(extrema[0], tuple) else (extrema,)
    return all(high - low < _EVEN for low, high in bands)


def _count(page: Page, bare: Sequence[Box], picture: Any, onto: Matrix, shown: Sequence[str]) -> int:
    unseen = [c for c in page.characters(bare) if not _seen(picture, onto, c)]
    if len(unseen) < _FEW:
        return 0
    pictures = [geometry.transform(onto, box) for box in page.images()]
    over = [c for c in unseen if not (c.unpainted and _on_any(geometry.transform(onto, c.box), pictures))]
    whole = picture.width * picture.height
    scan = max((_area(box, picture) for box in pictures), default=0.0) > _SCAN * whole
    if scan and len(over) < _RECOGNISED * len("".join(page.text().split())):
        return 0
    text = "".join(c.text for c in over)
    for value in shown:
        text = text.replace(value, "")
    return len(text) if len(text) >= _FEW else 0


def _seen(picture: Any, onto: Matrix, character: Character) -> bool:
    # A hyphen fills its own box: what surrounds it shows it.
    box = geometry.transform(onto, character.box)
    return character.height >= _TINY and not _is_even(picture, box, _MARGIN)


def _on_any(box: Box, others: list[Box]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(o[0] <= x <= o[2] and o[1] <= y <= o[3] for o in others)


def _area(box: Box, picture: Any) -> float:
    part = geometry.intersect(box, (0.0, 0.0, float(picture.width), float(picture.height)))
    return (part[2] - part[0]) * (part[3] - part[1]) if part else 0.0
