"""Annotations of a source page: links move with it, what prints is drawn where print shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from dossier import addresses, geometry, printing, traces
from dossier.geometry import Matrix
from dossier.model import Box, PlannedPage, Spoken

from .destinations import Destinations
from .later import LaterText, text
from .objects import array, dictionary, get, items, resolved

_PRINT = 1 << 2
# A field inherits from its parents (ISO 32000-2, 12.7.4.1); no form nests deeper.
_MOST_PARENTS = 32
# Borders and colours nest no deeper.
_DEEPEST = 4
# Each with the names that may stand in it (tables 166, 168 and 176).
_LOOKS = {
    "/Border": (), "/BS": ("/Border", "/S", "/D", "/B", "/I", "/U"), "/C": (), "/H": ("/N", "/I", "/O", "/P"),
}  # fmt: skip
_OF_BORDERS = ("/Type", "/W", "/S", "/D")


@dataclass(frozen=True, slots=True)
class Appearance:
    """An appearance stream (a reference or a stream) and the matrix that lays it on its page.

    ``layer`` is the one that it belongs to (a reference), or None; ``number`` is that of the annotation's
    object, or None; ``said`` what its author says of it.
    """

    stream: StreamObject
    matrix: Matrix
    layer: Any = None
    number: int | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A link of a source as it stands in the dossier; ``number`` is its object's in the source, or None."""

    number: int | None
    link: DictionaryObject


def flattened(page: PageObject, comments: bool) -> tuple[list[Appearance], int]:
    """What of ``page``'s annotations prints, as drawings (ISO 32000-2, 12.5.5, algorithm "appearance
    streams"), and how many fields with a value, or marks, have no appearance to draw.

    ``comments``: see :func:`dossier.printing.prints`.
    """
    printed = []
    undrawn = 0
    for annotation in _annotations(page):
        kind = str(annotation.get("/Subtype", "/"))[1:]
        flags = annotation.get("/F", 0)
        if not printing.prints(kind, int(flags) if isinstance(flags, (int, float)) else 0, comments):
            continue
        stream = _normal_appearance(annotation)
        rect = _numbers(annotation.get("/Rect"))
        if stream is None or len(rect) != 4:
            undrawn += _says(annotation, kind)
            continue
        matrix = _onto(stream.get_object(), geometry.normalised(rect))
        if matrix:
            said = _label(annotation) if kind == "Widget" else ""
            layer = annotation.raw_get("/OC") if "/OC" in annotation else None
            layer = layer if isinstance(layer, IndirectObject) else None
            printed.append(Appearance(stream, matrix, layer, _number(annotation), said))
    return printed, undrawn


def _label(field: DictionaryObject) -> str:
    """What a field asks for. Its name is its author's own business, as what is said of a drawing is."""
    label = str(_inherited(field, "/TU") or "")
    return "" if traces.tells(label) else label


def _says(annotation: DictionaryObject, kind: str) -> bool:
    """Whether an annotation without appearance would show something: a text or a choice, or a mark."""
    if kind != "Widget":
        return "/AP" not in annotation
    if str(_inherited(annotation, "/FT")) not in ("/Tx", "/Ch"):
        return False  # a button without a look is a button that is not pressed
    value = _inherited(annotation, "/V")
    return bool(value) and not isinstance(value, NullObject)


def _inherited(field: DictionaryObject, key: str) -> PdfObject | None:
    for _ in range(_MOST_PARENTS):
        if key in field:
            return field[key]
        parent = get(field, "/Parent")
        if not isinstance(parent, DictionaryObject):
            return None
        field = parent
    return None


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
    for annotation in _annotations(page):
        if annotation.get("/Subtype") != "/Link":
            continue
        rect = _numbers(annotation.get("/Rect"))
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
        quads = _numbers(annotation.get("/QuadPoints"))
        if quads and len(quads) % 8 == 0:
            points = zip(quads[::2], quads[1::2], strict=True)
            moved = (number for point in points for number in geometry.apply(matrix, point))
            link[NameObject("/QuadPoints")] = array(moved, 3)
        link.update(entries)
        links.append(Moved(_number(annotation), link))
    return tuple(links), dropped


def _words(annotation: DictionaryObject) -> str:
    """What the author says of a link; nothing where it is but the bare target."""
    said = str(annotation.get("/Contents") or "").strip()
    action = dictionary(annotation, "/A")
    bare = {
        str(meant).lstrip("/#") for meant in (annotation.get("/Dest"), action.get("/D"), action.get("/URI"))
    }
    return "" if said.lstrip("/#") in bare or traces.tells(said) else said


def _number(annotation: DictionaryObject) -> int | None:
    # One that is written into the array itself has no number.
    reference = getattr(annotation, "indirect_reference", None)
    return reference.idnum if reference else None


def _within(box: Box, frame: Box) -> Box | None:
    # Some producers write links without height; they work by keyboard, so they are kept where they are.
    return box if geometry.contains(frame, box) else geometry.intersect(box, frame)


def _annotations(page: PageObject) -> Iterator[DictionaryObject]:
    for annotation in map(resolved, items(page.get("/Annots"))):
        if isinstance(annotation, DictionaryObject):
            yield annotation


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


def _normal_appearance(annotation: DictionaryObject) -> Any:
    """The /N appearance, the state that /AS names where there are several; None where there is none."""
    looks = dictionary(annotation, "/AP")
    if "/N" not in looks:
        return None
    normal: Any = looks.raw_get("/N")
    chosen = normal.get_object()
    if isinstance(chosen, DictionaryObject) and not isinstance(chosen, StreamObject):
        state = get(annotation, "/AS")
        if not isinstance(state, NameObject) or state not in chosen:
            return None
        normal = chosen.raw_get(state)
    return normal if isinstance(normal.get_object(), StreamObject) else None


def _onto(form: DictionaryObject, rect: Box) -> Matrix | None:
    box = _numbers(form.get("/BBox"))
    own = _numbers(form.get("/Matrix")) or list(geometry.IDENTITY)
    if len(box) != 4 or len(own) != 6:
        return None
    a, b, c, d, e, f = own
    x0, y0, x1, y1 = geometry.transform((a, b, c, d, e, f), geometry.normalised(box))
    if x1 <= x0 or y1 <= y0:
        return None
    sx, sy = (rect[2] - rect[0]) / (x1 - x0), (rect[3] - rect[1]) / (y1 - y0)
    return (sx, 0, 0, sy, rect[0] - x0 * sx, rect[1] - y0 * sy)


def _numbers(value: PdfObject | None) -> list[float]:
    value = resolved(value)
    items = list(value) if isinstance(value, ArrayObject) else []
    return [float(n) for n in items] if all(isinstance(n, (int, float)) for n in items) else []


def _plain(value: PdfObject | None, names: Sequence[str], deepest: int = _DEEPEST) -> Any:
    """A copy of a small value without references into the source: numbers, and ``names``; what is deeper, and
    all else, is null."""
    value = resolved(value)
    if deepest and isinstance(value, ArrayObject):
        return ArrayObject(_plain(item, names, deepest - 1) for item in value)
    if deepest and isinstance(value, DictionaryObject) and not isinstance(value, StreamObject):
        own = {key: _plain(value[key], names, deepest - 1) for key in _OF_BORDERS if key in value}
        return DictionaryObject({NameObject(key): one for key, one in own.items()})
    known = (
        value in names if isinstance(value, NameObject) else isinstance(value, (NumberObject, FloatObject))
    )
    return value if known else NullObject()
