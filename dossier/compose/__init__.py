"""Compose: manifest, prose and sources are laid out once, as one HTML document; out come skeleton and
plan."""

from .compose import Composed, compose, draft_mark
from .logo import read_logo
from .own import own_page, own_pdf, own_text
from .prose import Prose, read_prose
from .renderer import RENDERER
from .typesetter import Typesetter

#: Start what runs the templates, so that it is ready when they come.
start = RENDERER.start
#: End it: nothing more is asked of the templates.
rest = RENDERER.rest

__all__ = [
    "Composed",
    "Prose",
    "Typesetter",
    "compose",
    "draft_mark",
    "own_page",
    "own_pdf",
    "own_text",
    "read_logo",
    "read_prose",
    "rest",
    "start",
]
