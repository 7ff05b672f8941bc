"""Whether text stands out from what is behind it (WCAG 2.2, relative luminance and contrast ratio)."""

from __future__ import annotations

import re
from functools import cache

from tinycss2 import color4

from .cascade import Computed

# Paper, and how much text must stand out from it to be seen at all.
WHITE = 1.0
_LEAST = 1.3
_OPAQUE = 0.5
_PICTURE = re.compile(r"url\(|gradient\(|image\(|image-set\(")


@cache
def _luminance(value: str) -> tuple[float, float] | None:
    """Luminance from 0 to 1, and alpha, of a colour; None for what is none."""
    try:
        found = color4.parse_color(value)
        if found is None or isinstance(found, str):
            return None
        srgb = found if found.space == "srgb" else found.to("srgb")
    except (ValueError, TypeError, NotImplementedError):
        return None
    parts = [min(1.0, max(0.0, part or 0.0)) for part in srgb.coordinates]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue, found.alpha


def ground(style: Computed, behind: float | None) -> float | None:
    """The luminance of what is behind the text of an element whose surroundings have ``behind``; None where a
    picture may be."""
    found = _luminance(_first_colour(style["background-color"]))
    if found and found[1] >= _OPAQUE:
        return found[0]
    if _PICTURE.search(style["background-image"]):
        return None
    if style["position"] in ("relative", "absolute", "fixed", "sticky"):  # a picture may be laid below it
        return None if behind == WHITE else behind
    return behind


def is_lost(style: Computed, behind: float | None) -> bool:
    """Whether text is seen on the screen alone, by a picture that stands behind it or shows in it."""
    found = _luminance(style["color"])
    if found is None:
        return False
    if found[1] < _OPAQUE / 2:
        return True
    if behind is not None:
        return False
    light, dark = max(found[0], WHITE), min(found[0], WHITE)
    return (light + 0.05) / (dark + 0.05) < _LEAST * 2


def _first_colour(value: str) -> str:
    """The colour in the value of ``background``, which may say more."""
    for part in re.findall(r"[\w-]+\([^()]*\)|#[0-9a-f]+|[a-z-]+", value):
        if _luminance(part):
            return str(part)
    return ""
