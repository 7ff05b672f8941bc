"""What a browser lays where no scrolling leads, or in a box that shows nothing: words for screen readers, and
for who had no picture. Boxes that a script opens are none: their words are printed."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from .cascade import Computed
from .media import length

# Pixels beyond which nothing is a place on the page any more, and below which a box may be that wide.
_FAR, _WIDE, _INDENT = 2000.0, 1000.0, 900.0
_HIDES = ("hidden", "clip")
_CLIPPED = re.compile(
    r"rect\(\s*(0|1px|0px|auto)[\s,]+(0|1px|0px|auto)[\s,]+(0|1px|0px|auto)[\s,]+(0|1px|0px|auto)"
)
_INSET = re.compile(r"inset\(\s*(5\d|[6-9]\d|100)%\s*(\)|round)|circle\(0|polygon\(0 0,\s*0 0")
_WHOLE = re.compile(r"inset\((\d{3,}|5\d|[6-9]\d)%\s*(\)|round)")


def is_aside(style: Computed) -> bool:
    """Whether an element is out of reach (CSS Overflow 3, 2.2): before the page's beginning; fixed, anywhere
    off the screen. A strip of pictures that is drawn along has a width, and is none."""
    if style["position"] in ("absolute", "fixed"):
        before, behind = _from(style, "left"), _from(style, "right")
        if style["direction"] == "rtl":
            before, behind = behind, before
        ways = [before, _from(style, "top")]
        if style["position"] == "fixed":
            ways += [behind, _from(style, "bottom")]
        if min(ways) <= -_FAR and (length(style["width"]) or 0.0) < _WIDE:
            return True
    return _is_indented(style)


def _is_indented(style: Computed) -> bool:
    """Whether the line is moved off its box, so that a picture is seen in its place."""
    value = style["text-indent"]
    if value.endswith("%"):
        whole = _part(value)
        return whole <= -100 or (whole >= 100 and style["white-space"] == "nowrap" and _cuts(style))
    return (length(value) or 0.0) <= -_INDENT


def is_clipped(style: Computed) -> bool:
    """Whether an element is clipped to nothing for all but screen readers."""
    if _WHOLE.match(style["clip-path"]):
        return True
    if style["position"] not in ("absolute", "fixed"):
        return False
    return bool(_CLIPPED.match(style["clip"]) or _INSET.match(style["clip-path"]))


def is_nothing(style: Computed, frame: Element | None = None) -> bool:
    """Whether what an element holds is cut off but for a dot; a ``frame`` cuts its page in any case."""
    given = frame.attrib if frame is not None else {}
    sizes = [length(style[name] or f"{given.get(name, '')}px") for name in ("width", "height")]
    return (frame is not None or _cuts(style)) and all(size is not None and size <= 1 for size in sizes)


def _cuts(style: Computed) -> bool:
    return any(style[name] in _HIDES for name in ("overflow", "overflow-x"))


def _from(style: Computed, side: str) -> float:
    """How far an edge is from that of what is around, in pixels."""
    return length(style[side]) or 0.0


def _part(value: str) -> float:
    try:
        return float(value.removesuffix("%"))
    except ValueError:
        return 0.0
