"""Colour profiles with their effect, and no word of who made them, where and with what (ICC.1:2022)."""

from __future__ import annotations

import hashlib
import struct

from dossier import icc
from dossier.icc import ENTRY, HEADER

from .fault import unpacked

#: What changes a colour (9.2); what a colourant is called names the channels of its tables.
_EFFECT = frozenset(
    (b"A2B0", b"A2B1", b"A2B2", b"B2A0", b"B2A1", b"B2A2", b"D2B0", b"D2B1", b"D2B2", b"D2B3", b"B2D0",
     b"B2D1", b"B2D2", b"B2D3", b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC", b"kTRC", b"wtpt",
     b"bkpt", b"chad", b"chrm", b"cicp", b"gamt", b"pre0", b"pre1", b"pre2", b"lumi", b"ncl2", b"clrt",
     b"clot", b"clro", b"view", b"meas", b"tech", b"rig0", b"rig2")
)  # fmt: skip
_MOST_TAGS = 200
#: "sRGB IEC61966-2.1" of 1998, in half of all pictures: engines know it by its bytes, and draw it faster.
_PUBLIC = frozenset(("2b3aa1645779a9e634744faf9b01e9102b0c9b88fd6deced7934df86b949af7e",))
_DATE = struct.pack(">6H", 2012, 1, 1, 0, 0, 0)
_NO_COPYRIGHT = "No copyright"


def neutral(data: bytes) -> bytes | None:
    """The profile ``data`` with the tags that change colours, a neutral name, and nothing behind them; a
    profile made so, or known to all, as it is. None where it is no profile."""
    if len(data) < HEADER + 4 or data[36:40] != b"acsp":
        return None
    size = unpacked(">I", data)[0]
    if hashlib.sha256(data[:size]).hexdigest() in _PUBLIC:
        return data[:size]
    count = unpacked(">I", data, HEADER)[0]
    if count > _MOST_TAGS or HEADER + 4 + ENTRY * count > len(data):
        return None
    tags: dict[bytes, bytes] = {}
    for rank in range(count):
        name, at, length = unpacked(">4sII", data, HEADER + 4 + ENTRY * rank)
        if name in _EFFECT and at + length <= len(data) and name not in tags:
            tags[name] = _trimmed(data[at : at + length])
    space = data[16:20].decode("latin-1").strip()
    name = space if space.isalnum() else "ICC"
    text = _localised if data[8] >= 4 else icc.description
    tags = {
        b"desc": text(name),
        b"cprt": text(_NO_COPYRIGHT) if data[8] >= 4 else icc.text(_NO_COPYRIGHT),
        **tags,
    }
    return _written(data, tags)


def _trimmed(tag: bytes) -> bytes:
    """The tag without what stands behind its value, where its type tells how long that is (10)."""
    kind, length = tag[:4], len(tag)
    if kind == b"XYZ ":
        length = 20
    elif kind == b"curv" and len(tag) >= 12:
        length = 12 + 2 * unpacked(">I", tag, 8)[0]
    elif kind == b"sig ":
        length = 12
    return tag[:length]


def _written(data: bytes, tags: dict[bytes, bytes]) -> bytes:
    table = icc.table(tags)
    head = bytearray(data[:HEADER])
    head[0:8] = struct.pack(">I", HEADER + len(table)) + bytes(4)  # size; preferred engine
    head[24:36] = _DATE
    head[40:44] = bytes(4)  # platform
    head[48:56] = bytes(8)  # manufacturer and model of the device
    head[80:128] = bytes(48)  # creator, identifier, reserved
    return bytes(head) + table


def _localised(words: str) -> bytes:
    text = words.encode("utf-16-be")
    return b"mluc" + struct.pack(">3I4s2I", 0, 1, 12, b"enUS", len(text), 28) + text
