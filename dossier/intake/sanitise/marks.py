"""What each thing on a page adds to its picture: the page drawn with it, and without it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from PIL import Image, ImageChops, ImageStat

from dossier import geometry
from dossier.geometry import Matrix
from dossier.model import Box
from dossier.raster import Laid, Paper

#: A quick look, which is right where it sees something; and the one that decides. Pixels an inch.
QUICK, CLOSE = 48.0, 96.0
#: Colours that differ by less than this many of 255 steps are one to the eye.
EVEN = 10
# So much of a letter's box is of another colour at least where the letter is seen.
_SEAMS = 0.15


class Marks:
    """A page, drawn as often as it is needed at one resolution, ``dpi``."""

    def __init__(self, paper: Paper, dpi: float) -> None:
        self._paper, self.dpi = paper, dpi
        self.picture = paper.printed(dpi)
        self.onto: Matrix = paper.onto_image(*self.picture.size)

    @cached_property
    def grey(self) -> Image.Image:
        """The picture without its colours."""
        return self.picture.convert("L")

    def of(self, items: Sequence[Laid]) -> Image.Image:
        """What ``items`` add to the picture: for each pixel the largest difference of a colour."""
        with self._paper.without(items):
            bare = self._paper.printed(self.dpi)
        return strongest(self.picture, bare)

    def is_even(self, box: Box, margin: int = 0, picture: Image.Image | None = None) -> bool:
        """Whether the page, or another ``picture`` of its size, is of one colour in ``box``, in user space,
        and ``margin`` pixels around it."""
        part = _cut(picture or self.picture, geometry.transform(self.onto, box), margin)
        return part is None or is_of_one_colour(part)

    def is_nearly_even(self, box: Box, margin: int = 0) -> bool:
        """The same, but for seams between what was painted: few pixels, of the page without its colours."""
        part = _cut(self.grey, geometry.transform(self.onto, box), margin)
        if part is None:
            return True
        middle = round(ImageStat.Stat(part).median[0])
        alike = sum(part.histogram()[max(0, middle - EVEN + 1) : middle + EVEN])
        return alike >= (1 - _SEAMS) * part.width * part.height

    def has(self, marks: Image.Image, box: Box, margin: int = 0) -> bool:
        """Whether ``marks`` has one in ``box``, in user space, and ``margin`` pixels around it."""
        part = _cut(marks, geometry.transform(self.onto, box), margin)
        return part is not None and strength(part) >= EVEN


def strongest(one: Image.Image, other: Image.Image) -> Image.Image:
    """For each pixel of two RGB pictures of one size the largest difference of a colour, as a picture."""
    red, green, blue = ImageChops.difference(one, other).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def strength(picture: Image.Image) -> float:
    """The largest value in a picture of one band."""
    _, largest = picture.getextrema()
    assert not isinstance(largest, tuple)  # as it is of several
    return largest


def same(one: Image.Image, other: Image.Image, but: Sequence[Box] = ()) -> bool:
    """Whether two pictures are one to the eye, but for the boxes ``but``, in pixels."""
    if one.size != other.size:
        return False
    difference = strongest(one, other)
    for x0, y0, x1, y1 in but:
        around = (int(x0) - 1, int(y0) - 1, int(x1) + 2, int(y1) + 2)
        difference.paste(0, around)
    return strength(difference) < EVEN


def is_of_one_colour(picture: Image.Image) -> bool:
    """Whether no two pixels of a picture differ to the eye."""
    extrema = picture.getextrema()
    bands = extrema if isinstance(extrema[0], tuple) else (extrema,)
    return all(high - low < EVEN for low, high in bands)


def _cut(picture: Image.Image, box: Box, margin: int) -> Image.Image | None:
    x0, y0 = max(0, int(box[0]) - margin), max(0, int(box[1]) - margin)
    x1, y1 = min(picture.width, int(box[2]) + 1 + margin), min(picture.height, int(box[3]) + 1 + margin)
    return picture.crop((x0, y0, x1, y1)) if x0 < x1 and y0 < y1 else None
