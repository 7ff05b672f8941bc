"""What stands around the drawing: pages, their annotations, the catalog and its layers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from dossier import entries, printing
from dossier.layers import Layers, dictionaries

from .vocabulary import key, text_of

_EMPTY = frozenset(("/Type", "/Parent", "/MediaBox"))
_PAGE = frozenset(
    ("/Type", "/Parent", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate", "/UserUnit",
     "/Resources", "/Contents", "/Group", "/Annots", "/StructParents", "/Tabs")
)  # fmt: skip
_TREE = frozenset(("/Type", "/Parent", "/Kids", "/Count", "/MediaBox", "/CropBox", "/Rotate"))
_CATALOG = frozenset(
    ("/Type", "/Version", "/Pages", "/Lang", "/MarkInfo", "/StructTreeRoot", "/OCProperties", "/AcroForm",
     "/Names", "/Dests", "/Outlines")
)  # fmt: skip
_LINK = frozenset(
    ("/Type", "/Subtype", "/Rect", "/F", "/P", "/Border", "/BS", "/C", "/H", "/QuadPoints", "/StructParent",
     "/OC", "/A", "/Dest", "/Contents")
)  # fmt: skip
# Of what is drawn: the last lines are of use only where it has no look, and engines make one up.
_DRAWN = frozenset(
    ("/Type", "/Subtype", "/Rect", "/F", "/P", "/AP", "/AS", "/OC", "/StructParent",
     "/FT", "/Ff", "/V", "/Parent", "/Kids", "/TU",
     "/DA", "/Q", "/MaxLen", "/Opt", "/MK", "/C", "/IC", "/CA", "/Border", "/BS", "/BE", "/RD", "/QuadPoints",
     "/InkList", "/L", "/LE", "/Vertices")
)  # fmt: skip
# Engines know a field by its name, which is not bound.
_OF_A_FIELD = frozenset(("/T",))
_OF_A_LOOKLESS = frozenset(("/Contents", "/DS", "/RC"))
# No page tree is deeper.
_DEEPEST = 64


def empty(page: Object) -> int:
    """Take all from ``page``; 1 where it held anything."""
    gone = _only(page, _EMPTY)
    page.Resources = Dictionary()
    return int(bool(gone))


def bare_tree(pages: Iterable[Object]) -> None:
    """Take from the nodes above ``pages`` what each page has of its own now, and what is no part of it."""
    seen = set()
    for page in pages:
        node = page.get("/Parent")
        for _ in range(_DEEPEST):
            if not isinstance(node, Dictionary) or node.objgen in seen:
                break
            seen.add(node.objgen)
            _only(node, _TREE)
            node = node.get("/Parent")


def page(held: Object, comments: bool) -> tuple[Counter[str], list[Object]]:
    """Leave in a page what is printed of it and around it; what was taken, counted, and the appearance
    streams of what is drawn on it."""
    removed: Counter[str] = Counter(entry=_only(held, _PAGE))
    annotations = held.get("/Annots")
    looks: list[Object] = []
    if not isinstance(annotations, Array):
        if annotations is not None:
            del held["/Annots"]
        return removed, looks
    kept = []
    for annotation in list(annotations):
        if not isinstance(annotation, Dictionary):
            continue
        kind, flags = text_of(annotation.get("/Subtype"))[1:], entries.flags(annotation)
        if kind == "Link" and printing.offered(flags):
            removed["entry"] += _only(annotation, _LINK)
        elif printing.prints(kind, flags, comments):
            drawn = list(_looks(annotation))
            own = _DRAWN | (_OF_A_FIELD if kind == "Widget" else set()) | (set() if drawn else _OF_A_LOOKLESS)
            removed["entry"] += _only(annotation, own)
            looks += drawn
        else:
            removed["annotation"] += 1
            continue
        kept.append(annotation)
    held.Annots = Array(kept)
    return removed, looks


def catalog(pdf: pikepdf.Pdf, used: Set[tuple[int, int]]) -> Counter[str]:
    """Leave in the catalog what binding reads, and of its layers those of which the numbers are ``used``, in
    the state in which they print."""
    removed: Counter[str] = Counter(entry=_only(pdf.Root, _CATALOG))
    properties = pdf.Root.get("/OCProperties")
    if isinstance(properties, Dictionary):
        listed = properties.get("/OCGs")
        removed["layer"] += len(listed) if isinstance(listed, Array) else 0
        removed["layer"] -= sum(layer.objgen in used for layer in dictionaries(listed))
        Layers(pdf).settle(used)
    return removed


def _looks(annotation: Object) -> Iterable[Object]:
    """The normal appearance, in the state in which it is (ISO 32000-2, 12.5.5); others fall away."""
    looks = annotation.get("/AP")
    normal = looks.get("/N") if isinstance(looks, Dictionary) else None
    if isinstance(normal, Dictionary):
        state = annotation.get("/AS")
        if not isinstance(state, Name) or state not in normal:
            return
        normal = normal[state]
        annotation.AP = Dictionary(N=Dictionary())
        annotation.AP.N[state] = normal
    elif isinstance(normal, Stream):
        annotation.AP = Dictionary(N=normal)
    if isinstance(normal, Stream):
        yield normal


def _only(held: Object, kept: Set[str]) -> int:
    gone = [name for name in held.keys() if name not in kept]  # noqa: SIM118  # no mapping
    for name in gone:
        del held[key(name)]
    return len(gone)
