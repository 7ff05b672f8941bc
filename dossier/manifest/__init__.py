"""The manifest: YAML in, a typed :class:`~dossier.model.Manifest` out, every problem at once.

No file is opened but the manifest itself.
"""

from .load import load, loaded
from .schema import keys, write_schema

__all__ = ["keys", "load", "loaded", "write_schema"]
