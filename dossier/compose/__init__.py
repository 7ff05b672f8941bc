"""Compose: manifest, prose and sources are laid out once, as one HTML document; out come skeleton and
plan."""

from .compose import Composed, compose, draft_mark
from .layout import load_engine
from .logo import read_logo
from .own import own_page, own_pdf, own_text
from .prose import Prose, read_prose
from .renderer import RENDERER

#: Start what runs the templates, so that it is ready when they come.
start = RENDERER.start
#: End it: nothing more is asked of the templates.
rest = RENDERER.rest

__all__ = [
    "Composed",
    "Prose",
    "compose",
    "draft_mark",
    "load_engine",
    "own_page",
    "own_pdf",
    "own_text",
    "read_logo",
    "read_prose",
    "rest",
    "start",
]
