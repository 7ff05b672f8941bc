"""Pictures in codings of their own, asked whether all of them is there: JPEG, JPEG 2000, JBIG2, facsimile."""

from __future__ import annotations

import io
import random
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from PIL import Image, ImageChops, ImageFile

from dossier import entries, odd
from dossier.intake.pdf import coded

from .state import State

_SOF, _PROGRESSIVE = (0xC0, 0xC1, 0xC2), 0xC2
_SOS, _EOI, _DRI = 0xDA, 0xD9, 0xDD
_NO_FRAMES = (0xC4, 0xC8, 0xCC)
_MARKED_END = b"\xff\xd9"
_ALONE = frozenset((0x01, 0xD8, *range(0xD0, 0xD8)))
_IN_SCAN = re.compile(rb"\xff+([^\x00\xff])", re.DOTALL)
_RESTART = re.compile(rb"\xff[\xd0-\xd7]")
# What may follow any scan and holds no marker: who still needs data takes these.
_MORE = bytes(byte & 0x7F for byte in random.Random(1).randbytes(1 << 13))
_SOME = _MORE[:256]
_ONES = b"\xff" * len(_MORE)
_EIGHTH = 8
# Of facsimile data, one in so many bytes more than is needed is too much; of JPEG data, one in more.
_SURPLUS, _SHARE = 50, 400
_FEW, _LARGE = 24, 1 << 18
_SMALL = 2048
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
    seen = _drawn(data[:end] + _MARKED_END, full)
    if seen is None or _differ(seen, _drawn(_lengthened(data, frame), full)):
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
    whole = _drawn(body + _MARKED_END, full) if full else seen
    return whole is not None and not _differ(whole, _drawn(less + _MARKED_END, full))


def _lengthened(data: bytes, frame: _Frame) -> bytes:
    """The picture with more data behind each scan and before each restart: who lacks some takes these."""
    parts, at = [], 0
    for start, end in frame.scans:
        scan = (
            _RESTART.sub(lambda mark: _SOME + mark[0], data[start:end]) if frame.interval else data[start:end]
        )
        parts += [data[at:start], scan, _MORE]
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
    for found in _IN_SCAN.finditer(data, start):
        number = found[1][0] - 0xD0
        if not 0 <= number < 8:
            end = found.start()
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


def _drawn(data: bytes, full: bool) -> Image.Image | None:
    """The picture, an eighth as large unless ``full``; None where the decoder gives up."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS
    # The layout's engine, once imported, has cut pictures drawn grey.
    ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS = False, None
    try:
        with odd.reading("PIL"), Image.open(io.BytesIO(data)) as image:
            if not full:
                image.draft(image.mode, (image.width // _EIGHTH, image.height // _EIGHTH))
            image.load()
            return image.copy()
    except odd.OddError:
        return None
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS = before


def _differ(one: Image.Image, other: Image.Image | None) -> bool:
    return other is None or one.size != other.size or bool(ImageChops.difference(one, other).getbbox())


def _grey(image: Image.Image) -> bool:
    """Whether the picture ends in the grey that stands for nothing."""
    last = image.crop((0, image.height - 1, *image.size)).getextrema()
    pairs = [last] if isinstance(last[0], (int, float)) else list(last)
    return all(_GREY[0] <= low and high <= _GREY[1] for low, high in pairs)


def jpx(data: bytes) -> State:
    """ITU-T T.800: the boxes, then tile by tile, then by OpenJPEG."""
    start = data.find(b"\xff\x4f\xff\x51")
    if start < 0:
        return State.BROKEN
    at, found = start + 2, False
    while at + 12 <= len(data):
        marker, length = struct.unpack_from(">HH", data, at)
        if marker == 0xFF90:
            found = True
            part = struct.unpack_from(">I", data, at + 6)[0]
            if part == 0:
                break
            if at + part > len(data):
                return State.BROKEN
            at += part
        elif marker == 0xFFD9 or marker < 0xFF00:
            break
        else:
            at += 2 + length
    if not found or _drawn(data, full=True) is None:
        ended = data[at : at + 2] == b"\xff\xd9"
        return State.BROKEN if not found or ended or not _more_drawn(data) else State.ENDLESS
    return State.WHOLE


def _more_drawn(data: bytes) -> bool:
    return _drawn(data + b"\xff\xd9", full=True) is not None


def jbig2(data: bytes) -> State:
    """ITU-T T.88, 7.2: segments, each as long as it says."""
    at, regions = 0, 0
    for start, kind, length in _segments(data):
        if length < 0:
            return State.BROKEN
        at = start + length
        regions += kind in (4, 6, 7, 16, 20, 22, 23, 36, 38, 39, 40, 42, 43)
    return State.WHOLE if regions and at else State.BROKEN


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Where the data of each segment begin, its type and its length, -1 where it is cut off or none."""
    at = 0
    while at + 11 <= len(data):
        number, flags, referred = int.from_bytes(data[at : at + 4], "big"), data[at + 4], data[at + 5] >> 5
        start = at + 6
        if referred == 7:
            referred = int.from_bytes(data[at + 5 : at + 9], "big") & 0x1FFFFFFF
            start = at + 9 + (referred + 8) // 8
        start += referred * (1 if number <= 256 else 2 if number <= 65536 else 4)
        start += 4 if flags & 0x40 else 1
        length, kind = int.from_bytes(data[start : start + 4], "big"), flags & 0x3F
        if kind not in coded.KINDS:
            if not data[at:].strip(b"\0\r\n\t "):
                return
            yield start, kind, -1
            return
        if length == 0xFFFFFFFF:
            yield start, kind, len(data) - start
            return
        yield start + 4, kind, length if start + 4 + length <= len(data) else -1
        at = start + 4 + length
        if kind == 51:
            return


def facsimile(data: bytes, parms: Any, width: int, height: int) -> State:
    """ITU-T T.4 and T.6, by libtiff; ``width`` and ``height`` in pixels."""
    k, columns = entries.whole(parms.get("/K", 0)), entries.whole(parms.get("/Columns", 1728))
    if not data.strip(b"\0") or columns != width:
        return State.BROKEN if not data.strip(b"\0") else State.WHOLE
    if bool(parms.get("/EncodedByteAlign", False)):
        return State.WHOLE  # no TIFF is written so
    seen = _drawn(_tiff(data + _ONES, k, width, height), full=True)
    if seen is None or _differ(seen, _drawn(_tiff(data + _MORE, k, width, height), full=True)):
        return State.BROKEN
    if len(data) > _SMALL:
        less = data.rstrip(b"\0")[: -len(data) // _SURPLUS]
        if not _differ(seen, _drawn(_tiff(less + _MORE, k, width, height), full=True)):
            return State.DOUBTFUL
    return State.WHOLE


def _tiff(data: bytes, k: int, width: int, height: int) -> bytes:
    """The smallest TIFF that holds the data (TIFF 6.0, sections 10 and 11)."""
    tags = [
        (256, 4, width), (257, 4, height), (258, 3, 1), (259, 3, 4 if k < 0 else 3), (262, 3, 0),
        (273, 4, 8 + 2 + 12 * 10 + 4), (277, 3, 1), (278, 4, height), (279, 4, len(data)),
        (293 if k < 0 else 292, 4, 0 if k <= 0 else 1),
    ]  # fmt: skip
    fields = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in sorted(tags))
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(tags)) + fields + bytes(4) + data
