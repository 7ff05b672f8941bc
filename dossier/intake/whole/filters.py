"""The filters that pack data, each taken off up to the end that it marks itself (ISO 32000-2, 7.4)."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Object

from dossier import entries
from dossier.odd import OddError

from .state import State

_CHUNK = 1 << 20
# An empty block, by which a program that never ends a stream flushes it (RFC 1951, 3.2.4).
_FLUSHED = b"\0\0\xff\xff"
_WHITE = b"\0\t\n\f\r "
_SUM = 4
_CLEAR, _END, _WIDEST = 256, 257, 4096
_SHORT = {
    "/Fl": "/FlateDecode", "/LZW": "/LZWDecode", "/A85": "/ASCII85Decode", "/AHx": "/ASCIIHexDecode",
    "/RL": "/RunLengthDecode", "/DCT": "/DCTDecode", "/CCF": "/CCITTFaxDecode",
}  # fmt: skip
#: Codings of pictures: what is left when all others are off.
PICTURES = frozenset(("/DCTDecode", "/JPXDecode", "/JBIG2Decode", "/CCITTFaxDecode"))


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The data of a stream, as far as they go: ``size`` bytes, and the ``data`` themselves where they are
    asked for and no predictor changed them.

    ``coding`` is that of the picture they still are in, with its ``parms``; empty where in none.
    """

    data: bytes
    size: int
    state: State
    coding: str = ""
    parms: Any = None


def unpacked(raw: bytes, filters: object, parms: object, *, counted: bool = False) -> Unpacked:
    """Take ``filters``, with their ``parms`` as a stream has them, off ``raw``. Where they are ``counted``
    only, deflated data are not held.

    Raises OddError where a filter is none that the standard knows.
    """
    names, given = _listed(filters), _listed(parms)
    remaining = Unpacked(raw, len(raw), State.WHOLE)
    for rank, name in enumerate(names):
        word = entries.text(name)
        filter_ = _SHORT.get(word, word)
        its = given[rank] if rank < len(given) and hasattr(given[rank], "keys") else {}
        if filter_ in PICTURES:
            return Unpacked(remaining.data, remaining.size, remaining.state, filter_, its)
        if filter_ == "/Crypt":
            continue
        if filter_ not in _OFF:
            raise OddError("a filter that is none")
        if filter_ == "/FlateDecode":
            data, size, state = _inflated(remaining.data, held=not (counted and rank == len(names) - 1))
        elif filter_ == "/LZWDecode":
            data, size, state = _lzw(remaining.data, early=entries.whole(its.get("/EarlyChange", 1)) != 0)
        else:
            data, size, state = _OFF[filter_](remaining.data)
        remaining = Unpacked(data, size, max(remaining.state, state))
        if entries.whole(its.get("/Predictor", 1)) >= 10:
            remaining = Unpacked(b"", _rows(remaining.size, its), remaining.state)
    return remaining


def _listed(value: object) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, Array) else [value]


