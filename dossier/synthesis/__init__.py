"""Synthesis: base, manifest and plan become the DOCX in which the note is written. Alone to import
python-docx."""

from .contract import BASE, BASES, RECIPE, base_of
from .kept import written

__all__ = ["BASE", "BASES", "RECIPE", "base_of", "written"]
