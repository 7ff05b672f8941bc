"""What the engine sees on a page."""

from __future__ import annotations

from dataclasses import dataclass

from dossier.model import Box


@dataclass(frozen=True, slots=True)
class Link:
    """A link as the engine sees it: its ``box``, and the ``page`` or the ``uri`` it leads to."""

    box: Box
    page: int | None
    uri: str | None


@dataclass(frozen=True, slots=True)
class Character:
    """One character: the ``box`` of its marks, its ``height`` in its font, and whether its text render mode
    paints nothing (3, as OCR layers use).
    """

    text: str
    box: Box
    height: float
    unpainted: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """One thing that a page draws: the ``box`` of its marks; a form's ``matrix``, None for all else."""

    box: Box
    matrix: tuple[float, ...] | None


Mark = tuple[tuple[int, ...], int]


@dataclass(frozen=True, slots=True)
class Marked:
    """A text within marked content ``mcid`` of the page, or of the form that ``path`` leads to: the rank of
    each form among those that its surroundings draw. ``box`` is in the space of that form."""

    path: tuple[int, ...]
    mcid: int
    text: str
    box: Box
