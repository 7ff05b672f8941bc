"""The manifest: YAML in, a typed :class:`~dossier.model.Manifest` out, every problem at once.

No file is opened but the manifest itself, and those of the series that it lies in. What reads YAML and what
validates is imported where it is needed: a build that knows its manifest needs neither.
"""

from .load import load

__all__ = ["load"]
