"""Maps to Unicode, by the letter: what one reader passes over ends another (ISO 32000-1, 9.10.3)."""

from __future__ import annotations

import re

from pikepdf import Stream

from dossier.entries import data

_BLOCKS = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_COUNTED = re.compile(rb"\b(\d{1,9})\s+beginbf(char|range)\b(.*?)endbf", re.DOTALL)
_APART = re.compile(rb"%[^\r\n]*|\((?:\\.|[^\\()])*\)", re.DOTALL)
_BETWEEN = re.compile(
    rb"begin(?:codespacerange|bfchar|bfrange)\b(.*?)end(?:codespacerange|bfchar|bfrange)", re.DOTALL
)
# Words that open or close something: those of maps (Adobe technical note 5014), after names are taken away.
_NAME = re.compile(rb"/[^\s<>\[\]()/%{}]*")
_EDGE = re.compile(rb"[A-Za-z]*(?:begin|end)[A-Za-z]*")
_KINDS = [b"", b"cmap", b"codespacerange"]
_KINDS += [kind + rows for kind in (b"bf", b"cid", b"notdef") for rows in (b"char", b"range")]
_CODE = re.compile(rb"<[0-9A-Fa-f\s]*>")
_ROWS = {
    b"char": re.compile(rb"<([0-9A-Fa-f\s]+)>\s*(<)[0-9A-Fa-f\s]+>"),
    b"range": re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>\s*(?:<[0-9A-Fa-f\s]+>|\[[^\]]*\])"),
}


def says(table: object, wanted: set[bytes]) -> bool:
    """Whether a map to Unicode has each of the codes ``wanted``."""
    if not isinstance(table, Stream):
        return False
    numbers = {int.from_bytes(code) for code in wanted}
    for kind, body in _BLOCKS.findall(data(table)):
        for row in _ROWS[kind].findall(body):
            first = _integer(row[0])
            last = _integer(row[1]) if kind == b"range" else first
            numbers -= set(range(first, min(last, 0xFFFF) + 1))
    return not numbers


def _counted(table: bytes) -> bool:
    """Whether each block of a map to Unicode has as many rows as it says: who counts them reads no further
    otherwise."""
    blocks = _COUNTED.findall(table)
    return all(int(count) == len(_ROWS[kind].findall(body)) for count, kind, body in blocks)


def _closed(table: bytes) -> bool:
    """Whether each bracket of a map to Unicode has its other, and its blocks hold codes alone: who reads it
    by tokens ends at what is none of these."""
    apart = _APART.sub(b"", table)
    plain = _CODE.sub(b"", apart)
    pairs = ((b"<<", b">>"), (b"[", b"]"))
    return (
        apart.isascii()
        and all(plain.count(left) == plain.count(right) for left, right in pairs)
        and all(2 * plain.count(double) == plain.count(double[:1]) for double in pairs[0])
        and not any(body.strip() for body in _BETWEEN.findall(plain.translate(None, b"[]")))
    )


def _edged(table: bytes) -> bool:
    """Whether each word that opens or closes a block is one, and has its other."""
    words = _EDGE.findall(_NAME.sub(b"", _APART.sub(b"", table)))
    known = [(b"begin" + kind, b"end" + kind) for kind in _KINDS]
    paired = sum(words.count(first) + words.count(last) for first, last in known) == len(words)
    return paired and all(words.count(first) == words.count(last) for first, last in known[2:])


def _integer(digits: bytes) -> int:
    return int(b"".join(digits.split()) or b"0", 16)


def sound(table: bytes) -> bool:
    """Whether a map to Unicode is read to its end by whoever counts its rows, its brackets and its words."""
    return _counted(table) and _closed(table) and _edged(table)
