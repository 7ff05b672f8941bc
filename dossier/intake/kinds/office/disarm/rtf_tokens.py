r"""RTF in tokens and groups, as LibreOffice's own reader cuts it (Rich Text Format Specification 1.9.1).

A control word ends at the first character that is no letter, a parameter at the first that is no digit, one
space belongs to it; ends of lines are nothing; ``\'`` takes the next two digits, ``\bin`` that many bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_WORD = re.compile(rb"([A-Za-z]+)(-?)([0-9]*) ?")
_TEXT = re.compile(rb"[^{}\\]+")
_HEX = re.compile(rb"[\r\n]*([0-9A-Fa-f])[\r\n]*([0-9A-Fa-f])")
_LINES = re.compile(rb"[\r\n]+")
_LONGEST, _DEEPEST = 32, 200


class BrokenError(ValueError):
    """No whole RTF: groups that do not end, words that are too long, too many groups in one another."""


@dataclass(slots=True)
class Word:
    """A control word or symbol, without its backslash; ``data`` are the bytes behind ``bin``."""

    name: str
    value: int | None = None
    data: bytes = b""


@dataclass(slots=True)
class Group:
    """What stands between two braces: words, plain bytes, groups."""

    items: list[Item] = field(default_factory=list)

    @property
    def starred(self) -> bool:
        r"""Whether it says itself that it may be skipped (``\*``)."""
        return next((isinstance(i, Word) and i.name == "*" for i in self.items if not _blank(i)), False)

    def words(self) -> Iterator[Word]:
        """The words that stand in it itself."""
        return (item for item in self.items if isinstance(item, Word))

    def groups(self) -> Iterator[Group]:
        """The groups that stand in it itself."""
        return (item for item in self.items if isinstance(item, Group))

    @property
    def destination(self) -> str:
        r"""Its first word but ``\*``; empty where something else comes first."""
        for item in self.items:
            if isinstance(item, Word) and item.name != "*":
                return item.name
            if not isinstance(item, Word) and not _blank(item):
                return ""
        return ""


Item = Word | Group | bytes


def _blank(item: Item) -> bool:
    return isinstance(item, bytes) and not item.strip()


def parse(data: bytes) -> Group:
    """The one group that an RTF file is; what stands behind it is nothing. Raises BrokenError."""
    outer = Group()
    waiting = [outer]
    at = 0
    while at < len(data):
        byte = data[at : at + 1]
        if byte == b"{":
            if len(waiting) > _DEEPEST:
                raise BrokenError("too deep")
            group = Group()
            waiting[-1].items.append(group)
            waiting.append(group)
            at += 1
        elif byte == b"}":
            waiting.pop()
            at += 1
            if len(waiting) <= 1:
                break
        elif byte == b"\\":
            word, at = _word(data, at + 1)
            if word is not None:
                waiting[-1].items.append(word)
        else:
            match = _TEXT.match(data, at)
            if match is None:
                raise BrokenError("no token")
            text = _LINES.sub(b"", match[0])
            if text:
                waiting[-1].items.append(text)
            at = match.end()
    if len(waiting) != 1 or not isinstance(outer.items[0], Group):
        raise BrokenError("groups")
    return outer.items[0]


def _word(data: bytes, at: int) -> tuple[Word | None, int]:
    match = _WORD.match(data, at)
    if match is None:
        symbol = data[at : at + 1]
        if symbol == b"'":
            digits = _HEX.match(data, at + 1)
            if digits is None:
                return None, at + 1  # what follows is text
            return Word("'", int(digits[1] + digits[2], 16)), digits.end()
        if not symbol:
            raise BrokenError("end")
        # An end of line behind a backslash is a paragraph.
        return Word("par" if symbol in b"\r\n" else symbol.decode("latin-1")), at + 1
    name = match[1].decode("ascii")
    if len(name) > _LONGEST:
        raise BrokenError("word")
    number = int(match[3][:10]) if match[3] else None
    value = -number if number is not None and match[2] else number
    end = match.end()
    if match[2] and number is None and not match[0].endswith(b" "):
        end = match.end(1) + 1
    if name == "bin" and value:
        taken = data[end : end + value]
        if value < 0 or len(taken) < value:
            raise BrokenError("bin")
        return Word(name, value, taken), end + value
    return Word(name, value), end


def written(group: Group) -> bytes:
    """The group as bytes, every word closed by what cannot be read as part of it."""
    out = bytearray()
    _write(group, out)
    return bytes(out)


def _write(group: Group, out: bytearray) -> None:
    out += b"{"
    for item in group.items:
        if isinstance(item, Group):
            _write(item, out)
        elif isinstance(item, bytes):
            out += item
        elif item.name == "'":
            out += b"\\'%02x" % ((item.value or 0) & 0xFF)
        elif not item.name.isascii() or not item.name.isalpha():
            out += b"\\" + item.name.encode("latin-1")
        else:
            number = b"" if item.value is None else b"%d" % item.value
            out += b"\\" + item.name.encode("ascii") + number + b" " + item.data
    out += b"}"
