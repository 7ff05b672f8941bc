"""Text made fit for a DOCX: what XML forbids left out, lines joined, directions told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from unicodedata import bidirectional

#: White space that may break a line; no-break spaces are meant and stay.
_BLANKS = re.compile("[ \t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")
#: All that XML 1.0, section 2.2, forbids (lone surrogates too), and the C1 controls, which it discourages.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EMPTY_LINE = re.compile(r"\r?\n[ \t]*(?:\r?\n[ \t]*)+")
#: From one right-to-left letter to the last that no left-to-right letter parts from it, marks included.
_RIGHT_TO_LEFT = re.compile("R(?:[nm]*R)*m*")
_CLASSES = {"R": "R", "AL": "R", "L": "L", "NSM": "m"}


def line(text: str) -> str:
    """``text`` on one line, without any character that XML forbids."""
    return _BLANKS.sub(" ", _FORBIDDEN.sub("", _BLANKS.sub(" ", text))).strip(" ")


def paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of ``text``, which empty lines part; a single line break counts as a space."""
    for paragraph in _EMPTY_LINE.split(text):
        if clean := line(paragraph):
            yield clean


def shortened(text: str, most: int) -> str:
    """``text`` in at most ``most`` characters, cut between words if it can be, an ellipsis for the rest."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    return head[: head.rfind(" ") if head.rfind(" ") > most // 2 else None].rstrip(" ,;:.\u00a0\u202f") + "…"


def directions(text: str) -> Iterator[tuple[str, bool]]:
    """The runs of ``text``, each with whether it reads from right to left (UAX 9, with two levels only)."""
    if not text:
        return
    classes = "".join(_CLASSES.get(bidirectional(character), "n") for character in text)
    spans = [match.span() for match in _RIGHT_TO_LEFT.finditer(classes)]
    bounds = sorted({0, len(text), *(edge for span in spans for edge in span)})
    for start, end in pairwise(bounds):
        yield text[start:end], (start, end) in spans
