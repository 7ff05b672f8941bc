"""A reference between two forms of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DASHES = re.compile(r"\s*(?:--+|[‐-―−])\s*")


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


def first(*texts: str) -> str:
    """The first that says anything, tidied."""
    return next((tidy(text) for text in texts if text and text.strip()), "")


def untold(name: str, said: str, known: str) -> tuple[str, ...]:
    """What to tell of ``said``, which the file has under ``name``, where nothing of it is ``known``."""
    return (f"{name} “{tidy(said)}”",) if said.strip() and not known else ()
