"""The look of an annotation, where engines would not agree which one it is, or whether it is seen."""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from dossier import entries, geometry
from dossier.odd import OddError

from .tree import Field

_OFF = "/Off"
# What these are is not their look.
_NOT_DRAWN = (Name.Link, Name.Popup, Name.Redact)


def settle_looks(pdf: pikepdf.Pdf) -> None:
    """Let each annotation with a look a state name the one in which it is (ISO 32000-2, 12.5.5, /AS): engines
    each take another one where it is missing, no name, or none of those that there are. Its field's value
    decides, then that it is off; what names a state without a look keeps it.

    What is drawn in no area goes: some engines draw nothing of it, others its words.
    """
    form: object = pdf.Root.get("/AcroForm")
    for page in pdf.pages:
        annotations: object = page.obj.get("/Annots")
        if not isinstance(annotations, Array):
            continue
        kept = []
        for one in list(annotations):
            if not isinstance(one, Dictionary) or _is_seen(one, form):
                kept.append(one)
        if len(kept) != len(annotations):
            page.obj.Annots = Array(kept)


def _is_seen(annotation: Object, form: object) -> bool:
    """Whether the look of an annotation, in the state in which it is from now on, has an area, or it has no
    look."""
    looks = annotation.get("/AP")
    look: Any = looks.get("/N") if isinstance(looks, Dictionary) else None
    if isinstance(look, Dictionary) and not isinstance(look, Stream):
        _settle(annotation, look, form)
        try:
            look = look.get(entries.text(annotation.get("/AS")))
        except OddError:  # a name of no characters, which engines tell apart by its bytes
            return True
    return (
        not isinstance(look, Stream)
        or annotation.get("/Subtype") in _NOT_DRAWN
        or _has_area(look, annotation)
    )


def _settle(annotation: Object, states: Object, form: object) -> None:
    said = annotation.get("/AS")
    if isinstance(said, Name) and said in states:
        return
    for value in (said, Field(annotation, form).inherited("/V")):
        name = _name(value)
        if name in states:
            annotation.AS = Name(name)
            return
    if not isinstance(said, Name):
        annotation.AS = Name(_OFF)


def _name(value: object) -> str:
    """A state as a name; of no state where it is none."""
    if isinstance(value, Name):
        try:
            return entries.text(value)
        except OddError:
            return "/"
    spelt = bytes(value).decode("latin-1") if isinstance(value, pikepdf.String) else ""
    return f"/{spelt}" if spelt.isalnum() and spelt.isascii() else "/"


def _has_area(look: Object, annotation: Object) -> bool:
    try:
        a, b, c, d, e, f = entries.numbers(look.get("/Matrix")) or geometry.IDENTITY
        rect = entries.box(annotation.get("/Rect"))
        return geometry.onto_rectangle(entries.box(look.get("/BBox")), (a, b, c, d, e, f), rect) is not None
    except (OddError, ValueError):  # no numbers, fewer, or more
        return False
