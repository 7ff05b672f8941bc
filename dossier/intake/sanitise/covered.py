"""What is read in place of content that a redaction took (ISO 32000-2, 14.9).

Of the drawing a box is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Stream

from dossier import entries
from dossier.entries import FAULTS
from dossier.layers import reached
from dossier.model import SourcePage

from . import boxes
from .operands import INLINE
from .sequences import speechless
from .speech import hush
from .streams import decoded


def hushed(pdf: pikepdf.Pdf, pages: Iterable[SourcePage]) -> Counter[str]:
    """Take from marked content of ``pages`` that shows nothing but boxes, and from the elements that hold no
    other, what is said in its place; what was taken, counted."""
    removed: Counter[str] = Counter()
    touched: dict[tuple[int, int], dict[int, bool]] = {}
    for shown in pages:
        page = pdf.pages[shown.number - 1]
        given: object = page.obj.get("/Contents")
        parts = [one for one in (given if isinstance(given, Array) else [given]) if isinstance(one, Stream)]
        content = _hushed(parts, page, page.resources, touched.setdefault(page.obj.objgen, {}), removed)
        if content is not None:
            page.obj["/Contents"] = pdf.make_stream(content)
        for drawn in reached(page):
            numbers = touched.setdefault(drawn.stream.objgen, {})
            content = _hushed([drawn.stream], drawn.stream, drawn.resources, numbers, removed)
            if content is not None:
                drawn.stream.write(content)
    hush(pdf, touched, wholly=True)
    return removed


def _hushed(
    parts: list[Any], drawn: Any, resources: Any, numbers: dict[int, bool], removed: Counter[str]
) -> bytes | None:
    """The content of ``drawn`` without what its silent marks say, None where that is as it was; their
    ``numbers`` (MCID)."""
    texts = [decoded(part)[0] for part in parts]
    data = b"\n".join(text or b"" for text in texts)
    if None in texts or b"BDC" not in data or not (INLINE.search(data) or boxes.silent(data)):
        return None
    try:
        instructions = list(pikepdf.parse_content_stream(drawn))
    except (*FAULTS, ValueError, TypeError):
        return None  # it is kept as it is: see Operands.sure
    changed = False
    named = partial(entries.named, resources)
    for rank in boxes.silent_of(instructions):
        instruction = instructions[rank]
        begin = list(instruction.operands), instruction.operator
        left, number = speechless(begin, named, whole=True)
        if number is not None:
            numbers[number] = True
        if left is not None and left is not begin:
            instructions[rank] = ContentStreamInstruction(left[0], instruction.operator)
            removed["property"] += 1
            changed = True
    return pikepdf.unparse_content_stream(instructions) if changed else None
