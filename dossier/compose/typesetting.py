"""Where a dossier is laid out: the jobs of :mod:`.typesetter`."""

from __future__ import annotations

from dossier.store import LAID, Store

from . import kept, laid, layout
from .typesetter import Asked, Set


def ready(engine: str) -> str:
    """Import the renderer, and know by what it is known. Raises DossierError where what it needs of the
    machine is not there."""
    layout.load_engine()
    kept.key()  # looks at all of this program, once
    return engine


def typeset(asked: Asked) -> Set:
    """Lay out what is asked. Raises DossierError."""
    templates = asked.given.templates
    if asked.part:
        anchors = layout.cover_alone(asked.html, templates, asked.part)
        return Set(templates.used, anchors=anchors)
    store = Store(asked.target, LAID, asked.written) if asked.target else None
    packed = laid.made(asked.name, asked.html, templates, asked.placeholders, store)
    return Set(templates.used, laid=packed)
