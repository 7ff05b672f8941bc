"""Colours typed as plain CMYK are given a meaning: a default colour space of offset inks.

A file whose output intent is sRGB may not use DeviceCMYK unless its resources say what that is (ISO 19005-2,
6.2.4.3; ISO 32000-1, 8.6.5.6). The numbers of the colours stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from dossier import colour
from dossier.model import Treatment

from . import walk

_DEPTH = 3
# A number before the operator tells it from most words of a text; a needless default does no harm.
_SET = re.compile(rb"[\d.]\s+[kK](?=[\s\]/(<\[]|$)")
_NAMED = re.compile(rb"/(?:DeviceCMYK|CMYK)\b")


def suspected(data: bytes) -> bool:
    """Always: what a page draws with is known by reading it only."""
    return True


def mend(pdf: pikepdf.Pdf) -> Iterator[Treatment]:
    """Add the default colour space to every resource dictionary where plain CMYK is used."""
    found = list(walk.drawn(pdf))
    if not any(_names_it(drawn.resources) or _uses_it(drawn.streams) for drawn in found):
        return
    space: Any = None
    count = 0
    for resources in (drawn.resources for drawn in found if drawn.resources is not None):
        spaces = resources.get("/ColorSpace")
        if spaces is not None and "/DefaultCMYK" in spaces:
            continue
        if space is None:
            profile = Stream(pdf, colour.cmyk(), N=4, Alternate=Name.DeviceCMYK)
            space = pdf.make_indirect(Array([Name.ICCBased, pdf.make_indirect(profile)]))
        if spaces is None:
            resources.ColorSpace = Dictionary(DefaultCMYK=space)
        else:
            spaces.DefaultCMYK = space
        count += 1
    if count:
        yield Treatment("archive-inks", {"count": count})


def _names_it(resources: Any) -> bool:
    """Whether an image, a shading or a colour space of ``resources`` is in plain CMYK."""
    if resources is None:
        return False
    spaces = list(dict(resources.get("/ColorSpace", {})).values())
    for kind in ("/XObject", "/Shading"):
        for item in walk.entries(resources, kind):
            spaces += [item.get("/ColorSpace"), item.get("/Group", {}).get("/CS")]
    for item in walk.entries(resources, "/Pattern"):
        spaces.append(item.get("/Shading", {}).get("/ColorSpace"))
    return any(_plain(space, _DEPTH) for space in spaces)


def _plain(space: Any, depth: int) -> bool:
    """Whether a colour space is plain CMYK, or is built on it."""
    if space == Name.DeviceCMYK:
        return True
    built = isinstance(space, Array) and len(space) > 1 and space[0] != Name.ICCBased
    return bool(built and depth and any(_plain(part, depth - 1) for part in space))


def _uses_it(streams: tuple[Any, ...]) -> bool:
    for stream in streams:
        try:
            data = stream.read_bytes()
        except pikepdf.PdfError:  # what cannot be decoded is for the check of the whole to say
            continue
        if _SET.search(data) or _NAMED.search(data):
            return True
    return False
