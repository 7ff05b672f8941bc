"""The mark that the renderer put around a placeholder: renamed to what is bound there, or taken away."""

from __future__ import annotations

import re

from pypdf import PageObject
from pypdf.generic import StreamObject

from dossier.bind.objects import decoded, encode
from dossier.model import SOURCE

_FIGURE = "Figure"


def remark(page: PageObject, role: str) -> None:
    """Mark the drawing of what is bound on ``page`` as ``role``; with none not at all, since it has marks of
    its own."""
    if role == _FIGURE:
        return
    stream = page["/Contents"]
    if not isinstance(stream, StreamObject):
        raise TypeError("the renderer writes one stream a page")
    data = decoded(stream)
    name = SOURCE.encode()
    around = re.compile(
        rb"/Figure(\s*<<[^>]*>>\s*BDC)((?:(?!BDC|EMC).)*?/" + name + rb"\s+Do\b.*?)EMC", re.DOTALL
    )
    marks = around.findall(data or b"")
    if data is None or len(marks) != 1:
        raise ValueError(f"placeholder marked {len(marks)} times")
    put = rb"\2" if not role else b"/" + role.encode() + rb"\1\2EMC"
    encode(stream, around.sub(put, data))
