"""The box of a field: its size, how it is turned, its ground and border (ISO 32000-2, 12.5.6.19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Name, Object

from dossier import entries

_SETS = {1: ("g", "G"), 3: ("rg", "RG"), 4: ("k", "K")}
_LINE = 1.0
_RAISED = (Name.B, Name.I)


@dataclass(frozen=True, slots=True)
class Box:
    """``width`` and ``height`` in points, upright; ``matrix`` turns that into the widget's rectangle.

    ``frame`` are the operators that draw ground and border, ``edge`` those that set the colour and the width
    of the border, where it has one; ``pad`` is what text keeps clear of; ``caption``
    is what a button says: of one that is pressed or clicked, a sign or words.
    """

    width: float
    height: float
    matrix: Sequence[float]
    frame: str
    edge: str
    pad: float
    caption: str


def box_of(widget: Object) -> Box | None:
    """The box of ``widget``; None where it has no area. Raises OddError."""
    x0, y0, x1, y1 = entries.box(widget.get("/Rect"))
    width, height = x1 - x0, y1 - y0
    if width <= 0 or height <= 0:
        return None
    looks: Any = widget.get("/MK")
    looks = looks if isinstance(looks, Dictionary) else Dictionary()
    turned = entries.whole(looks.get("/R", 0)) % 360
    matrix: Sequence[float] = (1, 0, 0, 1, 0, 0)
    if turned in (90, 270):
        matrix = (0, 1, -1, 0, width, 0) if turned == 90 else (0, -1, 1, 0, 0, height)
        width, height = height, width
    elif turned == 180:
        matrix = (-1, 0, 0, -1, width, height)
    style: Any = widget.get("/BS")
    style = style if isinstance(style, Dictionary) else Dictionary()
    border = _colour(looks.get("/BC"), 1)
    line = _line(widget, style)
    raised = 2 if style.get("/S") in _RAISED else 1
    edge = f"{border}\n{line:g} w\n" if border and line else ""
    frame = _ground(looks, width, height) + (_border(style, edge, line, width, height) if edge else "")
    said = entries.text(looks.get("/CA"))
    return Box(width, height, matrix, frame, edge, max(2.0, 2 * line * raised if border else 2.0), said)


def _line(widget: Object, style: Object) -> float:
    if "/W" in style:
        return max(0.0, entries.number(style.get("/W")))
    border = entries.array(widget, "/Border")
    return max(0.0, entries.number(border[2])) if len(border) > 2 else _LINE


def _colour(value: object, rank: int) -> str:
    numbers = entries.numbers(value) if isinstance(value, Array) else []
    sets = _SETS.get(len(numbers))
    return f"{' '.join(f'{n:g}' for n in numbers)} {sets[rank]}" if sets else ""


def _ground(looks: Object, width: float, height: float) -> str:
    ground = _colour(looks.get("/BG"), 0)
    return f"q\n{ground}\n0 0 {width:g} {height:g} re f\nQ\n" if ground else ""


def _border(style: Object, edge: str, line: float, width: float, height: float) -> str:
    half = line / 2
    if style.get("/S") == Name.U:
        path = f"0 {half:g} m {width:g} {half:g} l"
    else:
        path = f"{half:g} {half:g} {width - line:g} {height - line:g} re"
    dashes = entries.numbers(style.get("/D")) if style.get("/S") == Name.D else None
    dashed = f"[{' '.join(f'{n:g}' for n in dashes or (3,))}] 0 d\n" if dashes is not None else ""
    return f"q\n{edge}{dashed}{path} S\nQ\n"
