"""Maps from codes to numbers of characters that a file brings along, read by the letter (ISO 32000-1, 9.7.5).

What is not as it should be makes readers disagree, each by its own way of going on: such a map is none.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(
    rb"[\0\t\n\f\r ]+|%[^\r\n]*[\r\n]?"
    rb"|(?P<hex><[0-9A-Fa-f\s]*>)|(?P<number>[+-]?\d{1,9}(?![^\0\t\n\f\r ()<>\[\]{}/%]))"
    rb"|(?P<word>/?[^\0\t\n\f\r ()<>\[\]{}/%]+)|(?P<other>\((?:[^()\\]|\\.)*\)|<<|>>|[\[\]{}])",
    re.DOTALL,
)
_BLOCK = re.compile(rb"begin(codespace|cid|notdef)(range|char)")
_MOST = 100_000


class CMapError(Exception):
    """A map that readers need not read alike."""


@dataclass(slots=True)
class CMap:
    """``spaces`` are the first and the last code of each span of codes, ``spans`` those that are given
    characters, with the first one's number; ``vertical`` is what its own text says, if it does."""

    spaces: list[tuple[bytes, bytes]] = field(default_factory=list)
    spans: list[tuple[bytes, bytes, int]] = field(default_factory=list)
    vertical: int | None = None

    def characters(self, text: bytes) -> Iterator[int]:
        """The numbers of the characters of a string; 0 for codes without one. Raises CMapError where it is
        not made of codes, or a code has two."""
        if self is IDENTITY:
            if len(text) % 2:
                raise CMapError("half a code")
            yield from struct.unpack(f">{len(text) // 2}H", text)
            return
        at = 0
        while at < len(text):
            code = self._code(text, at)
            number = _number(code)
            holding = [
                (low, high, first + number - _number(low))
                for low, high, first in self.spans
                if len(low) == len(code) and _number(low) <= number <= _number(high)
            ]
            if not all(_within(code, low, high) for low, high, _ in holding):
                raise CMapError("a range over more than one row")
            meant = {character for _, _, character in holding}
            if len(meant) > 1:
                raise CMapError("a code that is two characters")
            yield meant.pop() if meant else 0
            at += len(code)

    def _code(self, text: bytes, at: int) -> bytes:
        sizes = sorted({len(low) for low, _ in self.spaces})
        for size in sizes:
            code = text[at : at + size]
            if any(len(low) == len(code) == size and _within(code, low, high) for low, high in self.spaces):
                return code
        raise CMapError("what is no code")


#: Codes of two bytes that are the numbers of the characters themselves (ISO 32000-1, table 118).
IDENTITY = CMap([(b"\0\0", b"\xff\xff")], [(b"\0\0", b"\xff\xff", 0)])


def read(text: bytes) -> CMap:
    """The map that ``text`` is. Raises CMapError where it is not written as it should be, or is built on
    another one."""
    cmap = CMap()
    tokens = list(_tokens(text))
    at = 0
    while at < len(tokens):
        kind, value = tokens[at]
        block = _BLOCK.fullmatch(value) if kind == "word" else None
        if value == b"usecmap":
            raise CMapError("built on another map")
        if value == b"/WMode" and at + 1 < len(tokens):
            cmap.vertical = int(tokens[at + 1][1]) if tokens[at + 1][0] == "number" else -1
        if block:
            rows, wide = _rows(tokens, at, block[0])
            at += len(rows) * wide + 1
            for row in rows:
                if block[1] == b"codespace":
                    cmap.spaces.append((_hex(row[0]), _hex(row[1], _hex(row[0]))))
                elif block[1] == b"cid":
                    low = _hex(row[0])
                    high = _hex(row[1], low) if block[2] == b"range" else low
                    cmap.spans.append((low, high, _character(row[-1])))
        at += 1
    if not cmap.spaces:
        raise CMapError("no codes")
    return cmap


def _tokens(text: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise CMapError("what is no token")
        if token.lastgroup:
            yield token.lastgroup, token[0]
        at = token.end()


def _rows(tokens: list[tuple[str, bytes]], at: int, name: bytes) -> tuple[list[list[tuple[str, bytes]]], int]:
    """The rows between the ``begin`` at ``at`` and its end, as many as are announced; how wide one is."""
    kind, announced = tokens[at - 1] if at else ("", b"")
    wide = {b"codespacerange": 2, b"cidchar": 2, b"notdefchar": 2}.get(name[len(b"begin") :], 3)
    if kind != "number" or not 0 <= int(announced) <= _MOST:
        raise CMapError("a block without a number of rows")
    count = int(announced)
    end = at + 1 + count * wide
    if end >= len(tokens) or tokens[end] != ("word", b"end" + name[len(b"begin") :]):
        raise CMapError("other rows than are announced")
    return [tokens[n : n + wide] for n in range(at + 1, end, wide)], wide


def _hex(token: tuple[str, bytes], like: bytes | None = None) -> bytes:
    """A code; not before ``like`` and as long, where that is given."""
    kind, value = token
    digits = b"".join(value[1:-1].split())
    if kind != "hex" or len(digits) % 2 or not 1 <= len(digits) // 2 <= 4:
        raise CMapError("what is no code")
    code = bytes.fromhex(digits.decode())
    if like is not None and (len(code) != len(like) or any(a < b for a, b in zip(code, like, strict=True))):
        raise CMapError("a range that runs backwards")
    return code


def _character(token: tuple[str, bytes]) -> int:
    kind, value = token
    if kind != "number" or int(value) < 0:
        raise CMapError("what is no character")
    return int(value)


def _number(code: bytes) -> int:
    return int.from_bytes(code)


def _within(code: bytes, low: bytes, high: bytes) -> bool:
    return all(a <= c <= b for a, c, b in zip(low, code, high, strict=True))
