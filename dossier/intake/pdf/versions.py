"""A look at the pages: two versions of a file compared."""

from __future__ import annotations

from PIL import Image, ImageChops

from dossier import odd
from dossier.raster import Reader

_DPI = 24.0
# A page differs where this share of its points is darker or lighter by more than this many of 255 steps.
_SHARE, _STEP = 0.002, 48


def same(one: bytes, other: bytes) -> tuple[int, ...] | None:
    """The pages, from 1, on which two versions differ to the eye; None where either cannot be opened."""
    try:
        with odd.reading("pypdfium2", "PIL"), Reader(one) as first, Reader(other) as second:
            if len(first) != len(second):
                return None
            return tuple(n for n in range(1, len(first) + 1) if not _alike(first, second, n))
    except odd.OddError:
        return None


def _alike(first: Reader, second: Reader, number: int) -> bool:
    try:
        with odd.reading("pypdfium2", "PIL"), first.page(number) as one, second.page(number) as two:
            before, after = one.grey(_DPI), two.grey(_DPI)
    except odd.OddError:  # a page without area cannot be drawn
        return False
    return alike(before, after)


def alike(before: Image.Image, after: Image.Image) -> bool:
    """Whether two grey pictures show the same to the eye."""
    if before.size != after.size:
        return False
    counts = ImageChops.difference(before, after).histogram()
    return bool(sum(counts[_STEP:]) <= _SHARE * before.width * before.height)
