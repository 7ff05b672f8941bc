"""What binding a source made, for whoever writes the tags."""

from __future__ import annotations

from dataclasses import dataclass

from pypdf import PageObject, PdfReader

from dossier import geometry
from dossier.geometry import Matrix
from dossier.model import Part, PlannedPage, Source, SourcePage

from .annotations import Appearance
from .forms import PageForm
from .links import Moved


@dataclass(frozen=True, slots=True)
class BoundPage:
    """A source page, the ``form`` that it became on ``target``, its links and the fields drawn there."""

    planned: PlannedPage
    facts: SourcePage
    page: PageObject
    target: PageObject
    form: PageForm
    links: tuple[Moved, ...]
    fields: tuple[Appearance, ...]

    @property
    def onto_page(self) -> Matrix:
        """From the source page's user space to the dossier page's."""
        return onto_page(self.planned, self.facts)


@dataclass(frozen=True, slots=True)
class BoundPart:
    """A file of a source and its bound pages, in order; ``first`` is how many pages the files before it
    have."""

    source: Source
    part: Part
    reader: PdfReader
    pages: tuple[BoundPage, ...]
    first: int = 0


def onto_page(planned: PlannedPage, facts: SourcePage) -> Matrix:
    """From the user space of a source page to that of the dossier's page."""
    return geometry.multiply(
        geometry.onto_unit_square(facts.box, facts.rotation),
        geometry.from_unit_square(planned.frame or geometry.UNIT),
    )
