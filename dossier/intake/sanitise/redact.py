"""Redactions that somebody marked and nobody applied (ISO 32000-2, 12.5.6.23)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from dossier import entries, geometry
from dossier.model import Box
from dossier.odd import OddError
from dossier.raster import Laid, Paper

from .marks import CLOSE, Marks

_QUAD = 8
# What is thinner, in points, is a line of a table or a frame.
_THIN = 2.0
# More drawings under redactions are tried together.
_MOST = 20
_INKS = {1: "g", 3: "rg", 4: "k"}


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle under which nothing shall be left, in user space, and the operators that set its colour."""

    box: Box
    colour: str


def areas(page: Object) -> list[Area]:
    """What the redactions of the page object ``page`` cover; what is malformed covers nothing."""
    annotations: Any = page.get("/Annots")
    covering = []
    for annotation in list(annotations) if isinstance(annotations, Array) else []:
        if not _is_redaction(annotation):
            continue
        colour = _colour(annotation.get("/IC"))
        covering += [Area(box, colour) for box in _boxes(annotation)]
    return covering


def drawings(paper: Paper, laid: Sequence[Laid], covering: Sequence[Area]) -> list[Laid]:
    """What is drawn under redactions with a shape of its own, words as outlines among it: a ground of one
    colour is none, nor is a thin line."""
    thick = [item for item in laid if item.kind in ("path", "shading") and _is_thick(item.box)]
    under = [item for item in thick if any(geometry.intersect(item.box, area.box) for area in covering)]
    if not under:
        return []
    look = Marks(paper, CLOSE)
    kept = {id(item) for item in under}
    others = [item for item in laid if id(item) not in kept]
    tried = [under] if len(under) > _MOST else [[item] for item in under]
    shapes = []
    for going in tried:
        with paper.without([*others, *(item for item in under if item not in going)]):
            alone = paper.printed(CLOSE)
        if not all(look.is_even(area.box, -1, alone) for area in covering):
            shapes += going
    return shapes


def _is_thick(box: Box) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) > _THIN


def applied(pdf: pikepdf.Pdf, page: Any, covering: Sequence[Area]) -> None:
    """Draw boxes over ``page`` where its redactions are, and take these away."""
    boxes = "\n".join(
        f"{area.colour} {x0:.3f} {y0:.3f} {x1 - x0:.3f} {y1 - y0:.3f} re f"
        for area in covering
        for x0, y0, x1, y1 in (area.box,)
    )
    contents: Any = page.get("/Contents")
    parts = list(contents) if isinstance(contents, Array) else [contents] if contents is not None else []
    before, after = pdf.make_stream(b"q\n"), pdf.make_stream(f"\nQ\n/Artifact BMC\n{boxes}\nEMC".encode())
    page["/Contents"] = Array([before, *parts, after])
    kept = [one for one in list(page.Annots) if not _is_redaction(one)]
    page["/Annots"] = Array(kept)


def _is_redaction(annotation: object) -> bool:
    return isinstance(annotation, Dictionary) and annotation.get("/Subtype") == Name.Redact


def _boxes(redaction: Object) -> list[Box]:
    try:
        quads = entries.numbers(redaction.get("/QuadPoints"))
        if len(quads) >= _QUAD:
            fours = (quads[at : at + _QUAD] for at in range(0, len(quads) - _QUAD + 1, _QUAD))
            return [geometry.bounds(zip(four[::2], four[1::2], strict=True)) for four in fours]
        return [entries.box(redaction.get("/Rect"))]
    except OddError:
        return []


def _colour(given: object) -> str:
    """The operators for the colour ``given``; black where none is."""
    inks = [f"{ink:.3f}" for ink in entries.numbers(given)] if isinstance(given, Array) else []
    operator = _INKS.get(len(inks))
    return f"{' '.join(inks)} {operator}" if operator else "0 g"
