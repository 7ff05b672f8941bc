"""A note that an earlier build wrote, kept by the hash of all that it hangs on; python-docx is not imported
where it is found."""

from __future__ import annotations

from dataclasses import dataclass

from dossier.digest import digest
from dossier.findings import Finding
from dossier.model import Manifest, Plan
from dossier.store import Store, key
from dossier.work import wire

# What opens a base and writes the note: another version may write another thing.
_LIBRARIES = ("python-docx", "lxml", "pillow")
_SUFFIX = ".note"


@dataclass(frozen=True, slots=True)
class _Note:
    docx: bytes
    findings: tuple[Finding, ...]


def written(
    manifest: Manifest,
    plan: Plan,
    base: bytes,
    assignment: str | None,
    *,
    team: bool,
    mark: str,
    store: Store | None,
) -> tuple[bytes, tuple[Finding, ...]]:
    """What :func:`.synthesis.synthesise` makes, or what ``store`` has of it. Raises as that does: what is
    wrong is never kept."""
    name = key(_LIBRARIES, manifest, plan, digest(base), assignment, team, mark) + _SUFFIX
    packed = store.find(name) if store else None
    if packed is not None:
        note = wire.unpack(_Note, packed)
        return note.docx, note.findings
    from .synthesis import synthesise  # python-docx: a sixth of a second

    note = _Note(*synthesise(manifest, plan, base, assignment, team=team, mark=mark))
    if store:
        store.keep(name, wire.pack(note))
    return note.docx, note.findings
