"""What a text is said to be, written around its glyphs: ``/ActualText`` (ISO 32000-1, 14.9.4)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeGuard

from .lines import Part

if TYPE_CHECKING:  # the import costs 0.4 s
    from weasyprint.formatting_structure.boxes import Box as LaidBox

_FONT, _SHOW = b" Tf", b"] TJ"
#: What an array of strings to show holds: glyphs of four digits each, and what they are set closer by.
_ITEM = re.compile(rb"<([0-9a-f]*)>|(-?[0-9.]+)")
_GLYPH = 4
_SOFT = "\u00ad"


class Fonts:
    """Fonts that draw a page, by the operators that set them: ``texts`` gives what each glyph stands for, by
    the name of the font. ``softs`` are those that are needed besides, by name: another one, by its name, in
    which a glyph is a soft hyphen."""

    def __init__(self, texts: Mapping[str, Mapping[int, str]]) -> None:
        self._texts = texts
        self.softs: dict[str, tuple[str, int]] = {}

    def letters(self, operator: bytes, glyph: int) -> str:
        """What ``glyph`` stands for; nothing where nobody knows."""
        return self._texts.get(_name(operator), {}).get(glyph, "")

    def soft(self, operator: bytes, glyph: int) -> bytes:
        """What sets, instead of ``operator``, the same font in which ``glyph`` is a soft hyphen."""
        name = _name(operator)
        soft = f"{name}-{glyph:04x}"
        self.softs[soft] = name, glyph
        return operator.replace(name.encode(), soft.encode(), 1)


def _name(operator: bytes) -> str:
    return operator[1:].split(b" ", 1)[0].decode()


@dataclass
class _Glyph:
    """One glyph as a string to show, and the numbers by which what follows is set closer."""

    code: int
    digits: bytes
    moved: list[bytes] = field(default_factory=list)

    @property
    def written(self) -> bytes:
        return b"<" + self.digits + b">" + b" ".join(self.moved)


def say(
    operators: list[object],
    marks: Mapping[LaidBox, int],
    parts: Mapping[LaidBox, Sequence[Part]],
    fonts: Fonts,
) -> None:
    """Write ``parts`` into the operators of a page; ``marks`` gives the MCID of its boxes.

    A box whose glyphs do not stand for its letters one after the other (a face without them, a line from
    right to left) stays as it is.
    """
    wanted = {marks[box]: box for box in parts if box in marks}
    made: list[object] = []
    font, at = b"", 0
    while at < len(operators):
        operator = operators[at]
        made.append(operator)
        at += 1
        if _sets_font(operator):
            font = operator
        elif operator == b"BDC" and isinstance(operators[at - 2], dict):
            properties = operators[at - 2]
            assert isinstance(properties, dict)
            box = wanted.get(properties.get("MCID", -1))
            if box is not None:
                end = operators.index(b"EMC", at)
                made += _said(operators[at:end], box.text, parts[box], fonts, font)
                font = next(filter(_sets_font, reversed(operators[at:end])), font)
                at = end
    operators[:] = made


def _sets_font(operator: object) -> TypeGuard[bytes]:
    return isinstance(operator, bytes) and operator.endswith(_FONT)


def _said(inner: list[object], text: str, parts: Sequence[Part], fonts: Fonts, font: bytes) -> list[object]:
    starts, ends = {part.start: part for part in parts}, {part.end: part for part in parts}
    softs = {part.end - part.soft for part in parts if part.soft}
    made: list[object] = []
    at, opened, closed = 0, 0, 0
    for operator in inner:
        if not (isinstance(operator, bytes) and operator.endswith(_SHOW)):
            font = operator if _sets_font(operator) else font
            made.append(operator)
            continue
        for glyph in _glyphs(operator):
            letters = fonts.letters(font, glyph.code)
            if at in starts:
                opened += 1
                made += ["/Span", f"<</ActualText {_string(starts[at].said)}>>", b"BDC"]
            if at in softs:
                made.append(fonts.soft(font, glyph.code))
            made.append(glyph)
            at += len(letters)
            if text[at : at + 1] == _SOFT:  # drawn as a gap of the width of a space
                del glyph.moved[-1:]
                at += 1
            if at in ends:
                closed += 1
                made += [*([font] if ends[at].soft else []), b"EMC"]
    if at != len(text) or not opened == closed == len(parts):
        return inner
    return list(_shown(made))


def _glyphs(operator: bytes) -> list[_Glyph]:
    glyphs: list[_Glyph] = []
    for match in _ITEM.finditer(operator[: -len(_SHOW)]):
        digits, number = match.groups()
        if digits is None:
            if not glyphs:
                return []  # set apart before its first glyph: nothing of ours
            glyphs[-1].moved.append(number)
            continue
        for start in range(0, len(digits), _GLYPH):
            code = digits[start : start + _GLYPH]
            glyphs.append(_Glyph(int(code, 16), code))
    return glyphs


def _shown(things: Sequence[object]) -> list[object]:
    """Glyphs that stand together shown at once."""
    made: list[object] = []
    run = b""
    for thing in [*things, None]:
        if isinstance(thing, _Glyph):
            run += thing.written
            continue
        if run:
            made.append(b"[" + run + _SHOW)
            run = b""
        if thing is not None:
            made.append(thing)
    return made


def _string(text: str) -> str:
    """A text string (ISO 32000-1, 7.9.2.2)."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"
