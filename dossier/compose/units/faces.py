"""The fonts of all units: each once, with the glyphs that any of them draws."""

from __future__ import annotations

import html
import io

from dossier import fonts
from dossier.compose import engine
from dossier.compose.kept import Kept, key
from dossier.listening import heard

from .sheets import Sheets
from .split import NotApartError
from .unit import Face

_STYLES = ("normal", "oblique", "italic")
_PAGE = '<style>@page {{ size: 200mm; margin: 0 }}</style><p style="font: {font}">{text}</p>'


def kept_face(name: str, face: Face, sheets: Sheets, kept: Kept) -> bytes:
    """What :func:`face_pdf` makes, made once."""
    known = key("face", sheets.fonts, name, face)
    data = kept.find(bytes, known)
    if data is None:
        data = face_pdf(name, face, sheets)
        kept.keep(known, data, ())
    return data


def face_pdf(name: str, face: Face, sheets: Sheets) -> bytes:
    """A PDF of one page with ``face`` among its fonts, under ``name``. Raises NotApartError where another
    font is found by what it is asked for by."""
    text = next((text for text, _ in face.glyphs.values() if text.strip()), "x")
    font = f"{_STYLES[face.style]} {face.weight} {face.size:f}px &quot;{html.escape(face.family)}&quot;"
    with heard("weasyprint") as said, fonts.fixed_clock():
        document = sheets.plain(_PAGE.format(font=font, text=html.escape(text)))
        glyphs = {int(glyph): told for glyph, told in face.glyphs.items()}
        faces = engine.with_glyphs(document, {name: glyphs})
        target = io.BytesIO()
        document.write_pdf(target)
    if said or faces != {name}:
        raise NotApartError("another font")
    return target.getvalue()
