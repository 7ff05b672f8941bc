"""Links of a source page, which move with it into its frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from dossier import addresses, geometry, traces
from dossier.geometry import Matrix
from dossier.model import Box, PlannedPage, Spoken

from .annotations import annotations_of, number_of, numbers
from .destinations import Destinations
from .later import LaterText, text
from .objects import array, dictionary, resolved

_PRINT = 1 << 2
# Borders and colours nest no deeper.
_DEEPEST = 4
# Each with the names that may stand in it (tables 166, 168 and 176).
_LOOKS = {
    "/Border": (), "/BS": ("/Border", "/S", "/D", "/B", "/I", "/U"), "/C": (), "/H": ("/N", "/I", "/O", "/P"),
}  # fmt: skip
_OF_BORDERS = ("/Type", "/W", "/S", "/D")


@dataclass(frozen=True, slots=True)
class Moved:
    """A link of a source as it stands in the dossier; ``number`` is its object's in the source, or None."""

    number: int | None
    link: DictionaryObject


def links_of(
    page: PageObject,
    matrix: Matrix,
    planned: PlannedPage,
    destinations: Destinations,
    spoken: Spoken,
    inert: bool,
) -> tuple[tuple[Moved, ...], int]:
    """The links of ``page`` moved by ``matrix`` into the frame of ``planned``, and how many lead nowhere.

    A link is dropped where it leads to a page that is not bound, or does more than go to a place or an
    address; one that lies off the page is passed over. Each says where it leads, in its author's words or
    else in those of ``spoken``, later where they name a folio. ``inert``:
    addresses are left as text, and not counted.
    """
    links: list[Moved] = []
    dropped = 0
    for annotation in annotations_of(page):
        if annotation.get("/Subtype") != "/Link":
            continue
        rect = numbers(annotation.get("/Rect"))
        box = geometry.transform(matrix, geometry.normalised(rect)) if len(rect) == 4 else None
        seen = _within(box, planned.frame) if box and planned.frame else None
        goal = _goal(annotation, destinations, spoken)
        if inert and goal and "/A" in goal[0]:
            continue
        if seen is None:
            continue  # nobody can point at it in the source either
        if goal is None:
            dropped += 1
            continue
        entries, said = goal
        link = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Link"),
                NameObject("/Rect"): array(seen, 3),
                NameObject("/F"): NumberObject(_PRINT),
                NameObject("/Contents"): text(_words(annotation) or said),
            }
        )
        for key in _LOOKS:
            if key in annotation:
                link[NameObject(key)] = _plain(annotation[key], _LOOKS[key])
        quads = numbers(annotation.get("/QuadPoints"))
        if quads and len(quads) % 8 == 0:
            points = zip(quads[::2], quads[1::2], strict=True)
            moved = (number for point in points for number in geometry.apply(matrix, point))
            link[NameObject("/QuadPoints")] = array(moved, 3)
        link.update(entries)
        links.append(Moved(number_of(annotation), link))
    return tuple(links), dropped


def _words(annotation: DictionaryObject) -> str:
    """What the author says of a link; nothing where it is but the bare target."""
    said = str(annotation.get("/Contents") or "").strip()
    action = dictionary(annotation, "/A")
    bare = {
        str(meant).lstrip("/#") for meant in (annotation.get("/Dest"), action.get("/D"), action.get("/URI"))
    }
    return "" if said.lstrip("/#") in bare or traces.tells(said) else said


def _within(box: Box, frame: Box) -> Box | None:
    # Some producers write links without height; they work by keyboard, so they are kept where they are.
    return box if geometry.contains(frame, box) else geometry.intersect(box, frame)


def _goal(
    annotation: DictionaryObject, destinations: Destinations, spoken: Spoken
) -> tuple[dict[NameObject, Any], str] | None:
    """The entries that make a link lead somewhere, and the words that say where."""
    action = dictionary(annotation, "/A")
    if action.get("/S") == "/URI" and "/URI" in action:
        uri = action["/URI"]
        address = addresses.live(uri.decode("utf-8", "replace") if isinstance(uri, bytes) else str(uri))
        if address is None:
            return None
        goal = {NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject(address)}
        return {NameObject("/A"): DictionaryObject(goal)}, spoken.address.replace("{address}", address)
    target = annotation.get("/Dest")
    if target is None and action.get("/S") == "/GoTo":
        target = action.get("/D")
    place = destinations.resolve(target) if target is not None else None
    if place is None:
        return None
    return {NameObject("/Dest"): place.array(destinations.writer_pages)}, LaterText.of(place.folio - 1)


def _plain(value: PdfObject | None, names: Sequence[str], deepest: int = _DEEPEST) -> Any:
    """A copy of a small value without references into the source: numbers, and ``names``; what is deeper, and
    all else, is null."""
    value = resolved(value)
    if deepest and isinstance(value, ArrayObject):
        return ArrayObject(_plain(item, names, deepest - 1) for item in value)
    if deepest and isinstance(value, DictionaryObject) and not isinstance(value, StreamObject):
        own = {key: _plain(value[key], names, deepest - 1) for key in _OF_BORDERS if key in value}
        return DictionaryObject({NameObject(key): part for key, part in own.items()})
    if isinstance(value, NameObject):
        return value if value in names else NullObject()
    return value if isinstance(value, (NumberObject, FloatObject)) else NullObject()
