"""The rendered pages without the sources: their bytes, their tags, their links."""

from __future__ import annotations

from dataclasses import dataclass

from .box import Box


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked-content sequence of the skeleton: ``mcid`` on page ``folio``, from 1 (ISO 32000-2, 14.6)."""

    folio: int
    mcid: int


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the skeleton, however many lines and pages it runs over.

    ``target`` is an anchor where ``internal``, an address else; ``contents`` is what a person is told of it;
    ``areas`` gives its boxes by folio.
    """

    target: str
    internal: bool
    contents: str
    areas: tuple[tuple[int, tuple[Box, ...]], ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """One structure element of the skeleton (ISO 32000-1, 14.7.2 and 14.8.4).

    ``role`` is a standard structure type; ``anchor`` the id of the HTML element; ``frame`` the image URL
    where it stands for a source page, and ``box`` what an image covers, on the page of its mark. ``span`` are
    rows and columns.
    """

    role: str
    kids: tuple[Tag | Mark, ...] = ()
    title: str | None = None
    language: str | None = None
    alt: str | None = None
    actual: str | None = None
    anchor: str | None = None
    frame: str | None = None
    box: Box | None = None
    scope: str | None = None
    span: tuple[int, int] = (1, 1)
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said of a link of a source: patterns with ``{address}`` and ``{page}``."""

    address: str = "{address}"
    page: str = "{page}"


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The rendered PDF with placeholders, and what it drew on each page (XObject names, in page order).

    ``tags`` is its structure; what no tag owns is marked as artifact already.
    """

    pdf: bytes
    drawn: tuple[tuple[str, ...], ...]
    tags: Tag
    spoken: Spoken
