"""What is read in place of content that a redaction took (ISO 32000-2, 14.9).

Of the drawing one colour is left.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Object, Stream

from dossier import entries, odd
from dossier.entries import FAULTS
from dossier.intake.steps import Selection
from dossier.layers import Drawn, Layers, reached
from dossier.model import SourcePage
from dossier.odd import OddError
from dossier.raster import Reader

from . import instructions
from .boxes import Wordless, wordless
from .marks import CLOSE, Marks
from .sequences import TEXTS, speechless
from .speech import Elements
from .spoken import Said, Spoken
from .streams import decoded
from .strip import Strip

# A picture of one colour packs so well, in pixels for a byte that is stored; one of so few is looked at.
_FLAT, _SMALL = 30, 10_000
_SAYS = re.compile(rb"/(?:ActualText|Alt|E|T)(?![A-Za-z0-9])")


def hushed(pdf: pikepdf.Pdf, data: bytes, selection: Selection) -> Counter[str]:
    """Take from marked content of the pages of ``selection`` that shows nothing but one colour, and from the
    elements that hold no other, what is said in its place; what was taken, counted. ``pdf`` is ``data``."""
    removed: Counter[str] = Counter()
    elements = Elements(pdf)
    looked: list[tuple[SourcePage, Said]] = []
    for shown in selection.pages:
        page = pdf.pages[shown.number - 1]
        given: object = page.obj.get("/Contents")
        listed = list(given) if isinstance(given, Array) else [given]
        parts: list[Any] = [one for one in listed if isinstance(one, Stream)]
        drawn = [one for one in reached(page) if one.stream.get("/Subtype") == Name.Form or one.behind]
        for one in drawn:
            if one.behind:
                removed["property"] += _without_words(one)
        forms = [one for one in drawn if not one.behind]
        owners = [page.obj.objgen, *(one.stream.objgen for one in forms)]
        told: list[tuple[list[Any], Any]] = [(parts, page.resources)]
        told += [([one.stream], one.resources) for one in forms]
        if any(_may_be_box(held, resources, elements, owners) for held, resources in told):
            looked.append((shown, elements.said(owners)))
    if looked:
        removed += _looked_at(pdf, data, looked, selection)
    return removed


def _looked_at(
    pdf: pikepdf.Pdf,
    data: bytes,
    pages: Iterable[tuple[SourcePage, Said]],
    selection: Selection,
    *,
    again: bool = True,
) -> Counter[str]:
    removed: Counter[str] = Counter()
    odd_ones: list[tuple[SourcePage, Said]] = []
    strip = Strip(pdf, Layers(pikepdf.new()), selection.pages)
    with Reader(data) as reader:
        for shown, said in pages:
            try:
                place = (shown.number, shown.box, shown.rotation, selection.comments)
                with odd.reading("pypdfium2"), reader.paper(*place) as paper:
                    judge = Spoken(Marks(paper, CLOSE), shown.box, said)
                removed += strip.page(shown.number, judge).removed
            except OddError:
                if again and instructions.mend(pdf, pdf.pages[shown.number - 1]):
                    odd_ones.append((shown, said))
                continue  # it is kept as it is: see Operands.sure
    strip.settle(wholly=True)
    if odd_ones:
        removed += _looked_at(pdf, data, odd_ones, selection, again=False)
    return removed


def _may_be_box(parts: list[Any], resources: Any, elements: Elements, owners: list[tuple[int, int]]) -> bool:
    """Whether the content ``parts`` may hold a sequence of one colour, of which something is said."""
    texts = [decoded(part)[0] for part in parts]
    data = b"\n".join(text or b"" for text in texts)
    if None in texts or b"BDC" not in data:
        return False
    named = isinstance(resources, Dictionary) and "/Properties" in resources
    if not (named or _SAYS.search(data) or elements.said(owners)):
        return False  # nothing is said of any
    return any(
        _is_said(one, resources, elements, owners) and _may_be_even(one, resources) for one in wordless(data)
    )


def _is_said(sequence: Wordless, resources: Any, elements: Elements, owners: list[tuple[int, int]]) -> bool:
    number = sequence.number
    if sequence.held is not None:
        properties = entries.named(resources, "/Properties", Object.parse(sequence.held))
        if not isinstance(properties, Dictionary):
            return False
        if any(text in properties for text in TEXTS):
            return True
        held = properties.get("/MCID")
        number = held if isinstance(held, int) else None
    elif _SAYS.search(sequence.begin):
        return True
    return number is not None and number in elements.said(owners)


def _may_be_even(sequence: Wordless, resources: Any) -> bool:
    """Whether what a sequence draws may be of one colour: no picture is that has so many bytes."""
    if sequence.paths or not sequence.names:
        return True
    things = [entries.named(resources, "/XObject", Object.parse(name)) for name in sequence.names]
    return not any(isinstance(thing, Stream) and _is_full(thing) for thing in things)


def _is_full(image: Object) -> bool:
    if image.get("/Subtype") != Name.Image or "/SMask" in image:
        return False
    try:
        pixels = entries.whole(image.get("/Width")) * entries.whole(image.get("/Height"))
        data = image.read_raw_bytes()
        packed = data if "/Filter" in image else zlib.compress(data, 1)
        return pixels > _SMALL and len(packed) * _FLAT > pixels
    except (OddError, *FAULTS):
        return False


def _without_words(drawn: Drawn) -> int:
    """Take all that is said in a pattern, a mask or a glyph: nobody reads it there."""
    data, _ = decoded(drawn.stream)
    if data is None or b"BDC" not in data:
        return 0
    try:
        instructions = list(pikepdf.parse_content_stream(drawn.stream))
    except (*FAULTS, ValueError, TypeError):
        return 0
    taken = 0
    named = partial(entries.named, drawn.resources)
    for rank, one in enumerate(instructions):
        if entries.spelt(one.operator) == "BDC":
            begin = list(one.operands), one.operator
            left, _ = speechless(begin, named, whole=True)
            if left is not None and left is not begin:
                instructions[rank] = ContentStreamInstruction(left[0], one.operator)
                taken += 1
    if taken:
        drawn.stream.write(pikepdf.unparse_content_stream(instructions))
    return taken
