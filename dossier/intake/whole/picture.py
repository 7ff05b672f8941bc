"""Pictures: whether there are as many data as their size needs."""

from __future__ import annotations

from typing import Any

from pikepdf import Array

from dossier import entries
from dossier.intake.pdf.texts import lines_ended
from dossier.odd import OddError

from . import coded, jpeg
from .filters import Unpacked
from .state import State

_COMPONENTS = {
    "/DeviceGray": 1, "/G": 1, "/CalGray": 1, "/Indexed": 1, "/I": 1, "/Separation": 1, "/DeviceRGB": 3,
    "/RGB": 3, "/CalRGB": 3, "/Lab": 3, "/DeviceCMYK": 4, "/CMYK": 4,
}  # fmt: skip


def picture(opened: Unpacked, head: Any) -> State:
    """The state of a picture with the dictionary ``head``: whether there are as many data as its size needs
    (8.9.5.2)."""
    width, height = (_whole(head.get(key)) for key in ("/Width", "/Height"))
    if opened.state is State.BROKEN and opened.coding:
        return State.BROKEN
    if opened.coding and lines_ended(opened.data):
        return State.BROKEN
    if opened.coding == "/DCTDecode":
        return max(opened.state, jpeg.jpeg(opened.data))
    if opened.coding == "/JPXDecode":
        return max(opened.state, coded.jpx(opened.data))
    if opened.coding == "/JBIG2Decode":
        return max(opened.state, coded.jbig2(opened.data))
    if opened.coding:
        try:
            return max(opened.state, coded.facsimile(opened.data, opened.parms, width, height))
        except OddError:
            return State.DOUBTFUL
    row = _row(head)
    if not row:
        return opened.state
    lacking = row * height - opened.size
    if lacking <= 0:  # what is broken behind the last pixel lacks nowhere
        return min(opened.state, State.ENDLESS) if opened.state is State.BROKEN else opened.state
    return State.BROKEN if lacking >= row or opened.state is State.BROKEN else State.DOUBTFUL


def size_of(head: Any) -> int:
    """How many bytes all pixels of a picture have; 0 where that cannot be told."""
    return _row(head) * _whole(head.get("/Height"))


def _row(head: Any) -> int:
    """How many bytes a row of pixels has; 0 where that cannot be told."""
    width = _whole(head.get("/Width"))
    if bool(head.get("/ImageMask", False)):
        return (width + 7) // 8
    bits = _whole(head.get("/BitsPerComponent", 8))
    return (width * _components(head.get("/ColorSpace")) * bits + 7) // 8


def _components(space: Any) -> int:
    try:
        parts = list(space) if isinstance(space, Array) else [space]
        family = entries.text(parts[0])
        if family == "/ICCBased":
            return _whole(entries.get(parts[1], "/N"))
        if family == "/DeviceN":
            return len(entries.items(parts[1]))
    except (OddError, IndexError):
        return 0
    return _COMPONENTS.get(family, 0)


def _whole(value: Any) -> int:
    try:
        return entries.whole(value)
    except OddError:
        return 0
