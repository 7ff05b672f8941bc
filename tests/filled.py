"""Forms filled in by a program that leaves their drawing to the viewer, made here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf
from conftest import File, Sheet
from pikepdf import Array, Dictionary, Name, Stream, String

LONG = (
    "Le candidat expose les raisons de sa demande et les pièces jointes au dossier, puis il signe et date le"
    " formulaire avant de le rendre au service instructeur de la commune."
)


def form(path: Path, *fields: dict[str, Any], asked: bool = True) -> Path:
    """A page with ``fields`` one below the other, each the entries of its dictionary; ``look`` is a content
    stream for its appearance, ``size`` the width and height of its box."""
    File([Sheet(["Formulaire"])]).write(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        helvetica = Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
        )
        fonts = Dictionary(Font=Dictionary(Helv=pdf.make_indirect(helvetica)))
        widgets, top = [], 660.0
        for number, given in enumerate(fields):
            entries = {"FT": Name.Tx, "DA": String("/Helv 12 Tf 0 g"), "F": 4, **given}
            width, height = entries.pop("size", (300, 24))
            look = entries.pop("look", None)
            top -= height + 12
            rect = Array([72, top, 72 + width, top + height])
            widget = Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=rect, T=String(f"c{number}"))
            for key, value in entries.items():
                widget["/" + key] = value
            if look is not None:
                drawn = Stream(pdf, look, Type=Name.XObject, Subtype=Name.Form, Resources=fonts)
                drawn.BBox = Array([0, 0, width, height])
                widget.AP = Dictionary(N=pdf.make_indirect(drawn))
            widgets.append(pdf.make_indirect(widget))
        pdf.pages[0].obj.Annots = Array(widgets)
        pdf.Root.AcroForm = Dictionary(Fields=Array(widgets), DR=fonts, DA=String("/Helv 0 Tf 0 g"))
        if asked:
            pdf.Root.AcroForm.NeedAppearances = True
        pdf.save(path)
    return path
