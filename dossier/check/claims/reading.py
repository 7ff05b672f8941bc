"""What one content stream does, of what the rules of fonts ask for: a function of its bytes alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from . import images, tokens
from .statements import SHOWN, STATEMENTS

_DEPTHS = [depth.encode() for depth in images.DEPTHS]
#: A string as it is written, without its brackets, or its digits (:func:`.tokens.item`).
Text = tuple[bytes, bytes]
#: An operator, the name or the number before it, and what is shown until then.
Step = tuple[bytes, bytes, frozenset[Text]]
_NONE: frozenset[Text] = frozenset()
# With it nothing changes yet: what was shown before belongs to the step behind it.
_SAVE: Step = (b"q", b"", _NONE)
# What another font comes by.
_FONTS = (b"Tf", b"gs")


@dataclass(slots=True)
class Reading:
    """The ``steps`` of a content stream in order: those by Tf, Tr, q, Q, gs and Do, and what is shown before
    each, the last one by none; the ``rules`` that the stream itself breaks; and what it would be ``without``
    what the checker reads no further at, None where there is no such thing."""

    steps: list[Step] = field(default_factory=list)
    rules: set[str] = field(default_factory=set)
    without: bytes | None = None


class _OtherwiseError(Exception):
    """An operator that takes a name or a number from further before."""


def read(drawing: bytes) -> Reading:
    """Read the content stream ``drawing``, to its end or to the first token that none may have."""
    try:
        return _Stream(drawing, True).read()
    except _OtherwiseError:
        return _Stream(drawing, False).read()


class _Stream:
    """A content stream as it is read, ``fast``: many statements at a time where they are as most are."""

    def __init__(self, drawing: bytes, fast: bool) -> None:
        self._drawing, self._fast = drawing, fast
        self._reading = Reading()
        self._texts: set[Text] = set()
        # The names and numbers that hold since the state before came back, by operator.
        self._now: dict[bytes, bytes] = {}
        # The last name, and the last numbers; None where statements were passed over since.
        self._name: bytes | None = b""
        self._last: bytes | None = b""

    def read(self) -> Reading:
        reading, drawing, end = self._reading, self._drawing, len(self._drawing)
        strings: list[Text] = []
        operands = tokens.Operands()
        kept = [b""]
        at = depth = left = image = 0
        while at < end:
            if self._fast and not (strings or depth or operands.waiting):
                at = self._statements(at)
                if at >= end:
                    break
            token = tokens.TOKEN.match(drawing, at)
            if token is None:
                return self._broken()
            at = token.end()
            kind = token.lastgroup
            if kind == "passed":
                words = token[0].replace(b"\0", b" ")  # a space like others (ISO 32000-1, table 1)
                operands.passed(words)
                if not words.isspace():
                    self._last = words
                if words != token[0]:
                    kept += [drawing[left : token.start()], words]
                    left = at
            elif kind == "array":
                strings += tokens.ITEM.findall(token["array"])
                operands.other()
            elif kind == "text":
                strings.append((token[0][1:-1], b""))
                operands.other()
            elif kind == "hex":
                strings.append((b"", token["hex"]))
                operands.other()
            elif kind == "name":
                self._name = token["name"]
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
                    return self._broken()
                operands.operator(word)
                if word in tokens.SHOWING:
                    self._texts.update(strings)
                elif word == b"Tr":
                    self._step(word, self._last)
                elif word in (b"Tf", b"gs", b"Do"):
                    self._step(word, self._name)
                elif word == b"q":
                    reading.steps.append(_SAVE)
                elif word == b"Q":
                    self._step(word, b"")
                elif word == b"BI":
                    image = at
                elif word == b"EI" or (word == b"ID" and not image):
                    return self._broken()
                elif word == b"ID":
                    bits = tokens.BITS.search(drawing, image, at)
                    if bits and bits[1] not in _DEPTHS:
                        reading.rules.add("IMAGE-DEPTH-INLINE")
                    ended = tokens.IMAGE.search(drawing, at)
                    at = ended.end() if ended else end
                    kept += [drawing[left : image - 2], tokens.STAND_IN]
                    left, image = at, 0
                strings = []
        if depth:
            reading.rules.add("CONTENT-TOKEN")
        if operands.lacks:
            reading.rules.add("CONTENT-OPERANDS")
        if left:
            reading.without = b"".join([*kept, drawing[left:]])
        self._step(b"", b"")
        return reading

    def _statements(self, at: int) -> int:
        """Read on from ``at`` while statements are as most are; to where."""
        match, step, texts, now = STATEMENTS.match, self._step, self._texts, self._now
        saved = self._reading.steps.append
        before = at
        while told := match(self._drawing, at):
            end = told.end()
            if end == at:
                break
            at = end
            state, name, by, mode, run = told.groups()
            if by:
                by = by[-2:]
                if now.get(by) != name:
                    step(by, name)
            elif state == b"q":
                saved(_SAVE)
            elif state:
                step(state, b"")
            elif mode:
                step(b"Tr", mode)
            if b"(" in run or b"<" in run:
                texts.update(SHOWN.findall(run))
        if at > before:
            self._name = self._last = None
        return at

    def _step(self, by: bytes, name: bytes | None) -> None:
        if name is None:
            raise _OtherwiseError
        if by == b"Q":
            self._now.clear()
        elif by in _FONTS or by == b"Tr":
            if self._now.get(by) == name:  # nothing changes
                return
            for other in _FONTS if by in _FONTS else ():
                self._now.pop(other, None)
            self._now[by] = name
        texts = _NONE
        if self._texts:
            texts = frozenset(self._texts)
            self._texts.clear()
        self._reading.steps.append((by, name, texts))

    def _broken(self) -> Reading:
        self._reading.rules.add("CONTENT-TOKEN")
        self._step(b"", b"")
        return self._reading
