"""Form fields as a common tool leaves them: filled in, drawn, in Helvetica that is not embedded."""

from __future__ import annotations

import textwrap
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, Stream

_SIZE, _LEADING, _INSET = 8.0, 10.0, 3.0
# Helvetica's lower case is half an em wide on average; a little more keeps lines inside the field.
_EM = 0.52


def draw(pdf: Pdf) -> None:
    """Give each text field of ``pdf`` a normal appearance (ISO 32000-2, 12.7.4.3), lengths in points.

    WeasyPrint 70 leaves the drawing to the viewer and names a composite font, which few viewers can fill in.
    """
    if "/AcroForm" not in pdf.Root:
        return
    helvetica = pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            Encoding=Name.WinAnsiEncoding,
        )
    )
    resources = Dictionary(Font=Dictionary(Helv=helvetica))
    form = pdf.Root.AcroForm
    form.DR = resources
    del form["/NeedAppearances"]
    for page in pdf.pages:
        fields: Any = page.obj.get("/Annots", Array())
        for field in fields:
            if field.get("/FT") == "/Tx":
                field.DA = f"/Helv {_SIZE:g} Tf 0 g".encode()
                field.AP = Dictionary(N=_appearance(pdf, field, resources))


def _appearance(pdf: Pdf, field: Any, resources: Dictionary) -> Stream:
    x0, y0, x1, y1 = (float(number) for number in field.Rect)
    width, height = abs(x1 - x0), abs(y1 - y0)
    value = str(field.get("/V", "")).replace("\u202f", " ").replace("\xa0", " ")
    lines = textwrap.wrap(value, int((width - 2 * _INSET) / (_SIZE * _EM)))
    first = height - _SIZE - _INSET if height > 2 * _LEADING else (height - _SIZE) / 2 + 1.5
    shown = b" T* ".join(b"(%s) Tj" % _escaped(line) for line in lines)
    start = f"/Tx BMC q BT /Helv {_SIZE:g} Tf 0 g {_LEADING:g} TL {_INSET:g} {first:.2f} Td "
    stream = pdf.make_stream(start.encode() + shown + b" ET Q EMC")
    stream.Type, stream.Subtype = Name.XObject, Name.Form
    stream.BBox = Array([0, 0, width, height])
    stream.Resources = resources
    return stream


def _escaped(text: str) -> bytes:
    raw = text.encode("cp1252", "replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
