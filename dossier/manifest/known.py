"""A manifest as an earlier build read it, known again by its bytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dossier.findings import Finding
from dossier.model import Located, Manifest
from dossier.store import MANIFEST, Store, key
from dossier.work import wire

# What reads and validates: another version may read another thing.
_LIBRARIES = ("PyYAML", "pydantic", "pydantic-core")
_Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """What came of reading, as it is packed: there no path is the key of a table."""

    manifest: Manifest
    places: tuple[tuple[_Path, str], ...]
    sha256: str
    flow: frozenset[_Path]
    ends: dict[str, str]
    blocks: tuple[tuple[_Path, tuple[int, int]], ...]
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
        places, blocks = dict(was.places), dict(was.blocks)
        return Located(was.manifest, places, was.sha256, was.flow, was.ends, blocks), was.findings

    def keep(self, located: Located, findings: Iterable[Finding]) -> None:
        """Remember what was read."""
        read = _Read(
            manifest=located.manifest,
            places=tuple(located.places.items()),
            sha256=located.sha256,
            flow=located.flow,
            ends=dict(located.ends),
            blocks=tuple(located.blocks.items()),
            findings=tuple(findings),
        )
        self._store.keep(MANIFEST, self._key + wire.pack(read))
