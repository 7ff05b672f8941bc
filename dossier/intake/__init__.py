"""Intake: each document's file becomes a :class:`~dossier.model.Source`. One module per kind of source."""

from .intake import open_sources

__all__ = ["open_sources"]
