"""Fields that have no look, or one that no longer says what they say, get one (ISO 32000-2, 12.7.4.3); so do
texts that were typed onto a page."""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from dossier import entries
from dossier.odd import OddError

from . import compose, marks
from .box import Box, box_of
from .stale import is_stale
from .tree import PASSWORD, PUSH, Field, widgets
from .typed import typed
from .typeface import Typeface, path_for


def draw_fields(pdf: pikepdf.Pdf) -> None:
    """Draw what has no look, as viewers do; what has one keeps it, unless viewers were asked to draw it anew
    and it says another value. A value whose letters no face here has stays without."""
    form: Any = pdf.Root.get("/AcroForm")
    asked = isinstance(form, Dictionary) and bool(form.get("/NeedAppearances", False))
    faces: dict[str, Typeface] = {}
    passwords: list[Any] = []
    for page in pdf.pages:
        for note, field in typed(page.obj, form):
            try:
                look = _text(pdf, field, faces) if field.values else None
            except OddError:
                continue
            if look is not None:
                note.AP = Dictionary(N=look)
        for widget in widgets(page.obj):
            field = Field(widget, form)
            try:
                _draw(pdf, field, asked, faces)
                if field.kind == "Tx" and field.flags & PASSWORD and field.look is not None:
                    passwords.append(field.above("/V")[0])
            except OddError:
                continue  # its parts are of other types than the standard has: it stays as it is
    for face in faces.values():
        face.embed(pdf)
    for holder in passwords:
        if holder is not None and "/V" in holder:
            del holder["/V"]
    if asked:
        del form["/NeedAppearances"]  # else the engines would draw all of them again


def _draw(pdf: pikepdf.Pdf, field: Field, asked: bool, faces: dict[str, Typeface]) -> None:
    look = field.look
    if field.kind == "Btn":
        if asked:
            _follow_value(field)
        appearance = _button(pdf, field, faces) if field.look is None else None
    elif field.kind in ("Tx", "Ch"):
        stale = look is not None and (asked or bool(field.flags & PASSWORD)) and is_stale(field, look)
        appearance = _text(pdf, field, faces) if look is None or stale else None
    else:
        return
    if appearance is not None:
        _give(field, appearance)


def _give(field: Field, appearance: object) -> None:
    state = field.widget.get("/AS")
    if field.kind == "Btn" and isinstance(state, Name):
        field.widget.AP = Dictionary(N=Dictionary({entries.text(state): appearance}))
    else:
        field.widget.AP = Dictionary(N=appearance)
        if "/AS" in field.widget:
            del field.widget["/AS"]


def _follow_value(field: Field) -> None:
    """Let a button be in the state that its value names, of those that it has (12.7.5.2.3)."""
    value, looks = field.inherited("/V"), field.widget.get("/AP")
    states = looks.get("/N") if isinstance(looks, Dictionary) else None
    if field.flags & PUSH or not isinstance(value, Name) or not isinstance(states, Dictionary):
        return
    if isinstance(states, Stream):
        return
    field.widget.AS = value if value in states else Name.Off


def _text(pdf: pikepdf.Pdf, field: Field, faces: dict[str, Typeface]) -> Any:
    box = box_of(field.widget)
    if box is None:
        return None
    values = [value for value in field.shown if value.strip()]
    if not values and not box.frame and not field.options:
        return None
    font, size, colour = field.appearance
    drawn = ""
    if values or (field.kind == "Ch" and field.options):
        path = path_for(font)
        if path is None:
            return None
        face = faces.setdefault(str(path), Typeface(path))
        written = compose.written(field, box, face, size, colour)
        if written is None:
            return None
        drawn = written
        return _look(pdf, box, drawn, face)
    return _look(pdf, box, drawn, None)


def _button(pdf: pikepdf.Pdf, field: Field, faces: dict[str, Typeface]) -> Object | None:
    box = box_of(field.widget)
    if box is None:
        return None
    if not field.flags & PUSH:
        drawn = marks.mark(field, box) if field.on else ""
        return _look(pdf, box, drawn, None) if drawn or box.frame else None
    font, size, colour = field.appearance
    path = path_for(font)
    if not box.caption or path is None:
        return _look(pdf, box, "", None) if box.frame else None
    face = faces.setdefault(str(path), Typeface(path))
    line = compose.caption(box, face, size, colour)
    return None if line is None else _look(pdf, box, line, face)


def _look(pdf: pikepdf.Pdf, box: Box, drawn: str, face: Typeface | None) -> Object:
    body = f"{box.frame}/Tx BMC\nq\n{drawn}Q\nEMC\n" if drawn else box.frame
    look = Stream(pdf, body.encode("ascii"), Type=Name.XObject, Subtype=Name.Form)
    look.BBox, look.Matrix = Array([0, 0, box.width, box.height]), Array(box.matrix)
    look.Resources = Dictionary(Font=Dictionary(Field=face.reference(pdf))) if face else Dictionary()
    return pdf.make_indirect(look)
