"""What a page of a PDF is: boxes, rotation, whether it can show text."""

from __future__ import annotations

import math
from typing import Any

import pikepdf

from dossier import entries, geometry
from dossier.model import SourcePage
from dossier.odd import OddError

# Deeper page trees and form nests than these are made to be slow, not to be printed.
_MAX_PARENTS = 64
_MAX_FORMS = 6
_LETTER = [0.0, 0.0, 612.0, 792.0]


def untangle_fields(pdf: pikepdf.Pdf) -> bool:
    """Let each field stand once in the tree of fields; returns whether one stood more often.

    Twenty-five levels of two references to the next are thirty million ways to one field.
    """
    form: Any = pdf.Root.get("/AcroForm")
    fields = form.get("/Fields") if isinstance(form, pikepdf.Dictionary) else None
    if not isinstance(fields, pikepdf.Array):
        return False
    seen: set[tuple[int, int]] = set()
    todo, tangled = [(form, "/Fields")], False
    while todo:
        holder, key = todo.pop()
        kept = []
        for field in list(holder[key]):
            if not isinstance(field, pikepdf.Dictionary):
                continue
            if field.is_indirect and field.objgen in seen:
                tangled = True
                continue
            seen.add(field.objgen)
            kept.append(field)
            if isinstance(field.get("/Kids"), pikepdf.Array):
                todo.append((field, "/Kids"))
        if len(kept) != len(holder[key]):
            holder[key] = pikepdf.Array(kept)
    return tangled


def draw_fields(pdf: pikepdf.Pdf) -> None:
    """Give form fields the appearance that a viewer was asked to make (ISO 32000-2, 12.7.3)."""
    form: Any = pdf.Root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary) or not form.get("/NeedAppearances", False):
        return
    # qpdf writes one byte a character, which a composite font reads as other characters.
    fonts = entries.dictionary(entries.dictionary(form, "/DR"), "/Font")
    if any(entries.get(font, "/Subtype") == "/Type0" for font in entries.values(fonts)):
        return
    pdf.generate_appearance_streams()


def show_fields(pdf: pikepdf.Pdf) -> None:
    """Give a form to a file that has fields and none, as a page taken out of a form has: pdfium draws fields
    of a form only, other engines and what is bound show them."""
    if "/AcroForm" not in pdf.Root and any(map(_has_fields, pdf.pages)):
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array())


def _has_fields(page: pikepdf.Page) -> bool:
    annotations: Any = page.obj.get("/Annots")
    return isinstance(annotations, pikepdf.Array) and any(
        isinstance(one, pikepdf.Dictionary) and one.get("/Subtype") == "/Widget" for one in list(annotations)
    )


def field_values(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """The values of the form's text fields (ISO 32000-2, 12.7.5.3)."""
    form: Any = pdf.Root.get("/AcroForm")
    fields: Any = form.get("/Fields") if isinstance(form, pikepdf.Dictionary) else None
    todo = list(fields) if isinstance(fields, pikepdf.Array) else []
    values, seen = [], set()
    while todo:
        field = todo.pop()
        if not isinstance(field, pikepdf.Dictionary) or field.objgen in seen:
            continue
        if field.is_indirect:
            seen.add(field.objgen)
        value, kids = field.get("/V"), field.get("/Kids")
        if isinstance(value, pikepdf.String):
            values.append(entries.text(value))
        todo += list(kids) if isinstance(kids, pikepdf.Array) else []
    return tuple(values)


def page_facts(page: Any, number: int) -> SourcePage:
    """The facts of the page object ``page``, the ``number``-th of its file; what is malformed in it counts
    as absent."""
    media = _numbers(_inherited(page, "/MediaBox"))
    if media is None or media[0] == media[2] or media[1] == media[3]:
        media = _LETTER  # what other engines show such a page as
    box = geometry.visible_box(media, _numbers(_inherited(page, "/CropBox")))
    rotation = int(_number(_inherited(page, "/Rotate"), 0)) // 90 * 90 % 360
    width, height = geometry.shown_size(box, rotation, _number(page.get("/UserUnit"), 1) or 1)
    text = _has_text(_inherited(page, "/Resources"), _MAX_FORMS)
    trim = _numbers(page.get("/TrimBox"))  # never inherited, ISO 32000-2, table 31
    cut = geometry.visible_box(box, trim) if trim else None
    return SourcePage(number, box, rotation, width, height, text, trim=cut)


def _inherited(page: Any, key: str) -> Any:
    for _ in range(_MAX_PARENTS):
        if not isinstance(page, pikepdf.Dictionary):
            return None
        if key in page:
            return page[key]
        page = page.get("/Parent")
    return None


def _numbers(array: Any) -> list[float] | None:
    if not isinstance(array, pikepdf.Array) or len(array) != 4:
        return None
    try:
        return entries.numbers(array)
    except OddError:
        return None


def _number(value: Any, otherwise: float) -> float:
    try:
        found = entries.number(value)
    except OddError:
        return otherwise
    return found if math.isfinite(found) else otherwise


def _has_text(resources: Any, depth: int) -> bool:
    """Whether a page can show text: it, or a form that it draws, names a font."""
    if not isinstance(resources, pikepdf.Dictionary) or not depth:
        return False
    fonts, forms = resources.get("/Font"), resources.get("/XObject")
    if isinstance(fonts, pikepdf.Dictionary) and len(fonts):
        return True
    return isinstance(forms, pikepdf.Dictionary) and any(
        _has_text(form.get("/Resources"), depth - 1)
        for form in entries.values(forms)
        if isinstance(form, pikepdf.Stream) and form.get("/Subtype") == "/Form"
    )
