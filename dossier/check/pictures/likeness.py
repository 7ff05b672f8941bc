"""How alike two pages look: one number, for the build and for the tests."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image, ImageChops, ImageFilter, ImageStat

#: All differences, as a part of the ink of the page.
DIFFERENCE = 0.08
#: The mean difference in the worst tile, in levels of 0 to 255.
TILE = 12.0
#: Ink lost or gained, as a part of the ink of the page.
INK = 0.015
# A page with less ink than this mean level is held to as much: its few marks may lie on other pixels.
_LEAST_INK = 0.5
# Side of a tile, as a part of the square root of the picture's area: about 18 points of an A4 page.
_TILE_PART = 39
# Levels by which no eye and no printer tells two colours apart.
_SAME = 2
#: Looks at a page, coarse to fine: pixels of an A4 page an inch, and how much larger it is drawn. pdfium lays
#: pictures and thin lines on whole pixels, so that a finer look moves what is alike closer, and nothing else.
LOOKS = ((48, 1), (60, 3), (54, 5))
#: The last look, at a page that would be refused: hairlines of large drawings are on other pixels until then.
_LAST = (60, 8)
#: The part of a page's width and height by which more is drawn on each side: more than numbers are rounded
#: by, less than can be seen. A picture up to the edge of its page would else take a row of pixels more in one
#: of the two drawings.
HAIR = 1e-5
#: A score under which no finer look is taken.
ENOUGH = 0.2
_A4_AREA = 595.28 * 841.89


def size(width: float, height: float, dpi: float) -> tuple[int, int]:
    """Pixels for a page of ``width`` × ``height`` points: as many as an A4 page has at ``dpi``."""
    scale = dpi / 72 * (_A4_AREA / (width * height)) ** 0.5
    return max(1, round(width * scale)), max(1, round(height * scale))


def score(one: Image.Image, other: Image.Image) -> float:
    """How far ``other`` is from ``one``, RGB pictures of one size: 0 the same, above 1 another page.

    The worst of three: all differences and the ink lost or gained, each as a part of the page's ink, and the
    difference in the worst tile of the worst colour; each divided by what is tolerated.
    """
    if one.size != other.size:
        raise ValueError(f"{one.size} and {other.size} pixels")
    apart = ImageChops.difference(one, other)
    if not apart.getbbox() or _most(apart) <= _SAME:
        return 0.0
    soft = [image.filter(ImageFilter.BoxBlur(1)) for image in (one, other)]
    difference = ImageChops.difference(*soft)
    ink, inked = (255 - ImageStat.Stat(image.convert("L")).mean[0] for image in (one, other))
    least = max(ink, _LEAST_INK)
    tile = max(1, round((one.width * one.height) ** 0.5 / _TILE_PART))
    return max(
        ImageStat.Stat(difference.convert("L")).mean[0] / least / DIFFERENCE,
        _most(difference.reduce(tile)) / TILE,
        abs(ink - inked) / least / INK,
    )


def closest(picture: Callable[[int, int, int], tuple[Image.Image, Image.Image]]) -> float:
    """The score of two pages; ``picture(look, dpi, over)`` draws both. Finer looks are taken while they
    differ."""
    best = float("inf")
    for look, (dpi, over) in enumerate((*LOOKS, _LAST)):
        if best <= ENOUGH or (look == len(LOOKS) and best <= 1):
            break
        best = min(best, score(*picture(look, dpi, over)))
    return best


def _most(image: Image.Image) -> int:
    return max(int(band[1]) for band in image.getextrema() if isinstance(band, tuple))
