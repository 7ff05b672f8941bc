"""What a structure tree says of content that is gone (ISO 32000-2, 14.9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary

from .sequences import REPLACING, TEXTS

Touched = Mapping[tuple[int, int], Mapping[int, bool]]


def hush(pdf: pikepdf.Pdf, touched: Touched, *, wholly: bool = False) -> None:
    """Take from the elements of the tree what would be read in place of content that went.

    ``touched`` has, by the object number of a page or of a form with marks of its own, the numbers of the
    marked content of which something went, and whether nothing is left of it. ``wholly``: only the elements
    of which nothing is left, neither content nor annotation.
    """
    root: Any = pdf.Root.get("/StructTreeRoot")
    if not isinstance(root, Dictionary) or not any(touched.values()):
        return
    seen: set[tuple[int, int]] = set()
    # Each element with the elements around it, which are told of what it holds.
    todo: list[tuple[Any, Any, tuple[Any, ...]]] = [(root, None, ())]
    told: dict[tuple[int, int], list[bool | None]] = {}
    elements: dict[tuple[int, int], pikepdf.Object] = {}
    while todo:
        element, page, around = todo.pop()
        page = element.get("/Pg", page)
        kids: pikepdf.Object = element.get("/K")
        for kid in list(kids) if isinstance(kids, Array) else [kids]:
            number = kid.get("/MCID") if isinstance(kid, Dictionary) else kid
            if isinstance(number, int):
                owner = kid.get("/Stm", kid.get("/Pg", page)) if isinstance(kid, Dictionary) else page
                state = touched.get(owner.objgen, {}).get(number) if owner is not None else None
                for above in (*around, element):
                    # True: gone; False: partly gone; None: as it was.
                    told.setdefault(above.objgen, []).append(state)
                    elements[above.objgen] = above
            elif wholly and isinstance(kid, Dictionary) and "/Obj" in kid:
                for above in (*around, element):
                    told.setdefault(above.objgen, []).append(None)
            elif isinstance(kid, Dictionary) and kid.is_indirect and kid.objgen not in seen:
                seen.add(kid.objgen)
                todo.append((kid, page, (*around, element)))
    for key, states in told.items():
        if all(state is None for state in states) or (wholly and not all(states)):
            continue
        for name in TEXTS if all(states) else REPLACING:
            if name in elements[key]:
                del elements[key][name]
