"""What keeps a source out of an archive and can be mended without changing its look (ISO 19005-2)."""

from .prepare import prepare
from .standins import absent

__all__ = ["absent", "prepare"]
