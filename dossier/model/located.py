"""A manifest and where each of its values stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass

from .described import key_of
from .document import Document
from .manifest import Manifest

_PLACE = re.compile(r"(.*):(\d+):(\d+)")


@dataclass(frozen=True, slots=True)
class Located:
    """A manifest with the place of each of its values: ``places[path]`` is ``"manifest.yaml:41:7"``; the
    SHA-256 of the bytes that it was read from; the paths in ``flow`` style (YAML 1.2, 7.4); where the table
    that begins at a place ``ends``; and of each text
    in literal style (8.1.2) its first line with words, from 1, and how far it is set in. What comes of a
    series has its place there; ``inherited`` gives the SHA-256 of that file, by its path from the dossier."""

    manifest: Manifest
    places: dict[tuple[str | int, ...], str]
    sha256: str = ""
    flow: frozenset[tuple[str | int, ...]] = frozenset()
    ends: Mapping[str, str] = field(default_factory=dict)
    blocks: Mapping[tuple[str | int, ...], tuple[int, int]] = field(default_factory=dict)
    inherited: Mapping[str, str] = field(default_factory=dict)

    def place(self, *path: str | int) -> str:
        """The place of the value at ``path``, or of its nearest parent that is written."""
        while path not in self.places:
            path = path[:-1]
        return self.places[path]

    def inside(self, text: str, offset: int, *path: str | int) -> str:
        """The place of ``offset`` in ``text``, the value at ``path``: where it is a block, the line in it."""
        if path not in self.blocks:
            return self.place(*path)
        first, indent = self.blocks[path]
        before = text[len(text) - len(text.lstrip("\n")) : offset]
        column = len(before) - (before.rfind("\n") + 1) + indent + 1
        return f"{self.place(*path).split(':')[0]}:{first + before.count(chr(10))}:{column}"

    def texts(self) -> Iterator[tuple[str, str]]:
        """Each text that is written in the manifest, and its place."""
        for path, place in self.places.items():
            value: object = self.manifest
            for step in path:
                if isinstance(value, Mapping):
                    value = value.get(step)
                elif isinstance(step, int):
                    value = value[step] if isinstance(value, tuple) and step < len(value) else None
                elif is_dataclass(value):
                    names = [one.name for one in fields(value) if key_of(one.name) == step]
                    value = getattr(value, names[0]) if names else None
            if isinstance(value, str):
                yield place, value

    def of(self, document: Document, key: str = "id", *inside: str | int) -> str:
        """The place of ``key`` of ``document`` (or of what is ``inside`` its value), or of the document
        where the key is absent."""
        return self.place(*self.path(document), key, *inside)

    def holder(self, place: str) -> tuple[int, Document] | None:
        """The document within whose lines, or braces, ``place`` is, and its number."""
        (name, at), number, held = _spot(place), 0, None
        for s, section in enumerate(self.manifest.sections):
            for d, document in enumerate(section.documents):
                path, number = ("sections", s, "documents", d), number + 1
                begins = self.places.get(path, "")
                (file, (line, column)), (_, end) = _spot(begins), _spot(self.ends.get(begins, ""))
                # Without braces its dash is its own, and ends the one before.
                if file == name and (line, column if path in self.flow else 1) <= at < end:
                    held = number, document
        return held

    def path(self, document: Document) -> tuple[str | int, ...]:
        """Where ``document`` stands."""
        for s, section in enumerate(self.manifest.sections):
            for d, other in enumerate(section.documents):
                if other is document:
                    return ("sections", s, "documents", d)
        raise KeyError(document.id)


def _spot(place: str) -> tuple[str, tuple[int, int]]:
    """File, line and column of a place; no line where it is none of a line."""
    written = _PLACE.fullmatch(place)
    return (written[1], (int(written[2]), int(written[3]))) if written else (place, (0, 0))