def _rows(size: int, parms: Object | dict[str, int]) -> int:
    """How many bytes a PNG predictor leaves: each row has one more, that says how (7.4.4.4)."""
    columns, colours = entries.whole(parms.get("/Columns", 1)), entries.whole(parms.get("/Colors", 1))
    bits = columns * colours * entries.whole(parms.get("/BitsPerComponent", 8))
    row = max(1, (bits + 7) // 8)
    whole, rest = divmod(size, row + 1)
    return whole * row + max(0, rest - 1)


def _inflated(raw: bytes, *, held: bool) -> tuple[bytes, int, State]:
    """RFC 1950 and 1951; the sum at the end is compared here, so that the data are had all the same."""
    out, size, sum_ = bytearray(), 0, 1
    if len(raw) < 2 or raw[0] & 15 != 8 or (raw[0] << 8 | raw[1]) % 31:
        return b"", 0, State.BROKEN if raw.strip(_WHITE[1:]) else State.WHOLE
    engine, rest = zlib.decompressobj(-15), raw[2:]
    try:
        while rest and not engine.eof:
            part = engine.decompress(rest, _CHUNK)
            rest = engine.unconsumed_tail
            size, sum_ = size + len(part), zlib.adler32(part, sum_)
            if held:
                out += part
    except zlib.error:
        return bytes(out), size, State.BROKEN
    if not engine.eof:
        ended = raw.rstrip(b"\r\n").endswith(_FLUSHED) or raw.endswith(_FLUSHED)
        return bytes(out), size, State.ENDLESS if ended else State.BROKEN
    written = engine.unused_data[:_SUM]
    if len(written) < _SUM:
        return bytes(out), size, State.ENDLESS
    return bytes(out), size, State.WHOLE if int.from_bytes(written, "big") == sum_ else State.DOUBTFUL


def _lzw(raw: bytes, *, early: bool) -> tuple[bytes, int, State]:
    """7.4.4.2."""
    table: list[bytes] = []
    out = bytearray()
    bits = held = 0
    width, before = 9, b""
    for byte in raw:
        held, bits = (held << 8 | byte) & 0xFFFFFF, bits + 8
        if bits < width:
            continue
        bits -= width
        code = held >> bits & ((1 << width) - 1)
        if code == _END:
            return bytes(out), len(out), State.WHOLE
        if code == _CLEAR:
            table, width, before = [], 9, b""
            continue
        if code < _CLEAR:
            word = bytes((code,))
        elif code - 258 < len(table):
            word = table[code - 258]
        elif before and code - 258 == len(table):
            word = before + before[:1]
        else:
            return bytes(out), len(out), State.BROKEN
        if before and len(table) + 258 < _WIDEST:
            table.append(before + word[:1])
        out += word
        before = word
        # The code after next is the first of a new width: the decoder is one entry behind the encoder.
        count = len(table) + 258 + early
        width = 12 if count >= 2048 else 11 if count >= 1024 else 10 if count >= 512 else 9
    return bytes(out), len(out), State.ENDLESS


def _hex(raw: bytes) -> tuple[bytes, int, State]:
    body, end, _ = raw.partition(b">")
    digits = body.translate(None, _WHITE)
    broken = re.search(rb"[^0-9A-Fa-f]", digits)
    digits = digits[: broken.start()] if broken else digits
    data = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    return data, len(data), State.BROKEN if broken else State.WHOLE if end else State.ENDLESS


def _85(raw: bytes) -> tuple[bytes, int, State]:
    body, end, _ = raw.removeprefix(b"<~").partition(b"~")
    digits = body.translate(None, _WHITE)
    broken = re.search(rb"[^!-uz]", digits)
    digits = digits[: broken.start()] if broken else digits
    try:
        data = base64.a85decode(digits)
    except ValueError:
        return b"", 0, State.BROKEN
    return data, len(data), State.BROKEN if broken else State.WHOLE if end else State.ENDLESS


def _runs(raw: bytes) -> tuple[bytes, int, State]:
    out, at = bytearray(), 0
    while at < len(raw):
        length = raw[at]
        if length == 128:
            return bytes(out), len(out), State.WHOLE
        step = length + 2 if length < 128 else 2
        if at + step > len(raw):
            return bytes(out), len(out), State.BROKEN
        out += raw[at + 1 : at + step] if length < 128 else raw[at + 1 : at + 2] * (257 - length)
        at += step
    return bytes(out), len(out), State.ENDLESS


_OFF: Mapping[str, Callable[[bytes], tuple[bytes, int, State]]] = {
    "/FlateDecode": lambda raw: _inflated(raw, held=True),
    "/LZWDecode": lambda raw: _lzw(raw, early=True),
    "/ASCIIHexDecode": _hex,
    "/ASCII85Decode": _85,
    "/RunLengthDecode": _runs,
}
