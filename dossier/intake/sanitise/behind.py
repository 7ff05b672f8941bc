"""Text of patterns, soft masks and Type 3 glyphs that shows nothing (ISO 32000-2, 8.7.3, 9.6.4, 11.6.5.2).

No engine lists what is in them. What may go without any trace goes, line by line.
"""

from __future__ import annotations

import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from dossier import entries
from dossier.entries import FAULTS
from dossier.intake.steps import Taken
from dossier.model import SourcePage

from .edges import saved, unlike
from .lines import SHOWS

_SUSPECT = re.compile(rb"/PatternType 1\b|/Type3\b|/(?:Luminosity|Alpha)\b")
# So often the pages are drawn to find the lines that show nothing; what is not found by then stays.
_MOST = 24

Number = tuple[int, int]
#: A line: the number of its stream, and its rank among what that does.
Line = tuple[Number, int]


def without_idle_text(data: bytes, taken: Taken, removed: Counter[str]) -> bytes:
    """``data`` without it; as it was where somebody wants to keep what is hidden."""
    if taken.selection.hidden == "keep" or not _SUSPECT.search(data):
        return data
    lines: dict[Line, None] = {}
    pages: list[SourcePage] = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for shown in taken.selection.pages:
            found = list(_lines(pdf.pages[shown.number - 1]))
            pages += [shown] if found else []
            lines |= dict.fromkeys(found)
    idle = _Trial(data, pages, taken.selection.comments).idle(tuple(lines)) if lines else ()
    removed["hidden-text"] += len(idle)
    return _left(data, set(idle)) if idle else data


class _Trial:
    def __init__(self, data: bytes, pages: Sequence[SourcePage], comments: bool) -> None:
        self._data, self._pages, self._comments = data, pages, comments
        self._gone: set[Line] = set()
        self._tried = 0

    def idle(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        """Those of ``lines`` without which the pages look the same."""
        if self._tried >= _MOST:
            return ()
        self._tried += 1
        left = _left(self._data, {*self._gone, *lines})
        if not unlike(self._data, left, self._pages, self._comments, {}):
            self._gone.update(lines)
            return tuple(lines)
        half = len(lines) // 2
        return (*self.idle(lines[:half]), *self.idle(lines[half:])) if half else ()


def _left(data: bytes, gone: Set[Line]) -> bytes:
    by_stream: dict[Number, set[int]] = defaultdict(set)
    for number, rank in gone:
        by_stream[number].add(rank)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for number, ranks in by_stream.items():
            stream: Object = pdf.get_object(number)
            kept = [one for n, one in enumerate(pikepdf.parse_content_stream(stream)) if n not in ranks]
            stream.write(pikepdf.unparse_content_stream(kept))
        return saved(pdf)


def _lines(page: pikepdf.Page) -> Iterator[Line]:
    for stream, behind in _reached(page):
        if not behind:
            continue
        try:
            steps = list(pikepdf.parse_content_stream(stream))
        except FAULTS:
            continue
        for rank, step in enumerate(steps):
            if entries.spelt(step.operator) in SHOWS:
                yield stream.objgen, rank


def _reached(page: pikepdf.Page) -> Iterator[tuple[Object, bool]]:
    """The streams that a page draws; true: by a pattern, a mask or a glyph, behind which no engine looks."""
    todo: list[tuple[object, bool]] = [(page.resources, False)]
    annotations: object = page.obj.get("/Annots", ())
    for one in list(annotations) if isinstance(annotations, Array) else ():
        look: object = one.get("/AP") if isinstance(one, Dictionary) else None
        normal: object = look.get("/N") if isinstance(look, Dictionary) else None
        states = list(normal.values()) if isinstance(normal, Dictionary) else [normal]
        todo += [(state.get("/Resources"), False) for state in states if isinstance(state, Stream)]
    seen: set[tuple[Number, bool]] = set()
    while todo:
        resources, behind = todo.pop()
        for stream, further in _drawn(resources):
            key = (stream.objgen, behind or further)
            if key in seen:
                continue
            seen.add(key)
            yield stream, behind or further
            todo.append((stream.get("/Resources"), behind or further))


def _drawn(resources: object) -> Iterator[tuple[Object, bool]]:
    """The streams that ``resources`` name, and whether they are behind; glyphs, forms of their font."""
    for item in _values(resources, "/XObject"):
        if isinstance(item, Stream) and item.get("/Subtype") == Name.Form:
            yield item, False
    for item in _values(resources, "/Pattern"):
        if isinstance(item, Stream):
            yield item, True
    for item in _values(resources, "/ExtGState"):
        mask: object = item.get("/SMask") if isinstance(item, Dictionary) else None
        if isinstance(mask, Dictionary) and isinstance(mask.get("/G"), Stream):
            yield mask.G, True
    for font in _values(resources, "/Font"):
        glyphs: object = font.get("/CharProcs") if isinstance(font, Dictionary) else None
        for glyph in dict(glyphs).values() if isinstance(glyphs, Dictionary) else ():
            if isinstance(glyph, Stream):
                yield glyph, True
        if isinstance(glyphs, Dictionary):
            for form in _values(font.get("/Resources"), "/XObject"):
                if isinstance(form, Stream) and form.get("/Subtype") == Name.Form:
                    yield form, True


def _values(resources: object, category: str) -> list[Object]:
    held: Mapping[str, object] | object = (
        resources.get(category) if isinstance(resources, Dictionary) else None
    )
    return list(held.values()) if isinstance(held, Dictionary) else []
