"""The streams that kept pages draw with, and on which pages: what the content names, and all it leads to; and
what is not there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from dossier.intake.sanitise.operands import Operands, has_pictures, operands
from dossier.intake.sanitise.vocabulary import key, text_of
from dossier.odd import OddError

from . import inline, nothing, reading
from .content import content
from .pages import looks, resources_of
from .picture import picture
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
# What is named, and not there: what it would have drawn. Without the others the same is drawn otherwise.
_LOST = {"/XObject": "form", "/Font": "font", "/Shading": "other", "/Pattern": "pattern"}
_OTHERWISE = {"/ColorSpace": "colour", "/ExtGState": "other"}
_OF_FONTS = frozenset(("/Font", "/DescendantFonts", "/FontDescriptor", "/CharProcs"))
# How a device prints dots: nothing that a page shows.
_OF_DEVICES = frozenset(("/TR", "/TR2", "/BG", "/BG2", "/UCR", "/UCR2", "/HT"))


@dataclass(slots=True)
class Used:
    """A ``stream``, what it is for (``form``, ``pattern``, ``glyph``, ``picture``, ``mask``,
    ``font``, ``colour``, ``other``), and the ``pages`` that draw with it."""

    stream: Object
    kind: str
    pages: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Read:
    """What a content stream names, how whole it is, and how whole the pictures in it are."""

    named: Operands
    state: State
    pictures: State = State.WHOLE


class Users:
    """The streams of one file, each read once."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._read: dict[tuple[int, int], Read] = {}
        self.used: dict[tuple[int, int], Used] = {}
        #: What is drawn with and is not there: how bad that is, its kind (see :class:`Used`), the pages.
        self.lacking: defaultdict[tuple[State, str], set[int]] = defaultdict(set)

    def page(self, number: int, comments: bool) -> State:
        """Note what the page ``number`` draws with; the state of its own content, whose parts may split
        between any two tokens (7.8.2)."""
        page = self._pdf.pages[number - 1]
        contents = page.obj.get("/Contents")
        given = [] if contents is None else list(contents) if isinstance(contents, Array) else [contents]
        parts = [part for part in given if isinstance(part, Stream)]
        resources = resources_of(page.obj)
        drawing = _Drawing(self, number, resources)
        own = self._reading(parts)
        drawing.pictures(own)
        drawing.names(own.named, resources, parts)
        form: Any = self._pdf.Root.get("/AcroForm")
        fonts = form.get("/DR") if isinstance(form, Dictionary) else None
        for look in looks(page.obj, comments):
            if nothing.is_nothing(look):
                self.lacking[State.BROKEN, "form"].add(number)
            else:
                drawing.drawn(look, "form", fonts)
        if len(parts) < len(given):
            self.lacking[State.BROKEN, "content"].add(number)
        return own.state

    def read(self, stream: Any) -> Read:
        """One content stream that is no page's, once."""
        if stream.objgen not in self._read:
            self._read[stream.objgen] = self._reading([stream])
        return self._read[stream.objgen]

    def _reading(self, parts: Sequence[Object]) -> Read:
        opened = [reading.opened(part) for part in parts]
        # A coding of pictures is none for instructions.
        worst = max((State.BROKEN if one.coding else one.state for one in opened), default=State.WHOLE)
        # What a predictor changed is qpdf's to change back.
        text = b"\n".join(
            one.data if one.data or not one.size else reading.data(part)
            for one, part in zip(opened, parts, strict=True)
        )
        named, seen = operands(text, self._pdf), State.WHOLE
        bare = not has_pictures(text)
        if not bare:
            with suppress(OddError):
                held, without, ended = inline.pictures(text)
                seen = max((picture(*one) for one in held), default=State.WHOLE) if ended else State.BROKEN
                bare, text = ended and without is not None, without or text
        if worst is not State.BROKEN and bare:
            worst = max(worst, content(text, open_end=worst is State.ENDLESS))
        return Read(named, worst, seen)


