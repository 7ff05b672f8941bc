"""What stands in several sources once stands in the dossier once: fonts, pictures, colour profiles."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, PdfObject, StreamObject

from . import objects

# Fonts hang on their descriptors, those on their files; pictures on masks and profiles: no chain is longer.
_ROUNDS = 4
_OF_ONE_PAGE = ("/PatternType", "/StructParent", "/StructParents")
# Dictionaries that are worth it: those through which equal files of fonts are reached.
_TYPES = ("/Font", "/FontDescriptor", "/Encoding", "/ExtGState")


def share(writer: PdfWriter, first: int, forms: Collection[int]) -> None:
    """Let equal streams, and the fonts made of equal streams, be one object each.

    Objects before the number ``first`` are the skeleton's and stay, but for the ``forms`` (their numbers)
    that its placeholders became.

    Of equals the one with the lowest number stays, so that the outcome hangs on the inputs alone.
    """
    held = objects.objects(writer)
    replaced: dict[int, IndirectObject] = {}
    bytes_of: dict[int, bytes] = {}
    for _ in range(_ROUNDS):
        seen: dict[bytes, int] = {}
        changed = False
        for number, item in enumerate(held, 1):
            if number < first or number in replaced or not _worth_it(item):
                continue
            key = _key(item, replaced, bytes_of, number)
            kept = seen.setdefault(key, number)
            if kept != number:
                replaced[number] = IndirectObject(kept, 0, writer)
                changed = True
        if not changed:
            break
    if replaced:
        for number, item in enumerate(held, 1):
            if number in replaced:
                held[number - 1] = None
            elif number >= first or number in forms:
                _redirect(item, replaced)


def _worth_it(item: object) -> bool:
    if isinstance(item, StreamObject):
        # A form may have tags of its own; pdfium lays a pattern that two pages share as on the first of them.
        return item.get("/Subtype") != "/Form" and not any(key in item for key in _OF_ONE_PAGE)
    return isinstance(item, DictionaryObject) and item.get("/Type") in _TYPES


def _key(item: object, replaced: dict[int, IndirectObject], bytes_of: dict[int, bytes], number: int) -> bytes:
    digest = hashlib.sha256(_text(item, replaced).encode("utf-8", "surrogatepass"))
    if isinstance(item, StreamObject):
        if number not in bytes_of:
            bytes_of[number] = hashlib.sha256(objects.encoded(item)).digest()
        digest.update(bytes_of[number])
    return digest.digest()


def _text(value: object, replaced: dict[int, IndirectObject]) -> str:
    """``value`` with its references as they stand after what was replaced so far."""
    if isinstance(value, IndirectObject):
        return f"{replaced.get(value.idnum, value).idnum} R"
    if isinstance(value, DictionaryObject):
        inside = (f"{key} {_text(value.raw_get(key), replaced)}" for key in sorted(value))
        return f"<<{' '.join(inside)}>>"
    if isinstance(value, ArrayObject):
        return f"[{' '.join(_text(one, replaced) for one in list(value))}]"
    return f"{type(value).__name__}:{value!r}"


def _redirect(value: PdfObject | None, replaced: dict[int, IndirectObject]) -> None:
    if isinstance(value, DictionaryObject):
        for key in value:
            value[NameObject(key)] = _redirected(value.raw_get(key), replaced)
    elif isinstance(value, ArrayObject):
        value[:] = [_redirected(inside, replaced) for inside in list(value)]


def _redirected(inside: PdfObject, replaced: dict[int, IndirectObject]) -> PdfObject:
    if isinstance(inside, IndirectObject):
        return replaced.get(inside.idnum, inside)
    _redirect(inside, replaced)
    return inside
