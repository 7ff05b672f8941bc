"""A bound file without the tags that are known: in it is left what rules across documents need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary

from .grouped import Group
from .tree import Tree


def without(pdf: pikepdf.Pdf, tree: Tree, gone: Sequence[Group]) -> None:
    """Take the groups ``gone`` out of ``pdf``, with the annotations that they own; headings stay, with
    nothing in them."""
    if not gone:
        return
    for group in gone:
        above = tree.objects.held(group.above)
        held = above.K
        kids: list[Any] = []
        for kid in list(held) if isinstance(held, Array) else [held]:
            number = 0 if isinstance(kid, int) else kid.objgen[0]
            if number in group.tops:
                kids += [_heading(tree.objects.held(one), above) for one in group.tops[number]]
            else:
                kids.append(kid)
        above.K = Array(kids)
        for holder in group.holders:
            del tree.objects.held(holder).StructParents
    annotations = frozenset[int]().union(*(group.annotations for group in gone))
    for folio in frozenset[int]().union(*(group.folios for group in gone)) if annotations else ():
        page = pdf.pages[folio - 1].obj
        if "/Annots" in page:
            page.Annots = Array(one for one in page.Annots if one.objgen[0] not in annotations)
    inside = frozenset[int]().union(*(group.inside for group in gone))
    root = pdf.Root.StructTreeRoot
    root.ParentTree.Nums = tree.without(inside)
    names = root.get("/IDTree")
    if isinstance(names, Dictionary) and "/Names" in names:
        listed = list(names.Names)
        pairs: Iterator[tuple[Any, Any]] = zip(listed[::2], listed[1::2], strict=False)
        names.Names = Array(one for pair in pairs if pair[1].objgen[0] not in inside for one in pair)


def _heading(element: pikepdf.Object, above: pikepdf.Object) -> pikepdf.Object:
    """A heading with nothing in it, in ``above``."""
    if "/K" in element:
        del element.K
    element.P = above
    return element
