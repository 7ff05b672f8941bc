"""Tags: one structure tree for the dossier, those of its sources in it (ISO 32000-1, 14.7; ISO 14289-1)."""

from .pictures import Picture, contents, pictures
from .source import read_tree
from .tags import Tags

__all__ = ["Picture", "Tags", "contents", "pictures", "read_tree"]
