"""Which hidden words give something away: those that the page does not say to its readers as well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from PIL import Image

from dossier import geometry
from dossier.model import Box
from dossier.raster import Character, Laid, Paper

from .marks import Marks
from .pictures import Covered
from .recognised import Word, bare

# On a page that is pictures, text that lies under or in them is its recognised text.
_SCAN, _RECOGNISED = 0.6, 0.5
# The same letter within this part of its height is the same to the eye: fake bold, shadows.
_TWIN = 0.5
# So many letters at most spell a ligature for programs that read, within the sign that is seen.
_LIGATURE = 4
# A hidden line of so many words and letters, word for word a line that is seen, is that line again. Less may
# be an answer or a name, which is nobody's to know though the page names it elsewhere.
_WORDS, _LETTERS = 3, 12


def given_away(
    paper: Paper, close: Marks, words: Sequence[Word], laid: Sequence[Laid], values: Sequence[str]
) -> list[Word]:
    """Those of the hidden ``words`` that nothing on the page says. ``values`` are those of form fields."""
    images = [item for item in laid if item.kind == "image"]
    pictures = [image.box for image in images if not close.is_even(image.box)]
    scan = _is_scan(paper, close, pictures, words)
    filled = "\n".join("".join(value.split()) for value in values)
    hidden = {letter.index for word in words for letter in word}
    seen = [letter for letter in paper.characters(paper.runs()) if letter.index not in hidden]
    twins: dict[str, list[Character]] = defaultdict(list)
    for letter in seen:
        twins[letter.text].append(letter)
    covered = Covered(paper, laid)
    again = _again(words, "".join(letter.text for letter in seen))

    def recognised(word: Word) -> bool:
        # What no one paints, over letters that are drawn as pictures or as lines.
        over = all(c.unpainted and (_on_any(c.box, pictures) or not close.is_even(c.box)) for c in word)
        return (scan or over) and not covered.hides(word)

    def said(word: Word) -> bool:
        doubled = sum(any(_twins(c, other) for other in twins[c.text]) for c in word)
        spelled = len(word) <= _LIGATURE and all(any(_within(c, other) for other in seen) for c in word)
        in_field = "".join(c.text for c in word) in filled
        return in_field or spelled or 2 * doubled > len(word) or word[0].index in again

    excused = {word[0].index: word for word in words if recognised(word)}
    unexcused = [word for word in words if word[0].index not in excused]
    unexcused += bare(close, list(excused.values()))
    return sorted((word for word in unexcused if not said(word)), key=lambda word: word[0].index)


def _is_scan(paper: Paper, close: Marks, pictures: Sequence[Box], words: Sequence[Word]) -> bool:
    """Whether the page is pictures, in strips or in layers, and its text for the most part hidden."""
    on_page = sum(_area(geometry.transform(close.onto, box), close.picture) for box in pictures)
    if on_page <= _SCAN * close.picture.width * close.picture.height:
        return False
    return sum(map(len, words)) >= _RECOGNISED * len("".join(paper.text().split()))


def _again(words: Sequence[Word], seen: str) -> set[int]:
    """The first letters of those words that stand in a line which is seen elsewhere, word for word."""
    firsts: set[int] = set()
    line: list[Word] = []
    for word in (*words, None):
        if word and line and word[0].index <= line[-1][-1].index + 3:
            line.append(word)
            continue
        letters = "".join(c.text for held in line for c in held)
        if len(line) >= _WORDS and len(letters) >= _LETTERS and letters in seen:
            firsts |= {held[0].index for held in line}
        line = [word] if word else []
    return firsts


def _twins(one: Character, other: Character) -> bool:
    reach = _TWIN * one.height
    return all(abs(a - b) <= reach for a, b in zip(one.origin, other.origin, strict=True))


def _within(one: Character, other: Character) -> bool:
    return _on_any(one.box, [other.box])


def _on_any(box: Box, others: Sequence[Box]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(o[0] <= x <= o[2] and o[1] <= y <= o[3] for o in others)


def _area(box: Box, picture: Image.Image) -> float:
    part = geometry.intersect(box, (0.0, 0.0, float(picture.width), float(picture.height)))
    return (part[2] - part[0]) * (part[3] - part[1]) if part else 0.0
