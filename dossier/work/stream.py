"""Messages one after the other in a stream, each with its length before it."""

from __future__ import annotations

import struct
from typing import IO

#: Stands on standard error before what an engine prints, and after what kept the process from beginning.
LISTENS = b"\0"
_LENGTH = struct.Struct(">Q")
#: Bytes of one message, and of what is read of it at once.
_MOST, _PART = 1 << 36, 1 << 20


def send(stream: IO[bytes], frame: bytes) -> None:
    """Send one message, whole, also where the stream takes a part at a time. Raises OSError."""
    for data in (_LENGTH.pack(len(frame)), frame):
        left = memoryview(data)
        while left:
            left = left[stream.write(left) :]
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """The next message, None where the stream ends before it does. Raises ValueError where none is so
    long."""
    head = _read(stream, _LENGTH.size)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > _MOST:
        raise ValueError(f"a message of {length} bytes")
    return _read(stream, length)


def _read(stream: IO[bytes], count: int) -> bytes | None:
    """``count`` bytes, and not one more: what stands behind them is the next message's."""
    parts, left = [], count
    while left:
        part = stream.read(min(left, _PART))
        if not part:
            return None
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
