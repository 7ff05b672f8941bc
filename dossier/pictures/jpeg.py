"""JPEG, segment by segment (ITU-T T.81, annex B), as libjpeg reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from . import exif
from .fault import PictureError
from .profile import neutral

START = b"\xff\xd8\xff"
_SOI, _EOI, _SOS, _TEM = 0xD8, 0xD9, 0xDA, 0x01
_JFIF, _APP2, _ADOBE = 0xE0, 0xE2, 0xEE
_APP1 = 0xE1
_RESTARTS = range(0xD0, 0xD8)
#: Tables, frames, scans: what the pixels are made of. All others are for applications, or comments.
_CODING = frozenset((*range(0xC0, 0xC8), *range(0xC9, 0xD0), _SOS, 0xDB, 0xDC, 0xDD))
_PROFILE = b"ICC_PROFILE\0"
_EXIF = b"Exif\0\0"
# Entropy-coded data end at a marker that is neither a stuffed byte nor a restart (B.1.1.5).
_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]", re.DOTALL)
_LONGEST = 65_519  # of a profile in one segment


@dataclass
class _Kept:
    parts: list[bytes] = field(default_factory=lambda: [b"\xff\xd8"])
    removed: int = 0
    profile: dict[int, bytes] = field(default_factory=dict)
    profile_at: int = 0
    oriented: bool = False


def bare(data: bytes) -> tuple[bytes, int]:
    """``data``, which starts with SOI, as its coding, its size, its colours, and how it is turned; and how
    many parts were taken out. Where it breaks off within a scan, all of the scan stays."""
    kept, at, scanned = _Kept(), 2, False
    while at < len(data):
        here = data.find(b"\xff", at)
        if here < 0 or not data[here:].strip(b"\xff"):
            if not scanned:
                raise PictureError
            break  # cut off, or no end was written: what came is all there is
        kept.removed += here > at
        at = here
        while data[at + 1] == 0xFF:  # fill bytes (B.1.1.2)
            at += 1
        marker = data[at + 1]
        if marker == _EOI:
            kept.removed += len(data) > at + 2
            kept.parts.append(b"\xff\xd9")
            break
        if marker in _RESTARTS or marker in (0, _TEM):
            kept.removed += 1
            at += 2
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _SOI or end > len(data) or end < at + 4:
            if not scanned:
                raise PictureError
            kept.parts.append(data[at:])  # damaged: whatever a decoder makes of it
            break
        if marker == _SOS:
            scanned = True
            match = _MARKER.search(data, end)
            end = match.start() if match else len(data)
            kept.parts.append(data[at:end])
        elif marker in _CODING:
            kept.parts.append(data[at:end])
        else:
            _application(marker, data[at + 4 : end], kept)
        at = end
    if not scanned:
        raise PictureError
    _add_profile(kept)
    return b"".join(kept.parts), kept.removed


def _application(marker: int, body: bytes, kept: _Kept) -> None:
    left = b""
    if marker == _JFIF and body.startswith(b"JFIF\0") and len(body) >= 14:
        left = body[:12] + b"\0\0"  # without its thumbnail (ISO/IEC 10918-5, 10.1)
    elif marker == _ADOBE and body.startswith(b"Adobe") and len(body) >= 12:
        left = body[:12]  # the colour transform (Adobe's note 5116, 18)
    elif marker == _APP2 and body.startswith(_PROFILE) and len(body) > 14:
        kept.profile_at = kept.profile_at or len(kept.parts)
        kept.profile[body[12]] = kept.profile.get(body[12], b"") or body[14:]
        return
    elif marker == _APP1 and body.startswith(_EXIF) and not kept.oriented:
        block = exif.turned(body[6:])
        left = _EXIF + block if block else b""
        kept.oriented = bool(block)
    if left:
        kept.parts.append(_segment(marker, left))
    kept.removed += left != body


def _add_profile(kept: _Kept) -> None:
    if not kept.profile:
        return
    whole = b"".join(kept.profile[number] for number in sorted(kept.profile))
    plain = neutral(whole)
    if plain is None:
        kept.removed += len(kept.profile)  # no engine reads it
        return
    kept.removed += plain != whole
    chunks = [plain[n : n + _LONGEST] for n in range(0, len(plain), _LONGEST)]
    if plain == whole:
        chunks = [kept.profile[number] for number in sorted(kept.profile)]
    kept.parts[kept.profile_at : kept.profile_at] = [
        _segment(_APP2, _PROFILE + bytes((rank, len(chunks))) + chunk) for rank, chunk in enumerate(chunks, 1)
    ]


def _segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body
