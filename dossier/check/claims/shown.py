"""Which codes a file shows in which font: its content streams walked as they draw (ISO 32000-1, 9.4).

Only what the rules of fonts ask for is read: strings, fonts, the rendering mode, pictures, and what nests. A
token that no content stream may have is told apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from dossier.entries import array, data, get, values
from dossier.odd import OddError

from . import images, tokens
from .reading import Text, read

_Key = tuple[int, int]
_UNSEEN = 3


@dataclass(slots=True, eq=False)
class Use:
    """A ``font`` and the strings that are shown in it, those that are drawn and those in mode 3."""

    font: Object
    drawn: set[bytes] = field(default_factory=set)
    unseen: set[bytes] = field(default_factory=set)


@dataclass(slots=True)
class Shown:
    """What is shown: each font that is named, by the number of its object; the pictures that are drawn; the
    ``rules`` that content itself breaks; and, by the number of a stream or a page, what it would be without
    what the checker reads no further at: pictures within it, and null bytes for spaces."""

    fonts: dict[_Key, Use] = field(default_factory=dict)
    pictures: dict[_Key, Object] = field(default_factory=dict)
    rules: set[str] = field(default_factory=set)
    without: dict[_Key, tuple[Object, bytes]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _State:
    use: Use | None = None
    mode: int = 0


def shown(pdf: pikepdf.Pdf) -> Shown:
    """What the pages of ``pdf`` and its annotations show, and all that these draw with. Raises OddError."""
    walk = _Walk(Shown(), set(), [])
    for page in pdf.pages:
        contents = get(page.obj, "/Contents")
        parts = list(contents) if isinstance(contents, Array) else [contents]
        streams = [part for part in parts if isinstance(part, Stream)]
        walk.content(page.obj, b"\n".join(map(data, streams)), page.resources, _State())
        for annotation in array(page.obj, "/Annots"):
            looks = get(annotation, "/AP") if isinstance(annotation, Dictionary) else None
            for look in values(looks):
                for form in [look] if isinstance(look, Stream) else values(look):
                    walk.waiting.append((form, Dictionary(), _State()))
        walk.rest()
    for (use, unseen), texts in walk.texts.items():
        (use.unseen if unseen else use.drawn).update(map(tokens.item, texts))
    return walk.shown


@dataclass(slots=True)
class _Walk:
    shown: Shown
    seen: set[Any]
    waiting: list[tuple[Any, Any, _State]]
    #: What is shown in a font, in mode 3 or otherwise, as it is written.
    texts: dict[tuple[Use, bool], set[Text]] = field(default_factory=dict)

    def rest(self) -> None:
        """All that was met and is a content stream of its own."""
        while self.waiting:
            stream, resources, state = self.waiting.pop()
            if isinstance(stream, Stream) and (stream.objgen, state) not in self.seen:
                self.seen.add((stream.objgen, state))
                own = get(stream, "/Resources")
                self.content(stream, data(stream), resources if own is None else own, state)

    def content(self, holder: Object, drawing: bytes, resources: object, state: _State) -> None:
        """Follow the content stream ``drawing`` of ``holder``, a page or a stream."""
        self._named(resources)
        reading = read(drawing)
        self.shown.rules |= reading.rules
        if reading.without is not None:
            self.shown.without[holder.objgen] = (holder, reading.without)
        fonts: dict[bytes, Use | None] = {}
        graphics: dict[bytes, tuple[Use | None, ...]] = {}
        drawn: set[tuple[bytes, _State]] = set()
        stack: list[_State] = []
        for by, name, texts in reading.steps:
            if texts and state.use:
                self.texts.setdefault((state.use, state.mode == _UNSEEN), set()).update(texts)
            if by == b"Tf":
                if name not in fonts:
                    fonts[name] = self._use(_entry(resources, "/Font", name))
                state = _State(fonts[name], state.mode)
            elif by == b"Tr":
                state = _State(state.use, _mode(name))
            elif by == b"q":
                stack.append(state)
            elif by == b"Q":
                state = stack.pop() if stack else state
            elif by == b"gs":
                if name not in graphics:
                    graphics[name] = self._by_graphics_state(_entry(resources, "/ExtGState", name))
                state = _State(graphics[name][0], state.mode) if graphics[name] else state
            elif by == b"Do" and (name, state) not in drawn:
                drawn.add((name, state))
                self._do(_entry(resources, "/XObject", name), resources, state)

    def _use(self, font: Object) -> Use | None:
        if not isinstance(font, Dictionary):
            self.shown.rules |= set() if font is None else {"FONT-NONE"}
            return None
        # A font that is no object of its own has no number: each time it is named it is another one.
        key = font.objgen if font.is_indirect else (-len(self.shown.fonts), 0)
        return self.shown.fonts.setdefault(key, Use(font))

    def _do(self, drawn: object, resources: object, state: _State) -> None:
        kind = get(drawn, "/Subtype") if isinstance(drawn, Stream) else None
        if kind == Name.Form:
            self.waiting.append((drawn, resources, state))
        elif kind == Name.Image:
            for picture in (drawn, get(drawn, "/SMask"), get(drawn, "/Mask")):
                if isinstance(picture, Stream):
                    self.shown.pictures[picture.objgen] = picture

    def _by_graphics_state(self, held: object) -> tuple[Use | None, ...]:
        """What is shown in from then on, where a graphics state names a font."""
        font = array(held, "/Font") if isinstance(held, Dictionary) else []
        return (self._use(font[0]),) if font else ()

    def _named(self, resources: object) -> None:
        """Tiles, masks and drawn glyphs, which are streams of their own."""
        if not isinstance(resources, Dictionary):
            return
        if resources.is_indirect:
            if resources.objgen in self.seen:
                return
            self.seen.add(resources.objgen)
        if not all(map(images.is_space, values(get(resources, "/ColorSpace")))):
            self.shown.rules.add("DEVICE-SPACE")
        for pattern in values(get(resources, "/Pattern")):
            self.waiting.append((pattern, resources, _State()))
        for graphics in values(get(resources, "/ExtGState")):
            if isinstance(graphics, Dictionary):
                mask, halftone = get(graphics, "/SMask"), get(graphics, "/HT")
                if isinstance(mask, Dictionary):
                    self.waiting.append((get(mask, "/G"), resources, _State()))
                if halftone not in (None, Name.Default) and not images.is_screen(halftone):
                    self.shown.rules.add("HALFTONE-KIND")
        for font in values(get(resources, "/Font")):
            if isinstance(font, Dictionary) and font.is_indirect:
                self._use(font)
            if isinstance(font, Dictionary) and get(font, "/Subtype") == Name.Type3:
                for glyph in values(get(font, "/CharProcs")):
                    self.waiting.append((glyph, get(font, "/Resources") or resources, _State()))


def _entry(resources: object, kind: str, name: bytes) -> Any:
    held = get(resources, kind) if isinstance(resources, Dictionary) else None
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes.fromhex(code[1].decode()), name)
    try:
        return None if held is None else get(held, "/" + plain.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise OddError("a name that is no text") from error


def _mode(numbers: bytes) -> int:
    try:
        return int(float(numbers.split()[-1]))
    except (IndexError, ValueError) as error:
        raise OddError("no rendering mode") from error
