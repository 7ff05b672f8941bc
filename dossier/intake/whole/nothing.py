"""References that lead to nothing (ISO 32000-2, 7.3.10), marked before qpdf takes them out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pikepdf
from pikepdf import Dictionary, Stream

from dossier import entries
from dossier.entries import FAULTS, SHOWS

from . import reading

_REFERENCE = re.compile(rb"(?<![0-9])(\d{1,7}) (\d{1,5}) R(?![A-Za-z])")
# Sought in whole files: what is between streams, and pictures by the megabyte.
_PLAIN, _DIGITS = re.compile(rb" 0 R(?![A-Za-z])"), re.compile(rb"\d{1,7}$")
_MARK = "/DossierNothing"
# Text that is neither filled nor stroked (9.3.6).
_UNSEEN = (3, 7)


def is_nothing(value: pikepdf.Object) -> bool:
    """Whether a reference led to nothing there."""
    return isinstance(value, Dictionary) and _MARK in value


def gone(pdf: pikepdf.Pdf, data: bytes) -> frozenset[tuple[int, int]]:
    """The numbers of all that is not in ``pdf``, whose bytes are ``data``, and may be referred to."""
    numbers = {(number, 0) for number in range(1, _size(pdf))}
    for reference in _PLAIN.finditer(data):
        number = _DIGITS.search(data, max(0, reference.start() - 7), reference.start())
        numbers |= {(int(number[0]), 0)} if number else set()
    return frozenset(pair for pair in numbers if pair[0] and pdf.get_object(*pair) is None)


def marked(pdf: pikepdf.Pdf, missing: frozenset[tuple[int, int]]) -> bool:
    """Put a mark in the place of what is ``missing`` in ``pdf``, of which nothing was read yet: a reference
    that was read is nothing for ever. Whether anything is referred to."""
    for pair in missing:
        pdf._replace_object(pair, Dictionary({_MARK: True}))  # qpdf's replaceObject
    return any(
        (int(number), int(generation)) in missing
        for text in _texts(pdf)
        for number, generation in _REFERENCE.findall(text)
    )


def _size(pdf: pikepdf.Pdf) -> int:
    size = pdf.trailer.get("/Size", 0)
    return min(size if isinstance(size, int) else 0, 10 * len(pdf.objects) + 1000)


def _texts(pdf: pikepdf.Pdf) -> Iterator[bytes]:
    for item in pdf.objects:
        if isinstance(item, Stream):
            yield item.stream_dict.unparse()
        elif isinstance(item, pikepdf.Object):
            yield item.unparse(resolved=True)


def writes_with(font: str, parts: Sequence[pikepdf.Object]) -> bool:
    """Whether the content stream in ``parts`` shows letters of the ``font`` of that name."""
    text = b"\n".join(map(reading.data, parts))
    with pikepdf.new() as pdf:
        try:
            instructions = list(pikepdf.parse_content_stream(pdf.make_stream(text)))
        except FAULTS:
            return False
    now: tuple[str, int] = ("", 0)
    kept: list[tuple[str, int]] = []
    for instruction in instructions:
        operator, given = entries.spelt(instruction.operator), list(instruction.operands)
        if operator == "q":
            kept.append(now)
        elif operator == "Q" and kept:
            now = kept.pop()
        elif operator == "Tf" and given:
            now = str(given[0]), now[1]
        elif operator == "Tr" and given and isinstance(given[0], int):
            now = now[0], given[0]
        elif operator in SHOWS and now[0] == font and now[1] not in _UNSEEN and _letters(given):
            return True
    return False


def _letters(given: Sequence[pikepdf.Object]) -> bool:
    shown = given[-1] if given else None
    pieces = list(shown) if isinstance(shown, pikepdf.Array) else [shown]
    return any(isinstance(piece, pikepdf.String) and bytes(piece).strip() for piece in pieces)