class _Drawing:
    """One page, gone through."""

    def __init__(self, users: Users, number: int, resources: Any) -> None:
        self._users, self._number, self.resources_of = users, number, resources
        self._seen: set[tuple[int, int]] = set()

    def note(self, stream: Object, kind: str) -> bool:
        """Whether it is met for the first time on this page."""
        if stream.objgen in self._seen:
            return False
        self._seen.add(stream.objgen)
        self._users.used.setdefault(stream.objgen, Used(stream, kind)).pages.add(self._number)
        return True

    def names(self, uses: Operands, resources: Any, parts: Sequence[Object]) -> None:
        """Go to what the content stream in ``parts`` names of ``resources``."""
        for category in _CATEGORIES:
            held = _held(resources, category)
            named = {name for kind, name in uses.names if kind == category}
            names = (named | uses.loose) if uses.sure else set(held.keys())
            if category == "/ColorSpace":
                names.update(_IMPLICIT)
            for name in sorted(names):
                value = held.get(key(name))
                if value is None and name in named:  # viewers go on to look in the page's own
                    value = _held(self.resources_of, category).get(key(name))
                if value is not None and not nothing.is_nothing(value):
                    self.reach(value, category, resources)
                # Colours may be named as a device has them, or in a picture that stands there.
                elif name in named and uses.sure and (value is not None or category != "/ColorSpace"):
                    self._lacks(category, name, parts)

    def pictures(self, read: Read) -> None:
        """Note how whole the pictures in a content stream are."""
        if read.pictures:
            self._users.lacking[read.pictures, "picture"].add(self._number)

    def _lacks(self, category: str, name: str, parts: Sequence[Object]) -> None:
        """Note that ``parts`` name what is not there, where that draws anything."""
        kind = _LOST.get(category)
        if kind is None:
            self._users.lacking[State.DOUBTFUL, _OTHERWISE[category]].add(self._number)
        elif category != "/Font" or nothing.writes_with(name, parts):
            self._users.lacking[State.BROKEN, kind].add(self._number)

    def drawn(self, stream: Object, kind: str, around: Any) -> None:
        """Go through a form, a pattern or a glyph."""
        if not self.note(stream, kind):
            return
        own = stream.get("/Resources")
        inner = own if isinstance(own, Dictionary) else around
        read = self._users.read(stream)
        self.pictures(read)
        self.names(read.named, inner, [stream])
        self.reach(stream.get("/Group"), "/Group", around)

    def reach(self, value: Any, above: str, around: Object) -> None:
        """Go to all the streams that ``value`` leads to."""
        todo: list[tuple[Object, str]] = [(value, above)]
        while todo:
            item, via = todo.pop()
            if nothing.is_nothing(item):
                if via not in _OF_DEVICES:
                    self._users.lacking[State.BROKEN, self._gone(via)].add(self._number)
                continue
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

    def _below(self, item: Object, via: str, around: Object) -> Iterator[tuple[Object, str]]:
        if isinstance(item, Array):
            yield from ((one, via) for one in list(item))
        elif isinstance(item, (Dictionary, Stream)):
            for name, value in list(item.items()):
                if name == "/CharProcs" and isinstance(value, Dictionary):
                    for glyph in dict(value).values():
                        if nothing.is_nothing(glyph):
                            yield glyph, "/CharProcs"
                        elif isinstance(glyph, Stream):
                            own = item.get("/Resources")
                            self.drawn(glyph, "glyph", own if isinstance(own, Dictionary) else around)
                elif name not in _APART:
                    yield value, name

    def _kind(self, stream: Object, via: str) -> str:
        if stream.get("/Subtype") == Name.Image and via not in ("/SMask", "/Mask"):
            return "picture"
        return _KINDS.get(via, "other")

    @staticmethod
    def _gone(via: str) -> str:
        return "font" if via in _OF_FONTS else _LOST.get(via) or _KINDS.get(via, "other")


def _held(resources: Object, category: str) -> Object:
    """The resources of a category; none where there is no such dictionary."""
    held = resources.get(category) if isinstance(resources, Dictionary) else None
    return held if isinstance(held, Dictionary) else Dictionary()
