"""Whether the look that a field has says what its value says: where a program filled a field in and asked
viewers to draw it (ISO 32000-2, 12.7.3, NeedAppearances), it is the value that they show."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from dossier import entries, odd
from dossier.entries import FAULTS, SHOWS
from dossier.odd import OddError

from .tree import PASSWORD, Field

# Accented letters are coded in more than one way: these are not.
_OTHERS = re.compile(r"[^0-9A-Za-z]")
_PLAIN = re.compile(r"/(?:[A-Za-z]|zero|one|two|three|four|five|six|seven|eight|nine)$")
_LETTERS = frozenset((*range(48, 58), *range(65, 91), *range(97, 123)))


def is_stale(field: Field, look: Object) -> bool:
    """Whether ``look`` says something else than the value of ``field``; where that cannot be told, it does
    not. A password must not be said at all."""
    shown = _OTHERS.sub("", "".join(field.shown))
    words = _words(look)
    if words is None or not field.values:
        return False
    said = _OTHERS.sub("", words)
    if field.flags & PASSWORD:
        return bool(shown) and shown in said
    formats: Object = field.inherited("/AA")
    if isinstance(formats, Dictionary) and "/F" in formats:
        return False  # a program in the file writes the value otherwise
    if field.kind == "Ch" and shown and shown in said:
        return False  # a list shows what was not chosen, too
    return said != shown or not words.strip()


def _words(look: Object) -> str | None:
    """What a look writes; None where its letters are not those of a plain font."""
    try:
        with odd.reading("pikepdf", faults=FAULTS):
            return "".join(_written(look))
    except OddError:
        return None


def _written(look: Object) -> Iterator[str]:
    resources = look.get("/Resources")
    fonts = resources.get("/Font") if isinstance(resources, Dictionary) else None
    plain = False
    for instruction in pikepdf.parse_content_stream(look):
        operands, word = list(instruction.operands), entries.spelt(instruction.operator)
        if word == "Tf" and operands:
            font = entries.get(fonts, entries.text(operands[0])) if isinstance(fonts, Dictionary) else None
            plain = _is_plain(font)
        elif word == "Do":
            raise OddError("drawn elsewhere")
        elif word in SHOWS and operands:
            if not plain:
                raise OddError("letters unknown")
            parts = list(operands[-1]) if isinstance(operands[-1], Array) else [operands[-1]]
            yield from (bytes(part).decode("latin-1") for part in parts if isinstance(part, String))
            yield " "


def _is_plain(font: object) -> bool:
    """Whether the codes of figures and letters in ``font`` are those of ASCII."""
    if font is None:
        return True  # one that is not there: readers take a standard one
    if not isinstance(font, Dictionary) or font.get("/Subtype") not in (
        Name.Type1,
        Name.TrueType,
        Name.MMType1,
    ):
        return False
    encoding: object = font.get("/Encoding")
    if isinstance(encoding, Dictionary):
        code = 0
        differences: object = encoding.get("/Differences")
        for item in list(differences) if isinstance(differences, Array) else ():
            if isinstance(item, int):
                code = item
                continue
            if code in _LETTERS and not (isinstance(item, Name) and _PLAIN.match(str(item))):
                return False
            code += 1
        return True
    return isinstance(encoding, Name) or not isinstance(font.get("/FontDescriptor"), Dictionary)
