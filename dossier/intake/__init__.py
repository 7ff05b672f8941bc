"""Intake: each document's file becomes a :class:`~dossier.model.Source`. One module per kind of source."""

from .asking import ENGINES, Opener, TakenIn, done
from .cache import Cache
from .documents import open_sources, unlocked
from .files import digest
from .under_way import Opening

__all__ = ["ENGINES", "Cache", "Opener", "Opening", "TakenIn", "digest", "done", "open_sources", "unlocked"]
