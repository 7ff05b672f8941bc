"""What was taken in, kept by the hash of all that it depends on, so that the next build has it at once."""

from __future__ import annotations

import hashlib
import os
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import get_ident

from dossier import liberation

from .files import digest
from .packing import pack, unpack
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
)
_SUFFIX = ".taken"


class Cache:
    """A folder with one file a source; what is damaged or stale in it is as good as absent.

    Nothing is written where it is not ``kept``.
    """

    def __init__(self, folder: Path, kept: bool) -> None:
        self._folder = folder
        self._kept = kept
        self._used: set[str] = set()
        self._version = _version()

    @property
    def empty(self) -> bool:
        """Whether nothing is kept yet."""
        return not self._folder.is_dir()

    def key(self, request: Request, sha256: str) -> str:
        """The hash of a request for the file with the digest ``sha256``, of the code and of the libraries
        that answer it."""
        told = (request.file.name, request.language, request.title, request.password)
        said = repr((self._version, told, request.permitted, request.limits, request.ocr)).encode()
        return hashlib.sha256(bytes.fromhex(sha256) + said).hexdigest()

    def completed_key(self, key: str, printing: Printing) -> str:
        """The hash of what becomes of the file kept under ``key`` where so much of it is printed."""
        return hashlib.sha256(f"{key} {printing!r}".encode()).hexdigest()

    def find(self, key: str, root: Path) -> Taken | None:
        """What is kept under ``key``, if it is whole and what it read besides is as it was."""
        path = self._folder / (key + _SUFFIX)
        try:
            taken = unpack(path.read_bytes())
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if any(digest(root, name) != known for name, known in taken.reads):
            return None
        self._used.add(path.name)
        return taken

    def keep(self, key: str, taken: Taken) -> None:
        """Keep ``taken``; a disk that is full or read-only only costs time."""
        if not self._kept:
            return
        path = self._folder / (key + _SUFFIX)
        self._used.add(path.name)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}-{get_ident()}")
            part.write_bytes(pack(taken))
            os.replace(part, path)
        except OSError:
            self._kept = False

    def tidy(self) -> None:
        """Forget what this run did not use."""
        if self._kept and self._folder.is_dir():
            for path in self._folder.iterdir():
                if path.name not in self._used:
                    path.unlink(missing_ok=True)


def _version() -> str:
    folder = Path(__file__).resolve().parent
    code = hashlib.sha256()
    packages = (folder, folder.parent / "raster", folder.parent / "model")
    files = [path for package in packages for path in sorted(package.rglob("*.py"))]
    files += [folder.parent / f"{name}.py" for name in ("geometry", "colour", "liberation")]
    for path in files:
        code.update(path.read_bytes())
    # A machine that gets the faces later embeds them in what it has taken in before.
    return " ".join((code.hexdigest(), str(liberation.missing()), *map(_library, _LIBRARIES)))


def _library(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return name
