"""Intake: each document's file becomes a :class:`~dossier.model.Source`. One module per kind of source."""

from .cache import Cache
from .files import digest
from .intake import open_sources
from .opener import Opener, TakenIn
from .opening import Opening
from .pool import Pool
from .worker import Worker

__all__ = ["Cache", "Opener", "Opening", "Pool", "TakenIn", "Worker", "digest", "open_sources"]
