"""The bound file with some of its pages alone: what is left of a fault is theirs."""

from __future__ import annotations

import io
from collections.abc import Set

import pikepdf
from pikepdf import Array, Dictionary, Object

# Structure trees nest no deeper where people made them.
_DEEPEST = 200


def pruned(pdf: bytes, folios: Set[int]) -> bytes:
    """``pdf`` with nothing on the pages that are none of ``folios`` (from 1), in the structure tree neither;
    their places stay, so that pages keep their numbers."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        gone = set()
        for folio, page in enumerate(opened.pages, 1):
            if folio not in folios:
                gone.add(page.obj.objgen)
                page.obj.Contents = opened.make_stream(b"")
                page.obj.Resources = Dictionary()
                for key in ("/Annots", "/Group"):
                    if key in page.obj:
                        del page.obj[key]
        tree: object = opened.Root.get("/StructTreeRoot")
        if isinstance(tree, Dictionary):
            _left(tree, None, gone, _DEEPEST)
        if "/Outlines" in opened.Root:
            del opened.Root["/Outlines"]
        out = io.BytesIO()
        opened.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def _left(element: Object, page: Object | None, gone: Set[tuple[int, int]], deepest: int) -> bool:
    """Take out of ``element`` what is on pages that are ``gone``; whether anything is left of it. ``page`` is
    the one that it is on where it does not say (ISO 32000-1, 14.7.2)."""
    if not isinstance(element, Dictionary):  # the number of a mark
        return page is None or page.objgen not in gone
    page = element.get("/Pg", page)
    if element.get("/Type") in ("/MCR", "/OBJR"):
        return page is None or page.objgen not in gone
    held = element.get("/K")
    if held is None or not deepest:
        return page is None or page.objgen not in gone
    kids = list(held) if isinstance(held, Array) else [held]
    left = [kid for kid in kids if _left(kid, page, gone, deepest - 1)]
    if len(left) != len(kids):
        element.K = Array(left)
    return bool(left)
