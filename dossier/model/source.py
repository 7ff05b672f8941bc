"""What intake makes of the files: the pages that are kept, the bytes that the binder reads."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from .box import Box
from .noticed import UNNOTICED, Noticed

#: White at the left, at the foot, at the right and at the head of a page as shown, in points.
Margins = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One page of a source that is kept.

    ``number`` is its page in the file, from 1, and ``part`` the rank of that file in the source, from 0;
    ``box`` is the box that is shown (CropBox within MediaBox, or what the editor chose) in user space
    units; ``width`` and ``height`` are points as shown, ``rotation`` (0, 90, 180 or 270 degrees clockwise,
    the editor's own turn included) and UserUnit applied (ISO 32000-2, 7.7.3.3 and 14.11.2). ``trim`` is the
    TrimBox within the visible box, where the page has one. ``margins`` are white, None on a blank page or
    where nothing was measured; ``paper`` is the box that was shown before they were left out, if they were.
    ``type_sizes`` are the sizes of its letters in points, each with the length of all its lines in ems.
    """

    number: int
    box: Box
    rotation: int
    width: float
    height: float
    has_text: bool
    part: int = 0
    trim: Box | None = None
    paper: Box | None = None
    margins: Margins | None = None
    type_sizes: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Treatment:
    """One thing that was done to a source before it was bound: ``code`` and ``facts``, for the record."""

    code: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


class Aside(Protocol):
    """Bytes that lie elsewhere than in memory."""

    @property
    def sha256(self) -> str:
        """Their SHA-256, in hexadecimal."""

    def __len__(self) -> int:
        """How many they are."""

    def read(self) -> bytes:
        """The bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of a source: its name relative to the manifest, the SHA-256 of its bytes, its kind.

    ``pdf`` is a PDF that the binder can read, with destinations, outline and tags of its own; it is empty
    where a draft stands in for the file. ``removed`` counts what was taken out. ``reads`` are other files
    that were read with it: name and SHA-256, empty where one was looked for and is not there. ``original`` is
    the file itself where it is a PDF to which nothing was done that could show; else it is empty. ``noticed``
    is what is to be looked at on the kept pages. ``page_count`` counts all pages of the file.
    """

    file: str
    sha256: str
    kind: str
    pdf: bytes | Aside
    treatment: tuple[Treatment, ...] = ()
    removed: Mapping[str, int] = field(default_factory=dict)
    reads: tuple[tuple[str, str], ...] = ()
    original: bytes | Aside = b""
    noticed: Noticed = UNNOTICED
    page_count: int = 0

    @property
    def data(self) -> bytes:
        """The bytes of ``pdf``: whoever needs them reads them, and holds them no longer than that."""
        return _read(self.pdf)

    @property
    def compared(self) -> bytes:
        """The PDF that its bound pages must look like."""
        return _read(self.original) or self.data

    @property
    def data_sha256(self) -> str:
        """The SHA-256 of :attr:`data`, in hexadecimal: nobody reads the bytes for it again."""
        return _sha256(self.pdf)

    @property
    def compared_sha256(self) -> str:
        """The same of :attr:`compared`."""
        return _sha256(self.original if len(self.original) else self.pdf)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The file or files behind a document, opened and understood.

    ``pages`` are those kept, in order, of all ``parts``. A missing source of a draft has pages whose
    ``number`` is 0.
    """

    document: str
    parts: tuple[Part, ...]
    pages: tuple[SourcePage, ...]

    @property
    def missing(self) -> bool:
        """Whether a draft stands in for the file."""
        return not any(part.pdf for part in self.parts)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its files, each once, in order."""
        return tuple(dict.fromkeys(part.kind for part in self.parts))


def _read(held: bytes | Aside) -> bytes:
    return held if isinstance(held, bytes) else held.read()


def _sha256(held: bytes | Aside) -> str:
    return hashlib.sha256(held).hexdigest() if isinstance(held, bytes) else held.sha256
