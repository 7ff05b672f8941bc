"""The outline: that of the plan, and under each document that of its source (ISO 32000-2, 12.3.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

from dossier.model import Bookmark

from . import objects
from .destinations import Destinations

# No program nests deeper.
_DEEPEST = 64


def source_outline(reader: PdfReader, destinations: Destinations) -> tuple[Bookmark, ...]:
    """The outline of a source, mapped to the dossier; entries that lead to no bound page fall away."""
    root = objects.dictionary(objects.dictionary(reader.trailer, "/Root"), "/Outlines")
    return _mapped(root, destinations, set(), _DEEPEST)


def _mapped(
    parent: DictionaryObject, destinations: Destinations, seen: set[int], deepest: int
) -> tuple[Bookmark, ...]:
    """What stands below ``parent``; entries that lead to each other in circles end where they do."""
    mapped: list[Bookmark] = []
    entry = objects.get(parent, "/First")
    while deepest and isinstance(entry, DictionaryObject):
        reference = entry.indirect_reference
        number = reference.idnum if reference else id(entry)
        if number in seen:
            break
        seen.add(number)
        children = _mapped(entry, destinations, seen, deepest - 1)
        place = destinations.resolve(_target(entry))
        said = objects.get(entry, "/Title") or ""
        title = (said.decode("latin-1") if isinstance(said, bytes) else str(said)).strip()
        if place and title:
            mapped.append(Bookmark(title, place.folio, place.top, None, children))
        else:  # it names nothing, or a page that was not kept: its parts that were stay
            mapped += children
        entry = objects.get(entry, "/Next")
    return tuple(mapped)


def _target(entry: DictionaryObject) -> PdfObject | None:
    """Where an entry leads: by itself, or by an action (12.3.3)."""
    action = objects.dictionary(entry, "/A")
    target = entry.get("/Dest")
    return action.get("/D") if target is None and action.get("/S") == "/GoTo" else target


def write_outline(
    writer: PdfWriter, bookmarks: Sequence[Bookmark], outlines: Mapping[str, Sequence[Bookmark]]
) -> None:
    """Write the whole outline; documents are closed, so that it opens at their level."""
    root = DictionaryObject({NameObject("/Type"): NameObject("/Outlines")})
    reference = objects.add(writer, root)
    count = _write_level(writer, root, reference, bookmarks, outlines)
    root[NameObject("/Count")] = NumberObject(count)
    writer.root_object[NameObject("/Outlines")] = reference


def _write_level(
    writer: PdfWriter,
    parent: DictionaryObject,
    parent_reference: object,
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
    references = [objects.add(writer, item) for item in items]
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
