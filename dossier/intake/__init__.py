"""Intake: each document's file becomes a :class:`~dossier.model.Source`. One module per kind of source."""

from .cache import Cache
from .intake import Opener, open_sources
from .pool import Pool
from .worker import Worker

__all__ = ["Cache", "Opener", "Pool", "Worker", "open_sources"]
