"""How bytes are named in the record."""

from __future__ import annotations

import hashlib


def digest(data: bytes) -> str:
    """The SHA-256 of ``data``, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
