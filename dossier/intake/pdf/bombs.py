"""Small files that unpack to what no machine holds: found before any engine draws them."""

from __future__ import annotations

import zlib
from typing import Any

import pikepdf
from pikepdf import Array, Object, Stream

from dossier.entries import text, whole
from dossier.findings import Finding, finding
from dossier.intake.limits import PIXELS, STREAM
from dossier.intake.steps import PLACE
from dossier.odd import OddError

# What deflate can make of one byte at most, and what others that repeat can.
_MOST = 1040
_FLATE = ("/FlateDecode", "/Fl")
_PACKED = (*_FLATE, "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL")
_CHUNK = 1 << 20


def bomb(pdf: pikepdf.Pdf, name: str) -> Finding | None:
    """A finding for the first image or stream of ``pdf`` that is too large once it is unpacked."""
    for item in pdf.objects:
        if not isinstance(item, Stream):
            continue
        head: Any = item.stream_dict
        if head.get("/Subtype") == "/Image":
            width, height = _whole(head.get("/Width")), _whole(head.get("/Height"))
            if width * height > PIXELS:
                return finding("source-image-huge", PLACE, file=name, width=width, height=height)
        elif _unpacked(item, head, STREAM):
            return finding("source-unpacks", PLACE, file=name, size=STREAM)
    return None


def _unpacked(stream: Any, head: Any, most: int) -> bool:
    filters = head.get("/Filter")
    names = [text(f) for f in filters] if isinstance(filters, Array) else [text(filters)]
    packed = [f for f in names if f in _PACKED]
    if not packed or _whole(head.get("/Length")) * _MOST ** len(packed) <= most:
        return False
    raw = stream.read_raw_bytes()
    if len(raw) * _MOST ** len(packed) <= most:
        return False
    layers = [f for f in names if f]
    while layers and layers[0] in _FLATE:
        layers.pop(0)
        out = _inflated(raw, most)
        if out is None:
            return True
        raw = out
    return False


def _inflated(raw: bytes, most: int) -> bytes | None:
    """What ``raw`` inflates to, None where that is more than ``most``."""
    engine, out, rest = zlib.decompressobj(), bytearray(), raw
    try:
        while rest and not engine.eof:
            out += engine.decompress(rest, _CHUNK)
            rest = engine.unconsumed_tail
            if len(out) > most:
                return None
    except zlib.error:
        pass  # damaged: the engines go as far as it goes, and so did this
    return bytes(out)


def _whole(number: Object) -> int:
    try:
        return max(0, whole(number))
    except OddError:
        return 0
