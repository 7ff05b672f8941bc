"""Where a dossier is laid out: the jobs of :mod:`.typesetter`."""

from __future__ import annotations

from dossier.store import LAID, Store
from dossier.work import wire

from . import layout
from .kept import Condition, Kept, key
from .laid import Laid
from .typesetter import Asked, Set
from .units import render


def ready(engine: str) -> str:
    """Import the renderer, and know by what it is known. Raises DossierError where what it needs of the
    machine is not there."""
    layout.load_engine()
    key()  # looks at all of this program, once
    return engine


def typeset(asked: Asked) -> Set:
    """Lay out what is asked. Raises DossierError."""
    templates = asked.given.templates
    if asked.part:
        anchors = layout.cover_alone(asked.html, templates, asked.part)
        return Set(templates.used, anchors=anchors)
    store = Store(asked.target, LAID, asked.written) if asked.target else None
    laid, units = render(asked.html, templates, asked.placeholders, Kept(store, templates))
    made = Laid(laid, dict(templates.faces), units, Condition.now(templates.used))
    packed = wire.pack(made)
    if store:
        if made.condition.tells:
            store.keep(asked.name, packed)
        store.sweep()
    return Set(templates.used, laid=packed)
