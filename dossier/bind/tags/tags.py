"""The whole tree: the skeleton's, and in the place of each placeholder what is bound there."""

from __future__ import annotations

from collections.abc import Sequence

from pypdf import PdfWriter

from dossier.bind.bound import BoundPart
from dossier.model import Tag

from .skeleton import write_skeleton
from .tree import Element, Tree
from .untagged import write_untagged


def write_tags(writer: PdfWriter, tags: Tag, parts: Sequence[BoundPart]) -> None:
    """Write the structure tree of the dossier into ``writer``, and the links with it."""
    tree = Tree(writer)
    pages = {f"page:{p.source.document}/{page.planned.rank}": (p, page) for p in parts for page in p.pages}

    def bound(parent: Element, tag: Tag, level: int) -> None:
        _, page = pages[tag.frame or ""]
        write_untagged(tree, parent, tag, page, None)

    write_skeleton(tree, tags, bound)
    tree.finish()
