"""What stands on a page and no reader of the print sees: words, letter by letter, and pictures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from PIL import Image

from dossier import geometry
from dossier.model import Box, SourcePage
from dossier.raster import Character, Laid, Paper

from .given_away import given_away
from .marks import CLOSE, EVEN, QUICK, Marks
from .pictures import Covered, unseen_pictures
from .recognised import Word
from .written_over import written_over

# Along a line of text no stretch this many times its height stays without a mark.
_STRETCH = 1.3
_SAME = rb"(.)\1{%d}"
# Shades of grey that are one to the eye, cut at two places, since a shade may lie on either side of one.
_STEPS = tuple(bytes((shade + shift) // 4 for shade in range(256)) for shift in (0, 2))
# What is thinner than this, in points, covers no text.
_THIN = 2.0
# Where so many pairs of boxes would have to be compared, drawing the page once more is quicker.
_MOST_PAIRS = 100_000
# Below this height, in points as printed, a letter is too small to be read (ISO 32000-2 knows no limit).
_TINY = 1.2
# A run this many times as long as it is high is more than a dot.
_LINE = 3
# Pixels around a letter that belong to it.
_MARGIN = 2
# A word is at least so many letters or digits, and a page gives something away with so many.
_WORD, _FEW = 2, 4


@dataclass(frozen=True, slots=True)
class Unseen:
    """What was found on the page ``number``: hidden ``words``; ranks of hidden ``pictures`` among all that it
    draws; letters ``outside`` of what is shown, in lines of which more is shown; ``in_picture``: a picture of
    which more is shown has such words, too."""

    number: int
    words: tuple[Word, ...] = ()
    pictures: tuple[int, ...] = ()
    outside: tuple[Character, ...] = ()
    in_picture: bool = False


def look(paper: Paper, laid: Sequence[Laid], shown: SourcePage, values: Sequence[str]) -> Unseen:
    """What of ``laid``, all that ``paper`` draws, cannot be seen. ``values`` are those of form fields: some
    producers also write them where nobody sees them."""
    texts = [item for item in laid if item.kind == "text"]
    images = [item for item in laid if item.kind == "image"]
    if not texts and not images:
        return Unseen(shown.number)
    quick = Marks(paper, QUICK)
    words, outside = _words(paper, quick, laid, texts, images, shown, values) if texts else ([], [])
    covered = Covered(paper, laid) if words and images else None
    within = covered is not None and any(map(covered.hides, words))
    pictures = unseen_pictures(paper, quick, laid, images) if images else []
    return Unseen(shown.number, tuple(words), tuple(pictures), tuple(outside), within)


def is_tiny(letter: Character, shown: SourcePage) -> bool:
    """Whether a letter is too small to be read, though it leaves a mark."""
    return letter.height * _unit(shown) < _TINY


def tells(items: Sequence[Laid], paper: Paper) -> bool:
    """Whether ``items`` hold words enough to give something away."""
    boxes = [item.box for item in items if item.kind == "text"]
    return bool(boxes) and sum(c.text.isalnum() for c in paper.characters(boxes)) >= _FEW


def count(words: Sequence[Word]) -> int:
    """How many of ``words`` are more than signs."""
    return sum(any(letter.text.isalnum() for letter in word) for word in words)


def spelled(words: Sequence[Word]) -> list[str]:
    """Words as text."""
    return ["".join(letter.text for letter in word) for word in words]


# -- text


def _tell(paper: Paper, runs: Sequence[Box], shown: SourcePage) -> bool:
    """Whether anything may come of ``runs``, that look bare at first: letters outside of what is shown, or
    words of letters enough. Of single letters and signs, as most are, nothing does, however close the look.
    """
    letters = list(paper.characters(runs))
    everywhere = {letter.index for letter in letters}
    lengths = [_length(word, everywhere) for word in grouped(letters)]
    few = sum(length for length in lengths if length >= _WORD) < _FEW
    return not few or any(geometry.apart(letter.box, shown.box) for letter in letters)


def _words(
    paper: Paper,
    quick: Marks,
    laid: Sequence[Laid],
    texts: Sequence[Laid],
    images: Sequence[Laid],
    shown: SourcePage,
    values: Sequence[str],
) -> tuple[list[Word], list[Character]]:
    unit = _unit(shown)
    # Text that stands on plain ground shows in the picture of the page; a second one costs as much again.
    covers = _covers(laid)

    def bare(look: Marks, marks: Image.Image, runs: Sequence[Box], margin: int) -> list[Box]:
        pixels = marks.tobytes()
        return [run for run in runs if _is_fine(run, unit) or _is_bare(look, marks, pixels, run, margin)]

    runs = bare(quick, quick.of(texts) if covers else quick.grey, paper.runs(), 0)
    under = written_over([text.box for text in texts])
    if runs and not under and not _tell(paper, runs, shown):
        runs = []
    close = Marks(paper, CLOSE) if runs or under else quick
    if runs and not covers:
        runs = bare(close, close.grey, runs, _MARGIN)
    if not runs and not under:
        return [], []
    marks = close.of(texts) if runs else close.grey
    runs = bare(close, marks, runs, _MARGIN)
    letters = list(paper.characters(runs)) if runs else []
    outside = [c for c in letters if geometry.apart(c.box, shown.box)]
    out = {c.index for c in outside}
    hidden = {c.index: c for c in letters if c.index not in out and not _seen(close, marks, c, unit, 0)}
    surely = {c.index for c in hidden.values() if not _seen(close, marks, c, unit, _MARGIN)}
    for letter in paper.characters(under) if under else ():
        if close.is_nearly_even(letter.box, 1) and not geometry.apart(letter.box, shown.box):
            hidden[letter.index] = letter
            surely.add(letter.index)
    words = grouped([hidden[index] for index in sorted(hidden)])
    if any(_length(word, surely) >= _WORD for word in words):
        words = given_away(paper, close, words, laid, values)
    lengths = [_length(word, surely) for word in words]
    # Single letters and signs are nothing by themselves, and part of what is hidden with words.
    few = sum(length for length in lengths if length >= _WORD) < _FEW
    return [] if few else words, outside


def _unit(shown: SourcePage) -> float:
    """Points as printed for one unit of user space."""
    along = shown.height if shown.rotation % 180 else shown.width
    return along / (shown.box[2] - shown.box[0])


def _covers(laid: Sequence[Laid]) -> bool:
    """Whether text stands on something of many colours, or something is drawn over it."""
    texts: list[Box] = []
    grounds = [item.box for item in laid if item.kind in ("image", "shading")]
    for rank, item in enumerate(laid):
        if rank * len(texts) > _MOST_PAIRS:
            return True
        x0, y0, x1, y1 = item.box
        if item.kind == "text":
            texts.append(item.box)
            if any(not geometry.apart(item.box, ground) for ground in grounds):
                return True
        elif min(x1 - x0, y1 - y0) > _THIN and any(not geometry.apart(item.box, text) for text in texts):
            return True
    return False


def _is_fine(run: Box, unit: float) -> bool:
    """Whether a run may be a line of letters too small to be read."""
    short, long = sorted((run[2] - run[0], run[3] - run[1]))
    return short * unit < _TINY and long > _LINE * short


def _is_bare(look: Marks, marks: Image.Image, pixels: bytes, run: Box, margin: int) -> bool:
    """Whether a run of text has a stretch without a mark in ``marks``, a picture of the one band ``pixels``;
    quick, and rather once too often."""
    x0, y0, x1, y1 = (round(v) for v in geometry.transform(look.onto, run))
    width, height = x1 - x0, y1 - y0
    if x0 < 0 or y0 < 0 or x1 > marks.width or y1 > marks.height:
        return True
    least = max(4, int(_STRETCH * height))
    if height > 2 * width or width < least:  # a column, a letter or two
        # Most words show in their middle already; a picture cut out for each takes ten times as long.
        start = (y0 + y1) // 2 * marks.width
        middle = pixels[start + x0 : start + x1]
        marked = y0 < y1 and x0 < x1 and max(middle) - min(middle) >= EVEN
        return not marked and look.is_even(run, margin, marks)
    # One row of averages: a colon, a comma or a dash in the line is a mark, at whatever height it stands.
    row = marks.resize((width, 1), Image.Resampling.BOX, (x0, y0, x1, y1)).tobytes()
    same = _stretch(least - 1)
    return any(same.search(row.translate(steps)) for steps in _STEPS)


@cache
def _stretch(length: int) -> re.Pattern[bytes]:
    return re.compile(_SAME % length, re.DOTALL)


def _seen(look: Marks, marks: Image.Image, letter: Character, unit: float, margin: int) -> bool:
    if letter.height * unit < _TINY:
        return False
    if look.has(marks, letter.box, margin):
        return True
    # What is painted within a letter that clips is the letter's mark.
    return letter.clips and not look.is_even(letter.box, margin)


def grouped(letters: Sequence[Character]) -> list[Word]:
    """Letters that follow each other on the page, as words."""
    words: list[list[Character]] = []
    for letter in letters:
        if words and letter.index == words[-1][-1].index + 1:
            words[-1].append(letter)
        else:
            words.append([letter])
    return [tuple(word) for word in words]


def _length(word: Word, surely: set[int]) -> int:
    return sum(c.text.isalnum() for c in word if c.index in surely)
