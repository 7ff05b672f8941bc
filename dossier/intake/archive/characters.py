"""Maps of codes to characters (ISO 32000-1, 9.10.3): read as they are met, written as every reader reads.

An array in a range, as Word writes it, a range over zero, or no space between two codes is read by most
readers and not by all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

# Blocks hold at most this many rows (Adobe Technical Note 5014).
_BLOCK = 100
_MOST = 0x10000
_TOLD = 4 * _MOST
_BLOCKS = re.compile(rb"(\d*)\s*beginbf(char|range)(.*?)endbf\2", re.DOTALL)
_HEX = rb"<([0-9A-Fa-f\s]*)>\s*"
_ROWS = {
    b"char": re.compile(_HEX + rb"<([0-9A-Fa-f\s]*)>()\s*"),
    b"range": re.compile(_HEX + _HEX + rb"(?:<([0-9A-Fa-f\s]*)>|\[([^\]]*)\])\s*"),
}
_VALUE = re.compile(rb"<([0-9A-Fa-f\s]*)>")
# What every reader takes: rows of whole codes with whole characters, one space or line end between them.
_PLAIN = {
    b"char": re.compile(rb"(?:\s+<(?:[0-9A-Fa-f]{2})+>\s+<(?:[0-9A-Fa-f]{4})+>)*\s+"),
    b"range": re.compile(
        rb"(?:\s+<(?:[0-9A-Fa-f]{2})+>\s+<(?:[0-9A-Fa-f]{2})+>\s+<(?:[0-9A-Fa-f]{4})+>)*\s+"
    ),
}
# Characters that no map may name (ISO 19005-2, 6.2.11.7.2).
_NONE = re.compile("[\0\ufffe\ufeff\ud800-\udfff]")

Characters = dict[bytes, str]


def read(table: bytes) -> Characters | None:
    """The text that each code means; None where ``table`` says what cannot be told. Codes that mean nothing
    are left out."""
    meanings: Characters = {}
    told = 0
    for _, kind, body in _BLOCKS.findall(table):
        if kind == b"char" and told + body.count(b"<") // 2 <= _MOST and _PLAIN[kind].fullmatch(body):
            # As most blocks are: at once, a row takes a fifth of what it takes by itself.
            words = [bytes.fromhex(word) for word in body.translate(None, b"<>").decode().split()]
            texts = [word.decode("utf-16-be", "ignore") for word in words[1::2]]
            told += len(texts)
            meanings |= _named(zip(words[::2], texts, strict=True))
            continue
        at = len(body) - len(body.lstrip())
        while at < len(body):
            row = _ROWS[kind].match(body, at)
            if row is None or len(meanings) > _MOST:
                return None
            at = row.end()
            pairs = list(_char(row) if kind == b"char" else _range(row))
            told += len(pairs)
            if told > _TOLD:  # the same codes over and over
                return None
            meanings |= _named(pairs)
    return meanings


def _named(pairs: Iterable[tuple[bytes, str]]) -> Characters:
    """The ``pairs`` of a code and a text that mean something."""
    return {code: text for code, text in pairs if code and text and not _NONE.search(text)}


def plain(table: bytes) -> bool:
    """Whether every reader takes ``table`` as it is."""
    for count, kind, body in _BLOCKS.findall(table):
        rows = body.count(b"<") // (2 if kind == b"char" else 3)
        if not _PLAIN[kind].fullmatch(body) or count != b"%d" % rows:
            return False
    return not re.search(rb"<0000>\s*<ffff>\s*<0000>", table, re.IGNORECASE)


def write(meant: Mapping[bytes, str]) -> bytes:
    """The map that says ``meant``."""
    sizes = sorted({len(code) for code in meant}) or [1]
    spaces = [b"<%s> <%s>" % (b"00" * size, b"ff" * size) for size in sizes]
    rows = list(_spans(meant))
    chars = [b"<%s> <%s>" % (_digits(first), _coded(text)) for first, last, text in rows if first == last]
    spans = [b"<%s> <%s> <%s>" % (_digits(a), _digits(z), _coded(text)) for a, z, text in rows if a != z]
    return b"".join(
        (
            b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n",
            b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n",
            b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n",
            *_blocks(b"codespacerange", spaces),
            *_blocks(b"bfchar", chars),
            *_blocks(b"bfrange", spans),
            b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n",
        )
    )


def _char(row: re.Match[bytes]) -> Iterator[tuple[bytes, str]]:
    yield _code(row[1]), _text(row[2])


def _range(row: re.Match[bytes]) -> Iterator[tuple[bytes, str]]:
    first, last = _code(row[1]), _code(row[2])
    low, high = int.from_bytes(first), int.from_bytes(last)
    high = min(high, low + _MOST - 1, 256 ** len(first) - 1)
    codes = [number.to_bytes(len(first)) for number in range(low, high + 1)]
    if row[4] is not None:
        yield from zip(codes, map(_text, _VALUE.findall(row[4])), strict=False)
        return
    start = _text(row[3])
    for number, code in enumerate(codes):
        if start and ord(start[-1]) + number <= 0x10FFFF:
            yield code, start[:-1] + chr(ord(start[-1]) + number)


def _code(digits: bytes) -> bytes:
    whole = b"".join(digits.split())
    return bytes.fromhex((whole + b"0" * (len(whole) % 2)).decode())


def _text(digits: bytes) -> str:
    units = _code(digits)
    return (units if len(units) % 2 == 0 else b"\0" + units).decode("utf-16-be", "ignore")


def _digits(code: bytes) -> bytes:
    return code.hex().encode()


def _coded(text: str) -> bytes:
    return text.encode("utf-16-be", "ignore").hex().encode()


def _spans(meant: Mapping[bytes, str]) -> Iterator[tuple[bytes, bytes, str]]:
    """Codes that follow one another in a row of 256 and mean single characters that do, too."""
    held: list[tuple[bytes, str]] = []
    for code, text in sorted(meant.items(), key=lambda pair: (len(pair[0]), pair[0])):
        if held:
            (first, start), (before, was) = held[0], held[-1]
            follows = code[:-1] == first[:-1] and code[-1] == before[-1] + 1 and _next(was) == text
            if not (follows and ord(start) >> 8 == ord(text) >> 8):
                yield first, before, start
                held = []
        held.append((code, text))
        if len(text) != 1 or ord(text) > 0xFFFF:
            yield code, code, text
            held = []
    if held:
        yield held[0][0], held[-1][0], held[0][1]


def _next(text: str) -> str:
    return chr(ord(text) + 1) if len(text) == 1 and ord(text) < 0xFFFF else ""


def _blocks(name: bytes, rows: list[bytes]) -> Iterator[bytes]:
    for start in range(0, len(rows), _BLOCK):
        part = rows[start : start + _BLOCK]
        yield b"%d begin%s\n%s\nend%s\n" % (len(part), name, b"\n".join(part), name)
