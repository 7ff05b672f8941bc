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

_Key = tuple[int, int]
_UNSEEN = 3
_DEPTHS = [depth.encode() for depth in images.DEPTHS]


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
    return walk.shown


@dataclass(slots=True)
class _Walk:
    shown: Shown
    seen: set[Any]
    waiting: list[tuple[Any, Any, _State]]

    def rest(self) -> None:
        """All that was met and is a content stream of its own."""
        while self.waiting:
            stream, resources, state = self.waiting.pop()
            if isinstance(stream, Stream) and (stream.objgen, state) not in self.seen:
                self.seen.add((stream.objgen, state))
                own = get(stream, "/Resources")
                self.content(stream, data(stream), resources if own is None else own, state)

    def content(self, holder: Object, drawing: bytes, resources: object, state: _State) -> None:
        """Read the content stream ``drawing`` of ``holder``, a page or a stream."""
        self._named(resources)
        fonts: dict[bytes, Use | None] = {}
        stack: list[_State] = []
        strings: list[bytes] = []
        read: dict[tuple[bytes, bytes], bytes] = {}
        name = last = b""
        at, image, end = 0, 0, len(drawing)
        depth, left, kept = 0, 0, [b""]
        operands = tokens.Operands()
        while at < end:
            token = tokens.TOKEN.match(drawing, at)
            if token is None:
                self.shown.rules.add("CONTENT-TOKEN")
                return
            at = token.end()
            kind = token.lastgroup
            if kind == "passed":
                last = token[0]
                operands.passed(last)
                if b"\0" in last:  # a space like others (ISO 32000-1, table 1)
                    kept += [drawing[left : token.start()], last.replace(b"\0", b" ")]
                    left = at
            elif kind == "array":
                for item in tokens.ITEM.findall(token["array"]):
                    if item not in read:  # often a letter, one of some dozens
                        read[item] = tokens.item(item)
                    strings.append(read[item])
                operands.other()
            elif kind == "text":
                strings.append(tokens.plain(token[0][1:-1]))
                operands.other()
            elif kind == "hex":
                strings.append(tokens.hexadecimal(token["hex"]))
                operands.other()
            elif kind == "name":
                name = token["name"]
                operands.other()
            elif kind == "open":
                depth += 1
            elif kind == "close":
                depth -= 1
                operands.other()
            elif kind == "word":
                word = token["word"]
                if word in tokens.WORDS:
                    continue
                if word not in tokens.OPERATORS or depth:
                    self.shown.rules.add("CONTENT-TOKEN")
                    return
                operands.operator(word)
                if word in tokens.SHOWING:
                    if state.use:
                        (state.use.unseen if state.mode == _UNSEEN else state.use.drawn).update(strings)
                elif word == b"Tf":
                    if name not in fonts:
                        fonts[name] = self._use(_entry(resources, "/Font", name))
                    state = _State(fonts[name], state.mode)
                elif word == b"Tr":
                    state = _State(state.use, _mode(last))
                elif word == b"q":
                    stack.append(state)
                elif word == b"Q":
                    state = stack.pop() if stack else state
                elif word == b"gs":
                    state = self._by_graphics_state(_entry(resources, "/ExtGState", name), state)
                elif word == b"Do":
                    self._do(_entry(resources, "/XObject", name), resources, state)
                elif word == b"BI":
                    image = at
                elif word == b"EI" or (word == b"ID" and not image):
                    self.shown.rules.add("CONTENT-TOKEN")
                    return
                elif word == b"ID":
                    bits = tokens.BITS.search(drawing, image, at)
                    if bits and bits[1] not in _DEPTHS:
                        self.shown.rules.add("IMAGE-DEPTH-INLINE")
                    ended = tokens.IMAGE.search(drawing, at)
                    at = ended.end() if ended else end
                    kept += [drawing[left : image - 2], tokens.STAND_IN]
                    left, image = at, 0
                strings = []
        if depth:
            self.shown.rules.add("CONTENT-TOKEN")
        if operands.lacks:
            self.shown.rules.add("CONTENT-OPERANDS")
        if left:
            self.shown.without[holder.objgen] = (holder, b"".join([*kept, drawing[left:]]))

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

    def _by_graphics_state(self, held: object, state: _State) -> _State:
        font = array(held, "/Font") if isinstance(held, Dictionary) else []
        return _State(self._use(font[0]), state.mode) if font else state

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
