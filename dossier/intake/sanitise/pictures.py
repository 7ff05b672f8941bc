"""Pictures that add nothing to what is seen of a page, and hold something."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageStat

from dossier.model import Box
from dossier.raster import Character, Laid, Paper

from .marks import CLOSE, Marks, is_of_one_colour, strength, strongest

# Two images of which so small ones differ by less than so many steps in the mean are the same.
_SMALL, _ALIKE = 48, 3.0
# One point that differs by so many steps makes another image.
_OTHER = 64
# Pictures that others cover are tried one by one: more of them are a pattern.
_MOST_UNDER = 20
# Pixels of the raster on which boxes are laid over a box.
_SIDE = 24


def unseen_pictures(paper: Paper, quick: Marks, laid: Sequence[Laid], images: Sequence[Laid]) -> list[int]:
    """The ranks of the images that add nothing to the page and hold something."""
    marks = quick.of(images)
    unseen = [image for image in images if not quick.has(marks, image.box)]
    under = [image for image in images if image not in unseen and _lies_under(image, laid)]
    if not unseen and not under:
        return []
    close = Marks(paper, CLOSE)
    if unseen:
        marks = close.of(unseen)
        unseen = [image for image in unseen if not close.has(marks, image.box)]
    for image in under[:_MOST_UNDER]:
        with paper.without(unseen):
            if not close.has(close.of([image]), image.box):
                unseen.append(image)
    ranks = {id(image): rank for rank, image in enumerate(images)}
    shown = [image for image in images if image not in unseen]
    telling = [image for image in unseen if _gives_away(paper, image, shown)]
    return sorted(ranks[id(image)] for image in telling)


class Covered:
    """What lies over the pictures of a page, and what of them is under it."""

    def __init__(self, paper: Paper, laid: Sequence[Laid]) -> None:
        self._paper = paper
        first = next((n for n, item in enumerate(laid) if item.kind == "image"), len(laid))
        self._over = [item for item in laid[first + 1 :] if item.kind != "text"]
        self._now: Marks | None = None
        self._bare: Image.Image | None = None

    def hides(self, word: Sequence[Character]) -> bool:
        """Whether most letters of ``word`` stand where a picture shows something, were it not covered."""
        under = [letter for letter in word if any(_holds(over.box, letter.box) for over in self._over)]
        if 2 * len(under) <= len(word):
            return False
        if self._now is None:
            self._now = Marks(self._paper, CLOSE)
            with self._paper.without(self._over):
                self._bare = self._paper.printed(CLOSE)
        now, bare = self._now, self._bare
        covered = [c for c in under if now.is_even(c.box) and not now.is_even(c.box, picture=bare)]
        return 2 * len(covered) > len(word)


def _holds(box: Box, letter: Box) -> bool:
    x, y = (letter[0] + letter[2]) / 2, (letter[1] + letter[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _gives_away(paper: Paper, image: Laid, shown: Sequence[Laid]) -> bool:
    """Whether an image that nobody sees holds something that no image ``shown`` on the page is."""
    pixels = paper.pixels(image)
    if pixels is None or is_of_one_colour(pixels.convert("RGB")):
        return False
    return not any(_alike(pixels, paper.pixels(other)) for other in shown)


def _lies_under(image: Laid, laid: Sequence[Laid]) -> bool:
    later = laid[next(n for n, item in enumerate(laid) if item is image) + 1 :]
    return _covered(image.box, [item.box for item in later if item.kind == "image"])


def _alike(one: Image.Image, other: Image.Image | None) -> bool:
    """Whether two images show the same, at whatever size."""
    if other is None:
        return False
    small = [image.convert("RGB").resize((_SMALL, _SMALL), Image.Resampling.BOX) for image in (one, other)]
    difference = strongest(*small)
    return bool(ImageStat.Stat(difference).mean[0] < _ALIKE and strength(difference) < _OTHER)


def _covered(box: Box, by: Sequence[Box]) -> bool:
    """Whether boxes ``by`` together cover nearly all of ``box``: tried on a small raster."""
    width, height = box[2] - box[0], box[3] - box[1]
    if width <= 0 or height <= 0:
        return False
    raster = Image.new("L", (_SIDE, _SIDE), 0)
    for cover in by:
        left, right = ((x - box[0]) / width * _SIDE for x in (cover[0], cover[2]))
        low, high = ((y - box[1]) / height * _SIDE for y in (cover[1], cover[3]))
        x0, y0, x1, y1 = (max(0, min(_SIDE, round(v))) for v in (left, low, right, high))
        if x0 < x1 and y0 < y1:
            raster.paste(1, (x0, y0, x1, y1))
    return raster.histogram()[0] == 0
