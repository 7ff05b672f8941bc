"""What laying out gave, remembered with all that it depended on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from dossier import state, store
from dossier.digest import digest
from dossier.findings import DossierError
from dossier.store import Store
from dossier.work import wire

from .templates import Templates

T = TypeVar("T")
#: What tells one state of libraries from another, by their paths.
_States: TypeAlias = "dict[tuple[str, ...], str]"

_SUFFIX = ".unit"
# What lays out and writes: another version may break a line elsewhere.
_LIBRARIES = (
    "weasyprint",
    "pydyf",
    "tinycss2",
    "tinyhtml5",
    "cssselect2",
    "pyphen",
    "fonttools",
    "pikepdf",
    "pillow",
    "fontpkg-source-serif-4",
    "fontpkg-source-sans-3",
    "fontpkg-atkinson-hyperlegible",
)


def key(*told: object) -> str:
    """The hash of what is ``told``, and of what lays out."""
    return store.key(_LIBRARIES, *told)


@dataclass(frozen=True, slots=True)
class Condition:
    """On what a layout depends beside what was asked for: what was read of the templates (SHA-256 by name),
    the paths of the ``libraries`` that had a part in it, and their ``state`` then."""

    reads: Mapping[str, str]
    libraries: tuple[str, ...]
    state: str

    @classmethod
    def now(cls, reads: Mapping[str, str], states: _States | None = None) -> Condition:
        """That of what was just made; ``states`` are those that were looked at before."""
        libraries = tuple(sorted(state.libraries()))
        return cls(reads, libraries, _state(libraries, states))

    @property
    def tells(self) -> bool:
        """Whether it can be told later: where the system does not say what is loaded, nobody knows whether it
        is the same again."""
        return bool(self.libraries) and all(self.reads.values())

    def holds(self, templates: Templates, states: _States | None = None) -> bool:
        """Whether all of it is as it was."""
        return _state(self.libraries, states) == self.state and all(
            _now(templates, name) == known for name, known in self.reads.items()
        )


@dataclass(frozen=True, slots=True)
class _Entry:
    condition: Condition
    packed: bytes


class Kept:
    """Units in ``store``; ``names`` are the entries that this run made or found."""

    def __init__(self, store: Store | None, templates: Templates) -> None:
        self._store = store
        self._templates = templates
        self._names: list[str] = []
        self._states: _States = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The entries that were found or made, in order."""
        return tuple(self._names)

    def find(self, kind: type[T], name: str) -> T | None:
        """What is kept under the hash ``name``; None where nothing is that holds."""
        packed = self._store.find(name + _SUFFIX) if self._store else None
        if packed is None:
            return None
        entry = wire.unpack(_Entry, packed)
        if not entry.condition.holds(self._templates, self._states):
            return None
        self._names.append(name + _SUFFIX)
        return wire.unpack(kind, entry.packed)

    def keep(self, name: str, value: object, read: Iterable[str]) -> None:
        """Keep ``value`` under the hash ``name``, made with the templates ``read``."""
        if self._store is None:
            return
        reads = {one: _now(self._templates, one) for one in sorted(read)}
        condition = Condition.now(reads, self._states)
        if condition.tells:
            self._store.keep(name + _SUFFIX, wire.pack(_Entry(condition, wire.pack(value))))
            self._names.append(name + _SUFFIX)


def _now(templates: Templates, name: str) -> str:
    try:
        return digest(templates.find(name))
    except (FileNotFoundError, DossierError):  # it is missed where it is needed
        return ""


def _state(libraries: tuple[str, ...], states: _States | None) -> str:
    known = {} if states is None else states
    if libraries not in known:
        told = "\n".join(state.of_files(libraries)).encode(errors="surrogatepass")
        known[libraries] = hashlib.sha256(told).hexdigest()
    return known[libraries]
