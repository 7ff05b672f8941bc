"""What was noticed of the kept pages of a file, for what a person should look at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Noticed:
    """``text`` is that of the kept pages, in their order, its first ``opening`` characters that of the first
    three; it is bounded. Its ``sketch`` is what others are compared by (:mod:`dossier.folding`). Pages are
    those of the file, from 1: ``blank`` ones, those ``upside_down`` and those with ``pale`` text. ``scans``
    are pages that are pictures of paper, each with the pixels of its picture to a point of the page as shown.
    """

    text: str = ""
    sketch: bytes = b""
    opening: int = 0
    blank: tuple[int, ...] = ()
    upside_down: tuple[int, ...] = ()
    pale: tuple[int, ...] = ()
    scans: tuple[tuple[int, float], ...] = ()


#: Of a file at which nobody has looked yet.
UNNOTICED = Noticed()
