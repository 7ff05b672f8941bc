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


def settle_boxes(page: Any) -> None:
    """Give a page whose boxes do not meet, or are none, the box in which it is shown: every engine has a
    rule of its own for such boxes (ISO 32000-2, 14.11.2.1, has none)."""
    media, crop = _inherited(page, "/MediaBox"), _inherited(page, "/CropBox")
    whole = _numbers(media)
    cut = None if crop is None else _numbers(crop)
    meet = whole and geometry.intersect(geometry.normalised(whole), geometry.normalised(cut or whole))
    if meet and (cut or crop is None):
        return
    box = page_facts(page, 1).box
    page["/MediaBox"] = page["/CropBox"] = pikepdf.Array(box)


def _inherited(page: object, key: str) -> Any:
    for _ in range(_MAX_PARENTS):
        if not isinstance(page, pikepdf.Dictionary):
            return None
        if key in page:
            return page[key]
        page = page.get("/Parent")
    return None


def _numbers(array: object) -> list[float] | None:
    if not isinstance(array, pikepdf.Array) or len(array) != 4:
        return None
    try:
        return entries.numbers(array)
    except OddError:
        return None


def _number(value: pikepdf.Object | None, otherwise: float) -> float:
    try:
        number = otherwise if value is None else entries.number(value)
    except OddError:
        return otherwise
    return number if math.isfinite(number) else otherwise


def _has_text(resources: object, depth: int) -> bool:
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
