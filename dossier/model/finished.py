"""What a finished file says: of itself, and to who hears it read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """What a file says of itself: its level of PDF/A-2 (``2a``, ``2u``, ``2b``) and its part of PDF/UA
    (``1``); None is no claim."""

    pdfa: str | None = None
    pdfua: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a screen reader says: its ``kind`` ("heading", "text", "list"…), ``depth`` of nesting,
    the ``text``.

    ``number`` is the level of a heading, the rows of a table, the items of a list, a page's folio.
    """

    kind: str
    depth: int
    text: str = ""
    number: int = 0
