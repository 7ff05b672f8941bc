"""Bytes that are seldom asked for, in a file without a name: a run of many documents has none of them in its
memory."""

from __future__ import annotations

import hashlib
import os
import tempfile
import weakref
from dataclasses import dataclass


class Shelf:
    """The file; it is gone with the last of what is on it. Its owner alone can read it."""

    def __init__(self) -> None:
        with tempfile.TemporaryFile(buffering=0) as file:
            self._descriptor = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._descriptor)
        self._end = 0

    def put(self, data: bytes) -> Shelved | bytes:
        """``data``, laid aside; nothing stays what it is. Raises OSError that names the folder."""
        if not data:
            return data
        at, left = self._end, memoryview(data)
        try:
            while left:
                done = os.pwrite(self._descriptor, left, self._end)
                self._end += done
                left = left[done:]
        except OSError as error:
            raise OSError(error.errno, error.strerror, tempfile.gettempdir()) from error
        return Shelved(self, at, len(data), hashlib.sha256(data).hexdigest())

    def read(self, at: int, size: int) -> bytes:
        """``size`` bytes from ``at``. Raises OSError where they are not all there."""
        parts, left = [], size
        while left:
            part = os.pread(self._descriptor, left, at + size - left)
            if not part:
                raise OSError("what was laid aside is gone")
            parts.append(part)
            left -= len(part)
        return b"".join(parts)


@dataclass(frozen=True, slots=True)
class Shelved:
    """So many bytes on a shelf, and their SHA-256 when they were laid there, in hexadecimal."""

    shelf: Shelf
    at: int
    size: int
    sha256: str

    def __len__(self) -> int:
        return self.size

    def read(self) -> bytes:
        """The bytes. Raises OSError."""
        return self.shelf.read(self.at, self.size)
