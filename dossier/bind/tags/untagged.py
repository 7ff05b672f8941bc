"""A page whose author did not tag it: text to be read as it was drawn, or a picture with its alternative."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from dossier.bind.bound import BoundPage
from dossier.model import Mark, Tag

from .marks import without_marks
from .skeleton import annotate
from .tree import Element, Tree

# What pypdf raises on a stream that it cannot decode.
_UNDECODED = (PyPdfError, NotImplementedError, ValueError, TypeError, KeyError, AttributeError, zlib.error)


def write_untagged(tree: Tree, parent: Element, tag: Tag, bound: BoundPage, language: str | None) -> None:
    """The element for an untagged page, in the marked content of its placeholder.

    A page with text is a paragraph, read in the order in which it was drawn; its /T is the alternative, which
    as /Alt would be read in place of the text. A page without is a figure.
    """
    entries: dict[str, PdfObject] = {}
    if language:
        entries["/Lang"] = TextStringObject(language)
    if bound.facts.has_text:
        entries["/T"] = TextStringObject(tag.alt or "")
        role = "P"
    else:
        frame = ArrayObject(FloatObject(round(n, 2)) for n in bound.planned.frame or ())
        layout = {NameObject("/O"): NameObject("/Layout"), NameObject("/BBox"): frame}
        entries |= {"/Alt": TextStringObject(tag.alt or ""), "/A": DictionaryObject(layout)}
        role = "Figure"
    element = tree.element(role, parent, entries)
    for mark in tag.kids:
        if isinstance(mark, Mark):
            tree.mark(element, bound.target, mark.mcid)
    strip(bound.form)
    links = [moved.link for moved in bound.links]
    if links and role == "Figure":
        element = tree.element("P", parent)
    write_links(tree, element, bound.target, links)


def write_links(tree: Tree, parent: Element, target: Any, links: list[DictionaryObject]) -> None:
    """A Link element for each annotation of ``links``, which are put on the page ``target``."""
    for link in links:
        element = tree.element("Link", parent)
        tree.object(element, target, annotate(tree, target, link))


def strip(form: StreamObject) -> None:
    """Take the marks from a form and from all forms that it draws: within content that is marked as a
    whole, an artifact may not stand (ISO 14289-1, 7.1) and nothing else would be owned."""
    for stream in forms_in(form):
        try:
            data = decoded(stream)
        except _UNDECODED:
            continue  # what cannot be decoded is handed on as it is
        changed = without_marks(data)
        if changed != data:
            encode(stream, changed)


def forms_in(form: StreamObject) -> Iterator[StreamObject]:
    """``form`` and the forms under its resources, each once."""
    seen: set[int] = set()
    waiting = [form]
    while waiting:
        stream = waiting.pop()
        if id(stream) in seen:
            continue
        seen.add(id(stream))
        yield stream
        resources = _dictionary(stream.get("/Resources"))
        for value in _dictionary(resources.get("/XObject")).values():
            held = value.get_object()
            if isinstance(held, StreamObject) and held.get("/Subtype") == "/Form":
                waiting.append(held)


def decoded(stream: StreamObject) -> bytes:
    """The content of a stream."""
    if stream.get("/Filter") == "/FlateDecode" and "/DecodeParms" not in stream:
        try:
            return zlib.decompress(stream._data)
        except zlib.error:
            pass  # pypdf reads damaged ones too
    return stream.get_data()


def encode(stream: StreamObject, data: bytes) -> None:
    """Give ``stream`` another content."""
    stream._data = zlib.compress(data)
    stream.pop("/DecodeParms", None)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")


def _dictionary(value: Any) -> DictionaryObject:
    value = value.get_object() if value is not None else None
    return value if isinstance(value, DictionaryObject) else DictionaryObject()
