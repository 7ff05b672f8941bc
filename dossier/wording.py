"""Faults of wording that a program can see: numbers typed by hand, blanks left to fill in.

Pure text in, spans out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Between the word and its number may stand markup and any space but an empty line: "document **4**",
# "document&nbsp;4", "document <b>4</b>", "document [4](#x)".
_GAP = r"(?:(?!\n[ \t]*\n)[\s\u00a0\u202f*_~`\[(]|&[a-z]+;|&#x?[0-9a-f]+;|</?[a-z]+[^<>]{0,40}>)*"
_SIGN = r"(?:n(?:[°º]|um[ée]ros?\b|os?\b|<sup>os?</sup>)\.?" + _GAP + ")?"
# Not "document 2.0", nor "documents 10 000 fois lus".
_TYPED_NUMBER = re.compile(
    rf"\b(?:documents?\b|docs?\b\.?){_GAP}{_SIGN}(?:\d{{1,3}}(?!\d|[.,]\d|[\s\u00a0\u202f]\d{{3}}\b)|[IVXL]{{1,6}}\b)",
    re.IGNORECASE,
)
_FORMS = (
    (b"{\\rtf", "rtf"),
    (b"pk\x03\x04", "office"),
    (b"\xd0\xcf\x11\xe0", "office"),
    (b"<!doctype html", "page"),
    (b"<html", "page"),
    (b"%pdf-", "pdf"),
)
_TYPED_COUNT = re.compile(rf"\b\d{{1,4}}{_GAP}(?:documents?|pages?)\b", re.IGNORECASE)
_ROMAN_LOWER = re.compile(r"[ivxl]+$")

_PLACEHOLDER = re.compile(
    r"\bX{1,3}(?:\s|&nbsp;|&#160;)?pp?\b\.?|\bpp?\.\s?X{1,3}\b|\bXXX+\b|\bTODO\b|\bTBD\b|\bFIXME\b|\bà\s+compléter\b|\ba\s+completer\b"
    r"|\bLorem ipsum\b|\?\?\?+"
    r"|\[\s*(?:à|A|À)\s+(?:revoir|vérifier|relire|confirmer|préciser|remplir)\b[^\]\n]{0,60}\]",
)
_PLACEHOLDER_ANY_CASE = re.compile(r"\bà\s+compléter\b|\blorem\s+ipsum\b|\btodo\s*:", re.IGNORECASE)

# Letters of UTF-8 that were read as Windows': "Ã©" for "é", "â€™" for an apostrophe.
_GARBLED = re.compile(
    "Ã[\u0080-\u00bfŒœŠšŸŽžƒˆ˜‚„…†‡‰‹‘’“”•–—™›€]|â€[\u0080-\u00bf™œžŸ˜“”¦]|Â[\u00a0-\u00bf]|Å[“’]"
)
# Lines that begin with a sign of a list that Markdown does not know, two or more together.
_BULLETS = re.compile(r"(?:^[ \t]*[•·▪●○‣◦➢✓–—][ \t\u00a0\u202f]+\S.*(?:\n|\Z)){2,}", re.MULTILINE)
_SHOWN = 40

Span = tuple[int, str]
"""Offset in characters from the start of the text, and the words found there."""


def form(data: bytes) -> str:
    """What a file that should be plain text is instead: ``rtf``, ``office``, ``page`` (a page of the web) or
    ``pdf``; nothing where its first bytes say none of these."""
    head = data[:64].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    return next((kind for begin, kind in _FORMS if head.startswith(begin)), "")


def typed_numbers(text: str) -> Iterator[Span]:
    """Each "document 4", "documents 7" or "doc. 12" that somebody typed in ``text``."""
    for match in _TYPED_NUMBER.finditer(text):
        # "document vil" or "document i" in lower case is a word, not a Roman number.
        if not _ROMAN_LOWER.search(match[0]):
            yield match.start(), " ".join(match[0].split())


def typed_counts(text: str) -> Iterator[Span]:
    """Each "19 documents" or "118 pages" that somebody typed in ``text``."""
    for match in _TYPED_COUNT.finditer(text):
        yield match.start(), " ".join(match[0].split())


def placeholders(text: str) -> Iterator[Span]:
    """Each blank left to fill in: "X p.", "XXX", "TODO", "à compléter"."""
    seen: set[int] = set()
    for pattern in (_PLACEHOLDER, _PLACEHOLDER_ANY_CASE):
        for match in pattern.finditer(text):
            if match.start() not in seen:
                seen.add(match.start())
                yield match.start(), match[0]


def garbled(text: str) -> Iterator[tuple[int, str, str]]:
    """Each word whose letters were read in a wrong set of characters, with its offset, and what it was; one
    that cannot be read back is none."""
    for match in re.finditer(r"[^ \t\n]+", text):
        meant = _GARBLED.sub(_read_back, match[0])
        if meant != match[0]:
            yield match.start(), match[0], meant


def _read_back(match: re.Match[str]) -> str:
    try:
        return match[0].encode("cp1252").decode("utf-8")
    except UnicodeError:
        return match[0]


def bullets(text: str) -> Iterator[Span]:
    """Each list in ``text`` that is none to Markdown, and how it begins."""
    for match in _BULLETS.finditer(text):
        yield match.start() + len(match[0]) - len(match[0].lstrip()), match[0].split("\n")[0].strip()[:_SHOWN]


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Line and column of ``offset``, both from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
