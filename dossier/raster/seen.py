"""What the engine sees on a page."""

from __future__ import annotations

from dataclasses import dataclass

from dossier.model import Box

#: Text render modes that paint nothing: 3, as recognised text has it, and 7 (ISO 32000-2, table 104).
UNPAINTED = (3, 7)


@dataclass(frozen=True, slots=True)
class Link:
    """A link as the engine sees it: its ``box``, and the ``page`` or the ``uri`` it leads to."""

    box: Box
    page: int | None
    uri: str | None


@dataclass(frozen=True, slots=True)
class Character:
    """One character: its rank ``index`` on the page, its ``origin``, the ``box`` of its marks, its ``height``
    in its font, and its text render mode (ISO 32000-2, table 104).
    """

    index: int
    text: str
    origin: tuple[float, float]
    box: Box
    height: float
    mode: int

    @property
    def unpainted(self) -> bool:
        """Whether its mode paints nothing."""
        return self.mode in UNPAINTED

    @property
    def clips(self) -> bool:
        """Whether what is painted later shows within it (modes 4 to 7)."""
        return self.mode in (4, 5, 6, 7)


@dataclass(frozen=True, slots=True)
class Laid:
    """One thing that a page draws, in the page's order, forms opened: ``kind`` (text, image, path, shading),
    ``box`` in user space, and the engine's own ``handle``. ``flat``: a text whose letters have no extent."""

    kind: str
    box: Box
    handle: object
    flat: bool = False


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
