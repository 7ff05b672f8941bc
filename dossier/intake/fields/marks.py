"""The sign of a button that is pressed: a check, a cross, a point… (ISO 32000-2, 12.7.5.2)."""

from __future__ import annotations

from .box import Box
from .tree import RADIO, Field

# By the code of the sign in ZapfDingbats, in a square of which the sides are 1.
_PATHS = {
    "4": "0.08 0.48 m 0.2 0.58 l 0.38 0.36 l 0.82 0.94 l 0.94 0.84 l 0.42 0.08 l h f",
    "8": "0.1 0.2 m 0.2 0.1 l 0.5 0.4 l 0.8 0.1 l 0.9 0.2 l 0.6 0.5 l 0.9 0.8 l 0.8 0.9 l 0.5 0.6 l 0.2 0.9 l"
    " 0.1 0.8 l 0.4 0.5 l h f",
    "l": "0.9 0.5 m 0.9 0.721 0.721 0.9 0.5 0.9 c 0.279 0.9 0.1 0.721 0.1 0.5 c 0.1 0.279 0.279 0.1 0.5 0.1 c"
    " 0.721 0.1 0.9 0.279 0.9 0.5 c h f",
    "n": "0.1 0.1 0.8 0.8 re f",
    "u": "0.5 0.05 m 0.95 0.5 l 0.5 0.95 l 0.05 0.5 l h f",
    "H": "0.5 0.95 m 0.61 0.61 l 0.97 0.61 l 0.68 0.4 l 0.79 0.06 l 0.5 0.27 l 0.21 0.06 l 0.32 0.4 l"
    " 0.03 0.61 l 0.39 0.61 l h f",
}
_SHARE = 0.7


def mark(field: Field, box: Box) -> str:
    """The operators that draw it."""
    path = _PATHS.get(box.caption, _PATHS["l" if field.flags & RADIO else "4"])
    side = min(box.width, box.height) * _SHARE
    x, y = (box.width - side) / 2, (box.height - side) / 2
    return f"{field.appearance[2]}\n{side:g} 0 0 {side:g} {x:g} {y:g} cm\n{path}\n"
