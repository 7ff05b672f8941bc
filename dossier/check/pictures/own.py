"""What a page draws itself that may show in a frame, read from its operators.

Folio, head and tab of a sheet change with every document before it, and lie outside its frame: they make no
other picture of what is in it. What is not surely outside is taken for what may show.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pikepdf

from dossier import entries, geometry
from dossier.geometry import Matrix, Point
from dossier.model import Box

# Points by which what is drawn may lie outside of its outline: half a line, an accent.
_MARGIN = 1.5
# How far a letter goes below and above its line, and to its left, in sizes of its font: an accent on a
# capital stands at 1.1. Nothing is added to that but what a stroke around it takes.
_BELOW, _ABOVE, _LEFT = 0.5, 1.3, 0.1
_STROKE = 0.5
_FAR = 1e6
# Texts as the renderer writes them, and what might hold the same bytes and be none.
_SHOWN = re.compile(rb"\[[<>0-9A-Fa-f \-.]*\] TJ")
_ODD = (b"(", b"%", b"BI")
_PATH = ("m", "l", "c", "v", "y", "h", "re")
_PAINT = ("S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n")
_CLIP = ("W", "W*")
_SHOW = ("Tj", "TJ")
_TEXTS = (*_SHOW, "'", '"')
_MARKS = ("BDC", "BMC", "EMC", "MP", "DP", "BT", "ET")
# What adds to what was set before.
_ADDED = ("gs", "W")
# What holds until it is set again, or the state before comes back.
_STATE = frozenset(
    (
        "gs",
        "w",
        "J",
        "j",
        "M",
        "d",
        "ri",
        "i",
        "cs",
        "CS",
        "sc",
        "scn",
        "SC",
        "SCN",
        "g",
        "G",
        "rg",
        "RG",
        "k",
    )
) | {"K", "Tc", "Tw", "Tz", "TL", "Tf", "Tr", "Ts", "cm"}

_Item = pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage


@dataclass(frozen=True, slots=True)
class _State:
    matrix: Matrix = geometry.IDENTITY
    set: tuple[tuple[str, bytes], ...] = ()
    size: float = 0.0


class Own:
    """What the pages of one file draw themselves.

    Sheets that differ in what their texts say alone are read once: where a text stands hangs on none of its
    letters, and most sheets are like another but for their folio.
    """

    def __init__(self) -> None:
        # By a content without its texts, and by it and those that count: which of its texts may show in the
        # frame, and what may.
        self._counts: dict[tuple[bytes, tuple[float, ...]], tuple[int, ...]] = {}
        self._drawn: dict[tuple[object, ...], bytes] = {}

    def touching(self, page: pikepdf.Object, frame: Box) -> bytes:
        """Every operator of ``page`` that may draw into ``frame``, each with all that was set before."""
        held = page.get("/Contents")
        data = held.read_bytes() if isinstance(held, pikepdf.Stream) else b""
        if not data or any(odd in data for odd in _ODD):
            return b"\n".join(_read(page, frame).kept)
        texts = _SHOWN.findall(data)
        kind = _SHOWN.sub(b"TJ", data), tuple(frame)
        if kind in self._counts:
            known = self._drawn.get((kind, *(texts[n] for n in self._counts[kind])))
            if known is not None:
                return known
        reader = _read(page, frame)
        drawn = b"\n".join(reader.kept)
        if reader.count == len(texts):
            self._counts[kind] = tuple(reader.counting)
            self._drawn[kind, *(texts[n] for n in reader.counting)] = drawn
        return drawn


def _read(page: pikepdf.Object, frame: Box) -> _Reader:
    reader = _Reader(frame)
    for item in pikepdf.parse_content_stream(page):
        reader.read(entries.spelt(item.operator), item)
    return reader


class _Reader:
    def __init__(self, frame: Box) -> None:
        self._frame = frame
        self._state, self._stack = _State(), list[_State]()
        self._path, self._points = list[bytes](), list[Point]()
        self._clips = False
        self._text: Matrix | None = None
        self._placed: Matrix | None = None
        self.kept: list[bytes] = []
        # How many texts were shown, and which of them may show in the frame.
        self.count = 0
        self.counting: list[int] = []

    def read(self, operator: str, item: _Item) -> None:
        if operator == "q":
            self._stack.append(self._state)
        elif operator == "Q" and self._stack:
            self._state = self._stack.pop()
        elif operator in _STATE:
            self._set(operator, list(item.operands), _told(item))
        elif operator in _PATH:
            self._path.append(_told(item))
            self._points += _points(operator, list(item.operands))
        elif operator in _CLIP:
            self._clips = True
            self._path.append(_told(item))
        elif operator in _PAINT:
            self._paint(_told(item))
        elif operator == "Tm":
            a, b, c, d, e, f = map(float, item.operands)
            self._text = (a, b, c, d, e, f)
        elif operator in _MARKS and not (len(item.operands) and str(item.operands[0]) == "/OC"):
            self._text = None if operator == "BT" else self._text
        elif operator not in _SHOW or self._may_show():
            if operator == "TJ":
                self.counting.append(self.count)
            self._keep(operator, _told(item))
        self.count += operator == "TJ"

    def _set(self, operator: str, operands: list[pikepdf.Object], told: bytes) -> None:
        state = self._state
        if operator == "cm":
            a, b, c, d, e, f = map(float, operands)
            self._state = replace(state, matrix=geometry.multiply((a, b, c, d, e, f), state.matrix))
            return
        before = [one for one in state.set if one[0] != operator or operator in _ADDED]
        size = float(operands[1]) if operator == "Tf" else state.size
        self._state = replace(state, set=(*before, (operator, told)), size=size)

    def _paint(self, told: bytes) -> None:
        points = [geometry.apply(self._state.matrix, point) for point in self._points]
        if self._clips:
            clip = b" ".join((str(self._state.matrix).encode(), *self._path))
            self._state = replace(self._state, set=(*self._state.set, ("W", clip)))
        if not told.endswith(b"n") and (not points or self._meets(geometry.bounds(points))):
            self._keep("", b" ".join((*self._path, told)))
        self._path, self._points, self._clips = [], [], False

    def _may_show(self) -> bool:
        """Whether a text may reach the frame; one that is not set upright, from left to right, may."""
        if self._text is None:
            return True
        self._placed = a, b, c, d, x, y = geometry.multiply(self._text, self._state.matrix)
        self._text = None  # where it ends nobody knows
        if b or c or a <= 0 or d <= 0:
            return True
        size = self._state.size * max(a, d)
        return self._meets((x - _LEFT * size, y - _BELOW * size, _FAR, y + _ABOVE * size), _STROKE)

    def _meets(self, box: Box, margin: float = _MARGIN) -> bool:
        x0, y0, x1, y1 = self._frame
        return not geometry.apart(box, (x0 - margin, y0 - margin, x1 + margin, y1 + margin))

    def _keep(self, operator: str, told: bytes) -> None:
        state = self._state
        text = operator in _TEXTS
        set_ = sorted(one for one in state.set if one[0] not in _ADDED and (text or one[0][0] != "T"))
        added = [one for one in state.set if one[0] in _ADDED]
        where = f"{state.matrix} {self._placed if text else None}".encode()
        self.kept.append(b" ".join((where, *(one for _, one in (*set_, *added)), told)))


def _told(item: _Item) -> bytes:
    return pikepdf.unparse_content_stream([item])


def _points(operator: str, operands: list[pikepdf.Object]) -> list[Point]:
    numbers = [float(number) for number in operands]
    if operator == "re":
        x, y, w, h = numbers
        return [(x, y), (x + w, y), (x, y + h), (x + w, y + h)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))
