"""Synthesis: base, manifest and plan become the DOCX in which the note is written. Alone to import
python-docx."""

from .contract import BASE, BASES, RECIPE, base_of
from .kept import Asked, Note, Writer

__all__ = ["BASE", "BASES", "RECIPE", "Asked", "Note", "Writer", "base_of"]
