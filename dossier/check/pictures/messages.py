"""What passes between the build and the process that compares."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dossier.model import Box, SourcePage


@dataclass(frozen=True, slots=True)
class Original:
    """What one document is compared with: its PDFs, and the pages of them that are kept.

    ``comments``: those that print are shown. ``turned``: the editor chose a box or a turn of his own, so that
    the pages' facts say what is shown; else the pages are drawn as the engine reads them.
    """

    document: str
    parts: tuple[bytes, ...]
    pages: tuple[SourcePage, ...]
    comments: bool = False
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Framed:
    """A page of the dossier that holds the page ``rank`` (from 1) of a document in ``frame``; ``shown`` is
    the hash of what it draws there, empty where nothing is remembered."""

    folio: int
    document: str
    rank: int
    frame: Box
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One thing that is told: first the ``folder`` of the outputs (None: nothing is remembered), then each
    ``original``, then the ``file`` that was made of them, and its
    ``pages`` to compare."""

    folder: Path | None = None
    original: Original | None = None
    file: Path | None = None
    pages: tuple[Framed, ...] = ()


@dataclass(frozen=True, slots=True)
class Unlike:
    """A bound page that does not look like its source page: ``score`` is above 1; or it could not be looked
    at (``problem``); or something is printed in the margins that its frame leaves out (``cut``).

    ``spot`` is where they differ (left, upper, right, lower edge, as parts of the page from its upper left
    corner), ``how`` in what way, ``pictures`` are both as PNG, the source first.
    """

    page: Framed
    score: float
    problem: str = ""
    cut: bool = False
    spot: Box = (0.0, 0.0, 1.0, 1.0)
    how: str = ""
    pictures: tuple[bytes, ...] = ()
