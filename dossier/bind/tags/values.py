"""Small values of a source, copied whole: nothing in them refers to the file that they come from."""

from __future__ import annotations

from typing import Any

from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    StreamObject,
    TextStringObject,
)

from dossier import geometry
from dossier.geometry import Matrix

from .source import get

_DEEPEST = 8
#: The entries of a structure element that are text (ISO 32000-1, table 323).
TEXTS = ("/T", "/Lang", "/Alt", "/E", "/ActualText")


def plain(value: Any, depth: int = 0) -> Any:
    """A copy of ``value`` without references; what is deeper than attributes nest, and streams, are null."""
    value = value.get_object()
    if depth > _DEEPEST or isinstance(value, StreamObject):
        return NullObject()
    if isinstance(value, ArrayObject):
        return ArrayObject(plain(item, depth + 1) for item in list.__iter__(value))
    if isinstance(value, DictionaryObject):
        return DictionaryObject({NameObject(k): plain(v, depth + 1) for k, v in value.items()})
    return value


def texts(held: DictionaryObject) -> dict[str, Any]:
    """The entries of an element that are text, but for empty ones."""
    found = ((key, get(held, key)) for key in TEXTS)
    return {
        key: TextStringObject(_text(value))
        for key, value in found
        if isinstance(value, (TextStringObject, ByteStringObject)) and value
    }


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def identifier(value: Any) -> bytes:
    """An element's /ID, as bytes."""
    if isinstance(value, bytes):
        return bytes(value)
    original = getattr(value, "original_bytes", None)
    return original if isinstance(original, bytes) else str(value).encode()


def attributes(value: Any, prefix: bytes, matrix: Matrix | None) -> Any:
    """A copy of the /A of an element: cells named in /Headers get ``prefix``, ``matrix`` moves boxes."""
    copied = plain(value)
    for held in copied if isinstance(copied, ArrayObject) else [copied]:
        if not isinstance(held, DictionaryObject):
            continue
        headers, box = held.get("/Headers"), held.get("/BBox")
        if isinstance(headers, ArrayObject):
            named = (ByteStringObject(prefix + identifier(name)) for name in headers)
            held[NameObject("/Headers")] = ArrayObject(named)
        if matrix and isinstance(box, ArrayObject) and len(box) == 4:
            moved = geometry.transform(matrix, geometry.normalised([float(n) for n in box]))
            held[NameObject("/BBox")] = ArrayObject(FloatObject(round(n, 2)) for n in moved)
    return copied
