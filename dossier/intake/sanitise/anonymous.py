"""Fonts without the machine on which they were made: names that are paths, paths in their programs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pikepdf import Name, Object, Stream

from dossier import traces

from . import font_words
from .streams import decoded
from .vocabulary import text_of

_NAMES = ("/BaseFont", "/FontName")
_SUBSET = re.compile(r"/?([A-Z]{6}\+)?")
# Folders of persons, in one byte a character and in two: nothing that draws a glyph looks like that.
_FOLDERS = (b":\\Users\\", b":\\Documents and Settings\\", *(b"/%s/" % name for name in (b"Users", b"home")))
_ANYWHERE = (*_FOLDERS, *(folder.decode().encode("utf-16-be") for folder in _FOLDERS))
_PLAIN = re.compile(rb"(?:[A-Za-z](?=:))?(?:" + b"|".join(map(re.escape, _FOLDERS)) + rb")[ -~]+")
_WIDE = re.compile(
    rb"(?:\0[A-Za-z](?=\0:))?(?:"
    + b"|".join(re.escape(one.decode().encode("utf-16-be")) for one in _FOLDERS)
    + rb")(?:\0[ -~])+"
)


def fonts(held: Iterable[Object]) -> int:
    """Give the fonts and descriptors ``held`` a number where their name tells of a machine or a person; equal
    names stay equal. Returns how many names were replaced."""
    given: dict[str, str] = {}
    for font in held:
        for key in _NAMES:
            name = text_of(font.get(key))
            if traces.tells_of_font(name[1:]):
                start = _SUBSET.match(name)
                subset = (start[1] or "") if start else ""
                font[key] = Name("/" + given.setdefault(name, f"{subset}Font{len(given) + 1}"))
    return len(given)


def program(stream: Stream) -> int:
    """Take words out of a font program, byte for byte, so that nothing in it moves, and what follows its end;
    returns how many paths were among them."""
    data, whole = decoded(stream)
    if data is None:
        return 0
    blanked, plain, wide = data, 0, 0
    if any(folder in data for folder in _ANYWHERE):
        blanked, plain = _PLAIN.subn(lambda match: b" " * len(match[0]), data)
        blanked, wide = _WIDE.subn(lambda match: b"\0 " * (len(match[0]) // 2), blanked)
    bare = font_words.bare(blanked)
    if bare != data or not whole:
        stream.write(bare)
        if len(bare) != len(data) and stream.get("/Length1") == len(data):
            stream["/Length1"] = len(bare)
    return plain + wide
