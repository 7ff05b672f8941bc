"""Small values of a source, as qpdf reads them, copied whole for pypdf: nothing in them refers to the file
that they come from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, String
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    NumberObject,
    TextStringObject,
    create_string_object,
)

from dossier import geometry
from dossier.geometry import Matrix

from .source import entries_of, text_of

_DEEPEST = 8
#: The entries of a structure element that are text (ISO 32000-1, table 323).
TEXTS = ("/T", "/Lang", "/Alt", "/E", "/ActualText")


def plain(value: Any, depth: int = 0) -> Any:
    """A copy of ``value`` without references; what is deeper than attributes nest, and streams, are null."""
    if depth > _DEEPEST:
        return NullObject()
    match value:
        case bool():
            return BooleanObject(value)
        case int():
            return NumberObject(value)
        case Decimal():
            return FloatObject(value)
        case Name():
            return NameObject(text_of(value))
        case String():
            return create_string_object(bytes(value))
        case Array():
            return ArrayObject(plain(item, depth + 1) for item in value)
        case Dictionary():
            return DictionaryObject({NameObject(k): plain(v, depth + 1) for k, v in entries_of(value)})
        case _:
            return NullObject()


def texts(held: Object) -> dict[str, Any]:
    """The entries of an element that are text, but for empty ones."""
    found = ((key, held.get(key)) for key in TEXTS if key in held)
    said = {key: _text(value) for key, value in found if isinstance(value, String)}
    return {key: TextStringObject(text) for key, text in said.items() if text}


def _text(value: String) -> str:
    text = create_string_object(bytes(value))
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)


def identifier(value: Any) -> bytes:
    """An element's /ID, as bytes."""
    return bytes(value) if isinstance(value, String) else str(value).encode()


def attributes(value: Any, prefix: bytes, matrix: Matrix | None) -> Any:
    """A copy of the /A of an element: cells named in /Headers get ``prefix``, ``matrix`` moves boxes."""
    copied = plain(value)
    listed = isinstance(copied, ArrayObject)
    for given, held in zip(value, copied, strict=True) if listed else [(value, copied)]:
        if not isinstance(held, DictionaryObject):
            continue
        headers, box = given.get("/Headers"), held.get("/BBox")
        if isinstance(headers, Array):
            named = (ByteStringObject(prefix + identifier(name)) for name in headers)
            held[NameObject("/Headers")] = ArrayObject(named)
        corners = list(box) if isinstance(box, ArrayObject) else []
        if matrix and len(corners) == 4 and all(isinstance(n, (int, float)) for n in corners):
            moved = geometry.transform(matrix, geometry.normalised([float(n) for n in corners]))
            held[NameObject("/BBox")] = ArrayObject(FloatObject(round(n, 2)) for n in moved)
    return copied
