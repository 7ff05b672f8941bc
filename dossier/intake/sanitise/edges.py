"""What is in a layer that does not print, or outside what is shown of a page, goes; nobody need be asked."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from dossier import entries, geometry, layers
from dossier.findings import DossierError, finding
from dossier.intake.saving import saved
from dossier.intake.steps import PLACE, Taken
from dossier.layers import Layers
from dossier.model import Box, SourcePage
from dossier.odd import OddError
from dossier.raster import Reader

from . import layered, marks
from .judges import EDGE, Outside
from .strip import Strip

_LINKS = (Name.Link, Name.Popup)


def without_layers(data: bytes, taken: Taken, removed: Counter[str]) -> bytes:
    """``data`` without what belongs to layers that do not print; ``removed`` counts it. Raises DossierError
    where a page cannot be read."""
    if not layers.suspected(data):
        return data
    pages = taken.selection.pages
    with pikepdf.open(io.BytesIO(data)) as pdf:
        held = Layers(pdf)
        if not held.matter:
            return data
        removed["hidden-layer"] += held.without_annotations(page.number for page in pages)
        held.settle()
        settled = saved(pdf)
        strip = Strip(pdf, held, pages)
        changed, faulty = _gone_through(strip, pages, {}, removed)
        strip.settle()
        cut = layered.Cut(pdf, held)
        within, unsure = cut.pages(pages)
        removed.update(cut.removed)
        held.forget()
        left = saved(pdf)
    changed += [page for page in within if page not in changed]
    before = layers.settled(settled) if within else settled
    stop(taken, [*faulty, *unsure, *unlike(before, left, changed, taken.selection.comments, {})])
    return left


def without_outside(
    data: bytes,
    taken: Taken,
    reaching: Sequence[SourcePage],
    removed: Counter[str],
) -> bytes:
    """``data`` without what lies wholly outside what is shown of a page: annotations, and what the pages
    ``reaching`` draw. A page that cannot be changed surely, malformed as it is, stays as it is."""
    if not reaching and b"/Annots" not in data:
        return data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        far = _annotations_outside(pdf, taken.selection.pages)
        if not far and not reaching:
            return data
        strip = Strip(pdf, Layers(pikepdf.new()), taken.selection.pages)
        boxes = {page.number: page.box for page in reaching}
        counted: Counter[str] = Counter({"outside": far})
        changed, faulty = _gone_through(strip, reaching, boxes, counted)
        strip.settle()
        left = saved(pdf)
    faulty += unlike(data, left, changed, taken.selection.comments, {})
    if faulty:
        # A page too odd to be changed surely is bound as it was.
        sound = [page for page in reaching if page.number not in faulty]
        return without_outside(data, taken, sound, removed)
    removed.update(counted)
    return left


def _gone_through(
    strip: Strip, pages: Sequence[SourcePage], boxes: Mapping[int, Box], removed: Counter[str]
) -> tuple[list[SourcePage], list[int]]:
    """The pages that were changed, and those of which it is not sure that they are right."""
    changed, faulty = [], []
    for shown in pages:
        try:
            notes = strip.page(shown.number, Outside(boxes.get(shown.number)))
        except OddError:
            faulty.append(shown.number)
            continue
        removed.update(notes.removed)
        faulty += [shown.number] if notes.unsure else []
        changed += [shown] if notes.removed else []
    return changed, faulty


def stop(taken: Taken, faulty: Iterable[int]) -> None:
    """Raise DossierError where on the pages ``faulty`` something cannot be taken out surely."""
    pages = ", ".join(map(str, sorted(set(faulty))))
    if pages:
        raise DossierError([finding("hidden-stays", PLACE, file=taken.name, pages=pages)])


def unlike(
    before: bytes, after: bytes, pages: Sequence[SourcePage], comments: bool, but: Mapping[int, Sequence[Box]]
) -> list[int]:
    """Those of ``pages`` that look otherwise, but for the boxes ``but`` of each, in user space."""
    changed = []
    with Reader(before) as old, Reader(after) as new:
        for shown in pages:
            place = (shown.number, shown.box, shown.rotation, comments)
            with old.paper(*place) as one, new.paper(*place) as two:
                pictures = [paper.printed(marks.CLOSE) for paper in (one, two)]
                onto = one.onto_image(*pictures[0].size)
            boxes = [geometry.transform(onto, box) for box in but.get(shown.number, ())]
            if not marks.same(pictures[0], pictures[1], boxes):
                changed.append(shown.number)
    return changed


def _annotations_outside(pdf: pikepdf.Pdf, pages: Sequence[SourcePage]) -> int:
    count = 0
    for shown in pages:
        page: pikepdf.Object = pdf.pages[shown.number - 1].obj
        annotations: Any = page.get("/Annots")
        if not isinstance(annotations, Array):
            continue
        kept = [one for one in list(annotations) if not _is_outside(one, shown.box)]
        if len(kept) != len(annotations):
            count += len(annotations) - len(kept)
            page["/Annots"] = Array(kept)
    return count


def _is_outside(annotation: object, box: Box) -> bool:
    if not isinstance(annotation, Dictionary) or annotation.get("/Subtype") in _LINKS:
        return False
    try:
        return geometry.apart(entries.box(annotation.get("/Rect")), box, EDGE)
    except OddError:
        return False
