"""JPEG, asked whether all of it is there (ITU-T T.81)."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field

from PIL import Image

from .looking import MORE, differ, drawn
from .state import State

_SOF, _PROGRESSIVE = (0xC0, 0xC1, 0xC2), 0xC2
_SOS, _EOI, _DRI = 0xDA, 0xD9, 0xDD
_NO_FRAMES = (0xC4, 0xC8, 0xCC)
_MARKED_END = b"\xff\xd9"
_ALONE = frozenset((0x01, 0xD8, *range(0xD0, 0xD8)))
_IN_SCAN = re.compile(rb"\xff+([^\x00\xff])", re.DOTALL)
_RESTART = re.compile(rb"\xff[\xd0-\xd7]")
_SOME = MORE[:256]
# A scan with one byte in so many more than it needs is read wrongly.
_SHARE, _FEW = 400, 24
_SMALL, _LARGE = 2048, 1 << 18
_GREY = (124, 131)


@dataclass(slots=True)
class _Frame:
    """What the segments of a JPEG say: its ``kind``, where the data of its scans begin and end, whether its
    end is marked (``ended``), and whether all restarts and all bits of all coefficients are announced
    (``complete``)."""

    kind: int = 0
    scans: list[tuple[int, int]] = field(default_factory=list)
    ended: bool = False
    complete: bool = True
    size: tuple[int, int] = (0, 0)
    blocks: tuple[int, int] = (1, 1)
    interval: int = 0
    components: tuple[int, ...] = ()
    bits: dict[tuple[int, int], int] = field(default_factory=dict)


def jpeg(data: bytes) -> State:
    """ITU-T T.81, by libjpeg, which fills with grey what is not there and tells nobody."""
    data = data[max(data.find(b"\xff\xd8"), 0) :]
    frame = _Frame()
    try:
        _walk(data, frame)
    except (IndexError, struct.error):
        return State.BROKEN
    if not frame.kind or not frame.scans:
        return State.BROKEN
    if frame.kind not in _SOF:
        return State.WHOLE  # arithmetic, lossless: libjpeg does not read them, nor do most engines
    if not frame.complete or not _announced(frame):
        return State.BROKEN
    full = frame.kind == _PROGRESSIVE
    start, end = frame.scans[-1]
    seen = drawn(data[:end] + _MARKED_END, full)
    if seen is None or differ(seen, drawn(_lengthened(data, frame), full)):
        return State.BROKEN
    if not full and not frame.interval and _surplus(data[:end], end - start, seen):
        return State.DOUBTFUL
    return State.WHOLE if frame.ended else State.ENDLESS


def _surplus(body: bytes, size: int, seen: Image.Image) -> bool:
    """Whether the picture is the same without its last data, of the ``size`` bytes of its only scan: they
    were read wrongly before. An eighth of a large picture must do, which shows less."""
    if size < _SMALL or _grey(seen):
        return False
    full = len(body) < _LARGE
    used = body.rstrip(b"\0\xff")
    less = used[: len(used) - (_FEW if full else max(_SMALL // 4, size // _SHARE))].rstrip(b"\xff")
    whole = drawn(body + _MARKED_END, full) if full else seen
    return whole is not None and not differ(whole, drawn(less + _MARKED_END, full))


def _lengthened(data: bytes, frame: _Frame) -> bytes:
    """The picture with more data behind each scan and before each restart: who lacks some takes these."""
    parts, at = [], 0
    for start, end in frame.scans:
        scan = (
            _RESTART.sub(lambda mark: _SOME + mark[0], data[start:end]) if frame.interval else data[start:end]
        )
        parts += [data[at:start], scan, MORE]
        at = end
    return b"".join(parts) + _MARKED_END


def _walk(data: bytes, frame: _Frame) -> None:
    at = 2
    while at < len(data):
        at = data.find(b"\xff", at)
        while 0 <= at < len(data) - 1 and data[at + 1] == 0xFF:
            at += 1
        if at < 0 or at + 1 >= len(data):
            return
        marker = data[at + 1]
        if marker == _EOI:
            frame.ended = True
            return
        if marker in _ALONE or marker == 0:
            at += 2
            continue
        length = struct.unpack_from(">H", data, at + 2)[0]
        segment = data[at + 4 : at + 2 + length]
        if len(segment) < length - 2:
            return
        at += 2 + length
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAMES:
            frame.kind, frame.size = marker, struct.unpack_from(">HH", segment, 1)
            factors = [(segment[7 + 3 * n] >> 4, segment[7 + 3 * n] & 15) for n in range(segment[5])]
            frame.components = tuple(segment[6 + 3 * n] for n in range(segment[5]))
            frame.blocks = (max(h for h, _ in factors), max(v for _, v in factors))
        elif marker == _DRI:
            frame.interval = struct.unpack_from(">H", segment)[0]
        elif marker == _SOS:
            at = _scan(data, at, segment, frame)


def _scan(data: bytes, start: int, head: bytes, frame: _Frame) -> int:
    """Where the data of a scan end, which ``head`` begins."""
    count = head[0]
    first, last, low = head[1 + 2 * count], head[2 + 2 * count], head[3 + 2 * count] & 15
    for rank in range(count):
        for k in range(first, last + 1):
            frame.bits[head[1 + 2 * rank], k] = low
    end, restarts = len(data), 0
    for marker in _IN_SCAN.finditer(data, start):
        number = marker[1][0] - 0xD0
        if not 0 <= number < 8:
            end = marker.start()
            break
        frame.complete &= number == restarts % 8
        restarts += 1
    frame.scans.append((start, end))
    if frame.interval and count > 1 and frame.size[0]:
        across, down = -(-frame.size[1] // (8 * frame.blocks[0])), -(-frame.size[0] // (8 * frame.blocks[1]))
        frame.complete &= restarts == -(-across * down // frame.interval) - 1
    return end


def _announced(frame: _Frame) -> bool:
    if frame.kind == _PROGRESSIVE:
        return all(frame.bits.get((one, k), 1) == 0 for one in frame.components for k in range(64))
    return all((one, 0) in frame.bits for one in frame.components)


def _grey(image: Image.Image) -> bool:
    """Whether the picture ends in the grey that stands for nothing."""
    last = image.crop((0, image.height - 1, *image.size)).getextrema()
    pairs = [last] if isinstance(last[0], (int, float)) else list(last)
    return all(_GREY[0] <= low and high <= _GREY[1] for low, high in pairs)
