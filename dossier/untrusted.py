"""JSON that anybody may have written: what stands in a folder that somebody sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

#: What JSON is to be: of a type, one of these texts, the keys of an object where they are there, a list of
#: one shape, one of several shapes, null.
Shape: TypeAlias = "type | frozenset[str] | Mapping[str, Shape] | list[Shape] | tuple[Shape, ...] | None"


def parsed(text: str | bytes) -> Any:
    """What ``text`` says. Raises ValueError where it is no JSON, or nested beyond what is read of it."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def shaped(text: str | bytes, shape: Shape, *, whole: bool = False) -> object:
    """What ``text`` says, which is of a ``shape``, and has all its keys where it is to be ``whole``. Raises
    ValueError where it is not."""
    told = parsed(text)
    at = wrong(told, shape, whole=whole)
    if at is not None:
        raise ValueError(at or "another shape")
    return told


def wrong(value: object, shape: Shape, at: str = "", *, whole: bool = False) -> str | None:
    """Where ``value`` is not of a ``shape``, or lacks keys where it is to be ``whole``: the keys that lead
    there, ranks counted from 0. None where it is of it."""
    if isinstance(shape, tuple):
        return None if any(wrong(value, option, whole=whole) is None for option in shape) else at
    if shape is None:
        return None if value is None else at
    if isinstance(shape, type):
        # True is an int of Python's, and no number of JSON's.
        return None if isinstance(value, shape) and isinstance(value, bool) == (shape is bool) else at
    if isinstance(shape, frozenset):
        return None if isinstance(value, str) and value in shape else at
    if isinstance(shape, Mapping):
        if not isinstance(value, Mapping):
            return at
        if whole and not shape.keys() <= value.keys():
            return at
        inner = ((value[key], inner_shape, key) for key, inner_shape in shape.items() if key in value)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        inner = ((item, shape[0], str(rank)) for rank, item in enumerate(value))
    else:
        return at
    faults = (wrong(item, below, f"{at}.{name}" if at else name, whole=whole) for item, below, name in inner)
    return next((fault for fault in faults if fault is not None), None)
