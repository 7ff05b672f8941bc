"""The streams that kept pages draw with, and on which pages: what the content names, and all it leads to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from dossier import printing
from dossier.intake.sanitise.grammar import key, text_of
from dossier.intake.sanitise.operands import Operands, operands

from . import reading
from .content import content
from .state import State

_CATEGORIES = ("/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font")
_IMPLICIT = ("/DefaultGray", "/DefaultRGB", "/DefaultCMYK")
# What leads elsewhere, or to nothing that is drawn.
_APART = frozenset(
    ("/Parent", "/P", "/Metadata", "/ToUnicode", "/OC", "/Resources", "/StructParent", "/PieceInfo", "/Group",
     "/Widths", "/W", "/W2", "/Matrix", "/BBox", "/Decode", "/Differences", "/OPI", "/Alternates", "/AF",
     "/Measure", "/PtData", "/Ref", "/CIDSet", "/LastModified")
)  # fmt: skip
_KINDS = {
    "/FontFile": "font", "/FontFile2": "font", "/FontFile3": "font", "/CIDToGIDMap": "font",
    "/Encoding": "font", "/SMask": "mask", "/Mask": "mask", "/ColorSpace": "colour",
}  # fmt: skip


@dataclass(slots=True)
class Used:
    """A ``stream``, what it is for (``form``, ``pattern``, ``glyph``, ``picture``, ``mask``,
    ``font``, ``colour``, ``other``), and the ``pages`` that draw with it."""

    stream: Any
    kind: str
    pages: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Read:
    """What a content stream names, and how whole it is."""

    named: Operands
    state: State


class Users:
    """The streams of one file, each read once."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._read: dict[tuple[int, int], Read] = {}
        self.used: dict[tuple[int, int], Used] = {}

    def page(self, number: int, comments: bool) -> State:
        """Note what the page ``number`` draws with; the state of its own content, whose parts may split
        between any two tokens (7.8.2)."""
        page = self._pdf.pages[number - 1]
        contents = page.obj.get("/Contents")
        parts = [
            p
            for p in (list(contents) if isinstance(contents, Array) else [contents])
            if isinstance(p, Stream)
        ]
        drawing = _Drawing(self, number)
        own = self._reading(parts)
        drawing.names(own.named, page.resources)
        for look in _looks(page.obj, comments):
            drawing.drawn(look, "form", None)
        return own.state

    def read(self, stream: Object) -> Read:
        """One content stream that is no page's, once."""
        if stream.objgen not in self._read:
            self._read[stream.objgen] = self._reading([stream])
        return self._read[stream.objgen]

    def _reading(self, parts: Sequence[object]) -> Read:
        opened = [reading.opened(part) for part in parts]
        # A coding of pictures is none for instructions.
        worst = max((State.BROKEN if one.coding else one.state for one in opened), default=State.WHOLE)
        # What a predictor changed is qpdf's to change back.
        text = b"\n".join(
            one.data if one.data or not one.size else reading.data(part)
            for one, part in zip(opened, parts, strict=True)
        )
        if worst is not State.BROKEN:
            worst = max(worst, content(text, open_end=worst is State.ENDLESS))
        return Read(operands(text, self._pdf), worst)


class _Drawing:
    """One page, gone through."""

    def __init__(self, users: Users, number: int) -> None:
        self._users, self._number = users, number
        self._seen: set[tuple[int, int]] = set()

    def note(self, stream: Object, kind: str) -> bool:
        """Whether it is met for the first time on this page."""
        if stream.objgen in self._seen:
            return False
        self._seen.add(stream.objgen)
        self._users.used.setdefault(stream.objgen, Used(stream, kind)).pages.add(self._number)
        return True

    def names(self, found: Operands, resources: Object) -> None:
        """Go to what a content stream names of ``resources``."""
        held = resources if isinstance(resources, Dictionary) else Dictionary()
        for category in _CATEGORIES:
            entries = held.get(category)
            if not isinstance(entries, Dictionary):
                continue
            if found.sure:
                names = {name for kind, name in found.names if kind == category} | found.loose
            else:
                names = set(entries.keys())
            if category == "/ColorSpace":
                names.update(_IMPLICIT)
            for name in sorted(names):
                value = entries.get(key(name))
                if value is not None:
                    self.reach(value, category, resources)

    def drawn(self, stream: Any, kind: str, around: Any) -> None:
        """Go through a form, a pattern or a glyph."""
        if not self.note(stream, kind):
            return
        own = stream.get("/Resources")
        self.names(self._users.read(stream).named, own if isinstance(own, Dictionary) else around)
        self.reach(stream.get("/Group"), "/Group", around)

    def reach(self, value: Object, above: str, around: Object) -> None:
        """Go to all the streams that ``value`` leads to."""
        todo: list[tuple[Object, str]] = [(value, above)]
        while todo:
            item, via = todo.pop()
            if isinstance(item, Stream):
                if text_of(item.get("/Subtype")) == "/Form" or item.get("/PatternType") == 1:
                    self.drawn(item, "form" if item.get("/PatternType") is None else "pattern", around)
                    continue
                if not self.note(item, self._kind(item, via)):
                    continue
            elif isinstance(item, (Dictionary, Array)) and item.is_indirect:
                if item.objgen in self._seen:
                    continue
                self._seen.add(item.objgen)
            todo += self._below(item, via, around)

    def _below(self, item: Object, via: str, around: Object) -> Iterator[tuple[Any, str]]:
        if isinstance(item, Array):
            yield from ((one, via) for one in list(item))
        elif isinstance(item, (Dictionary, Stream)):
            for name, value in list(item.items()):
                if name == "/CharProcs" and isinstance(value, Dictionary):
                    for glyph in dict(value).values():
                        if isinstance(glyph, Stream):
                            own = item.get("/Resources")
                            self.drawn(glyph, "glyph", own if isinstance(own, Dictionary) else around)
                elif name not in _APART:
                    yield value, name

    def _kind(self, stream: Object, via: str) -> str:
        if stream.get("/Subtype") == Name.Image and via not in ("/SMask", "/Mask"):
            return "picture"
        return _KINDS.get(via, "other")


def _looks(page: Any, comments: bool) -> Iterator[Any]:
    """The appearances on the page that print."""
    annotations = page.get("/Annots")
    for one in list(annotations) if isinstance(annotations, Array) else ():
        if not isinstance(one, Dictionary) or not isinstance(one.get("/AP"), Dictionary):
            continue
        flags = one.get("/F", 0)
        if not printing.prints(
            text_of(one.get("/Subtype"))[1:], flags if isinstance(flags, int) else 0, comments
        ):
            continue
        look: Any = one.AP.get("/N")
        state = one.get("/AS")
        if isinstance(look, Dictionary) and isinstance(state, Name):
            look = look.get(state)
        if isinstance(look, Stream):
            yield look
