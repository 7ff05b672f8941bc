"""Annotations of a source page: what prints is drawn where print shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    PdfObject,
    StreamObject,
)

from dossier import geometry, printing, traces
from dossier.geometry import Matrix
from dossier.model import Box

from .objects import dictionary, get, items, resolved

# A field inherits from its parents (ISO 32000-2, 12.7.4.1); no form nests deeper.
_MOST_PARENTS = 32


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


def flattened(page: PageObject, comments: bool) -> tuple[list[Appearance], int]:
    """What of ``page``'s annotations prints, as drawings (ISO 32000-2, 12.5.5, algorithm "appearance
    streams"), and how many fields with a value, or marks, have no appearance to draw.

    ``comments``: see :func:`dossier.printing.prints`.
    """
    printed = []
    undrawn = 0
    for annotation in annotations_of(page):
        kind = str(annotation.get("/Subtype", "/"))[1:]
        flags = annotation.get("/F", 0)
        if not printing.prints(kind, int(flags) if isinstance(flags, (int, float)) else 0, comments):
            continue
        stream = _normal_appearance(annotation)
        rect = numbers(annotation.get("/Rect"))
        if stream is None or len(rect) != 4:
            undrawn += _says(annotation, kind)
            continue
        matrix = _onto(stream.get_object(), geometry.normalised(rect))
        if matrix:
            said = _label(annotation) if kind == "Widget" else ""
            layer = annotation.raw_get("/OC") if "/OC" in annotation else None
            layer = layer if isinstance(layer, IndirectObject) else None
            printed.append(Appearance(stream, matrix, layer, number_of(annotation), said))
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


def number_of(annotation: DictionaryObject) -> int | None:
    """The number of an annotation's object; None where it is written into the page's list itself."""
    reference = getattr(annotation, "indirect_reference", None)
    return reference.idnum if reference else None


def annotations_of(page: PageObject) -> Iterator[DictionaryObject]:
    """The annotations of ``page`` that are dictionaries, as they should be."""
    for annotation in map(resolved, items(page.get("/Annots"))):
        if isinstance(annotation, DictionaryObject):
            yield annotation


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
    box = numbers(form.get("/BBox"))
    own = numbers(form.get("/Matrix")) or list(geometry.IDENTITY)
    if len(box) != 4 or len(own) != 6:
        return None
    a, b, c, d, e, f = own
    return geometry.onto_rectangle(geometry.normalised(box), (a, b, c, d, e, f), rect)


def numbers(value: PdfObject | None) -> list[float]:
    """The numbers of an array; none where ``value`` is no array, or one of anything else."""
    value = resolved(value)
    items = list(value) if isinstance(value, ArrayObject) else []
    return [float(n) for n in items] if all(isinstance(n, (int, float)) for n in items) else []
