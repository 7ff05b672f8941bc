"""Which recognised words of a scan stand where its picture shows none: painted over, rubbed out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from PIL import Image, ImageStat

from dossier import geometry
from dossier.model import Box
from dossier.raster import Character

from .marks import Marks

# Boxes of recognised words are inexact: so much of their height is left out on each side.
_INEXACT = 0.2
# Noise of a copier and of JPEG on one colour, in shades: their standard deviation, and the most they differ.
_NOISE, _MOST = 8.0, 80
# Within so many shades of the page's own ground a colour is that ground.
_GROUND = 40
# A word is so many letters or digits; shorter ones go with those beside them, so many signs away at most.
_WORD, _BESIDE = 3, 3
# Layers of text lie amiss by up to a line, in heights of a word; by less than half of one is no matter.
_AMISS = (-1.6, -1.3, -1.0, -0.75, -0.5, 0.5, 0.75, 1.0, 1.3, 1.6)
# The picture shows so much more where the layer belongs.
_BETTER = 1.25

Word = tuple[Character, ...]


def bare(look: Marks, words: Sequence[Word]) -> list[Word]:
    """Those parts of the recognised ``words`` that lie wholly on one colour of the picture."""
    parts = [part for word in words for part in _parts(word)]
    boxes = {part[0].index: _box(look, part) for part in parts}
    flat = [part for part in parts if _is_flat(look.picture, boxes[part[0].index])]
    if not any(len(part) >= _WORD for part in flat):
        return []
    ground = _ground(look.picture)
    here = [boxes[part[0].index] for part in parts if len(part) >= _WORD]
    if _is_amiss(look.grey, here):
        # Under a layer that lies amiss the page's ground is that between its lines.
        flat = [part for part in flat if not _is_of(look.picture, boxes[part[0].index], ground)]
    return [part for line in _lines(flat) if any(len(p) >= _WORD for p in line) for part in line]


def _parts(word: Word) -> Iterator[Word]:
    """A word without its signs: they may stand beside what is painted over."""
    for alike, letters in groupby(word, key=lambda letter: letter.text.isalnum()):
        if alike:
            yield tuple(letters)


def _lines(parts: Sequence[Word]) -> list[list[Word]]:
    lines: list[list[Word]] = []
    for part in parts:
        if lines and part[0].index - lines[-1][-1][-1].index <= _BESIDE:
            lines[-1].append(part)
        else:
            lines.append([part])
    return lines


def _box(look: Marks, part: Word) -> Box:
    """The inner part of a word's box, in pixels."""
    corners = [corner for c in part for corner in (c.box[:2], c.box[2:])]
    x0, y0, x1, y1 = geometry.transform(look.onto, geometry.bounds(corners))
    less = _INEXACT * min(x1 - x0, y1 - y0)
    return (x0 + less, y0 + less, x1 - less, y1 - less)


def _cut(picture: Image.Image, box: Box) -> Image.Image | None:
    """The part of a picture, of whole pixels; None outside of it."""
    x0, y0 = max(0, round(box[0])), max(0, round(box[1]))
    x1, y1 = min(picture.width, max(x0 + 1, round(box[2]))), min(picture.height, max(y0 + 1, round(box[3])))
    return picture.crop((x0, y0, x1, y1)) if x0 < x1 and y0 < y1 else None


def _is_flat(picture: Image.Image, box: Box) -> bool:
    part = _cut(picture, box)
    return part is not None and _is_one_colour(ImageStat.Stat(part))


def _is_one_colour(statistics: ImageStat.Stat) -> bool:
    return max(statistics.stddev) < _NOISE and all(high - low < _MOST for low, high in statistics.extrema)


def _is_of(picture: Image.Image, box: Box, colour: Sequence[float]) -> bool:
    part = _cut(picture, box)
    return part is not None and all(
        abs(mean - wanted) < _GROUND for mean, wanted in zip(ImageStat.Stat(part).mean, colour, strict=True)
    )


def _ground(picture: Image.Image) -> Sequence[float]:
    """What most of the page is of."""
    return ImageStat.Stat(picture).median


def _is_amiss(picture: Image.Image, boxes: Sequence[Box]) -> bool:
    """Whether the words, moved by one distance, lie better on what the picture shows."""
    shown, _ = _strength(picture, boxes, 0)
    for far in _AMISS:
        there, left = _strength(picture, boxes, far)
        if there >= _BETTER * shown or (there > shown and not left):
            return True
    return False


def _strength(picture: Image.Image, boxes: Sequence[Box], far: float) -> tuple[float, int]:
    """How much the picture shows in all ``boxes``, moved across their lines by ``far`` of their heights; and
    in how many nothing. ``picture`` has one band."""
    shown, empty = 0.0, 0
    for x0, y0, x1, y1 in boxes:
        lying = x1 - x0 >= y1 - y0
        by = far * min(x1 - x0, y1 - y0) / (1 - 2 * _INEXACT)
        moved = (x0, y0 + by, x1, y1 + by) if lying else (x0 + by, y0, x1 + by, y1)
        part = _cut(picture, moved)
        statistics = ImageStat.Stat(part) if part else None
        shown += statistics.stddev[0] if statistics else 0.0
        empty += statistics is None or _is_one_colour(statistics)
    return shown, empty
