"""pypdf's objects: the one reader for whoever walks through a source, and all that is private of pypdf.

What is of another type than a walk needs is :class:`~dossier.odd.OddError`; what is null, or leads nowhere,
is not there (ISO 32000-2, 7.3.7 and 7.3.10). What pypdf itself raises of a file is caught around what it does
(:func:`reading`).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    EncodedStreamObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    PdfObject,
    StreamObject,
)

from dossier import odd
from dossier.odd import OddError

#: What pypdf raises of a file by design.
FAULTS = (PyPdfError,)


def reading() -> AbstractContextManager[None]:
    """Raise OddError for what pypdf, or what it decodes with, raises of a file."""
    return odd.reading("pypdf", faults=FAULTS)


def resolved(value: PdfObject | None) -> PdfObject | None:
    """What ``value`` is or refers to; None where that is null, or nothing."""
    value = value.get_object() if isinstance(value, IndirectObject) else value
    return None if isinstance(value, NullObject) else value


def get(held: DictionaryObject, key: str) -> PdfObject | None:
    """The value of ``key``, or None where it is missing, null or leads nowhere."""
    return resolved(held.get(key))


def dictionary(held: DictionaryObject, key: str) -> DictionaryObject:
    """The same where it is a dictionary, else an empty one."""
    value = get(held, key)
    return value if isinstance(value, DictionaryObject) else DictionaryObject()


def items(value: PdfObject | None) -> list[PdfObject]:
    """What is in an array, references as they are; nothing in one that is not there."""
    value = resolved(value)
    if value is not None and not isinstance(value, ArrayObject):
        raise OddError("no array")
    return [] if value is None else list(value)


def references(value: PdfObject | None) -> list[IndirectObject]:
    """The references in an array."""
    return [item for item in items(value) if isinstance(item, IndirectObject)]


def reference(value: PdfObject) -> IndirectObject:
    """The reference to an object of a file. Raises ValueError where it is none."""
    if value.indirect_reference is None:
        raise ValueError("no object of the file")
    return value.indirect_reference


def array(numbers: Iterable[float], places: int) -> ArrayObject:
    """``numbers``, rounded to so many ``places``."""
    return ArrayObject(FloatObject(round(number, places)) for number in numbers)


# -- what pypdf keeps to itself


def add(writer: PdfWriter, value: PdfObject) -> IndirectObject:
    """Make ``value`` an object of the file; the reference to it."""
    return writer._add_object(value)


def replace(writer: PdfWriter, reference: IndirectObject, value: PdfObject) -> None:
    """Let ``value`` be what ``reference`` refers to."""
    writer._replace_object(reference, value)


def objects(writer: PdfWriter) -> list[PdfObject | None]:
    """All objects, that of number 1 first; None for one that is not there."""
    return writer._objects


def take_over(writer: PdfWriter, held: Iterable[PdfObject], root: int) -> None:
    """Let ``writer`` have the objects ``held``, numbered from 1, and no other; that of the number ``root`` is
    the catalog."""
    writer._objects[:] = held
    for number, item in enumerate(writer._objects, 1):
        if item is not None:
            item.indirect_reference = IndirectObject(number, 0, writer)
    catalog = writer._objects[root - 1]
    if not isinstance(catalog, DictionaryObject):
        raise TypeError("no catalog")
    writer._root_object, writer._pages, writer._info_obj = catalog, catalog.raw_get("/Pages"), None
    writer._flatten()
    for page in writer.flattened_pages or ():
        replace(writer, reference(page), page)


def numbers_in(writer: PdfWriter, reader: PdfReader) -> Mapping[int, int]:
    """The numbers that objects of ``reader`` had, by those that they have in ``writer``."""
    translated = writer._id_translated.get(id(reader), {})
    return {ours: theirs for theirs, ours in translated.items() if isinstance(theirs, int)}


def identify(writer: PdfWriter, identifier: ArrayObject) -> None:
    """Set the file's /ID."""
    writer._ID = identifier


def encoded(stream: StreamObject) -> bytes:
    """The bytes of a stream as they stand in the file."""
    return stream._data


def stream(data: bytes, entries: Mapping[str, object]) -> StreamObject:
    """A stream of the encoded bytes ``data``."""
    made = EncodedStreamObject() if "/Filter" in entries else DecodedStreamObject()
    made._data = data
    made.update({NameObject(key): value for key, value in entries.items()})
    return made


def decoded(stream: StreamObject) -> bytes | None:
    """The content of a stream; None where it cannot be decoded and is handed on as it is."""
    if stream.get("/Filter") == "/FlateDecode" and "/DecodeParms" not in stream:
        try:
            return zlib.decompress(stream._data)
        except zlib.error:
            pass  # pypdf reads damaged ones too
    try:
        with reading():
            return stream.get_data()
    except OddError:
        return None


def encode(stream: StreamObject, data: bytes) -> None:
    """Give ``stream`` another content."""
    stream._data = zlib.compress(data)
    stream.pop("/DecodeParms", None)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    if hasattr(stream, "decoded_self"):
        stream.decoded_self = None
