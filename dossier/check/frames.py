"""What a frame of the dossier shows, against the page of its source: letters, samples of text, images."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterator, Sequence

from dossier import geometry
from dossier.geometry import Matrix
from dossier.model import Box, SourcePage
from dossier.raster import Page

_BLANKS = dict.fromkeys(map(ord, string.whitespace + "\xa0\u202f\u2009\ufffe\x02-"))
# Marks may move by this many points in a frame before they are elsewhere: two engines round differently.
_SLACK = 1.0
# Characters that may differ: pdfium guesses hyphens and ligatures from distances, which the frame scales.
_TEXT_SLACK = 0.03
# Runs of text whose place is compared: how many a page, of how many characters.
_SAMPLES, _RUN = 9, 24


def shows(page: Page, frame: Box, original: Page, facts: SourcePage) -> bool:
    """Whether the frame holds the characters of the original, and samples of its text and images at
    their place."""
    matrix = geometry.multiply(
        geometry.onto_unit_square(facts.box, facts.rotation), geometry.from_unit_square(frame)
    )
    written, kept = _letters(original.text(facts.box)), _letters(page.text(_grown(frame)))
    if (written - kept).total() > max(1, _TEXT_SLACK * written.total()) and not _says(page, original):
        return False
    if written:
        moved = [
            # Where a letter stands; of the size of very small ones pdfium has two opinions.
            _near(geometry.transform(matrix, original.letter(there))[:2], page.letter(here)[:2])
            for there, here in _samples(original.text(), page.text())
        ]
        return _most(moved) or _most(_spelled(page, original, matrix))
    # In the dossier a page is a form, or two where something is drawn on top of it.
    images = page.images(3)
    return all(
        any(_near(geometry.transform(matrix, box), image) for image in images) for box in original.images()
    )


# Letters that are said and not drawn (ActualText, ISO 32000-2, 14.9.4) have no place of their own: pdfium
# gives all of a text the same, and in a form a wrong one, so that they may seem lost or moved.


def _says(page: Page, original: Page) -> bool:
    """Whether each line of the original is somewhere on the page."""
    written = page.text().translate(_BLANKS)
    return all(line.translate(_BLANKS) in written for line in original.text().splitlines())


def _spelled(page: Page, original: Page, matrix: Matrix) -> list[bool]:
    """Which samples of text are at their place, of those that have one, letter by letter."""
    (written, there), (kept, here) = original.spelled(), page.spelled()
    return [
        _near(geometry.apply(matrix, there[one]), here[other])
        for one, other in _samples(written, kept)
        if there[one] != there[one + 1]
    ]


def _most(holds: list[bool]) -> bool:
    return sum(holds) * 2 >= len(holds)


def _letters(text: str) -> Counter[str]:
    # White space is what engines guess.
    return Counter(text.translate(_BLANKS))


def _samples(original: str, bound: str) -> Iterator[tuple[int, int]]:
    """Places of equal runs of text, as character indexes into both; runs that stand twice prove nothing."""
    last = max(len(original) - _RUN, 0)
    for start in sorted({last * part // (_SAMPLES - 1) for part in range(_SAMPLES)}):
        run = original[start : start + _RUN]
        place = bound.find(run)
        # Counted where they overlap, too: in a row of equal letters each run stands many times.
        alone = original.find(run) == original.rfind(run) and 0 <= place == bound.rfind(run)
        if alone and run[:1].isalnum():
            yield start, place


def _near(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(abs(a - b) <= _SLACK for a, b in zip(one, other, strict=True))


def _grown(box: Box) -> Box:
    return (box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1)
