"""The skeleton as pypdf's objects, read by qpdf.

pypdf parses each object in Python, and then copies it: three times what this takes. What streams hold is
handed on as it is.
"""

from __future__ import annotations

import io
from decimal import Decimal

import pikepdf
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
)

from . import objects
from .packed import Raw


def opened(data: bytes) -> PdfWriter:
    """All objects of the PDF ``data``, which our layout wrote, under the numbers that they have there."""
    writer = PdfWriter()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        held = [_object(item, writer) for item in pdf.objects]
        objects.take_over(writer, held, pdf.Root.objgen[0])
    return writer


def _object(item: object, writer: PdfWriter) -> PdfObject:
    if isinstance(item, pikepdf.Stream):
        entries = {key: _value(value, writer) for key, value in item.items() if key != "/Length"}
        return objects.stream(item.read_raw_bytes(), entries)
    return _direct(item, writer)


def _value(item: object, writer: PdfWriter) -> PdfObject:
    if isinstance(item, pikepdf.Object) and item.is_indirect:
        return IndirectObject(item.objgen[0], 0, writer)
    return _direct(item, writer)


def _direct(item: object, writer: PdfWriter) -> PdfObject:
    if isinstance(item, pikepdf.Name):
        return NameObject(str(item))
    if isinstance(item, pikepdf.Dictionary):
        return DictionaryObject({NameObject(key): _value(value, writer) for key, value in item.items()})
    if isinstance(item, pikepdf.Array):
        return ArrayObject(_value(value, writer) for value in item)
    if isinstance(item, bool):
        return BooleanObject(item)
    if isinstance(item, int):
        return NumberObject(item)
    if isinstance(item, Decimal):
        return Raw(f"{item:f}".encode())
    if isinstance(item, pikepdf.String):
        return ByteStringObject(bytes(item))
    if item is None:
        return Raw(b"null")
    raise TypeError(type(item).__name__)
