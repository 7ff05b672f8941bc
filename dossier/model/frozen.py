"""What of a dossier stays as it was signed, where some of its sheets are replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from .document import Document
from .located import Located
from .manifest import Manifest, Section


@dataclass(frozen=True)
class Frozen:
    """What was signed: ``folios`` are what the pages are called, in order ("37", "37 bis"), ``total`` how
    many there were, ``numbers`` those of the documents by id, and ``documents`` how many were signed;
    ``suffix`` is how many letters more than a number the contents have to print behind a title.

    Where sheets have two sides, ``recto`` is how documents began on them, ``sides`` says of each page of a
    document, an opening first, whether it is a verso, and ``starts`` the same of each text's first page (its
    part).
    """

    folios: tuple[str, ...]
    total: int
    numbers: Mapping[str, int]
    documents: int
    recto: Literal["none", "documents", "sections"] = "none"
    sides: Mapping[str, tuple[bool, ...]] = field(default_factory=dict)
    starts: Mapping[str, bool] = field(default_factory=dict)
    suffix: int = 0

    def of(self, located: Located) -> Located:
        """The manifest with its documents numbered so, and printed on such sheets."""
        manifest = located.manifest
        return replace(
            located,
            manifest=FrozenManifest(
                dossier=replace(manifest.dossier, recto=self.recto),
                sections=manifest.sections,
                synthesis=manifest.synthesis,
                numbers=self.numbers,
                signed=self.documents,
                sides=self.sides,
            ),
        )


@dataclass(frozen=True, kw_only=True)
class FrozenManifest(Manifest):
    """A manifest whose documents keep the numbers that they had, and their pages the sides."""

    numbers: Mapping[str, int] = field(default_factory=dict)
    signed: int = 0
    sides: Mapping[str, tuple[bool, ...]] = field(default_factory=dict)

    def numbered(self) -> Iterator[tuple[int, Section, Document]]:
        """Each document with the number that it had, or has got."""
        for _, section, document in super().numbered():
            yield self.numbers[document.id], section, document

    @property
    def tabs(self) -> int:
        """How many there were: those that came stand beside them."""
        return self.signed

    def versos(self, id: str) -> Sequence[bool] | None:
        """The sides that the pages of a document are printed on."""
        return self.sides.get(id)
