"""What belongs to layers that do not print, out of every stream that pages draw with (ISO 32000-2, 8.11)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pikepdf
from pikepdf import Object

from dossier import odd
from dossier.entries import FAULTS
from dossier.layers import Drawn, Layers, reached
from dossier.model import SourcePage
from dossier.odd import OddError

from .content import Run
from .judges import Notes, Outside
from .state import State

Number = tuple[int, int]


class Cut:
    """The streams of one file, each read once for every resources that it is drawn with.

    A layer hides the same whoever draws: a stream that several draw is written in its own place. ``removed``
    counts what went; ``changed`` are the streams that were written.
    """

    def __init__(self, pdf: pikepdf.Pdf, layers: Layers) -> None:
        self._pdf, self._layers = pdf, layers
        self._left: dict[Number, bytes | None] = {}
        self.removed: Counter[str] = Counter()

    def pages(self, pages: Sequence[SourcePage]) -> tuple[list[SourcePage], list[int]]:
        """Go through all that ``pages`` draw with; those of them that were changed, and the numbers of those
        that hold what cannot be taken out surely."""
        changed, faulty = [], []
        streams: dict[Number, Object] = {}
        for shown in pages:
            drawn = list(reached(self._pdf.pages[shown.number - 1]))
            try:
                touched = [one.stream for one in drawn if self._goes(one)]
            except OddError:
                faulty.append(shown.number)
                continue
            streams |= {stream.objgen: stream for stream in touched}
            changed += [shown] if touched else []
        for number, stream in streams.items():
            data = self._left[number]
            assert data is not None  # as of all that were touched
            stream.write(data)
        return changed, faulty

    def _goes(self, drawn: Drawn) -> bool:
        """Whether something of a stream goes. Raises OddError where that is not sure."""
        if drawn.mask and self._layers.hide(drawn.stream.get("/OC")):
            raise OddError("a hidden mask")  # of which each engine makes something else
        number = drawn.stream.objgen
        left = self._without(drawn) if self._layers.hide_any(drawn.resources) else None
        if self._left.setdefault(number, left) != left:
            raise OddError("one content, of several meanings")
        return left is not None

    def _without(self, drawn: Drawn) -> bytes | None:
        """What is left of a stream; None where that is all."""
        if drawn.stream.objgen in self._left and "/Resources" in drawn.stream:
            return self._left[drawn.stream.objgen]
        notes = Notes()
        run = Run(drawn.resources, State(), Outside(None), self._layers, self, notes)
        with odd.reading("pikepdf", faults=(*FAULTS, ValueError, TypeError)):
            read = pikepdf.parse_content_stream(drawn.stream)
        left = run.instructions(read)
        if notes.unsure:
            raise OddError("letters of unknown width are gone")
        self.removed.update(notes.removed)
        return pikepdf.unparse_content_stream(left) if run.changed else None

    def draw(self, run: Run, name: str, form: Object, state: State) -> str | None:
        """See :class:`~dossier.intake.sanitise.content.Forms`: a form has its own turn."""
        return name
