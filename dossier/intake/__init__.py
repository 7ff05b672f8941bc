"""Intake: each document's file becomes a :class:`~dossier.model.Source`. One module per kind of source."""

from .cache import Cache
from .documents import open_sources, unlocked
from .files import digest
from .opener import ENGINES, TAKE, Opener, done
from .pending import PendingSources, UnfinishedError

__all__ = [
    "ENGINES",
    "TAKE",
    "Cache",
    "Opener",
    "PendingSources",
    "UnfinishedError",
    "digest",
    "done",
    "open_sources",
    "unlocked",
]
