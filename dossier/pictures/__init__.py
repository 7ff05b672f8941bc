"""Pictures without what they say of people, places, devices; the coding of their pixels is as it was.

Files are parsed, part by part, and only parts that are known to show something stay. What turns a picture
upright, and what its colours mean, stays with its effect alone.
"""

from .bare import PictureError, bare
from .profile import neutral

__all__ = ["PictureError", "bare", "neutral"]
