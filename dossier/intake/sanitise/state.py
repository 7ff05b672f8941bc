"""The graphics state that a content stream has reached (ISO 32000-2, 8.4 and 9.3)."""

from __future__ import annotations

import copy
from dataclasses import dataclass

from dossier import geometry
from dossier.geometry import Matrix
from dossier.model import Box

from .glyphs import Font

#: What clips everything away.
NOTHING: Box = (0.0, 0.0, 0.0, 0.0)


@dataclass(slots=True)
class State:
    """``ctm`` leads to the page's user space; ``clip`` is the box there that is not clipped, None for all."""

    ctm: Matrix = geometry.IDENTITY
    clip: Box | None = None
    font: Font | None = None
    size: float = 0.0
    character: float = 0.0
    word: float = 0.0
    across: float = 1.0
    rise: float = 0.0
    leading: float = 0.0
    width: float = 1.0

    def copy(self) -> State:
        """The same, to be changed."""
        return copy.copy(self)

    def cut(self, box: Box) -> None:
        """Clip to ``box``, in user space of the page."""
        self.clip = box if self.clip is None else geometry.intersect(self.clip, box) or NOTHING

    def set_font(self, font: Font | None, size: float) -> None:
        """The operator ``Tf``."""
        self.font, self.size = font, size
