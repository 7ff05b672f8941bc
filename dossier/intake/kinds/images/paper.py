"""The page that an image stands on, from its pixels and what it says of its resolution."""

from __future__ import annotations

_A4 = (595.2756, 841.8898)
#: The longest side that a resolution may give a page, in points: that of an A0 sheet and a bit.
_LONGEST = 3_500.0
_SHORTEST = 20.0
#: The shortest side that a page may have, in points (ISO 32000-1, annex C.2).
_LEAST = 3.0
#: What programs write for a resolution that they do not know.
_UNKNOWN = (72, 96)
_DEFAULT = 96
_FEWEST_DOTS = 50


def page(width: int, height: int, dots: tuple[float, float]) -> tuple[float, float, float, float]:
    """The size in points of a page, and of the image that fills it, for pixels and dots an inch.

    A resolution is believed where it gives a sheet of paper; without one the page is that of a screen (96
    dots an inch), reduced to A4 where it is larger.
    """
    across, down = dots
    if min(dots) < _FEWEST_DOTS or not 0.25 <= across / down <= 4:
        across = down = _DEFAULT
    size = (width * 72 / across, height * 72 / down)
    short, long = sorted(size)
    within_a4 = short <= _A4[0] + 1 and long <= _A4[1] + 1
    believed = round(across) not in _UNKNOWN and long <= _LONGEST and short >= _SHORTEST
    if not within_a4 and not believed:
        size = (width * 72 / _DEFAULT, height * 72 / _DEFAULT)
        short, long = sorted(size)
        scale = min(1.0, _A4[0] / short, _A4[1] / long)
        size = (size[0] * scale, size[1] * scale)
    if min(size) < _LEAST:
        size = (size[0] * _LEAST / min(size), size[1] * _LEAST / min(size))
    return (*size, *size)
