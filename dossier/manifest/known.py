"""A manifest as an earlier build read it, known again by its bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from dossier.findings import Finding
from dossier.model import Located, Manifest
from dossier.store import MANIFEST, Store, key
from dossier.work import wire

# What reads and validates: another version may read another thing.
_LIBRARIES = ("PyYAML", "pydantic", "pydantic-core")
_Path = tuple[str | int, ...]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Read:
    """What came of reading, as it is packed: paths are JSON, texts that can be the keys of a table."""

    manifest: Manifest
    places: dict[str, str]
    sha256: str
    flow: tuple[str, ...]
    ends: dict[str, str]
    blocks: dict[str, tuple[int, int]]
    findings: tuple[Finding, ...]


class Known:
    """The manifest called ``name``, of the bytes ``raw``, in no series, as ``store`` may have it."""

    def __init__(self, store: Store, raw: bytes, name: str) -> None:
        self._store, self._key = store, key(_LIBRARIES, name, raw).encode()

    def read(self) -> tuple[Located, tuple[Finding, ...]] | None:
        """What :func:`.load.load` makes of it; None where that is not known."""
        entry = self._store.find(MANIFEST)
        if entry is None or not entry.startswith(self._key):
            return None
        was = wire.unpack(_Read, entry[len(self._key) :])
        places, flow, blocks = _by_path(was.places), frozenset(map(_path, was.flow)), _by_path(was.blocks)
        located = Located(was.manifest, places, was.sha256, flow, was.ends, blocks)
        return located, was.findings

    def keep(self, located: Located, findings: Iterable[Finding]) -> None:
        """Remember what was read."""
        read = _Read(
            manifest=located.manifest,
            places=_by_text(located.places),
            sha256=located.sha256,
            flow=tuple(map(json.dumps, located.flow)),
            ends=dict(located.ends),
            blocks=_by_text(located.blocks),
            findings=tuple(findings),
        )
        self._store.keep(MANIFEST, self._key + wire.pack(read))


def _by_text(table: Mapping[_Path, _T]) -> dict[str, _T]:
    return {json.dumps(path): value for path, value in table.items()}


def _by_path(table: Mapping[str, _T]) -> dict[_Path, _T]:
    return {_path(text): value for text, value in table.items()}


def _path(text: str) -> _Path:
    return tuple(json.loads(text))
