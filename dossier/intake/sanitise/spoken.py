"""What is read in place of a drawing that shows one colour and no more (ISO 32000-2, 14.9).

Such a drawing is what a redaction leaves, however it is made: boxes, thick lines, pictures, forms. A judge
(see :mod:`.judges`) for whom nothing goes but words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image, ImageDraw, ImageStat

from dossier import geometry
from dossier.geometry import Point
from dossier.model import Box

from .lines import Instruction
from .marks import Marks
from .sequences import REPLACING, TEXTS

# In points: what is thinner is a rule, no box; what lies so near to another thing is one with it.
_THIN, _TOUCHES = 3.0, 0.75
# Of a drawing's box the corners may be round, lines may end before it does; it may have a frame, in points.
_WITHIN, _FRAME = 0.85, 2.5
# Noise of JPEG on one colour, in shades: their standard deviation, and the most they differ.
_NOISE, _MOST = 6.0, 40
# A redaction's boxes have one colour, and are as high as the lines of a text are.
_SAME, _HEIGHTS = 24, 1.25
# Red, green and blue of what has no hue differ by no more than those of a black of print do; what has one and
# is no higher, in points, than a line of text is a box over words, not a picture.
_HUE, _LINE = 40, 24.0
# A letter or a rule may be drawn as a box of its own; a name has more letters.
_NAME = 2
# So many groups are a drawing.
_GROUPS = 200

#: By the number of marked content (MCID): how many letters and digits elements say of it, and whether they
#: say them in the place of text.
Said = Mapping[int, tuple[int, bool]]


class Spoken:
    """Whether sequences of a page, which looks as ``look`` has it, draw no more than a box; ``said`` is what
    the structure tree says of them."""

    def __init__(self, look: Marks, box: Box, said: Said) -> None:
        self._look, self._box, self._said = look, box, said
        self._drawn: list[tuple[str, Box | None]] = []

    def glyph(self, origin: Point, box: Box) -> str | None:
        """A letter: it stays."""
        return None

    def spares(self, box: Box) -> bool:
        """Nothing goes."""
        return True

    def graphic(self, kind: str, box: Box | None) -> str | None:
        """Anything else: it stays."""
        return None

    def drew(self, kind: str, box: Box | None) -> None:
        """What was painted in ``box``, in user space."""
        self._drawn.append((kind, box))

    def since(self) -> int:
        """How much was drawn until now."""
        return len(self._drawn)

    def silent(self, since: int, begin: Instruction, named: Callable[[str, object], object]) -> bool:
        """Whether of the sequence that ``begin`` begins, and that drew what was drawn ``since``, something is
        said that it does not show."""
        letters, replaces = self._of(begin, named)
        drawn = self._drawn[since:]
        if letters is None or any(kind == "text" for kind, _ in drawn):
            return False
        seen = [part for _, box in drawn if (part := geometry.intersect(box or self._box, self._box))]
        if not seen:
            return True
        return letters >= _NAME and self._is_redaction(seen, replaces)

    def _of(self, begin: Instruction, named: Callable[[str, object], object]) -> tuple[int | None, bool]:
        """How many letters are said, None where nothing is; whether in the place of text."""
        operands: list[Any] = list(begin[0])
        content = operands[1] if len(operands) > 1 else None
        held = named("/Properties", content) if isinstance(content, Name) else content
        if not isinstance(held, Dictionary):
            return None, False
        texts = {key: str(held[key]) for key in TEXTS if isinstance(held.get(key), pikepdf.String)}
        number = held.get("/MCID")
        outside = self._said.get(number) if isinstance(number, int) else None
        if not texts and outside is None:
            return None, False
        letters = max((sum(map(str.isalnum, text)) for text in texts.values()), default=0)
        replaces = any(key in texts for key in REPLACING)
        return max(letters, outside[0] if outside else 0), replaces or bool(outside and outside[1])

    def _is_redaction(self, boxes: list[Box], replaces: bool) -> bool:
        groups = _grouped(boxes)
        if any(min(x1 - x0, y1 - y0) < _THIN for x0, y0, x1, y1 in groups) or len(groups) > _GROUPS:
            return False
        colours = [colour for group in groups if (colour := self._colour(group))]
        if len(colours) < len(groups):
            return False
        if any(max(channel) - min(channel) > _SAME for channel in zip(*colours, strict=True)):
            return False
        if replaces:
            return True
        # An alternative may be that of a picture: a panel of a hue, or bars of a chart.
        heights = [y1 - y0 for _, y0, _, y1 in groups]
        grey = max(colours[0]) - min(colours[0]) <= _HUE
        return max(heights) <= _HEIGHTS * min(heights) and (grey or max(heights) <= _LINE)

    def _colour(self, box: Box) -> tuple[float, ...] | None:
        """The one colour that the page has in most of ``box``; None where it has others."""
        x0, y0, x1, y1 = geometry.transform(self._look.onto, box)
        left, top = max(0, round(x0)), max(0, round(y0))
        right = min(self._look.picture.width, max(round(x1), left + 1))
        low = min(self._look.picture.height, max(round(y1), top + 1))
        if left >= right or top >= low:
            return (255.0, 255.0, 255.0)
        part = self._look.picture.crop((left, top, right, low))
        edge = _FRAME * self._look.dpi / 72
        less_x, less_y = (max((1 - _WITHIN) / 2 * side, min(edge, side / 4)) for side in part.size)
        mask = Image.new("1", part.size)
        inner = (less_x, less_y, max(less_x, part.width - 1 - less_x), max(less_y, part.height - 1 - less_y))
        ImageDraw.Draw(mask).ellipse(inner, fill=1)
        statistics = ImageStat.Stat(part, mask)
        even = max(statistics.stddev) < _NOISE and all(high - low < _MOST for low, high in statistics.extrema)
        return tuple(statistics.mean) if even else None


def _grouped(boxes: list[Box]) -> list[Box]:
    """The boxes around those that touch each other."""
    groups: list[Box] = []
    for box in sorted(boxes):
        merged = box
        again = True
        while again:
            again = False
            for other in groups:
                if not geometry.apart(merged, other, _TOUCHES):
                    groups.remove(other)
                    merged = geometry.bounds([merged[:2], merged[2:], other[:2], other[2:]])
                    again = True
                    break
        groups.append(merged)
        if len(groups) > _GROUPS:
            break
    return groups
