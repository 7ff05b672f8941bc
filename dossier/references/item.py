"""A reference between two forms of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dossier.model import PartialDate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DASHES = re.compile(r"\s*(?:--+|[‐-―−])\s*")
_DATE = re.compile(r"(\d{4})(?:[-/](\d{1,2})?(?:[-/](\d{1,2})?)?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """Who wrote it: a person by the parts of the name, or a body by its ``literal`` name."""

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One reference; what it does not say is empty.

    ``type`` is one of CSL 1.0.2 (appendix III), ``issued`` is written as in a manifest, ``left`` names what
    of it could not be understood.
    """

    key: str = ""
    type: str = ""
    title: str = ""
    title_short: str = ""
    authors: tuple[Name, ...] = ()
    genre: str = ""
    container: str = ""
    publisher: str = ""
    published: str = ""
    volume: str = ""
    issue: str = ""
    issued: str = ""
    page: str = ""
    pages: str = ""
    url: str = ""
    isbn: str = ""
    issn: str = ""
    left: tuple[str, ...] = ()


def tidy(text: str) -> str:
    """``text`` on one line, without the spaces that a file had round and between its words."""
    return " ".join(text.split())


def extent(page: str) -> str:
    """A range of pages as a manifest has it: ``25-27``."""
    return _DASHES.sub("-", tidy(page))


def resolved(url: str, doi: str) -> str:
    """Where it is found: its address, or that of its DOI."""
    doi = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", doi.strip(), flags=re.IGNORECASE)
    return url.strip() or (f"https://doi.org/{doi}" if doi else "")


def dated(*parts: str) -> str:
    """A date of year, month and day, each a number or empty, as precise as it is; empty where it is none."""
    shown = [part.strip() for part in parts]
    while shown and not shown[-1]:
        shown.pop()
    if not shown or not all(part.isdecimal() for part in shown):
        return ""
    text = "-".join([shown[0].zfill(4), *(part.zfill(2) for part in shown[1:])])
    try:
        PartialDate.parse(text)
    except ValueError:
        return ""
    return text


def read_date(text: str) -> str:
    """A date as ISO 8601 or RIS write it; the first of a range; empty where it is none."""
    match = _DATE.match(text.strip())
    rest = text.strip()[match.end() :] if match else ""
    if not match or not re.fullmatch(r"|/.*|T.*", rest, re.DOTALL):
        return ""
    return dated(*(part or "" for part in match.groups()))


def month(text: str) -> str:
    """The number of a month given by number or English name, empty where it is none."""
    if text.isdecimal():
        return text
    name = text.strip().lower()[:3]
    return str(_MONTHS.index(name) + 1) if name in _MONTHS else ""


def first(*texts: str) -> str:
    """The first that says anything, tidied."""
    return next((tidy(text) for text in texts if text and text.strip()), "")


def listed(left: Sequence[tuple[str, str, str]]) -> tuple[str, ...]:
    """Of (name, what was written, what was understood), what was written and not understood."""
    return tuple(f"{name} “{tidy(text)}”" for name, text, known in left if text.strip() and not known)
