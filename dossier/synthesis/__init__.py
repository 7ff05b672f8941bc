"""Synthesis: manifest and plan become the DOCX in which the note is written. Alone to import python-docx."""

from .synthesis import synthesise

__all__ = ["synthesise"]
