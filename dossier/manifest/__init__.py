"""The manifest: YAML in, a typed :class:`~dossier.model.Manifest` out, every problem at once.

No file is opened but the manifest itself, and those of the series that it lies in.
"""

from .accepted import InSeries, accepted_in
from .load import load, loaded
from .schema import keys, write_schema

__all__ = ["InSeries", "accepted_in", "keys", "load", "loaded", "write_schema"]
