"""Laid out in units: a document, a text and what counts them each by itself, and joined.

A unit is kept under the hash of all that it depends on. Where it stands is no part of that, but for how many
digits its folios have and, printed on both sides, on which side it begins: its folios and the total are
written where units are joined. A dossier that was never built goes through the same units, so that the same
inputs give the same bytes whatever was built before.
"""

from .laying import render

__all__ = ["render"]
