"""Whether text stands out from what is behind it (WCAG 2.2, relative luminance and contrast ratio)."""

from __future__ import annotations

import re
from functools import cache

from tinycss2 import color4

from .cascade import Computed

# Less than this much of text is not seen, nor text that stands out by less.
_CLEAR, _ALIKE = 0.1, 1.08
_SCALED = re.compile(r"scale(3d|x|y)?\(\s*0(\.0*)?\s*[,)]")
_FILTERED = re.compile(r"opacity\(\s*([\d.]+%?)\s*\)")
_DRAWN = ("text-shadow", "-webkit-text-stroke", "-webkit-text-stroke-width")
_CLIPS = ("background-clip", "-webkit-background-clip", "background-image")
# Paper, and how much text must stand out from it to be seen at all.
WHITE = 1.0
_LEAST = 1.3
_OPAQUE = 0.5
_PICTURE = re.compile(r"url\(|gradient\(|image\(|image-set\(")


@cache
def _luminance(value: str) -> tuple[float, float] | None:
    """Luminance from 0 to 1, and alpha, of a colour; None for what is none."""
    try:
        colour = color4.parse_color(value)
        if colour is None or isinstance(colour, str):
            return None
        srgb = colour if colour.space == "srgb" else colour.to("srgb")
    except (ValueError, TypeError, NotImplementedError):
        return None
    parts = [min(1.0, max(0.0, part or 0.0)) for part in srgb.coordinates]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue, colour.alpha


def ground(style: Computed, behind: float | None) -> float | None:
    """The luminance of what is behind the text of an element whose surroundings have ``behind``; None where a
    picture may be."""
    paint = _luminance(_first_colour(style["background-color"]))
    if paint and paint[1] >= _OPAQUE:
        return paint[0]
    if _PICTURE.search(style["background-image"]):
        return None
    if style["position"] in ("relative", "absolute", "fixed", "sticky"):  # a picture may be laid below it
        return None if behind == WHITE else behind
    return behind


def is_lost(style: Computed, behind: float | None) -> bool:
    """Whether text is seen on the screen alone, by a picture that stands behind it or shows in it."""
    ink = _luminance(style["color"])
    if ink is None:
        return False
    if ink[1] < _OPAQUE / 2:
        return True
    if behind is not None:
        return False
    return _ratio(ink[0], WHITE) < _LEAST * 2


def opacity(style: Computed) -> float:
    """How much of an element is seen, from 0 to 1, by what is said of it alone."""
    if _SCALED.search(style["transform"]):
        return 0.0
    return min([_part(style["opacity"]), *map(_part, _FILTERED.findall(style["filter"]))])


def _part(value: str) -> float:
    try:
        share = float(value.removesuffix("%")) / (100 if value.endswith("%") else 1)
    except ValueError:
        return 1.0
    return min(1.0, max(0.0, share))


def shows_through(style: Computed) -> bool:
    """Whether the background of an element shows in the letters that stand in it."""
    return any("text" in style[name].split() for name in _CLIPS)


def is_veiled(style: Computed, behind: float | None, opaque: float, through: bool) -> bool:
    """Whether text is not seen on the screen: as good as transparent, or of the colour of what is ``behind``;
    ``through``: a background shows in its letters."""
    if opaque < _CLEAR:
        return True
    ink = _luminance(style["-webkit-text-fill-color"]) or _luminance(style["color"])
    if ink is None or through or any(style[name] not in ("", "none", "0", "0px") for name in _DRAWN):
        return False
    if ink[1] * opaque < _CLEAR:
        return True
    return behind is not None and _ratio(ink[0], behind) < _ALIKE


def is_dark(behind: float | None) -> bool:
    """Whether white stands out from what is ``behind`` more than black does."""
    return behind is not None and _ratio(behind, WHITE) > _ratio(behind, 0)


def _ratio(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _first_colour(value: str) -> str:
    """The colour in the value of ``background``, which may say more."""
    for part in re.findall(r"[\w-]+\([^()]*\)|#[0-9a-f]+|[a-z-]+", value):
        if _luminance(part):
            return str(part)
    return ""
