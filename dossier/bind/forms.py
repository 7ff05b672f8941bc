"""A source page as a Form XObject: its content stream unparsed, its resources and blend group with it."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from pypdf import PageObject, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
)

from dossier.geometry import IDENTITY, Matrix
from dossier.model import Box

from . import objects
from .annotations import Appearance

_EMPTY = b""


@dataclass(frozen=True, slots=True)
class PageForm:
    """The form ``drawn`` for a page, and the one that holds its ``content``: another where annotations are
    drawn on top, the n-th of them as marked content n."""

    drawn: StreamObject
    content: StreamObject


class Patterns:
    """The patterns of one file's pages.

    A pattern is laid by the matrix of its page (ISO 32000-2, 8.7.3.1); pdfium keeps what it made for the
    first page that drew it, turned and scaled as that one: pages laid otherwise need patterns of their own.
    """

    def __init__(self) -> None:
        self._given: dict[tuple[int, Matrix], IndirectObject] = {}
        self._taken: set[int] = set()
        self._laid = IDENTITY

    def laid(self, matrix: Matrix) -> Patterns:
        """These patterns, for a page that ``matrix`` lays onto the dossier's."""
        a, b, c, d, e, f = (round(number, 4) for number in matrix)
        self._laid = (a, b, c, d, e, f)
        return self

    def give(self, writer: PdfWriter, form: StreamObject) -> None:
        """Let ``form`` have patterns that no page draws which is laid otherwise."""
        resources = objects.dictionary(form, "/Resources")
        held = objects.dictionary(resources, "/Pattern")
        if not held:
            return
        own = DictionaryObject(resources)
        own[NameObject("/Pattern")] = DictionaryObject(
            {NameObject(name): self._own(writer, held.raw_get(name)) for name in held}
        )
        form[NameObject("/Resources")] = own

    def _own(self, writer: PdfWriter, pattern: PdfObject) -> PdfObject:
        held = objects.resolved(pattern)
        if not isinstance(pattern, IndirectObject) or not isinstance(held, DictionaryObject):
            return pattern
        key = (pattern.idnum, self._laid)
        if key not in self._given:
            copied = pattern.idnum in self._taken
            self._taken.add(pattern.idnum)
            self._given[key] = objects.add(writer, _copy(held)) if copied else pattern
        return self._given[key]


def page_form(
    writer: PdfWriter,
    page: PageObject,
    box: Box,
    matrix: Matrix,
    on_top: Sequence[Appearance],
    patterns: Patterns,
) -> PageForm:
    """The form for ``page`` cut to ``box`` (user space units), laid by ``matrix`` (ISO 32000-2, 8.10).

    ``on_top`` are the annotations that print; they are drawn after the page, in its own space. ``patterns``
    are those of the pages before; one that was laid otherwise gets a copy.
    """
    inner = _content_form(writer, page)
    patterns.give(writer, inner)
    _shape(inner, box, IDENTITY if on_top else matrix)
    if not on_top:
        return PageForm(inner, inner)
    draws = [b"/Page Do"]
    xobjects = DictionaryObject({NameObject("/Page"): objects.add(writer, inner)})
    layers = DictionaryObject()
    for number, appearance in enumerate(on_top):
        name = f"/Annot{number}"
        xobjects[NameObject(name)] = drawn = _clone(writer, appearance.stream)
        look = objects.resolved(drawn)
        if isinstance(look, DictionaryObject):
            # A look is a form whether or not it says so; drawn by a page, it must.
            look.setdefault(NameObject("/Subtype"), NameObject("/Form"))
        numbers = " ".join(FloatObject(round(n, 6)).myrepr() for n in appearance.matrix)
        draw = f"/Form <</MCID {number}>> BDC q {numbers} cm {name} Do Q EMC"
        if appearance.layer is not None:
            layers[NameObject(name)] = _clone(writer, appearance.layer)
            draw = f"/OC {name} BDC {draw} EMC"
        draws.append(draw.encode())
    outer = objects.stream(b"\n".join(draws), {})
    resources = DictionaryObject({NameObject("/XObject"): xobjects})
    if layers:
        resources[NameObject("/Properties")] = layers
    outer[NameObject("/Resources")] = resources
    _shape(outer, box, matrix)
    return PageForm(outer, inner)


def _shape(form: StreamObject, box: Box, matrix: Matrix) -> None:
    form[NameObject("/Type")] = NameObject("/XObject")
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/BBox")] = ArrayObject(FloatObject(n) for n in box)
    form[NameObject("/Matrix")] = ArrayObject(FloatObject(f"{n:.12f}") for n in matrix)


def _content_form(writer: PdfWriter, page: PageObject) -> StreamObject:
    contents = page.get("/Contents")
    contents = contents.get_object() if contents is not None else None
    parts = [p.get_object() for p in contents] if isinstance(contents, ArrayObject) else [contents]
    streams = [part for part in parts if isinstance(part, StreamObject)]
    if len(streams) == 1:
        lone = streams[0]
        keys = ("/Filter", "/DecodeParms")
        # The bytes stay as they are: what pypdf cannot decode it need not decode.
        form = objects.stream(
            objects.encoded(lone), {k: lone.raw_get(k).clone(writer) for k in keys if k in lone}
        )
    else:
        # Streams of an array may split between any two tokens (ISO 32000-2, 7.8.2).
        data = b"\n".join(stream.get_data() for stream in streams)
        form = objects.stream(zlib.compress(data), {"/Filter": NameObject("/FlateDecode")})
    resources = page.raw_get("/Resources") if "/Resources" in page else DictionaryObject()
    form[NameObject("/Resources")] = _clone(writer, resources)
    group = objects.dictionary(page, "/Group")
    if group and not _shared(group):
        form[NameObject("/Group")] = own = DictionaryObject(group.clone(writer))
        own[NameObject("/I")] = BooleanObject(True)
    return form


def blend(page: PageObject, target: PageObject) -> None:
    """Have what is transparent on ``page`` blended on ``target``, where it is bound, in the same colours.

    A page's group is isolated whatever it says (ISO 32000-1, 11.4.7), a form's where it says so (11.6.6). One
    that blends in RGB, as what the dossier draws around it, is the target's own; another stays with the form,
    so that the dossier's colours are not turned into inks and back.
    """
    group = objects.dictionary(page, "/Group")
    if group and _shared(group):
        entries = {"/Type": "/Group", "/S": "/Transparency"}
        entries |= {"/CS": "/DeviceRGB"} if "/CS" in group else {}
        target[NameObject("/Group")] = DictionaryObject(
            {NameObject(key): NameObject(name) for key, name in entries.items()}
        )


def _shared(group: DictionaryObject) -> bool:
    return group.get("/CS") in (None, "/DeviceRGB") and not objects.get(group, "/K")


def _copy(value: DictionaryObject) -> DictionaryObject:
    if isinstance(value, StreamObject):
        return objects.stream(
            objects.encoded(value), {key: value.raw_get(key) for key in value if key != "/Length"}
        )
    return DictionaryObject(value)


def _clone(writer: PdfWriter, value: PdfObject) -> PdfObject:
    cloned = value.clone(writer)
    if isinstance(value, IndirectObject) and not isinstance(cloned, IndirectObject):
        return cloned.indirect_reference or cloned
    return cloned
