"""Texts that somebody typed onto a page, and of which the program kept no drawing (ISO 32000-2, 12.5.6.6)."""

from __future__ import annotations

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object

from .tree import MULTILINE, Field

_OF_BOTH = ("/Rect", "/DA", "/Q", "/BS", "/Border")


def typed(page: Object, form: object) -> Iterator[tuple[Object, Field]]:
    """Each such text on ``page`` and the field that viewers draw it as: of several lines, on its ground."""
    annotations: object = page.get("/Annots")
    for one in list(annotations) if isinstance(annotations, Array) else ():
        if not isinstance(one, Dictionary) or one.get("/Subtype") != Name.FreeText:
            continue
        looks = one.get("/AP")
        if isinstance(looks, Dictionary) and "/N" in looks:
            continue
        held = Dictionary({key: one[key] for key in _OF_BOTH if key in one})
        held.FT, held.Ff, held.V = Name.Tx, MULTILINE, one.get("/Contents")
        if isinstance(one.get("/C"), Array):
            held.MK = Dictionary(BG=one.C)
        yield one, Field(held, form)
