"""Words that lines break, as they were written: what is copied, searched and spoken has no seam.

An engine that reads a page sees a line that ends with a hyphen and guesses: poppler joins the word without
it, pdfium gives a sign of its own, whether the hyphen was written or the layout put it there. Here the text
as it was written is held against the lines. The part of a word that ends a line says the whole word, by
``/ActualText`` (ISO 32000-1, 14.9.4), the parts on the lines below say the space behind it: an
empty text is none for pdfium, and a character that nobody sees would be copied.
Hyphens of the layout are U+00AD (14.8.2.2.3) for engines that do not read ``/ActualText``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from . import engine

if TYPE_CHECKING:  # the import costs 0.4 s
    from weasyprint import Page
    from weasyprint.formatting_structure.boxes import Box as LaidBox

_BLANKS = frozenset(" \t\r\n\f")
_SOFT = "\u00ad"
# Behind a hyphen that ends a line: pdfium looks for one through spaces (U+0020), and takes it away.
_GAP = "\u00a0"
_HARD = ("-", "\u2010")


@dataclass(frozen=True, slots=True)
class Part:
    """Characters of a text box, from ``start`` to before ``end``, and what is ``said`` in their place; the
    last ``soft`` of them are the layout's."""

    start: int
    end: int
    said: str
    soft: int = 0


@dataclass
class _Line:
    boxes: list[LaidBox]
    #: Characters at its end that the layout put there, and whether its last word goes on below.
    soft: int = 0
    goes_on: bool = False


@dataclass
class _Lines:
    """All lines of one element, on all pages."""

    element: Element
    lines: list[_Line] = field(default_factory=list)


def broken(pages: Sequence[Page]) -> dict[LaidBox, list[Part]]:
    """The parts of words that lines of laid-out ``pages`` break, for each text box that has any."""
    groups: dict[object, _Lines] = {}
    for page in pages:
        for child in engine.box_of(page).children:
            _gather(child, groups)
    owners = {id(group.element) for group in groups.values()}
    parts: dict[LaidBox, list[Part]] = {}
    for group in groups.values():
        if _aligned(group.lines, _written(group.element, owners)):
            for box, part in _parts(group.lines):
                parts.setdefault(box, []).append(part)
    return parts


def _gather(box: LaidBox, groups: dict[object, _Lines]) -> None:
    box = engine.behind(box)
    if engine.is_line(box):
        if box.element is not None and not engine.is_generated(box):
            texts = [text for text in _texts(box, groups) if text.text]
            if texts:
                groups.setdefault(id(box.element), _Lines(box.element)).lines.append(_Line(texts))
        return
    for child in box.children:
        _gather(child, groups)


def _texts(box: LaidBox, groups: dict[object, _Lines]) -> Iterator[LaidBox]:
    """The texts of one line; what stands in it and has lines of its own is gathered apart."""
    for child in box.children:
        child = engine.behind(child)
        if engine.is_text(child):
            if not engine.is_generated(child):
                yield child
        elif engine.is_inline(child):
            yield from _texts(child, groups)
        else:
            _gather(child, groups)


def _written(element: Element, owners: set[int]) -> str:
    """The text of ``element`` as it was written, without that of elements with lines of their own."""

    def walk(one: Element) -> Iterator[str]:
        yield one.text or ""
        for child in one:
            if isinstance(child.tag, str) and id(child) not in owners:
                yield from walk(child)
            yield child.tail or ""

    return "".join(walk(element))


def _aligned(lines: Sequence[_Line], written: str) -> bool:
    """Note what the layout put at the end of each line, and which words go on; False where the lines say
    anything else than what was written (a style's own words, capitals of another length)."""
    at = 0
    for line in lines:
        for box in line.boxes:
            own = engine.hyphen_of(box) if box is line.boxes[-1] else ""
            text = box.text
            ends = len(text) - len(own) if own and text.endswith(own) else len(text)
            for index, letter in enumerate(text):
                if letter in _BLANKS or letter == _SOFT:
                    continue
                at = _next(written, at)
                if written[at : at + 1].casefold() == letter.casefold():
                    at += 1
                elif index >= ends:
                    line.soft += 1
                else:
                    return False
        rest = written[at:].lstrip(_SOFT)
        line.goes_on = bool(rest) and rest[0] not in _BLANKS
    return True


def _next(written: str, at: int) -> int:
    while at < len(written) and (written[at] in _BLANKS or written[at] == _SOFT):
        at += 1
    return at


def _parts(lines: Sequence[_Line]) -> Iterator[tuple[LaidBox, Part]]:
    chain: list[tuple[LaidBox, Part]] = []
    for line, below in zip(lines, [*lines[1:], None], strict=True):
        last = line.boxes[-1]
        text = last.text
        if below is None or not line.goes_on:
            yield from _whole(chain)
            chain = []
            if text.endswith(_HARD) and not line.soft:  # a range that is open, a prefix that hangs
                yield last, Part(len(text) - 1, len(text), text[-1] + _GAP)
            continue
        through = bool(chain) and chain[-1][0] is last and chain[-1][1].end == len(text)
        if through:
            part = chain[-1][1]
            chain[-1] = (last, Part(part.start, part.end, part.said, line.soft))
        else:
            yield from _whole(chain)
            start = max((i + 1 for i, letter in enumerate(text) if letter in _BLANKS), default=0)
            chain = [(last, Part(start, len(text), text[start:], line.soft))]
        for box in below.boxes:  # a full stop behind an address is a box of its own
            head = next((i for i, letter in enumerate(box.text) if letter in _BLANKS), len(box.text))
            if head or box is below.boxes[0]:
                chain.append((box, Part(0, min(head + 1, len(box.text)), box.text[:head])))
            if head < len(box.text):
                break
    yield from _whole(chain)


def _whole(chain: Sequence[tuple[LaidBox, Part]]) -> Iterator[tuple[LaidBox, Part]]:
    """The parts of one word: the first says all of it."""
    word = "".join(part.said[: len(part.said) - part.soft] for _, part in chain).replace(_SOFT, "")
    for rank, (box, part) in enumerate(chain):
        yield box, Part(part.start, part.end, word if rank == 0 else " ", part.soft)
