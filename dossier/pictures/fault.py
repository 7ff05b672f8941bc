"""What keeps a picture as it is."""

from __future__ import annotations

import struct
from typing import Any


class PictureError(ValueError):
    """Of no known form, or so damaged that its parts cannot be told apart."""


def unpacked(form: str, data: bytes, at: int = 0) -> tuple[Any, ...]:
    """The numbers of the ``form`` (of :mod:`struct`) that stand in ``data`` from ``at`` on. Raises
    PictureError where it breaks off before their end."""
    if at + struct.calcsize(form) > len(data):
        raise PictureError
    return struct.unpack_from(form, data, at)
