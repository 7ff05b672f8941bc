"""What breaks off in what the kept pages draw with, as findings: each stream is unpacked whole, once."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Name, Object, Stream

from dossier import entries, odd
from dossier.entries import FAULTS
from dossier.findings import Finding, finding
from dossier.intake.pdf.texts import lines_ended
from dossier.intake.steps import PLACE
from dossier.model import SourcePage
from dossier.odd import OddError

from . import coded, jpeg, programs, reading
from .state import State
from .used import Used, Users

_CODES = {State.BROKEN: "data-broken", State.DOUBTFUL: "data-doubtful", State.ENDLESS: "data-endless"}
_CONTENT = ("form", "pattern", "glyph")
_COMPONENTS = {
    "/DeviceGray": 1, "/G": 1, "/CalGray": 1, "/Indexed": 1, "/I": 1, "/Separation": 1, "/DeviceRGB": 3,
    "/RGB": 3, "/CalRGB": 3, "/Lab": 3, "/DeviceCMYK": 4, "/CMYK": 4,
}  # fmt: skip


def damage(data: bytes, name: str, pages: Sequence[SourcePage], *, comments: bool) -> tuple[Finding, ...]:
    """What is wrong with what ``pages`` of the PDF ``data``, the file ``name``, draw with: one finding a
    gravity, with things and pages. ``comments`` are drawn, too.

    Raises OddError where the file cannot be read.
    """
    worst: defaultdict[State, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    with odd.reading("pikepdf", faults=FAULTS), pikepdf.open(io.BytesIO(data)) as pdf:
        users = Users(pdf)
        for number in sorted({page.number for page in pages}):
            worst[users.page(number, comments)]["content"].add(number)
        for used in users.used.values():
            worst[_state(users, used)][used.kind] |= used.pages
    found = []
    for state, code in _CODES.items():
        things = {
            f"damaged.{kind}": ", ".join(map(str, sorted(held)))
            for kind, held in sorted(worst[state].items())
            if held
        }
        if things:
            found.append(finding(code, PLACE, file=name, **things))
    return tuple(found)


def _state(users: Users, used: Used) -> State:
    stream = used.stream
    if stream.get("/Subtype") == Name.Image:
        return _picture(stream)
    if used.kind in _CONTENT:
        return users.read(stream).state
    opened = reading.opened(stream)
    if used.kind == "font" and opened.state < State.BROKEN and "/Type" not in stream:
        return max(opened.state, programs.program(reading.data(stream), stream))
    return opened.state


def _picture(stream: Stream) -> State:
    """The state of a picture: whether there are as many data as its size needs (8.9.5.2)."""
    opened = reading.opened(stream, counted=True)
    width, height = (_whole(stream.get(key)) for key in ("/Width", "/Height"))
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
    row = _row(stream, width)
    if not row:
        return opened.state
    lacking = row * height - opened.size
    if lacking <= 0:  # what is broken behind the last pixel lacks nowhere
        return min(opened.state, State.ENDLESS) if opened.state is State.BROKEN else opened.state
    return State.BROKEN if lacking >= row or opened.state is State.BROKEN else State.DOUBTFUL


def _row(image: Any, width: int) -> int:
    """How many bytes a row of pixels has; 0 where that cannot be told."""
    if bool(image.get("/ImageMask", False)):
        return (width + 7) // 8
    bits = _whole(image.get("/BitsPerComponent", 8))
    return (width * _components(image.get("/ColorSpace")) * bits + 7) // 8


def _components(space: Object) -> int:
    try:
        parts = list(space) if isinstance(space, Array) else [space]
        family = entries.text(parts[0])
        if family == "/ICCBased":
            return _whole(parts[1].get("/N"))
        if family == "/DeviceN":
            return len(entries.items(parts[1]))
    except (OddError, IndexError):
        return 0
    return _COMPONENTS.get(family, 0)


def _whole(value: object) -> int:
    try:
        return entries.whole(value)
    except OddError:
        return 0
