"""Pictures within a content stream (ISO 32000-2, 8.9.7) with what draws them alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pikepdf import Array, Dictionary, Name, Object

from dossier.entries import FAULTS

_KEYS = frozenset(
    ("/BitsPerComponent", "/ColorSpace", "/Decode", "/DecodeParms", "/Filter", "/Height", "/ImageMask",
     "/Interpolate", "/Width")
)  # fmt: skip
_COMPONENTS = {"/DeviceGray": 1, "/G": 1, "/DeviceRGB": 3, "/RGB": 3, "/DeviceCMYK": 4, "/CMYK": 4}


def bare(instruction: Any) -> bytes | None:
    """The picture without other entries and without what follows its data; None where it has neither."""
    held: Any = instruction.iimage.obj
    odd = [key for key in held.keys() if key not in _KEYS or not _is_plain(held[key])]  # noqa: SIM118
    try:
        data = bytes(instruction.iimage._data._inline_image_raw_bytes())  # pikepdf's own way to its data
    except (AttributeError, *FAULTS):
        return None
    needed = _needed(held) if "/Filter" not in held else None
    # One white space may stand before the mark that ends them.
    long = needed is not None and len(data) > needed + 1
    if not odd and not long:
        return None
    if long:
        data = data[:needed] + b"\n"
    entries = b" ".join(key.encode() + b" " + _written(held[key]) for key in sorted(_KEYS) if key in held)
    return b"BI " + entries + b" ID " + data + b"EI"


def _needed(held: Any) -> int | None:
    """How many bytes the pixels of an uncoded picture are; None where its space does not tell."""
    width, height, bits = (held.get(key) for key in ("/Width", "/Height", "/BitsPerComponent"))
    if bool(held.get("/ImageMask", False)):
        count, bits = 1, 1
    else:
        space = held.get("/ColorSpace")
        components = _COMPONENTS.get(str(space)) if isinstance(space, Name) else None
        if isinstance(space, Array) and len(space) and str(space[0]) in ("/Indexed", "/I"):
            components = 1
        if components is None:
            return None
        count = components
    if not all(isinstance(value, int) for value in (width, height, bits)):
        return None
    return int((width * count * bits + 7) // 8 * height)


def _is_plain(value: object) -> bool:
    if isinstance(value, Array):
        return all(map(_is_plain, value))
    if isinstance(value, Dictionary):
        return all(map(_is_plain, value.values()))
    return True


def _written(value: object) -> bytes:
    if isinstance(value, Object):
        return value.unparse()
    if isinstance(value, bool):
        return b"true" if value else b"false"
    assert isinstance(value, (int, float, Decimal))
    return str(value).encode()
