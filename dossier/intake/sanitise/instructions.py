"""Content streams as the standard has them (ISO 32000-2, 7.8.2 and annex A): operators that there are, and no
word among operands that they do not take. No engine draws what else stands there, and it may be a name.

One regular expression passes over what is so; the rest is qpdf's to read and write anew.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import (
    Array,
    ContentStreamInlineImage,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Operator,
    Stream,
    String,
)

from dossier import entries
from dossier.entries import FAULTS
from dossier.layers import reached

from .neutral import OURS
from .operands import DICT, has_pictures
from .streams import decoded
from .tokens import END, HEX, NAME, STRING
from .tokens import WHITE as _S

_NUMBERS = rb"[\0\t\n\f\r 0-9.+-]++"
_PLAIN = (
    rb"(?:[mlchfFSsnvywijJMWBb]|re|rg|RG|cm|T[dDmcwzLsr*]|f\*|B\*|b\*|W\*|BT|ET|EMC|scn|SCN|sc|SC|[gGkKqQ]"
    rb"|d[01])" + END
)
_TEXT = rb"(?:" + STRING + rb"|" + HEX + rb")"
_PROPER = re.compile(
    rb"(?>" + _NUMBERS + rb"|" + _PLAIN
    + rb"|" + _TEXT + _S + rb"*+(?:Tj|['\"])" + END
    + rb"|\[(?>" + _NUMBERS + rb"|" + _TEXT + rb")*+\]" + _S + rb"*+(?:TJ|[0-9.+-]++" + _S + rb"*+d)" + END
    + rb"|" + NAME + _S + rb"*+(?:[-+.0-9]++" + _S + rb"*+Tf|Do|gs|cs|CS|sh|ri|scn|SCN|BMC|MP)" + END
    + rb"|" + NAME + _S + rb"*+(?:" + NAME + rb"|" + DICT + rb")" + _S + rb"*+(?:BDC|DP)" + END
    + rb"|%[^\r\n]*+){0,5000}",
    re.DOTALL,
)  # fmt: skip
_FIRST = re.compile(
    rb"(?:" + STRING + rb"|" + HEX + rb"|\])" + _S + rb"*+(T[jJ]|['\"])" + END + rb"|(Tf|gs)" + END
)
# How many numbers an operator takes, at its end; None: as many as there are.
_NUMBERS_OF: dict[str, int | None] = {
    **dict.fromkeys(("w", "J", "j", "M", "i", "g", "G", "Tc", "Tw", "Tz", "TL", "Tr", "Ts"), 1),
    **dict.fromkeys(("m", "l", "Td", "TD", "d0"), 2),
    **dict.fromkeys(("rg", "RG"), 3),
    **dict.fromkeys(("re", "v", "y", "k", "K"), 4),
    **dict.fromkeys(("c", "cm", "Tm", "d1"), 6),
    **dict.fromkeys(
        [
            "b",
            "B",
            "b*",
            "B*",
            "BT",
            "EMC",
            "ET",
            "f",
            "F",
            "f*",
            "h",
            "n",
            "q",
            "Q",
            "s",
            "S",
            "T*",
            "W",
            "W*",
        ],
        0,
    ),
    **dict.fromkeys(("sc", "SC"), None),
}
_NOBODYS = Name(OURS)
_NAMED = frozenset(("Do", "gs", "cs", "CS", "sh", "ri", "BMC", "MP"))

Read = ContentStreamInstruction | ContentStreamInlineImage


def proper(data: bytes, pdf: pikepdf.Pdf, *, inherits: bool) -> bytes | None:
    """The decoded content stream ``data`` without what nothing is drawn of; None where it is as it should be,
    or cannot be read. ``pdf`` is any file, to read in; ``inherits``: a font may be set before it begins."""
    if _is_proper(data) and (inherits or not _shows_without_font(data)):
        return None
    try:
        read: list[Any] = list(pikepdf.parse_content_stream(pdf.make_stream(data)))
    except (*FAULTS, ValueError):
        return None
    kept: list[Read] = []
    changed = False
    fonts = [inherits]
    for one in read:
        if isinstance(one, ContentStreamInlineImage):
            kept.append(one)
            continue
        operator = entries.spelt(one.operator)
        given = list(one.operands)
        left = _operands(operator, given)
        if operator == "q":
            fonts.append(fonts[-1])
        elif operator == "Q" and len(fonts) > 1:
            fonts.pop()
        elif operator in ("Tf", "gs"):
            fonts[-1] = True
        elif operator in entries.SHOWS and not fonts[-1]:
            left = None
        if left is None:
            changed = True
            if operator in ("BMC", "BDC"):  # one that ends it follows
                kept.append(ContentStreamInstruction([Name.Span], Operator("BMC")))
            continue
        # Engines disagree on what an operator does that has too many: as many stay, and say nothing.
        left = [*map(_blank, given[: len(given) - len(left)]), *left]
        if len(left) != len(given) or any(a is not b for a, b in zip(left, given, strict=True)):
            changed = True
            kept.append(ContentStreamInstruction(left, one.operator))
        else:
            kept.append(one)
    return pikepdf.unparse_content_stream(kept) if changed else None


def mend(pdf: pikepdf.Pdf, page: pikepdf.Page) -> bool:
    """Write the content of ``page``, and of all that it draws with, as the standard has it; whether any was
    not so."""
    given: object = page.obj.get("/Contents")
    listed = list(given) if isinstance(given, Array) else [given]
    texts = [decoded(part)[0] for part in listed if isinstance(part, Stream)]
    if None in texts:
        return False
    clean = proper(b"\n".join(text or b"" for text in texts), pdf, inherits=False)
    if clean is not None:
        page.obj["/Contents"] = pdf.make_stream(clean)
    mended = clean is not None
    for drawn in reached(page):
        data, _ = decoded(drawn.stream)
        clean = None if data is None else proper(data, pdf, inherits=True)
        if clean is not None:
            drawn.stream.write(clean)
            mended = True
    return mended


def _is_proper(data: bytes) -> bool:
    if has_pictures(data):
        return False
    at = 0
    while at < len(data):
        after = _PROPER.match(data, at).end()  # type: ignore[union-attr]  # it matches anywhere
        if after == at:
            return False
        at = after
    return True


def _shows_without_font(data: bytes) -> bool:
    first = _FIRST.search(data)
    return first is not None and first[1] is not None


def _operands(operator: str, given: Sequence[Any]) -> list[Any] | None:
    """Those of the operands ``given`` that ``operator`` takes; None where it draws and sets nothing with
    them, or is none."""
    if operator in _NUMBERS_OF:
        count = _NUMBERS_OF[operator]
        numbers = _numbers(given)
        return numbers if count is None else numbers[len(numbers) - min(count, len(numbers)) :]
    last = given[-1] if given else None
    if operator in _NAMED:
        return [last] if isinstance(last, Name) else None
    if operator in ("scn", "SCN"):
        return [*_numbers(given[:-1]), last] if isinstance(last, Name) else _numbers(given)
    if operator in ("Tj", "'", '"'):
        numbers = list(given[-3:-1]) if operator == '"' else []
        fits = isinstance(last, String) and all(map(_is_number, numbers))
        return [*numbers, last] if fits else None
    if operator == "TJ":
        return [_shown(last)] if isinstance(last, Array) else None
    if operator == "Tf":
        # One that is malformed sets something all the same, each engine another thing.
        return [one for one in given[-2:] if isinstance(one, Name) or _is_number(one)]
    if operator == "d":
        pair = list(given[-2:])
        fits = len(pair) == 2 and isinstance(pair[0], Array) and _is_number(pair[1])
        return pair if fits and all(map(_is_number, pair[0])) else None
    if operator in ("BDC", "DP"):
        pair = list(given[-2:])
        fits = len(pair) == 2 and isinstance(pair[0], Name) and isinstance(pair[1], (Name, Dictionary))
        return pair if fits else None
    return None


def _blank(value: Any) -> Any:
    """``value``, or one of its kind that says nothing."""
    if isinstance(value, String):
        return String("") if bytes(value) else value
    if isinstance(value, Array):
        return Array([]) if len(value) else value
    if isinstance(value, Dictionary):
        return Dictionary() if len(value) else value
    return _NOBODYS if isinstance(value, Name) and value != _NOBODYS else value


def _shown(parts: Any) -> Any:
    left = [part for part in parts if isinstance(part, String) or _is_number(part)]
    return parts if len(left) == len(parts) else Array(left)


def _numbers(given: Sequence[Any]) -> list[Any]:
    """The numbers at the end of ``given``."""
    start = len(given)
    while start and _is_number(given[start - 1]):
        start -= 1
    return list(given[start:])


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
