"""Dates as programs for bibliographies write them, and as much of them as a manifest can say."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from dossier.model import PartialDate

# English and French, without accents; at least three letters of one are a month.
_MONTHS = (
    *("january janvier", "february fevrier", "march mars", "april avril", "may mai", "june juin"),
    *("july juillet", "august aout", "september septembre", "october octobre", "november novembre"),
    "december decembre",
)
_LEAST = 3
# ISO 8601-1; RIS writes slashes, and all three behind what it does not know.
_ISO = re.compile(r"(\d{4})(?:[-/](\d{0,2})(?:[-/](\d{0,2})/?)?)?(?:T.*)?")
# ISO 8601-2: from, and up to; an end may be open.
_SPAN = re.compile(r"(\d{4}(?:-\d{1,2}){0,2})\s*(?:/|--|–)\s*(?:\d{4}(?:-\d{1,2}){0,2}|\.\.)?")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_ORDINALS = ("st", "nd", "rd", "th", "er")
_SEASONS = range(21, 25)


@dataclass(frozen=True, slots=True)
class Date:
    """A date as a manifest has it, empty where none is understood, and whether that is ``whole`` what was
    written."""

    known: str = ""
    whole: bool = True

    def left(self, name: str, said: str) -> tuple[str, ...]:
        """What to tell of ``said``, which the file has under ``name``: nothing where all of it is known."""
        said = " ".join(said.split())
        if not said or (self.known and self.whole):
            return ()
        return (f"{name} “{said}”" + (f" → {self.known}" if self.known else ""),)


def read(text: str) -> Date:
    """A date written as one text: by ISO 8601, as RIS does, or in words, English or French. Of a span it is
    the beginning, of a season the year; what is not sure (about 1990, 199X) is not known."""
    text = " ".join(text.split())
    if match := _ISO.fullmatch(text):
        year, month, day = (part or "" for part in match.groups())
        return _season(year) if month.isdecimal() and int(month) in _SEASONS else of(year, month, day)
    if span := _SPAN.fullmatch(text):
        return Date(read(span[1]).known, whole=False)
    begins = _ISO.match(text)
    if begins and "/" in begins[0]:  # RIS: what else there is to say, behind a slash
        return Date(read(begins[0]).known, whole=False)
    words = _words(text)
    years = [word for word in words if len(word) == 4 and word.isdecimal()]
    months = [n for word in words if (n := _month(word))]
    days = [word for word in words if len(word) <= 2 and word.isdecimal()]
    if len(years) != 1 or not months or len(years) + len(months) + len(days) != len(words):
        return Date(whole=not text)
    known = of(years[0], str(months[0]), days[0] if days else "")
    return Date(known.known, whole=known.whole and len(months) == 1 and len(days) <= 1)


def of(year: str, month: str = "", day: str = "") -> Date:
    """A date by its parts, each a number or empty, as precise as these are: a zero is none."""
    parts = [part.strip() if part.strip("0 ") else "" for part in (year, month, day)]
    while parts and not parts[-1]:
        parts.pop()
    if not parts or not all(part.isdecimal() for part in parts):
        return Date(whole=not parts)
    text = "-".join([parts[0].zfill(4), *(part.zfill(2) for part in parts[1:])])
    try:
        PartialDate.parse(text)
    except ValueError:
        return Date(whole=False)
    return Date(text)


def in_fields(year: str, month: str, day: str) -> Date:
    """A date of BibTeX's fields: a month is a number or a name, and may have the day with it."""
    known = read(year)
    if not known.known or not (month or day):
        return known
    words = _words(month)
    months = [n for word in words if (n := _month(word))] or [int(n) for n in words[:1] if n.isdecimal()]
    days = _words(day) or ([word for word in words if word.isdecimal()] if len(words) > 1 else [])
    if not months:
        return _season(known.known)
    date = of(known.known[:4], str(months[0]), days[0] if days else "")
    named = sum(1 for word in words if not word.isdecimal())
    one = max(len(months), len(days), named) == 1
    return Date(date.known, whole=known.whole and date.whole and one)


def _season(year: str) -> Date:
    return Date(of(year).known, whole=False)


def _month(word: str) -> int:
    """The number of the month of that name, or 0."""
    name = "".join(one for one in unicodedata.normalize("NFD", word.casefold()) if one.isalpha())
    months = [
        n
        for n, names in enumerate(_MONTHS, 1)
        if len(name) >= _LEAST and any(one.startswith(name) for one in names.split())
    ]
    return months[0] if len(months) == 1 else 0


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word not in _ORDINALS]
