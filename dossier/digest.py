"""How bytes are named in the record."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path


def digest(data: bytes) -> str:
    """The SHA-256 of ``data``, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def of_file(path: Path) -> str:
    """The SHA-256 of the file at ``path``, in hexadecimal, which is never in memory as a whole."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, hashlib.sha256).hexdigest()


def of_program(path: str) -> str:
    """The SHA-256 of a file of this program, which each build asks for several times. No file changes without
    another time of its change (stat(2), st_ctim), which nobody can set."""
    status = os.stat(path)
    return _remembered(path, status.st_dev, status.st_ino, status.st_size, status.st_ctime_ns)


@lru_cache(maxsize=4096)
def _remembered(path: str, *_: int) -> str:
    with open(path, "rb", buffering=0) as file:  # hundreds of them, one after the other
        return digest(file.read())
