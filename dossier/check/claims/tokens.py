"""The tokens of content streams, by the letter (ISO 32000-1, 7.8.2, 7.2 and annex A)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPACE = rb"\0\t\n\f\r "
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
TOKEN = re.compile(
    rb"(?P<passed>" + _PASSED + rb")|(?P<skip>%[^\r\n]*)"
    rb"|\[(?P<array>(?:" + _NUMBERS + rb"|" + _STRING + rb"|<[0-9A-Fa-f" + _SPACE + rb"]*+>)*+)\]"
    rb"|(?P<text>" + _STRING + rb")|<(?P<hex>[0-9A-Fa-f" + _SPACE + rb"]*+)>"
    rb"|(?P<open><<|\[)|(?P<close>>>|\])|/(?P<name>(?:[^" + _SPACE + rb"()<>\[\]{}/%#]|#[0-9A-Fa-f]{2})*+)"
    rb"|(?P<word>[a-zA-Z'\"*]++[01]?)" + _END,
    re.DOTALL,
)
ITEM = re.compile(rb"\((" + _INNER + rb")\)|<([^>]*)>", re.DOTALL)
IMAGE = re.compile(rb"[" + _SPACE + rb"]EI(?=[" + _SPACE + rb"/Q]|$)")
BITS = re.compile(rb"/(?:BPC|BitsPerComponent)[" + _SPACE + rb"]*([^" + _SPACE + rb"/<>\[\]()]*)")
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|\r|\n)|(.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_DIGITS = frozenset(b"0123456789.")
_HEX = frozenset(b"0123456789abcdefABCDEF")
SHOWING = (b"Tj", b"TJ", b"'", b'"')
# Operators (ISO 32000-1, annex A) and the words that may stand before them.
OPERATORS = frozenset(
    b"b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l m M MP "
    b"n q Q re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \"".split()
)
WORDS = frozenset((b"true", b"false", b"null"))
# How many operands an operator takes at least (annex A): numbers, or others among them.
_NUMBERS_FOR = {
    1: b"w J j M i g G Tc Tw Tz TL Tr Ts",
    2: b"m l Td TD d0",
    3: b"rg RG",
    4: b"re v y k K",
    6: b"c cm Tm d1",
}
_OPERANDS_FOR = {1: b"ri gs cs CS sh Do Tj TJ ' BMC MP", 2: b"d Tf BDC DP", 3: b'"'}
_NUMBERS_NEEDED = {name: count for count, names in _NUMBERS_FOR.items() for name in names.split()}
_NEEDED = {name: count for count, names in _OPERANDS_FOR.items() for name in names.split()}
#: What stands in a content stream for a picture in it, where it is taken out: something drawn.
STAND_IN = b" 0 0 1 1 re f "


@dataclass(slots=True)
class Operands:
    """What stands before an operator: how many ``numbers`` at its end, and how many ``others`` before those;
    whether any operator ``lacks`` what it takes."""

    numbers: int = 0
    others: int = 0
    lacks: bool = False

    def other(self) -> None:
        """An operand that is no number."""
        self.others += self.numbers + 1
        self.numbers = 0

    def operator(self, name: bytes) -> None:
        """The operator that takes them."""
        short = self.numbers < _NUMBERS_NEEDED.get(name, 0)
        self.lacks = self.lacks or short or self.numbers + self.others < _NEEDED.get(name, 0)
        self.numbers = self.others = 0

    def passed(self, words: bytes) -> None:
        """Numbers, and operators among them."""
        numbers, others = self.numbers, self.others
        # Most of a drawing comes by here, word for word.
        for word in words.replace(b"\0", b" ").split():
            if word[-1] in _DIGITS:
                numbers += 1
            else:
                if numbers < _NUMBERS_NEEDED.get(word, 0) or numbers + others < _NEEDED.get(word, 0):
                    self.lacks = True
                numbers = others = 0
        self.numbers, self.others = numbers, others


def item(groups: tuple[bytes, bytes]) -> bytes:
    """A string of an array, as :data:`ITEM` finds it: what stands in brackets, or the digits."""
    text, digits = groups
    return hexadecimal(digits) if digits else plain(text)


def plain(text: bytes) -> bytes:
    """A literal string without its escapes (ISO 32000-1, 7.3.4.2)."""
    return _ESCAPE.sub(_unescaped, text) if b"\\" in text else text


def _unescaped(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return bytes([int(match[1], 8) & 0xFF])
    return b"" if match[2] else _ESCAPED.get(match[3], match[3])


def hexadecimal(digits: bytes) -> bytes:
    """A string of digits; what is none is passed over, and a last one alone counts as the first of two."""
    try:
        return bytes.fromhex(digits.decode("ascii"))
    except ValueError:
        kept = bytes(digit for digit in digits if digit in _HEX)
        return bytes.fromhex((kept + b"0" * (len(kept) % 2)).decode())
