"""What of a dossier stays as it was signed, where some of its sheets are replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from .located import Located
from .manifest import Document, Manifest, Section


@dataclass(frozen=True)
class Frozen:
    """The numbers that were signed: ``folios`` are what the pages are called, in order ("37", "37 bis"),
    ``total`` how many there were, ``numbers`` those of the documents by id, and ``documents`` how many were
    signed."""

    folios: tuple[str, ...]
    total: int
    numbers: Mapping[str, int]
    documents: int

    def of(self, located: Located) -> Located:
        """The manifest with its documents numbered so."""
        manifest = located.manifest
        return replace(
            located,
            manifest=FrozenManifest(
                dossier=manifest.dossier,
                sections=manifest.sections,
                synthesis=manifest.synthesis,
                numbers=self.numbers,
                signed=self.documents,
            ),
        )


@dataclass(frozen=True, kw_only=True)
class FrozenManifest(Manifest):
    """A manifest whose documents keep the numbers that they had."""

    numbers: Mapping[str, int] = field(default_factory=dict)
    signed: int = 0

    def numbered(self) -> Iterator[tuple[int, Section, Document]]:
        """Each document with the number that it had, or has got."""
        for _, section, document in super().numbered():
            yield self.numbers[document.id], section, document

    @property
    def tabs(self) -> int:
        """How many there were: those that came stand beside them."""
        return self.signed
