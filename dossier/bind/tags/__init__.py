"""Tags: one structure tree for the dossier, those of its sources in it (ISO 32000-1, 14.7; ISO 14289-1)."""

from .pictures import Picture, contents, pictures
from .placeholder import remarked
from .skeleton import write_skeleton
from .source import read_tree
from .tags import Tags
from .tree import Element, Tree, WholeTree

__all__ = [
    "Element",
    "Picture",
    "Tags",
    "Tree",
    "WholeTree",
    "contents",
    "pictures",
    "read_tree",
    "remarked",
    "write_skeleton",
]
