"""Synthesis: base, manifest and plan become the DOCX in which the note is written. Alone to import
python-docx."""

from .base import make_base
from .contract import BASE, RECIPE
from .synthesis import synthesise

__all__ = ["BASE", "RECIPE", "make_base", "synthesise"]
