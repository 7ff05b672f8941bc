"""What nobody sees in print is not in the file: one stage for every kind of source, its pages chosen."""

from .sanitise import sanitised
from .unseen import painted

__all__ = ["painted", "sanitised"]
