"""What was taken in, kept by the hash of all that it depends on, so that the next build has it at once."""

from __future__ import annotations

import hashlib
from typing import TypeVar

from dossier import liberation
from dossier.store import Store, makers
from dossier.work import wire

from .files import digest
from .request import Printing, Request, Taken

# What opens and converts sources: another version may see another thing.
_LIBRARIES = (
    "fonttools",
    "pikepdf",
    "pypdfium2",
    "pillow",
    "img2pdf",
    "weasyprint",
    "markdown-it-py",
    "ocrmypdf",
    "pydyf",
    "tinycss2",
    "fontpkg-source-serif-4",
    "fontpkg-source-sans-3",
    "fontpkg-atkinson-hyperlegible",
)
_SUFFIX = ".taken"

Kept = TypeVar("Kept")


class Cache:
    """What was taken in by earlier builds, in the ``store``; what is stale in it is as good as absent."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # A machine that gets the faces later embeds them in what it has taken in before.
        self._version = f"{makers(*_LIBRARIES)} {liberation.missing()}"

    @property
    def empty(self) -> bool:
        """Whether nothing is kept yet."""
        return self._store.empty

    def key(self, request: Request, sha256: str) -> str:
        """The hash of a request for the file with the digest ``sha256``, of the code and of the libraries
        that answer it; nothing of the password is in it."""
        told = (request.file.name, request.language, request.title)
        said = repr((self._version, told, request.permitted, request.limits, request.ocr)).encode()
        return hashlib.sha256(bytes.fromhex(sha256) + said).hexdigest()

    def completed_key(self, key: str, printing: Printing) -> str:
        """The hash of what becomes of the file kept under ``key`` where so much of it is printed."""
        return hashlib.sha256(f"{key} {printing!r}".encode()).hexdigest()

    def find(self, kind: type[Kept], key: str, request: Request) -> Kept | None:
        """What is kept under ``key``, of the type ``kind``, if it is whole and what it read besides is as it
        was."""
        packed = self._store.find(key + _SUFFIX, request.password)
        if packed is None:
            return None
        try:
            found = wire.unpack(kind, packed)
        except ValueError:
            return None
        reads = found.reads if isinstance(found, Taken) else ()
        if any(digest(request.folder, name) != known for name, known in reads):
            return None
        return found

    def keep(self, key: str, made: object, request: Request) -> None:
        """Keep what was ``made``, where it can be."""
        self._store.keep(key + _SUFFIX, wire.pack(made), request.password)

    def tidy(self) -> None:
        """Forget what this run did not use."""
        self._store.sweep()
