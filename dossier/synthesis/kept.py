"""A note that an earlier build wrote, kept by the hash of all that it hangs on; else a process writes it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dossier.digest import digest
from dossier.findings import Finding
from dossier.model import FrozenManifest, Manifest, Plan
from dossier.store import Store, key
from dossier.work import Crew, Job, wire

# What opens a base and writes the note: another version may write another thing.
_LIBRARIES = ("python-docx", "lxml", "pillow")
_SUFFIX = ".note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a note is made of: see :func:`.synthesis.synthesise`."""

    manifest: Manifest | FrozenManifest
    plan: Plan
    base: bytes
    assignment: str | None
    team: bool
    mark: str


@dataclass(frozen=True, slots=True)
class Note:
    """The DOCX, and what is to be said of its base."""

    docx: bytes
    findings: tuple[Finding, ...]


_WORK = "dossier.synthesis.synthesis"
_JOB = Job(f"{_WORK}:note", Asked, Note)


class Writer:
    """The process that writes notes, but for those in ``store``."""

    def __init__(self, crew: Crew, store: Store | None) -> None:
        self._crew, self._store = crew.apart(_WORK), store

    def start(self) -> None:
        """Have it import what it needs while others work."""
        self._crew.start()

    def note(self, asked: Asked) -> Note:
        """What :func:`.synthesis.synthesise` makes, or what is kept of it. Raises as that does: what is wrong
        is never kept."""
        told = (asked.manifest, asked.plan, digest(asked.base), asked.assignment, asked.team, asked.mark)
        name = key(_LIBRARIES, *told) + _SUFFIX
        packed = self._store.find(name) if self._store else None
        if packed is not None:
            return wire.unpack(Note, packed)
        # No key of the plan's is text there, as one of the wire's is; a note says nothing of pictures.
        note = self._crew.do(_JOB, replace(asked, plan=replace(asked.plan, alts={})))
        if self._store:
            self._store.keep(name, wire.pack(note))
        return note

    def rest(self) -> None:
        """End the process, and forget what no note of this run was."""
        self._crew.rest()
        if self._store:
            self._store.sweep()
