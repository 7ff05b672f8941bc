"""A unit as it was laid out: its pages, what is known of them, the fonts that draw them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import pikepdf

from dossier.compose.laid_pages import LaidPage
from dossier.model import Tag

from .counting import Number
from .folios import Folio
from .split import NotApartError


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """What the margin of a page hangs on: its ``name``, its ``side`` where sides are not alike, and whether
    it is ``blank``."""

    name: str
    side: str
    blank: bool

    @property
    def key(self) -> str:
        """Its name among others."""
        return f"{self.name}/{self.side}/{'blank' * self.blank}"


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One page of a unit: how it was laid out, where its anchors are (points from the lower left), its
    bookmarks (level, label, top), and of which kind its ``margin`` is, where its folio is written later; that
    folio and its rank where they were asked for; where the number of its document is written, ``labels``, and
    where others are, ``numbers``."""

    laid: LaidPage
    anchors: Mapping[str, tuple[float, float]]
    bookmarks: tuple[tuple[int, str, float], ...]
    margin: Kind | None = None
    folio: Folio | None = None
    rank: Folio | None = None
    labels: tuple[Folio, ...] = ()
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class Face:
    """A font that draws, with the size (pixels) that it first has, and of its ``glyphs`` text and width
    (thousandths) by number."""

    family: str
    weight: int
    style: int
    size: float
    glyphs: Mapping[str, tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it was laid out. ``pdf`` has ``before`` pages that are none of its own, then ``pages``; its
    marks count folios from 1 at the first of these. ``faces`` by the name that its pages have for them;
    ``softs`` are those in which a glyph is a soft hyphen: like which other one, and the glyph. ``programs``
    are the families of their files by SHA-256."""

    pdf: bytes
    before: int
    pages: tuple[UnitPage, ...]
    tags: Tag
    faces: Mapping[str, Face]
    softs: Mapping[str, tuple[str, int]]
    programs: Mapping[str, str]


def streams_of(unit: Unit) -> Iterator[bytes]:
    """What draws each page of ``unit``."""
    with pikepdf.open(io.BytesIO(unit.pdf)) as pdf:
        for page in list(pdf.pages)[unit.before :]:
            yield page.obj.Contents.read_bytes()


def faces_of(units: Iterable[Unit]) -> dict[str, Face]:
    """All fonts of ``units``, each with the glyphs of all, in the order of their numbers.

    Raises NotApartError where a glyph has two widths.
    """
    faces: dict[str, Face] = {}
    glyphs: dict[str, dict[str, tuple[str, int]]] = {}
    for unit in units:
        for name, face in unit.faces.items():
            faces.setdefault(name, face)
            held = glyphs.setdefault(name, {})
            for glyph, (text, width) in face.glyphs.items():
                if held.setdefault(glyph, (text, width))[1] != width:
                    raise NotApartError("a glyph of two widths")
    return {
        name: replace(face, glyphs=dict(sorted(glyphs[name].items(), key=lambda one: int(one[0]))))
        for name, face in faces.items()
    }
