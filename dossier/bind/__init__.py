"""Bind: each source page takes the place of its placeholder in the skeleton, with its links and outline."""

from .bind import Bound, bind
from .claims import SOUGHT, claiming
from .kept import Kept

__all__ = ["SOUGHT", "Bound", "Kept", "bind", "claiming"]
