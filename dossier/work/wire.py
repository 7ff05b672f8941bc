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
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias, TypeVar, cast

T = TypeVar("T")

_LENGTH = struct.Struct(">Q")
# The member of a JSON object that names the class of a dataclass: no field can be called so.
_CLASS = ""
_SCALARS = (str, int, float, bool)
_PLAIN = frozenset((*_SCALARS, types.NoneType))
#: What makes a value of what JSON has for it, and the bytes beside that. Raises ValueError.
_Reader: TypeAlias = "Callable[[object, Sequence[bytes]], object]"


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
    return cast("T", _reader(cast("object", kind))(plain, blobs))


def _plain(value: object, blobs: list[bytes]) -> object:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple:
        held = cast("tuple[object, ...]", value)
        return [one if type(one) in _PLAIN else _plain(one, blobs) for one in held]
    if isinstance(value, bytes):
        blobs.append(value)
        return len(blobs) - 1
    if dataclasses.is_dataclass(kind):
        fields = {name: _plain(getattr(value, name), blobs) for name in _fields(kind)}
        return {_CLASS: kind.__name__, **fields}
    if isinstance(value, _SCALARS):
        return value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(held, blobs) for key, held in value.items()}
    if isinstance(value, Sequence | frozenset):
        return [_plain(held, blobs) for held in value]
    raise TypeError(f"{kind.__name__} cannot be packed")


@functools.cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


@functools.cache
def _reader(kind: object) -> _Reader:
    """What reads a value of ``kind``; made once, since a layout has some ten thousand values of few kinds."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _member_reader(inner)
    if origin is typing.Literal:
        return _literal_reader(kind, inner)
    if origin is tuple:
        return _series_reader(kind, inner[0]) if inner[1:] == (...,) else _tuple_reader(kind, inner)
    if origin is frozenset:
        series = _series_reader(kind, inner[0])
        return lambda plain, blobs: frozenset(cast("tuple[object]", series(plain, blobs)))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping_reader(kind, inner[1])
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _class_reader(kind)
    if kind is bytes:
        return _blob
    if kind is Path:
        return lambda plain, _: Path(_exactly(str, kind, plain))
    if kind is float:
        return lambda plain, _: float(plain if type(plain) is int else _exactly(float, kind, plain))
    if kind is types.NoneType:
        return _literal_reader(kind, (None,))
    if isinstance(kind, type) and kind in _SCALARS:
        return lambda plain, _: plain if type(plain) is kind else _exactly(kind, kind, plain)
    if isinstance(kind, type) and issubclass(kind, str):
        return lambda plain, _: kind(_exactly(str, kind, plain))
    raise TypeError(f"{kind!r} cannot be unpacked")


def _blob(plain: object, blobs: Sequence[bytes]) -> bytes:
    rank = _exactly(int, bytes, plain)
    _check(0 <= rank < len(blobs), bytes, plain)
    return blobs[rank]


def _literal_reader(kind: object, values: Sequence[object]) -> _Reader:
    def read(plain: object, _: Sequence[bytes]) -> object:
        _check(plain in values, kind, plain)
        return plain

    return read


def _series_reader(kind: object, inner: object) -> _Reader:
    one = _reader(inner)

    def read(plain: object, blobs: Sequence[bytes]) -> object:
        return tuple([one(held, blobs) for held in _exactly(list, kind, plain)])

    return read


def _tuple_reader(kind: object, inner: Sequence[object]) -> _Reader:
    ones = tuple(map(_reader, inner))

    def read(plain: object, blobs: Sequence[bytes]) -> object:
        items = _exactly(list, kind, plain)
        return tuple([one(held, blobs) for one, held in zip(ones, items, strict=True)])

    return read


def _mapping_reader(kind: object, inner: object) -> _Reader:
    one = _reader(inner)

    def read(plain: object, blobs: Sequence[bytes]) -> object:
        return {key: one(held, blobs) for key, held in _exactly(dict, kind, plain).items()}

    return read


def _class_reader(kind: type) -> _Reader:
    names = _fields(kind)
    members = {_CLASS, *names}
    ordered = all(field.init and not field.kw_only for field in dataclasses.fields(kind))
    readers: tuple[tuple[str, _Reader], ...] | None = None  # known once it is read: a kind may hold itself

    def read(plain: object, blobs: Sequence[bytes]) -> object:
        nonlocal readers
        if readers is None:
            hints = typing.get_type_hints(kind)
            readers = tuple([(name, _reader(hints[name])) for name in names])  # whole, for other threads read
        values = _exactly(dict, kind, plain)
        _check(values.keys() == members and values[_CLASS] == kind.__name__, kind, plain)
        if ordered:
            return kind(*[one(values[name], blobs) for name, one in readers])
        return kind(**{name: one(values[name], blobs) for name, one in readers})

    return read


def _member_reader(kinds: Sequence[object]) -> _Reader:
    """What reads that of the ``kinds`` of a union which a value is; the first of those that JSON cannot tell
    apart."""
    members = [(_fitting(kind), kind) for kind in kinds if kind is not types.NoneType]
    missing = len(members) < len(kinds)
    readers: tuple[_Reader, ...] | None = None  # known once it is read, as those of a class are

    def read(plain: object, blobs: Sequence[bytes]) -> object:
        nonlocal readers
        if plain is None and missing:
            return None
        if readers is None:
            readers = tuple([_reader(kind) for _, kind in members])
        for rank, (fits, _) in enumerate(members):
            if fits(plain):
                return readers[rank](plain, blobs)
        raise ValueError(f"{str(plain)[:60]!r} is no {kinds!r}")

    return read


def _fitting(kind: object) -> Callable[[object], bool]:
    origin = typing.get_origin(kind) or kind
    if dataclasses.is_dataclass(kind):
        name = getattr(kind, "__name__", None)
        return lambda plain: type(plain) is dict and plain.get(_CLASS) == name
    if origin is typing.Literal:
        values = typing.get_args(kind)
        return lambda plain: plain in values
    if origin is types.NoneType:
        return lambda plain: plain is None
    if origin is tuple:
        return lambda plain: type(plain) is list
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return lambda plain: type(plain) is dict
    if isinstance(kind, type) and issubclass(kind, str | Path):
        return lambda plain: type(plain) is str
    wanted = int if kind is bytes else kind
    return lambda plain: type(plain) is wanted


def _exactly(wanted: type[T], kind: object, plain: object) -> T:
    """``plain``, a value of ``kind``, which JSON has as ``wanted`` and nothing else: True is no number."""
    if type(plain) is not wanted or not isinstance(plain, wanted):
        raise ValueError(f"{str(plain)[:60]!r} is no {kind!r}")
    return plain


def _check(holds: bool, kind: object, plain: object) -> None:
    if not holds:
        raise ValueError(f"{str(plain)[:60]!r} is no {kind!r}")
