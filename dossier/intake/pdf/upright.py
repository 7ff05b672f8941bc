"""Annotations that stay upright on a turned page (NoRotate; ISO 32000-2, 12.5.3), turned once and for all.

A viewer turns such a one about its upper left corner; pdfium, which looks at pages here, does not.
"""

from __future__ import annotations

import io
import re
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Stream

from dossier import entries, geometry
from dossier.geometry import Matrix
from dossier.intake.saving import saved
from dossier.odd import OddError

from .facts import page_facts

_NO_ROTATE = 1 << 4
_FLAGS = re.compile(rb"/F (\d{1,9})(?![\d.])")
_QUARTERS: dict[int, Matrix] = {90: (0, 1, -1, 0, 0, 0), 180: (-1, 0, 0, -1, 0, 0), 270: (0, -1, 1, 0, 0, 0)}


def upright(data: bytes) -> bytes:
    """``data``, a PDF without object streams, with such annotations where and as viewers show them."""
    if b"/Rotate" not in data or not any(int(flags) & _NO_ROTATE for flags in _FLAGS.findall(data)):
        return data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        turned = 0
        for number, page in enumerate(pdf.pages, 1):
            rotation = page_facts(page.obj, number).rotation
            annotations: object = page.obj.get("/Annots")
            for one in list(annotations) if rotation and isinstance(annotations, Array) else ():
                turned += _turn(pdf, one, _QUARTERS[rotation])
        if not turned:
            return data
        return saved(pdf, streams_as_they_are=True)


def _turn(pdf: pikepdf.Pdf, annotation: Any, quarter: Matrix) -> int:
    """Turn one about the upper left corner of its rectangle; 1 where it was turned."""
    given = annotation.get("/F", 0) if isinstance(annotation, Dictionary) else 0
    flags = given if isinstance(given, int) else 0
    looks: Any = annotation.get("/AP") if flags & _NO_ROTATE else None
    normal: Any = looks.get("/N") if isinstance(looks, Dictionary) else None
    try:
        x0, y0, x1, y1 = entries.box(annotation.get("/Rect")) if normal is not None else (0, 0, 0, 0)
        if isinstance(normal, Stream):
            made: Any = _turned(pdf, normal, quarter)
        elif isinstance(normal, Dictionary):
            states = {k: _turned(pdf, v, quarter) for k, v in normal.items() if isinstance(v, Stream)}
            made = Dictionary(states)
        else:
            return 0
    except OddError:
        return 0
    a, b, c, d, _, _ = quarter
    about: Matrix = (a, b, c, d, x0 - a * x0 - c * y1, y1 - b * x0 - d * y1)
    annotation["/Rect"] = Array([round(v, 4) for v in geometry.transform(about, (x0, y0, x1, y1))])
    annotation["/AP"] = Dictionary(N=made)
    annotation["/F"] = flags & ~_NO_ROTATE
    return 1


def _turned(pdf: pikepdf.Pdf, look: Any, quarter: Matrix) -> Any:
    """A copy of an appearance, turned: others may have the same."""
    own = entries.numbers(look.get("/Matrix")) or list(geometry.IDENTITY)
    if len(own) != 6:
        raise OddError("no matrix")
    a, b, c, d, e, f = own
    copy = pdf.make_stream(look.read_raw_bytes())
    for key, value in look.stream_dict.items():
        if key != "/Length":
            copy[key] = value
    copy["/Matrix"] = Array([round(v, 6) for v in geometry.multiply((a, b, c, d, e, f), quarter)])
    return copy
