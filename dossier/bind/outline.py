"""The outline: that of the plan, and under each document that of its source (ISO 32000-2, 12.3.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    NumberObject,
    TextStringObject,
)

from dossier.model import Bookmark

from .destinations import Destinations
from .objects import add


def source_outline(reader: PdfReader, destinations: Destinations) -> tuple[Bookmark, ...]:
    """The outline of a source, mapped to the dossier; entries that lead to no bound page fall away."""
    return _mapped(reader.outline, destinations)


def _mapped(entries: Sequence[Any], destinations: Destinations) -> tuple[Bookmark, ...]:
    found: list[Bookmark] = []
    for index, entry in enumerate(entries):
        if isinstance(entry, list):
            continue
        following = entries[index + 1] if index + 1 < len(entries) else None
        children = _mapped(following, destinations) if isinstance(following, list) else ()
        place = destinations.resolve(entry.dest_array)
        title = str(entry.title or "").strip()
        if place and title:
            found.append(Bookmark(title, place.folio, place.top, None, children))
        else:  # a chapter whose own page was not kept names nothing; those of its parts that were stay
            found += children
    return tuple(found)


def write_outline(
    writer: PdfWriter, bookmarks: Sequence[Bookmark], outlines: Mapping[str, Sequence[Bookmark]]
) -> None:
    """Write the whole outline; documents are closed, so that it opens at their level."""
    root = DictionaryObject({NameObject("/Type"): NameObject("/Outlines")})
    reference = add(writer, root)
    count = _write_level(writer, root, reference, bookmarks, outlines)
    root[NameObject("/Count")] = NumberObject(count)
    writer.root_object[NameObject("/Outlines")] = reference


def _write_level(
    writer: PdfWriter,
    parent: DictionaryObject,
    parent_reference: Any,
    bookmarks: Sequence[Bookmark],
    outlines: Mapping[str, Sequence[Bookmark]],
) -> int:
    """Write the children of one entry; returns how many entries show when it is open."""
    items = [
        DictionaryObject(
            {
                NameObject("/Title"): TextStringObject(bookmark.label),
                NameObject("/Parent"): parent_reference,
                NameObject("/Dest"): _destination(writer, bookmark),
            }
        )
        for bookmark in bookmarks
    ]
    references = [add(writer, item) for item in items]
    shown = len(items)
    for index, (item, bookmark) in enumerate(zip(items, bookmarks, strict=True)):
        if index:
            item[NameObject("/Prev")] = references[index - 1]
        if index + 1 < len(items):
            item[NameObject("/Next")] = references[index + 1]
        of_source = outlines.get(bookmark.document, ()) if bookmark.document else ()
        children = (*bookmark.children, *of_source)
        if children:
            below = _write_level(writer, item, references[index], children, outlines)
            open_ = bool(bookmark.children) and any(b.document for b in bookmark.children)
            item[NameObject("/Count")] = NumberObject(below if open_ else -below)
            shown += below if open_ else 0
    if items:
        parent[NameObject("/First")] = references[0]
        parent[NameObject("/Last")] = references[-1]
    return shown


def _destination(writer: PdfWriter, bookmark: Bookmark) -> ArrayObject:
    page = writer.pages[bookmark.page - 1].indirect_reference
    top = FloatObject(round(bookmark.top, 2))
    return ArrayObject([page, NameObject("/XYZ"), NullObject(), top, NullObject()])
