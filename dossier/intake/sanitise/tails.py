"""Data of which their own numbers say how many bytes count (ISO 32000-2, 7.10.2, 7.10.5 and 8.6.6.3)."""

from __future__ import annotations

from typing import Any

from pikepdf import Array, Name, Object, Stream, String

from dossier import entries
from dossier.odd import OddError

from .streams import decoded

_COMPONENTS = {
    "/DeviceGray": 1, "/CalGray": 1, "/DeviceRGB": 3, "/CalRGB": 3, "/Lab": 3, "/DeviceCMYK": 4,
    "/Separation": 1, "/G": 1, "/RGB": 3, "/CMYK": 4,
}  # fmt: skip


def lookup(space: Any) -> int:
    """Cut the table of an indexed space to the colours that it may have; 1 where it was longer."""
    if len(space) != 4:
        return 0
    try:
        count = _components(space[1]) * (entries.whole(space[2]) + 1)
    except OddError:
        return 0
    table: Any = space[3]
    if not count:
        return 0
    if isinstance(table, String):
        if len(bytes(table)) > count:
            space[3] = String(bytes(table)[:count])
            return 1
    elif isinstance(table, Stream):
        return _cut(table, count)
    return 0


def function(stream: Any) -> int:
    """Cut the samples, or the program, of a function to what is computed with; 1 where it was longer."""
    try:
        kind = entries.whole(stream.get("/FunctionType"))
        if kind == 0:
            bits = (
                len(entries.numbers(stream.get("/Range"))) // 2 * entries.whole(stream.get("/BitsPerSample"))
            )
            for size in entries.numbers(stream.get("/Size")):
                bits *= int(size)
            return _cut(stream, (bits + 7) // 8) if bits else 0
    except OddError:
        return 0
    data, _ = decoded(stream) if kind == 4 else (None, True)
    end = _end(data) if data is not None else 0
    if data is None or not end or not data[end:].strip(b"\0\t\n\f\r "):
        return 0
    stream.write(data[:end])
    return 1


def _end(program: bytes) -> int:
    """Behind the brace that closes the first one; 0 where none does."""
    depth = 0
    for at, byte in enumerate(program):
        depth += (byte == ord("{")) - (byte == ord("}"))
        if byte == ord("}") and depth <= 0:
            return at + 1
    return 0


def _cut(stream: Any, count: int) -> int:
    data, _ = decoded(stream)
    if data is None or len(data) <= count:
        return 0
    stream.write(data[:count])
    return 1


def _components(space: Object) -> int:
    if isinstance(space, Name):
        return _COMPONENTS.get(entries.text(space), 0)
    if not isinstance(space, Array) or not len(space):
        return 0
    family = entries.text(space[0])
    if family == "/ICCBased" and len(space) > 1 and isinstance(space[1], Stream):
        return entries.whole(space[1].get("/N"))
    if family == "/DeviceN" and len(space) > 1:
        return len(entries.items(space[1]))
    return _COMPONENTS.get(family, 0)
