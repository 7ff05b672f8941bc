"""Folders in the output folder in which builds remember: sealed, bounded, their owner's alone."""

from __future__ import annotations

import hmac
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dossier.directory import Directory

from .seal import Seal

_SEAL = 64
_PART = re.compile(r"\.new-[0-9a-f]{16}")
#: Bytes that one folder may come to, and that are left to others on the disk.
_MOST, _SPARE = 2 << 30, 64 << 20


@dataclass(frozen=True, slots=True)
class Kind:
    """A folder of what is remembered: its name, and the names that its entries have."""

    folder: str
    names: re.Pattern[str]

    def owns(self, name: str) -> bool:
        """Whether a file of this name is an entry, or one that was being written."""
        return bool(self.names.fullmatch(name) or _PART.fullmatch(name))


#: What intake made of the sources; which bound pages were found to look like their source pages.
TAKEN_IN = Kind(".intake", re.compile(r"[0-9a-f]{64}\.taken"))
COMPARED = Kind(".compare", re.compile(r"pages\.json"))
#: Which bound pages were found right by all that looks at them.
CHECKED = Kind(".checked", re.compile(r"pages\.json"))
#: The last layout, and the units that it was joined of.
LAID = Kind(".layout", re.compile(r"[0-9a-f]{64}\.(laid|unit)"))
#: What was bound of each document.
BOUND = Kind(".bound", re.compile(r"[0-9a-f]{64}\.bound"))
#: The notes of the last build.
NOTED = Kind(".note", re.compile(r"[0-9a-f]{64}\.note"))
#: What the last build depended on, said and wrote; and its manifest as it was read, under this name.
BUILT = Kind(".last", re.compile(r"last(?:-draft)?\.json|manifest\.read"))
MANIFEST = "manifest.read"
#: Until 2026-11, what was compared lay here: no build reads it any more.
_FORMER = Kind(".proof", COMPARED.names)
KINDS = (TAKEN_IN, LAID, BOUND, NOTED, COMPARED, CHECKED, BUILT, _FORMER)


class Store:
    """What builds into ``target`` remember of one ``kind``, by name.

    An entry stands behind the seal of this machine over kind, name and bytes: one that was changed, renamed,
    made elsewhere or sent along with a folder is as good as absent. So is everything where this machine can
    have no key, or where the folder is a link.
    """

    def __init__(self, target: Path, kind: Kind, written: bool = True) -> None:
        #: The folder of the outputs, and whether anything is written below it.
        self.target, self.written = target, written
        self._kind = kind
        self._used: set[str] = set()
        self._seal = Seal.here()

    @property
    def empty(self) -> bool:
        """Whether nothing is remembered yet."""
        try:
            with Directory.open(self.target) as target, target.folder(self._kind.folder) as folder:
                return self._seal is None or not folder.names()
        except OSError:
            return True

    def find(self, name: str, password: str = "") -> bytes | None:
        """What is remembered under ``name``, and under ``password`` where there is one; None where nothing
        that can be believed is."""
        if self._seal is None:
            return None
        try:
            with Directory.open(self.target) as target, target.folder(self._kind.folder) as folder:
                data = folder.read(name)
        except OSError:
            return None
        sealed, body = data[:_SEAL], data[_SEAL:]
        if not hmac.compare_digest(sealed, self._sealed(self._seal, name, body)):
            return None
        if password:
            from .lock import unlocked  # its library is not needed by most builds' reading

            try:
                body = unlocked(body, self._secret(self._seal, password))
            except ValueError:  # another password
                return None
        self._used.add(name)
        return body

    def keep(self, name: str, data: bytes, password: str = "") -> None:
        """Remember ``data`` under ``name``; a disk that is full, nearly full or read-only only costs time.

        What came out of a source under a ``password`` is under lock here, too.
        """
        if self._seal is None or not self.written:
            return
        body = data
        if password:
            from .lock import locked

            body = locked(data, self._secret(self._seal, password))
        part = f".new-{secrets.token_hex(8)}"
        try:
            with Directory.open(self.target, make=True) as target:
                if target.room() < len(body) + _SPARE:
                    return
                with (
                    target.folder(self._kind.folder, make=True, private=True) as folder,
                    folder.locked(shared=True),
                ):
                    sealed = self._sealed(self._seal, name, body)
                    folder.put(name, sealed + body, part, private=True, lasting=False)
        except OSError:
            self.written = False
            return
        self._used.add(name)

    def sweep(self) -> None:
        """Forget what this run did not use, what a killed one was writing, and the oldest above the bound."""
        if self._seal is None or not self.written:
            return
        with (
            suppress(OSError),
            Directory.open(self.target) as target,
            target.folder(self._kind.folder, private=True) as folder,
            folder.locked(wait=False) as alone,
        ):
            if not alone:  # another run is writing: it sweeps, or the next one
                return
            for name in filter(self._kind.owns, folder.names()):
                if name not in self._used:
                    folder.remove(name)
            entries = {name: status for name in folder.names() if (status := folder.stat(name))}
            total = sum(status.st_size for status in entries.values())
            for name in sorted(filter(self._kind.owns, entries), key=lambda name: entries[name].st_mtime_ns):
                if total <= _MOST:
                    break
                folder.remove(name)
                total -= entries[name].st_size

    def _sealed(self, seal: Seal, name: str, body: bytes) -> bytes:
        return seal.of(b"entry", self._kind.folder.encode(), name.encode(), body).hex().encode()

    def _secret(self, seal: Seal, password: str) -> str:
        # Nobody without this machine's key can tell by trying whether a password is the right one.
        return seal.of(b"password", password.encode()).hex()


def tidy(target: Directory) -> None:
    """Remove what killed runs were writing in ``target``, where no other run is writing. Raises OSError."""
    for kind in KINDS:
        try:
            with target.folder(kind.folder) as folder:
                parts = [name for name in folder.names() if _PART.fullmatch(name)]
                with folder.locked(wait=False) as alone:
                    for name in parts if alone else ():
                        folder.remove(name)
        except FileNotFoundError:
            continue


def forget(target: Directory) -> list[Path]:
    """Remove all that is remembered in ``target``; returns the folders in which there was something. Files of
    others stay."""
    emptied = []
    for kind in KINDS:
        try:
            with target.folder(kind.folder) as folder:
                ours = [name for name in folder.names() if kind.owns(name) and folder.is_file(name)]
                for name in ours:
                    folder.remove(name)
        except FileNotFoundError:
            continue
        target.remove_empty(kind.folder)
        if ours:
            emptied.append(folder.path)
    return emptied
