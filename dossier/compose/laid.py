"""A layout that an earlier build made of the same HTML, the same templates, and with the same engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dossier.store import Store
from dossier.work import wire

from .kept import Condition, Kept, key
from .layout import Layout
from .templates import Templates
from .units import render

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


def laid_out(
    html: str, templates: Templates, placeholders: Mapping[str, tuple[int, int]], store: Store | None
) -> Laid:
    """What :func:`.units.render` makes, or what ``store`` has of it. Raises as that does."""
    name = key(sorted(templates.fonts), list(placeholders.items()), html) + _SUFFIX
    laid = _kept(store, name, templates) if store else None
    if laid is None:
        layout, units = render(html, templates, placeholders, Kept(store, templates))
        laid = Laid(layout, dict(templates.faces), units, Condition.now(templates.used))
        if store and laid.condition.tells:
            store.keep(name, wire.pack(laid))
    if store:
        store.sweep()
    return laid


def _kept(store: Store, name: str, templates: Templates) -> Laid | None:
    packed = store.find(name)
    if packed is None:
        return None
    laid = wire.unpack(Laid, packed)
    if not laid.condition.holds(templates):
        return None
    templates.faces.update(laid.faces)
    for unit in laid.units:  # the next build may need them without needing this one
        store.find(unit)
    return laid
