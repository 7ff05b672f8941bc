"""What a page holds that no reader of its print sees, and what lies under its redactions."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pikepdf

from dossier import geometry, odd
from dossier.intake.steps import Taken
from dossier.model import SourcePage
from dossier.odd import OddError
from dossier.raster import Paper, Reader

from . import hidden, redact
from .hidden import Unseen
from .judges import EDGE
from .literal import is_replaced, literal
from .recognised import Word


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found on a page. ``under`` are the words under its redactions, ``areas``; ``within`` the ranks
    of the pictures that lie under one, ``drawn``: something else does; ``partly``: in part; ``replaced``:
    more than a ligature is read otherwise than it is drawn."""

    shown: SourcePage
    unseen: Unseen
    areas: tuple[redact.Area, ...] = ()
    under: tuple[Word, ...] = ()
    within: tuple[int, ...] = ()
    partly: bool = False
    drawn: bool = False
    images: int = 0
    reaches_out: bool = False
    tells_outside: bool = False
    replaced: bool = False

    @property
    def redacted(self) -> bool:
        """Whether something lies under a redaction."""
        return bool(self.under or self.within or self.partly or self.drawn)

    @property
    def weight(self) -> int:
        """How much was found."""
        counted = (self.unseen.words, self.unseen.pictures, self.under, self.within)
        return sum(map(len, counted)) + self.reaches_out

    @property
    def matters(self) -> bool:
        """Whether somebody must decide."""
        return bool(self.unseen.words or self.unseen.pictures or self.redacted)


def looked_at(data: bytes, taken: Taken, pages: Sequence[SourcePage]) -> list[Looked]:
    """Each of ``pages`` of the PDF ``data`` that can be drawn; where words are read in the place of others,
    by what is drawn."""
    looks = _looked_at(data, taken, pages)
    replaced = [page.shown for page in looks if page.replaced]
    plain = literal(data, replaced) if replaced else data
    if plain is not data:
        again = {
            look.shown.number: replace(look, replaced=True) for look in _looked_at(plain, taken, replaced)
        }
        looks = [again.get(look.shown.number, look) for look in looks]
    return looks


def as_drawn(data: bytes, pages: Sequence[Looked]) -> bytes:
    """``data`` as ``pages`` of it were looked at: where each letter is."""
    replaced = [page.shown for page in pages if page.replaced]
    return literal(data, replaced) if replaced else data


def _looked_at(data: bytes, taken: Taken, pages: Sequence[SourcePage]) -> list[Looked]:
    covering = _covering(data, pages)
    looks = []
    with Reader(data) as reader:
        for shown in pages:
            place = (shown.number, shown.box, shown.rotation, taken.selection.comments)
            try:
                with odd.reading("pypdfium2"), reader.paper(*place) as paper:
                    looks.append(_look(paper, shown, taken.fields, covering.get(shown.number, ())))
            except OddError:  # a page that cannot be drawn shows nothing to look at
                continue
    return looks


def _covering(data: bytes, pages: Sequence[SourcePage]) -> dict[int, tuple[redact.Area, ...]]:
    if b"/Redact" not in data:
        return {}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return {page.number: tuple(redact.areas(pdf.pages[page.number - 1].obj)) for page in pages}


def _look(paper: Paper, shown: SourcePage, values: Sequence[str], areas: tuple[redact.Area, ...]) -> Looked:
    laid = paper.laid()
    unseen = hidden.look(paper, laid, shown, values)
    images = [item for item in laid if item.kind == "image"]
    tells = hidden.tells([item for item in laid if geometry.apart(item.box, shown.box, EDGE)], paper)
    out = any(geometry.apart(item.box, shown.box, EDGE) or item.flat for item in laid)
    replaced = is_replaced(paper, laid)
    if not areas:
        return Looked(
            shown, unseen, images=len(images), reaches_out=out, tells_outside=tells, replaced=replaced
        )
    boxes = [area.box for area in areas]
    letters = list(paper.characters(boxes))
    under = tuple(word for word in hidden.grouped(letters) if any(c.text.isalnum() for c in word))
    within = tuple(n for n, i in enumerate(images) if any(geometry.contains(box, i.box) for box in boxes))
    partly = any(
        n not in within and any(geometry.intersect(box, image.box) for box in boxes)
        for n, image in enumerate(images)
    )
    drawings = redact.drawings(paper, laid, areas)
    partly = partly or not all(any(geometry.contains(box, d.box) for box in boxes) for d in drawings)
    return Looked(
        shown, unseen, areas, under, within, partly, bool(drawings), len(images), out, tells, replaced
    )
