"""Content streams, asked whether they end where an instruction does (ISO 32000-2, 7.8.2)."""

from __future__ import annotations

import re
from collections import Counter

from dossier.intake.sanitise.tokens import STRING

from .state import State

# What stands in place of bytes that were no UTF-8 where a file was taken for a text.
REPLACED = b"\xef\xbf\xbd"
_NOTHING = bytes(32)
_TO_STRING = re.compile(rb"(?>[^(%]+|" + STRING + rb"|%[^\r\n]*){0,5000}", re.DOTALL)
_STRINGS = re.compile(STRING, re.DOTALL)
_WORD = re.compile(rb"(?<![^\0\t\n\f\r \])>])(?:BT|ET|q|Q)(?![^\0\t\n\f\r \[(</])")
_LAST = re.compile(
    rb"(?:^|[\0\t\n\f\r )\]>])([A-Za-z'\"][A-Za-z0-9]?[A-Za-z]?\*?|d[01])[\0\t\n\f\r ]*(?:%[^\r\n]*)?$"
)


def content(data: bytes, *, open_end: bool) -> State:
    """What is left of the whole ``data`` of a page, form, pattern or glyph, without those of pictures in it,
    which may look like anything; ``open_end``: the mark that ends them is missing."""
    body = data.rstrip(b"\0\t\n\f\r ")
    if data and not data.strip(b"\0"):
        return State.BROKEN
    if _NOTHING in body or body.count(REPLACED) > 1:
        return State.BROKEN
    if in_string(body):
        return State.BROKEN
    if open_end and _unbalanced(body):
        return State.BROKEN
    if body and not _LAST.search(body[-64:]):
        return State.BROKEN if open_end else State.DOUBTFUL
    return State.WHOLE


def in_string(data: bytes) -> bool:
    """Whether ``data`` end within a string."""
    at = 0
    while at < len(data):
        after = _TO_STRING.match(data, at).end()  # type: ignore[union-attr]  # it matches anywhere
        if after == at:
            return True
        at = after
    return False


def _unbalanced(body: bytes) -> bool:
    """Whether a text object, or a state that was saved, is still open at the end (8.4.2, 9.4.1)."""
    words = Counter(_WORD.findall(_STRINGS.sub(b" ", body)))
    return words[b"BT"] > words[b"ET"] or words[b"q"] > words[b"Q"]
