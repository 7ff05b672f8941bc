"""Which codes a file shows in which font: its content streams walked as they draw (ISO 32000-1, 9.4).

Only what the rules of fonts ask for is read: strings, fonts, the rendering mode, pictures, and what nests. A
token that no content stream may have is told apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from dossier.entries import array, data, get, values
from dossier.odd import OddError

_Key = tuple[int, int]
_UNSEEN = 3
_SEVERAL = 5  # the type of a halftone that has one for each colour
# What may stand between tokens; where a null byte does, as it may, too, the checker stops reading.
_SPACE = rb"\t\n\f\r "
# Strings may hold pairs of brackets, three deep here as wherever they were met.
_INNER = rb"(?:[^()\\]|\\.)*+"
for _ in range(3):
    _INNER = rb"(?:[^()\\]|\\.|\(" + _INNER + rb"\))*+"
_STRING = rb"\(" + _INNER + rb"\)"
_END = rb"(?=[" + _SPACE + rb"()<>\[\]/%]|$)"
_NUMBERS = rb"(?:[" + _SPACE + rb"]++|[+-]?(?:\d++(?:\.\d*+)?|\.\d++)" + _END + rb")++"
# What a page is for the most part is passed over at once: numbers, and operators that take nothing else.
_PLAIN = (
    rb"(?:[mlchfFSsnvywdijJMWBb]|re|rg|RG|cm|T[dDmcwzLs*]|f\*|B\*|b\*|W\*|BT|ET|EMC|scn|SCN|sc|SC|[gGkK])"
)
_PASSED = rb"(?:" + _NUMBERS + rb"(?:" + _PLAIN + _END + rb")?)++"
_TOKEN = re.compile(
    rb"(?P<passed>" + _PASSED + rb")|(?P<skip>%[^\r\n]*)"
    rb"|\[(?P<array>(?:" + _NUMBERS + rb"|" + _STRING + rb"|<[0-9A-Fa-f" + _SPACE + rb"]*+>)*+)\]"
    rb"|(?P<text>" + _STRING + rb")|<(?P<hex>[0-9A-Fa-f" + _SPACE + rb"]*+)>"
    rb"|(?P<open><<|\[)|(?P<close>>>|\])|/(?P<name>(?:[^\0" + _SPACE + rb"()<>\[\]{}/%#]|#[0-9A-Fa-f]{2})*+)"
    rb"|(?P<word>[a-zA-Z'\"*]++[01]?)" + _END,
    re.DOTALL,
)
_ITEM = re.compile(rb"\((" + _INNER + rb")\)|<([^>]*)>", re.DOTALL)
_IMAGE = re.compile(rb"[" + _SPACE + rb"]EI(?=[" + _SPACE + rb"/Q]|$)")
_BITS = re.compile(rb"/(?:BPC|BitsPerComponent)\s+(\d+)")
_DEPTHS = (1, 2, 4, 8, 16)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|\r|\n)|(.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_HEX = frozenset(b"0123456789abcdefABCDEF")
_SHOWING = (b"Tj", b"TJ", b"'", b'"')
# Operators (ISO 32000-1, annex A) and the words that may stand before them.
_OPERATORS = frozenset(
    b"b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l m M MP "
    b"n q Q re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \"".split()
)
_WORDS = frozenset((b"true", b"false", b"null"))
#: What stands in a content stream for a picture in it, where it is taken out: something drawn.
STAND_IN = b" 0 0 1 1 re f "


@dataclass(slots=True, eq=False)
class Use:
    """A ``font`` and the strings that are shown in it, those that are drawn and those in mode 3."""

    font: Any
    drawn: set[bytes] = field(default_factory=set)
    unseen: set[bytes] = field(default_factory=set)


@dataclass(slots=True)
class Shown:
    """What is shown: each font that is named, by the number of its object; the pictures that are drawn; the
    ``rules`` that content itself breaks; and, by the number of a stream or a page, what it would be without
    the pictures within it."""

    fonts: dict[_Key, Use] = field(default_factory=dict)
    pictures: dict[_Key, Any] = field(default_factory=dict)
    rules: set[str] = field(default_factory=set)
    without: dict[_Key, tuple[Any, bytes]] = field(default_factory=dict)


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

    def content(self, holder: Any, text: bytes, resources: Any, state: _State) -> None:
        """Read the content stream ``text`` of ``holder``, a page or a stream."""
        self._named(resources)
        fonts: dict[bytes, Use | None] = {}
        stack: list[_State] = []
        strings: list[bytes] = []
        name = last = b""
        at, image, end = 0, 0, len(text)
        depth, left, kept = 0, 0, [b""]
        while at < end:
            token = _TOKEN.match(text, at)
            if token is None:
                self.shown.rules.add("CONTENT-TOKEN")
                return
            at = token.end()
            kind = token.lastgroup
            if kind == "passed":
                last = token[0]
            elif kind == "array":
                strings += map(_item, _ITEM.finditer(token["array"]))
            elif kind == "text":
                strings.append(_plain(token[0][1:-1]))
            elif kind == "hex":
                strings.append(_bytes(token["hex"]))
            elif kind == "name":
                name = token["name"]
            elif kind == "open":
                depth += 1
            elif kind == "close":
                depth -= 1
            elif kind == "word":
                word = token["word"]
                if word in _WORDS:
                    continue
                if word not in _OPERATORS or depth:
                    self.shown.rules.add("CONTENT-TOKEN")
                    return
                if word in _SHOWING:
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
                elif word == b"EI" or (word == b"ID" and image <= left):
                    self.shown.rules.add("CONTENT-TOKEN")
                    return
                elif word == b"ID":
                    bits = _BITS.search(text, image, at)
                    if bits and int(bits[1]) not in _DEPTHS:
                        self.shown.rules.add("IMAGE-DEPTH-INLINE")
                    found = _IMAGE.search(text, at)
                    at = found.end() if found else end
                    kept += [text[left : image - 2], STAND_IN]
                    left = at
                strings = []
        if depth:
            self.shown.rules.add("CONTENT-TOKEN")
        if left:
            self.shown.without[holder.objgen] = (holder, b"".join([*kept, text[left:]]))

    def _use(self, font: Any) -> Use | None:
        if not isinstance(font, Dictionary):
            return None
        # A font that is no object of its own has no number: each time it is named it is another one.
        key = font.objgen if font.is_indirect else (-len(self.shown.fonts), 0)
        return self.shown.fonts.setdefault(key, Use(font))

    def _do(self, drawn: Any, resources: Any, state: _State) -> None:
        kind = get(drawn, "/Subtype") if isinstance(drawn, Stream) else None
        if kind == Name.Form:
            self.waiting.append((drawn, resources, state))
        elif kind == Name.Image:
            for picture in (drawn, get(drawn, "/SMask")):
                if isinstance(picture, Stream):
                    self.shown.pictures[picture.objgen] = picture

    def _by_graphics_state(self, held: Any, state: _State) -> _State:
        font = array(held, "/Font") if isinstance(held, Dictionary) else []
        return _State(self._use(font[0]), state.mode) if font else state

    def _named(self, resources: Any) -> None:
        """Tiles, masks and drawn glyphs, which are streams of their own."""
        if not isinstance(resources, Dictionary):
            return
        if resources.is_indirect:
            if resources.objgen in self.seen:
                return
            self.seen.add(resources.objgen)
        for pattern in values(get(resources, "/Pattern")):
            self.waiting.append((pattern, resources, _State()))
        for graphics in values(get(resources, "/ExtGState")):
            if isinstance(graphics, Dictionary):
                mask, halftone = get(graphics, "/SMask"), get(graphics, "/HT")
                if isinstance(mask, Dictionary):
                    self.waiting.append((get(mask, "/G"), resources, _State()))
                if halftone not in (None, Name.Default) and not _is_screen(halftone):
                    self.shown.rules.add("HALFTONE-KIND")
        for font in values(get(resources, "/Font")):
            if isinstance(font, Dictionary) and font.is_indirect:
                self._use(font)
            if isinstance(font, Dictionary) and get(font, "/Subtype") == Name.Type3:
                for glyph in values(get(font, "/CharProcs")):
                    self.waiting.append((glyph, get(font, "/Resources") or resources, _State()))


def _entry(resources: Any, kind: str, name: bytes) -> Any:
    held = get(resources, kind) if isinstance(resources, Dictionary) else None
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes.fromhex(code[1].decode()), name)
    try:
        return None if held is None else get(held, "/" + plain.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise OddError("a name that is no text") from error


def _is_screen(held: Any) -> bool:
    """Whether a halftone is one that a file may have, which are few: of type 1 and without a name, or of
    several of these for the process colours (ISO 32000-1, 10.5.5)."""
    if not isinstance(held, (Dictionary, Stream)):
        return False
    kind = get(held, "/HalftoneType")
    if kind == _SEVERAL:
        inner = [one for key, one in held.items() if key not in ("/Type", "/HalftoneType")]
        return "/HalftoneName" not in held and all(
            isinstance(one, Dictionary) and _is_screen(one) for one in inner
        )
    return bool(kind == 1 and not {"/HalftoneName", "/TransferFunction"} & set(held.keys()))


def _mode(numbers: bytes) -> int:
    try:
        return int(float(numbers.split()[-1]))
    except (IndexError, ValueError) as error:
        raise OddError("no rendering mode") from error


def _item(match: re.Match[bytes]) -> bytes:
    return _plain(match[1]) if match[2] is None else _bytes(match[2])


def _plain(text: bytes) -> bytes:
    """A literal string without its escapes (ISO 32000-1, 7.3.4.2)."""
    return _ESCAPE.sub(_unescaped, text) if b"\\" in text else text


def _unescaped(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return bytes([int(match[1], 8) & 0xFF])
    return b"" if match[2] else _ESCAPED.get(match[3], match[3])


def _bytes(digits: bytes) -> bytes:
    try:
        return bytes.fromhex(digits.decode("ascii"))
    except ValueError:
        plain = bytes(digit for digit in digits if digit in _HEX)
        return bytes.fromhex((plain + b"0" * (len(plain) % 2)).decode())
