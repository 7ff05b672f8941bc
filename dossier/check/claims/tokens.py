"""The tokens of content streams, by the letter (ISO 32000-1, 7.8.2, 7.2 and annex A)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_SPACE = rb"\0\t\n\f\r "
#: What ends a word: white space, or what begins something else.
END = rb"(?=[" + _SPACE + rb"()<>\[\]/%]|$)"
NUMBER = rb"[+-]?(?:\d++(?:\.\d*+)?|\.\d++)"
NAME = rb"(?:[^" + _SPACE + rb"()<>\[\]{}/%#]|#[0-9A-Fa-f]{2})*+"
# Strings may hold pairs of brackets, three deep here as wherever they were met.
INNER = rb"(?:[^()\\]++|\\.)*+"
for _ in range(3):
    INNER = rb"(?:[^()\\]++|\\.|\(" + INNER + rb"\))*+"
#: A literal string, in its brackets.
STRING = rb"\(" + INNER + rb"\)"
_NUMBERS = rb"(?:[" + _SPACE + rb"]++|" + NUMBER + END + rb")++"
#: Operators that take numbers and nothing else, but for the dash and colours that have names.
PLAIN = (
    b"m l c h f F S s n v y w d i j J M W B b re rg RG cm Td TD Tm Tc Tw Tz TL Ts T* f* B* b* W* BT ET EMC "
    b"scn SCN sc SC g G k K".split()
)


def one_of(names: Iterable[bytes]) -> bytes:
    """An expression for the operators ``names``, to the end of the word."""
    some = sorted(names)
    letters = b"".join(name for name in some if len(name) == 1)
    others = [re.escape(name) for name in some if len(name) > 1]
    return rb"(?:" + b"|".join([b"[" + letters + b"]"] * bool(letters) + others) + rb")" + END


# What a page is for the most part is passed over at once: numbers, and operators that take nothing else.
_PASSED = rb"(?:" + _NUMBERS + rb"(?:" + one_of(PLAIN) + rb")?)++"
TOKEN = re.compile(
    rb"(?P<passed>" + _PASSED + rb")|(?P<skip>%[^\r\n]*)"
    rb"|\[(?P<array>(?:" + _NUMBERS + rb"|" + STRING + rb"|<[0-9A-Fa-f" + _SPACE + rb"]*+>)*+)\]"
    rb"|(?P<text>" + STRING + rb")|<(?P<hex>[0-9A-Fa-f" + _SPACE + rb"]*+)>"
    rb"|(?P<open><<|\[)|(?P<close>>>|\])|/(?P<name>" + NAME + rb")"
    rb"|(?P<word>[a-zA-Z'\"*]++[01]?)" + END,
    re.DOTALL,
)
ITEM = re.compile(rb"\((" + INNER + rb")\)|<([^>]*)>", re.DOTALL)
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
NUMBERS_NEEDED = {name: count for count, names in _NUMBERS_FOR.items() for name in names.split()}
NEEDED = {name: count for count, names in _OPERANDS_FOR.items() for name in names.split()}
#: What stands in a content stream for a picture in it, where it is taken out: something drawn.
STAND_IN = b" 0 0 1 1 re f "


@dataclass(slots=True)
class Operands:
    """What stands before an operator: how many ``numbers`` at its end, and how many ``others`` before those;
    whether any operator ``lacks`` what it takes."""

    numbers: int = 0
    others: int = 0
    lacks: bool = False

    @property
    def waiting(self) -> bool:
        """Whether anything stands before the next operator."""
        return bool(self.numbers or self.others)

    def other(self) -> None:
        """An operand that is no number."""
        self.others += self.numbers + 1
        self.numbers = 0

    def operator(self, name: bytes) -> None:
        """The operator that takes them."""
        short = self.numbers < NUMBERS_NEEDED.get(name, 0)
        self.lacks = self.lacks or short or self.numbers + self.others < NEEDED.get(name, 0)
        self.numbers = self.others = 0

    def passed(self, words: bytes) -> None:
        """Numbers, and operators among them, with white space between."""
        numbers, others = self.numbers, self.others
        # Most of a drawing comes by here, word for word.
        for word in words.split():
            if word[-1] in _DIGITS:
                numbers += 1
            else:
                if numbers < NUMBERS_NEEDED.get(word, 0) or numbers + others < NEEDED.get(word, 0):
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
