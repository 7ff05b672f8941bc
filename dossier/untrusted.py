"""JSON that anybody may have written: what stands in a folder that somebody sent."""

from __future__ import annotations

import functools
import json
import types
import typing
from collections.abc import Iterable, Mapping
from typing import TypeVar, cast

T = TypeVar("T")


def parsed(text: str | bytes) -> object:
    """What ``text`` says. Raises ValueError where it is no JSON, or nested beyond what is read of it."""
    try:
        value: object = json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    return value


def shaped(text: str | bytes, kind: type[T]) -> T:
    """What ``text`` says, where it is of a ``kind``: a text, a number, a truth, a ``dict`` of texts to
    others, a TypedDict, whose other keys may be anything, and lists, literals and unions of these.

    Raises ValueError, with the keys that lead there and ranks counted from 0, where it is not.
    """
    value = parsed(text)
    at = _wrong(value, kind, "")
    if at is not None:
        raise ValueError(at or "another shape")
    return cast("T", value)


@functools.cache
def _hints(kind: type) -> Mapping[str, object]:
    return typing.get_type_hints(kind)


def _wrong(value: object, kind: object, at: str) -> str | None:
    """Where ``value``, which stands ``at`` these keys, is not of a ``kind``. None where it is."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return None if any(_wrong(value, option, at) is None for option in inner) else at
    if origin is typing.Literal:
        return None if isinstance(value, str) and value in inner else at
    items: Iterable[tuple[object, object, object]]
    if origin is list and isinstance(value, list):
        items = ((rank, item, inner[0]) for rank, item in enumerate(value))
    elif origin is dict and isinstance(value, dict):
        items = ((key, item, inner[1]) for key, item in value.items())
    elif isinstance(kind, type) and typing.is_typeddict(kind) and isinstance(value, dict):
        if not frozenset(getattr(kind, "__required_keys__", ())) <= value.keys():
            return at
        items = ((key, value[key], hint) for key, hint in _hints(kind).items() if key in value)
    else:
        return None if _is(value, kind) else at
    places = (_wrong(item, below, f"{at}.{key}" if at else str(key)) for key, item, below in items)
    return next((place for place in places if place is not None), None)


def _is(value: object, kind: object) -> bool:
    # True is an int of Python's, and no number of JSON's.
    if isinstance(value, bool) or kind is bool:
        return isinstance(value, bool) and kind is bool
    if kind is float:
        return isinstance(value, int | float)
    return isinstance(kind, type) and not typing.is_typeddict(kind) and isinstance(value, kind)
