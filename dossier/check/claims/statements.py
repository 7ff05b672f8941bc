"""Statements of content streams as programs write them, many at a time: each operator after what it takes.

A short cut through :mod:`.tokens`, of the same grammar: what is not matched here is read token by token.
"""

from __future__ import annotations

import re

from .tokens import END, INNER, NAME, NEEDED, NUMBER, NUMBERS_NEEDED, PLAIN, STRING, one_of

_MOST_NUMBERS = max(NUMBERS_NEEDED.values())
# Operators that take as many numbers as their space has colours (ISO 32000-1, 8.6.8).
_COLOURS = (b"sc", b"scn", b"SC", b"SCN")
# Null bytes are white space, too, but have to be told.
_GAP = rb"[\t\n\f\r ]"
_SOME = _GAP + rb"*+"
_N = NUMBER + _GAP + rb"++"


def _taking(numbers: int) -> bytes:
    """An expression for an operator that takes as many ``numbers``, or for one more and what takes those."""
    here = [
        name
        for name in PLAIN
        if name not in NEEDED and (name in _COLOURS or NUMBERS_NEEDED.get(name, 0) == numbers)
    ]
    more = [_N + _taking(numbers + 1)] if numbers < _MOST_NUMBERS else []
    return rb"(?:" + rb"|".join([one_of(here), *more]) + rb")"


_HEX = rb"<[0-9A-Fa-f\t\n\f\r ]*+>"
_NUMBERS = _GAP + rb"++|" + NUMBER + END
_TEXT = rb"\[(?:" + STRING + rb"|" + _NUMBERS + rb"|" + _HEX + rb")*+\]" + _SOME + rb"TJ" + END
_DASH = rb"\[(?:" + _NUMBERS + rb")*+\]" + _SOME + _N + rb"d" + END
# Of names and numbers, the first a name: two of these brackets alone would be a string in them.
_MARK = rb"<<" + _SOME + rb"/" + NAME + rb"(?:" + _NUMBERS + rb"|/" + NAME + rb")*+>>"
_MARKED = rb"(?:" + _MARK + rb"|/" + NAME + rb")" + _SOME + rb"BDC" + END
_BY_NAME = one_of((b"cs", b"CS", b"ri", b"sh", b"scn", b"SCN", b"BMC", b"MP"))
_NAMED = rb"/" + NAME + _SOME + rb"(?:" + _BY_NAME + rb"|" + _MARKED + rb")"
_ANY = rb"|".join((_GAP + rb"++", _taking(0), _TEXT, _DASH, STRING + _SOME + rb"Tj" + END, _NAMED))
#: One that changes the font or the state, where there is one: the word ``state``, what stands between a
#: ``name`` and the end of its operator (``by``), or a ``mode``; and behind it all that changes neither.
STATEMENTS = re.compile(
    rb"(?:(?P<state>[qQ])" + END
    + rb"|/(?P<name>" + NAME + rb")" + _GAP + rb"++(?P<by>gs|Do|" + _N + rb"Tf)" + END
    + rb"|(?P<mode>" + NUMBER + rb")" + _GAP + rb"++Tr" + END
    + rb")?+(?P<run>(?:" + _ANY + rb")*+)",
    re.DOTALL,
)  # fmt: skip
#: The strings in a ``run``, as :func:`.tokens.item` takes them.
SHOWN = re.compile(rb"\((" + INNER + rb")\)|<([0-9A-Fa-f\t\n\f\r ]*+)>", re.DOTALL)
