"""The one wire format: frozen dataclasses as JSON, their bytes behind it.

No pickle: what comes out of a process that a hostile file took over must not make this one run anything. What
is read is read by the type that is asked for, and nothing else can come of it.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import struct
import types
import typing
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar, cast

T = TypeVar("T")

_LENGTH = struct.Struct(">Q")
# The member of a JSON object that names the class of a dataclass: no field can be called so.
_CLASS = ""
_SCALARS = (str, int, float, bool)


def pack(value: object) -> bytes:
    """``value``, of dataclasses, tuples, mappings by text, paths, texts, numbers and bytes, as bytes.

    Raises TypeError for anything else: a fault of the caller's.
    """
    blobs: list[bytes] = []
    text = json.dumps([_plain(value, blobs), [len(blob) for blob in blobs]], ensure_ascii=True).encode()
    return b"".join((_LENGTH.pack(len(text)), text, *blobs))


def unpack(kind: type[T], data: bytes) -> T:
    """The value of the type ``kind`` that was packed. Raises ValueError where ``data`` is no such value."""
    try:
        (length,) = _LENGTH.unpack_from(data)
        start = _LENGTH.size + length
        plain, lengths = json.loads(data[_LENGTH.size : start])
        blobs = []
        for size in lengths:
            blobs.append(data[start : start + size])
            start += size
    except (struct.error, TypeError, ValueError) as error:
        raise ValueError(f"not a packed value: {error}") from error
    if start != len(data):
        raise ValueError(f"{len(data)} bytes where {start} were packed")
    return cast("T", _typed(kind, plain, blobs))


def _plain(value: object, blobs: list[bytes]) -> object:
    if value is None or isinstance(value, _SCALARS):
        return value
    if isinstance(value, bytes):
        blobs.append(value)
        return len(blobs) - 1
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(held, blobs) for key, held in value.items()}
    if isinstance(value, Sequence | frozenset):
        return [_plain(held, blobs) for held in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: _plain(getattr(value, f.name), blobs) for f in dataclasses.fields(value)}
        return {_CLASS: type(value).__name__, **fields}
    raise TypeError(f"{type(value).__name__} cannot be packed")


@functools.cache
def _hints(kind: type) -> Mapping[str, object]:
    return typing.get_type_hints(kind)


@functools.cache
def _members(kind: type) -> frozenset[str]:
    return frozenset((_CLASS, *(f.name for f in dataclasses.fields(kind))))


@functools.cache
def _shape(kind: object) -> tuple[object, tuple[object, ...]]:
    return typing.get_origin(kind), typing.get_args(kind)


def _typed(kind: object, plain: object, blobs: Sequence[bytes]) -> object:
    origin, inner = _shape(kind)
    if origin in (typing.Union, types.UnionType):
        return _typed(_member(inner, plain), plain, blobs)
    if origin is typing.Literal:
        _check(plain in inner, kind, plain)
        return plain
    if origin is tuple:
        items = _exactly(list, kind, plain)
        kinds = inner[:1] * len(items) if inner[1:] == (...,) else inner
        return tuple(_typed(one, held, blobs) for one, held in zip(kinds, items, strict=True))
    if origin is frozenset:
        return frozenset(_typed(inner[0], held, blobs) for held in _exactly(list, kind, plain))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {key: _typed(inner[1], held, blobs) for key, held in _exactly(dict, kind, plain).items()}
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _made(kind, plain, blobs)
    if kind is bytes:
        rank = _exactly(int, kind, plain)
        _check(0 <= rank < len(blobs), kind, plain)
        return blobs[rank]
    if kind is Path:
        return Path(_exactly(str, kind, plain))
    if kind is float:
        return float(plain if type(plain) is int else _exactly(float, kind, plain))
    if kind is types.NoneType:
        _check(plain is None, kind, plain)
        return None
    if isinstance(kind, type) and issubclass(kind, str):
        return kind(_exactly(str, kind, plain))
    if isinstance(kind, type) and kind in _SCALARS:
        return _exactly(kind, kind, plain)
    raise TypeError(f"{kind!r} cannot be unpacked")


def _made(kind: type, plain: object, blobs: Sequence[bytes]) -> object:
    hints = _hints(kind)
    values = _exactly(dict, kind, plain)
    _check(values.keys() == _members(kind) and values[_CLASS] == kind.__name__, kind, plain)
    return kind(**{name: _typed(hints[name], held, blobs) for name, held in values.items() if name != _CLASS})


def _member(kinds: Sequence[object], plain: object) -> object:
    """That of the ``kinds`` of a union which ``plain`` is; the first of those that JSON cannot tell apart."""

    def fits(kind: object) -> bool:
        origin = typing.get_origin(kind) or kind
        if dataclasses.is_dataclass(kind):
            return isinstance(plain, dict) and plain.get(_CLASS) == getattr(kind, "__name__", None)
        if origin is types.NoneType:
            return plain is None
        if origin is typing.Literal:
            return plain in typing.get_args(kind)
        if origin is tuple:
            return isinstance(plain, list)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return isinstance(plain, dict)
        if isinstance(kind, type) and issubclass(kind, str | Path):
            return isinstance(plain, str)
        return type(plain) is (int if kind is bytes else kind)

    member = next((kind for kind in kinds if fits(kind)), None)
    _check(member is not None, kinds, plain)
    return member


def _exactly(wanted: type[T], kind: object, plain: object) -> T:
    """``plain``, a value of ``kind``, which JSON has as ``wanted`` and nothing else: True is no number."""
    if type(plain) is not wanted or not isinstance(plain, wanted):
        raise ValueError(f"{str(plain)[:60]!r} is no {kind!r}")
    return plain


def _check(holds: bool, kind: object, plain: object) -> None:
    if not holds:
        raise ValueError(f"{str(plain)[:60]!r} is no {kind!r}")
