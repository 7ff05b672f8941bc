"""What laying out gives, for those who do not lay out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from dossier.model import Bookmark, Box, Tag

from .frames import Drawn

#: Where templates lie for the renderer.
BASE = "file:///templates/"


@dataclass(frozen=True)
class LaidPage:
    """One laid-out page; lengths in points, boxes from its lower left.

    ``inside`` is the box within the page's margins. ``anchors`` are the ids of elements that start on it.
    """

    width: float
    height: float
    inside: Box
    blank: bool
    anchors: frozenset[str]
    drawn: tuple[Drawn, ...]


@dataclass(frozen=True)
class Layout:
    """The skeleton PDF, its pages, its bookmarks (their ``document`` is not known here) and its structure."""

    pdf: bytes
    pages: tuple[LaidPage, ...]
    bookmarks: tuple[Bookmark, ...]
    tags: Tag


def xobject_name(url: str) -> str:
    """The resource name under which WeasyPrint draws the image ``url``, but for a last digit
    (interpolation)."""
    return "i" + hashlib.md5(url.encode(), usedforsecurity=False).hexdigest()
