"""Colours typed as plain CMYK are given a meaning, a default of offset inks, and no overprint mode.

A file whose output intent is sRGB may not use DeviceCMYK unless its resources say what that is (ISO 19005-2,
6.2.4.3; ISO 32000-1, 8.6.5.6). The numbers of the colours stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pikepdf
from pikepdf import Array, Name, Object, Stream

from dossier import colour
from dossier.entries import data, dictionary, get, values
from dossier.model import Treatment
from dossier.odd import OddError

from . import walk

_DEPTH = 3
_FOUR = 4
# A number before the operator tells it from most words of a text; a needless default does no harm.
_SET = re.compile(rb"[\d.]\s+[kK](?=[\s\]/(<\[]|$)")
_OPERATOR = re.compile(rb"[kK](?=[\s\]/(<\[]|$)")
_NAMED = re.compile(rb"/(?:DeviceCMYK|CMYK)\b")


def suspected(_: bytes) -> bool:
    """Always: what a page draws with is known by reading it only."""
    return True


def mend(pdf: pikepdf.Pdf) -> Iterator[Treatment]:
    """Add the default colour space to every resource dictionary where plain CMYK is used, and have no
    overprint mode where inks have a meaning."""
    all_drawn = list(walk.drawn(pdf))
    blends = _blends(pdf, all_drawn)
    plain = blends or any(_names(drawn.resources, _plain) or _uses_it(drawn.streams) for drawn in all_drawn)
    if plain:
        yield from _give_default(pdf, all_drawn, blends)
    if plain or any(_names(drawn.resources, _inks) for drawn in all_drawn):
        yield from _without_mode(all_drawn)


def _give_default(pdf: pikepdf.Pdf, all_drawn: list[walk.Drawn], blends: bool) -> Iterator[Treatment]:
    space: object = None
    count = 0
    for drawn in all_drawn:
        # A default is looked for in what a stream names itself, also where it draws with what is around it.
        if drawn.resources is None and drawn.holder is not None and _uses_it(drawn.streams):
            drawn.holder.Resources = drawn.around
    for resources in (drawn.resources for drawn in all_drawn if drawn.resources is not None):
        spaces = dictionary(resources, "/ColorSpace")
        if "/DefaultCMYK" in spaces:
            continue
        if space is None:
            profile = Stream(pdf, colour.cmyk(blends), N=4, Alternate=Name.DeviceCMYK)
            space = pdf.make_indirect(Array([Name.ICCBased, pdf.make_indirect(profile)]))
        spaces.DefaultCMYK = space
        resources.ColorSpace = spaces
        count += 1
        # A pattern is no stream that names resources: what its shading means it says itself.
        for pattern in walk.entries(resources, "/Pattern"):
            shading = get(pattern, "/Shading")
            if shading is not None and _plain(get(shading, "/ColorSpace"), _DEPTH):
                shading.ColorSpace = _meant(shading.ColorSpace, space)
    if count:
        yield Treatment("archive-inks", {"count": count})


def _without_mode(all_drawn: list[walk.Drawn]) -> Iterator[Treatment]:
    """ISO 19005-2, 6.2.4.2: the mode, which is for plain CMYK only (ISO 32000-1, 8.6.7), may not be set where
    a profile says what inks are, as the default does; there it says nothing."""
    states = [state for drawn in all_drawn for state in walk.entries(drawn.resources, "/ExtGState")]
    moded = [state for state in states if get(state, "/OPM") not in (None, 0)]
    for state in moded:
        state.OPM = 0
    if moded:
        yield Treatment("archive-overprint", {"count": len(moded)})


def _blends(pdf: pikepdf.Pdf, all_drawn: list[walk.Drawn]) -> bool:
    """Whether something transparent is blended in plain CMYK, by a page or by a form."""
    groups = [dictionary(page.obj, "/Group") for page in pdf.pages]
    groups += [dictionary(stream, "/Group") for drawn in all_drawn for stream in drawn.streams]
    return any(_plain(group.get("/CS"), _DEPTH) for group in groups)


def _names(resources: object, wanted: Callable[[object, int], bool]) -> bool:
    """Whether an image, a shading or a colour space of ``resources`` is a ``wanted`` one."""
    if resources is None:
        return False
    spaces: list[Object | None] = [*values(get(resources, "/ColorSpace"))]
    for kind in ("/XObject", "/Shading"):
        for item in walk.entries(resources, kind):
            spaces += [item.get("/ColorSpace"), dictionary(item, "/Group").get("/CS")]
    for item in walk.entries(resources, "/Pattern"):
        shading = get(item, "/Shading")
        spaces.append(None if shading is None else get(shading, "/ColorSpace"))
    return any(wanted(space, _DEPTH) for space in spaces)


def _plain(space: object, depth: int) -> bool:
    """Whether a colour space is plain CMYK, or is built on it."""
    if space == Name.DeviceCMYK:
        return True
    if not isinstance(space, Array) or len(space) < 2 or space[0] == Name.ICCBased:
        return False
    return bool(depth) and any(_plain(part, depth - 1) for part in space)


def _meant(space: object, inks: object) -> object:
    """A colour space with ``inks`` in the place of plain CMYK, at any depth."""
    if isinstance(space, Array):
        return Array([_meant(part, inks) for part in space])
    return inks if space == Name.DeviceCMYK else space


def _inks(space: object, depth: int) -> bool:
    """Whether a colour space is four inks by a profile, or is built on it."""
    if not isinstance(space, Array) or len(space) < 2:
        return False
    if space[0] == Name.ICCBased:
        return isinstance(space[1], Stream) and space[1].get("/N") == _FOUR
    return bool(depth) and any(_inks(part, depth - 1) for part in space)


def _uses_it(streams: tuple[object, ...]) -> bool:
    for stream in streams:
        try:
            text = data(stream)
        except OddError:  # what cannot be decoded is for the check of the whole to say
            continue
        if (_OPERATOR.search(text) and _SET.search(text)) or _NAMED.search(text):
            return True
    return False
