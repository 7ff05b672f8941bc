"""A document bound by itself: all that it brings into the dossier, wherever it stands there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dossier.findings import Finding
from dossier.model import Bookmark, PlannedPage, Source, Spoken

from .packed import Packed


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A document to be bound, and all that this hangs on.

    ``pages`` are those on which a page of ``source`` stands, with folios from 1; ``levels`` those of the
    headings above each, ``alts`` what the editor says of pictures (:class:`~dossier.model.Plan`).
    ``commented``: its comments are kept. ``inert``: no link leads out of the dossier.
    """

    source: Source
    pages: tuple[PlannedPage, ...]
    levels: tuple[int, ...]
    language: str
    spoken: Spoken
    alts: Mapping[tuple[int, int], str]
    commented: bool
    inert: bool


@dataclass(frozen=True, slots=True)
class UnitPage:
    """What a page draws and owns, by rank among the packed objects: the ``form`` of the source page, what its
    plain CMYK means (``inks``) if it says so, its ``annotations``, and the ``elements`` that stand in the
    place of its placeholder.

    ``role`` is what the drawing is marked as, empty where it has marks of its own; ``blends`` are the entries
    of its group (ISO 32000-1, 11.6.6), if it has one.
    """

    form: int
    inks: int | None
    blends: Mapping[str, str]
    role: str
    annotations: tuple[int, ...]
    elements: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What binding a document found: as :class:`~dossier.bind.bind.Bound` has it of all; ``pictures`` is None
    where its author tagged nothing of it."""

    findings: tuple[Finding, ...]
    accessibility: str
    pictures: tuple[tuple[int, int], ...] | None
    unsaid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A bound document; folios in its ``outline`` are from 1, objects are named by their rank.

    ``parents`` are the values of the parent tree, in order; ``ids``, ``roles`` and ``classes`` those of its
    tree, by their ``words``; ``layers`` those of the document, of which some are ``hidden``.
    """

    packed: Packed
    pages: tuple[UnitPage, ...]
    parents: tuple[int, ...]
    words: tuple[str, ...]
    ids: Mapping[str, int]
    roles: Mapping[str, str]
    classes: Mapping[str, int]
    layers: tuple[int, ...]
    hidden: tuple[int, ...]
    outline: tuple[Bookmark, ...]
    told: Told
