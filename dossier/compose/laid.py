"""A layout, and what an earlier build remembers of the same HTML, the same templates, and the same engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dossier.store import Store
from dossier.work import wire

from .kept import Condition, key
from .laid_pages import Layout
from .templates import Templates

_SUFFIX = ".laid"


@dataclass(frozen=True, slots=True)
class Laid:
    """A ``layout``; the font programs that set its texts (family by SHA-256); the entries of the ``units``
    that it is made of; the ``condition`` under which it holds."""

    layout: Layout
    faces: Mapping[str, str]
    units: tuple[str, ...]
    condition: Condition

    @property
    def libraries(self) -> tuple[str, ...]:
        """The paths of the libraries that had a part in it."""
        return self.condition.libraries


def name_of(html: str, templates: Templates, placeholders: Mapping[str, tuple[int, int]]) -> str:
    """Under which name it is remembered what ``html`` is laid out."""
    return key(sorted(templates.fonts), list(placeholders.items()), html) + _SUFFIX


def remembered(name: str, templates: Templates, store: Store) -> Laid | None:
    """What ``store`` has under ``name``; None where nothing is that holds. What is not used is swept."""
    packed = store.find(name)
    laid = wire.unpack(Laid, packed) if packed else None
    if laid is None or not laid.condition.holds(templates):
        return None
    for unit in laid.units:  # the next build may need them without needing this one
        store.find(unit)
    store.sweep()
    return laid
