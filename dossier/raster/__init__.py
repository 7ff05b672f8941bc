"""The second engine, pdfium: page counts, page images and what stands on a page, for intake, verify and
tests.

Pages are counted from 1, boxes are in points from the page's lower left.
"""

from .load import loadable, page_count, resaved
from .page import Page
from .paper import Paper
from .picture import Shown, around
from .reader import ENGINE, Reader
from .seen import Character, Drawn, Laid, Link, Mark, Marked

__all__ = [
    "ENGINE",
    "Character",
    "Drawn",
    "Laid",
    "Link",
    "Mark",
    "Marked",
    "Page",
    "Paper",
    "Reader",
    "Shown",
    "around",
    "loadable",
    "page_count",
    "resaved",
]
