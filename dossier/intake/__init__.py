"""Intake: each document's file becomes a :class:`~dossier.model.Source`. One module per kind of source."""

from .cache import Cache
from .files import digest
from .intake import open_sources, unlocked
from .opener import ENGINES, Opener, TakenIn, done
from .opening import Opening

__all__ = ["ENGINES", "Cache", "Opener", "Opening", "TakenIn", "digest", "done", "open_sources", "unlocked"]
