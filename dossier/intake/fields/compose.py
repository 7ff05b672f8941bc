"""The text of a field in its box: one line or more, cells, a list; smaller where it would be cut."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from .box import Box
from .tree import COMB, COMBO, FILE, MULTILINE, PASSWORD, Field
from .typeface import Typeface

_BULLET = "•"
_LARGEST, _SMALLEST, _STEP = 12.0, 4.0, 0.5
_SELECTED = "0.6 0.757 0.855 rg"
# Scripts whose letters change with their neighbours, or run to the left, are not to be written one by one.
_SHAPED = ("R", "AL")


def written(field: Field, box: Box, face: Typeface, size: float, colour: str) -> str | None:
    """The operators that write what ``field`` says; ``size`` 0 is as large as fits. None where the face lacks
    a letter, or the box has no room for all of it."""
    if field.kind == "Ch" and not field.flags & COMBO:
        return _list(field, box, face, size, colour)
    text = unicodedata.normalize("NFC", " ".join(field.shown))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if field.flags & PASSWORD:
        text = _BULLET * len(text)
    multiline = field.kind == "Tx" and bool(field.flags & MULTILINE)
    text = text if multiline else text.replace("\n", " ")
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf"))
    if not _can(face, text):
        return None
    most = field.inherited("/MaxLen")
    if (
        field.flags & COMB
        and not field.flags & (MULTILINE | PASSWORD | FILE)
        and isinstance(most, int)
        and most > 0
    ):
        return _comb(text, most, box, face, size, colour)
    align = field.inherited("/Q")
    align = align if align in (0, 1, 2) else 0
    return (_lines if multiline else _line)(text, box, face, size, colour, align)


def caption(box: Box, face: Typeface, size: float, colour: str) -> str | None:
    """The operators that write the words of a button in its middle."""
    return _line(box.caption, box, face, size, colour, 1) if _can(face, box.caption) else None


def _can(face: Typeface, text: str) -> bool:
    return face.has(text.replace("\n", "")) and not any(unicodedata.bidirectional(c) in _SHAPED for c in text)


def _line(text: str, box: Box, face: Typeface, size: float, colour: str, align: int) -> str | None:
    room, em = box.width - 2 * box.pad, face.width(text) or 1.0
    size = size or min(_LARGEST, (box.height - box.pad) / (face.ascent + face.descent))
    size = min(size, room / em)
    if size < min(_SMALLEST, box.height / 2):
        return None
    return _shown([(text, _baseline(box, face, size))], box, face, size, colour, align)


def _baseline(box: Box, face: Typeface, size: float) -> float:
    return (box.height - (face.ascent + face.descent) * size) / 2 + face.descent * size


def _lines(text: str, box: Box, face: Typeface, size: float, colour: str, align: int) -> str | None:
    size = min(size or _LARGEST, box.height)
    room, height = box.width - 2 * box.pad, box.height - box.pad
    # No wrapping sets it tighter than letter by letter: where that has no room, none is tried.
    least = face.width("".join(text.split()))
    while size >= _SMALLEST:
        leading = (face.ascent + face.descent) * size
        if room <= 0 or least * size / room * leading > height:
            size -= _STEP
            continue
        lines = list(_wrapped(text, room / size, face))
        if len(lines) * leading <= height:
            top = box.height - box.pad - face.ascent * size
            placed = [(line, top - rank * leading) for rank, line in enumerate(lines)]
            return _shown(placed, box, face, size, colour, align)
        size -= _STEP
    return None


def _wrapped(text: str, room: float, face: Typeface) -> Iterator[str]:
    """The lines of ``text`` that are no wider than ``room`` ems; a word that is wider is cut."""
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            wider = f"{line} {word}" if line else word
            if face.width(wider) <= room:
                line = wider
                continue
            if line:
                yield line
            line = word
            while face.width(line) > room and len(line) > 1:
                fits = next((n for n in range(len(line) - 1, 1, -1) if face.width(line[:n]) <= room), 1)
                yield line[:fits]
                line = line[fits:]
        yield line


def _comb(text: str, cells: int, box: Box, face: Typeface, size: float, colour: str) -> str | None:
    if len(text) > cells:
        return None
    cell = box.width / cells
    widest = max((face.width(letter) for letter in text), default=1.0) or 1.0
    size = min(size or _LARGEST, cell / widest, box.height / (face.ascent + face.descent))
    y = _baseline(box, face, size)
    walls = "".join(f"{cell * n:.3f} 0 m {cell * n:.3f} {box.height:g} l\n" for n in range(1, cells))
    parts = [f"{box.edge}{walls}S\n" if box.edge and walls else "", _start(box, colour, size)]
    for rank, letter in enumerate(text):
        x = cell * rank + (cell - face.width(letter) * size) / 2
        parts.append(f"1 0 0 1 {x:.3f} {y:.3f} Tm {face.coded(letter)} Tj\n")
    return "".join((*parts, "ET\n"))


def _list(field: Field, box: Box, face: Typeface, size: float, colour: str) -> str | None:
    """A list that stands open: its options from the first that shows, those chosen on a ground."""
    options, chosen = field.options, set(field.values)
    first = field.inherited("/TI")
    rows = [unicodedata.normalize("NFC", label) for _, label in options]
    if not all(_can(face, row) for row in rows):
        return None
    size = size or _LARGEST
    leading = (face.ascent + face.descent) * size
    at = first if isinstance(first, int) and 0 <= first < len(rows) else 0
    fits = max(1, int((box.height - 2 * box.pad) / leading))
    ranks = [rank for rank, (value, _) in enumerate(options) if value in chosen]
    if ranks and not any(at <= rank < at + fits for rank in ranks):
        at = ranks[0]  # what was chosen is seen
    grounds, placed = [], []
    for line, rank in enumerate(range(at, min(len(rows), at + fits))):
        top = box.height - box.pad - line * leading
        if options[rank][0] in chosen:
            ground = f"{box.pad:g} {top - leading:.3f} {box.width - 2 * box.pad:.3f} {leading:.3f} re f\n"
            grounds.append(f"{_SELECTED}\n{ground}")
        placed.append((rows[rank], top - face.ascent * size))
    return "".join(grounds) + _shown(placed, box, face, size, colour, 0)


def _shown(
    placed: Sequence[tuple[str, float]], box: Box, face: Typeface, size: float, colour: str, align: int
) -> str:
    parts = [_start(box, colour, size)]
    room = box.width - 2 * box.pad
    for line, y in placed:
        x = box.pad + (room - face.width(line) * size) * (0, 0.5, 1)[align]
        if line:
            parts.append(f"1 0 0 1 {x:.3f} {y:.3f} Tm {face.coded(line)} Tj\n")
    return "".join((*parts, "ET\n"))


def _start(box: Box, colour: str, size: float) -> str:
    inset = box.pad / 2
    clip = f"{inset:g} {inset:g} {box.width - box.pad:g} {box.height - box.pad:g} re W n\n"
    return f"{clip}BT\n{colour}\n/Field {size:g} Tf\n"
