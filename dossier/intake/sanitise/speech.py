"""What a structure tree says of content that is gone (ISO 32000-2, 14.9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


class Elements:
    """What the elements of a file's tree say of marked content, found once it is asked for."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._root: Any = pdf.Root.get("/StructTreeRoot")
        self._said: dict[tuple[int, int], dict[int, tuple[int, bool]]] | None = None

    def said(self, owners: Iterable[tuple[int, int]]) -> dict[int, tuple[int, bool]]:
        """By the number of marked content in one of ``owners``, pages and forms: how many letters and digits
        are said of it, and whether they are said in the place of text."""
        if self._said is None:
            self._said = _said(self._root) if isinstance(self._root, Dictionary) else {}
        by_number: dict[int, tuple[int, bool]] = {}
        for owner in owners:
            for number, (letters, replaces) in self._said.get(owner, {}).items():
                most, any_replaces = by_number.get(number, (0, False))
                by_number[number] = max(most, letters), any_replaces or replaces
        return by_number


def _said(root: Any) -> dict[tuple[int, int], dict[int, tuple[int, bool]]]:
    by_owner: dict[tuple[int, int], dict[int, tuple[int, bool]]] = {}
    seen: set[tuple[int, int]] = set()
    todo: list[tuple[Any, Any, tuple[int, bool] | None]] = [(root, None, None)]
    while todo:
        element, page, around = todo.pop()
        page = element.get("/Pg", page)
        texts = {key: str(element[key]) for key in TEXTS if isinstance(element.get(key), pikepdf.String)}
        if texts:
            letters = max(sum(map(str.isalnum, text)) for text in texts.values())
            replaces = any(key in texts for key in REPLACING)
            around = max(letters, around[0] if around else 0), replaces or bool(around and around[1])
        kids: pikepdf.Object = element.get("/K")
        for kid in list(kids) if isinstance(kids, Array) else [kids]:
            number = kid.get("/MCID") if isinstance(kid, Dictionary) else kid
            if isinstance(number, int):
                owner = kid.get("/Stm", kid.get("/Pg", page)) if isinstance(kid, Dictionary) else page
                if around and owner is not None:
                    by_owner.setdefault(owner.objgen, {})[number] = around
            elif isinstance(kid, Dictionary) and kid.is_indirect and kid.objgen not in seen:
                seen.add(kid.objgen)
                todo.append((kid, page, around))
    return by_owner
