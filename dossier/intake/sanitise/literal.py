"""Pages as they draw, without what is read in the place of it (/ActualText; ISO 32000-2, 14.9.4).

An engine that extracts text has the whole of such a text where its first letter is drawn: who looks there for
words does not find those that are drawn further on, in another place or under something.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Stream

from dossier import geometry
from dossier.intake.saving import saved
from dossier.layers import reached
from dossier.model import Box, SourcePage
from dossier.raster import Laid, Paper, Reader

from .streams import decoded

_KEY = b"/ActualText"
_OTHER = b"/ActualTexX"
# What is this many times as long as it is high is no ligature and no hyphen.
_LONG = 2.5
# Less of the letters and digits means that glyphs do not say by themselves what they are.
_ENOUGH = 0.8


def is_replaced(paper: Paper, laid: Sequence[Laid]) -> bool:
    """Whether more than a ligature is read otherwise than it is drawn."""
    run: list[Box] = []
    for item in laid:
        if item.kind == "text" and paper.is_replaced(item):
            run.append(item.box)
            x0, y0, x1, y1 = geometry.bounds(c for box in run for c in (box[:2], box[2:]))
            short, long = sorted((x1 - x0, y1 - y0))
            if long > _LONG * short:
                return True
        else:
            run = []
    return False


def literal(data: bytes, pages: Sequence[SourcePage]) -> bytes:
    """``data`` with the text of ``pages`` as it is drawn, to be looked at; as it was where that says less."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for shown in pages:
            page = pdf.pages[shown.number - 1]
            contents: object = page.obj.get("/Contents")
            parts = list(contents) if isinstance(contents, Array) else [contents]
            _plainly([one for one in parts if isinstance(one, Stream)], page.resources)
            for one in reached(page):
                _plainly([one.stream] if isinstance(one.stream, Stream) else [], one.resources)
        left = saved(pdf)
    with Reader(data) as old, Reader(left) as new:
        for shown in pages:
            with old.page(shown.number) as before, new.page(shown.number) as after:
                if _letters(after.text()) < _ENOUGH * _letters(before.text()):
                    return data
    return left


def _plainly(streams: Sequence[Stream], resources: object) -> None:
    for stream in streams:
        data, _ = decoded(stream)
        if data is not None and _KEY in data:
            stream.write(data.replace(_KEY, _OTHER))
    held: object = resources.get("/Properties") if isinstance(resources, Dictionary) else None
    for one in list(held.values()) if isinstance(held, Dictionary) else ():
        if isinstance(one, Dictionary) and "/ActualText" in one:
            del one["/ActualText"]


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
