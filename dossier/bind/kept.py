"""Documents that an earlier build bound, kept by the hash of all that they hang on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from dossier.store import Store, makers
from dossier.work import wire

from .unit import Asked, Unit

# What binds: another version may write another thing.
_LIBRARIES = ("pypdf", "pikepdf")
_SUFFIX = ".bound"


class Kept:
    """Bound documents in ``store``, those under a ``password`` (by the document's id) under lock."""

    def __init__(self, store: Store, password: Callable[[str], str]) -> None:
        self._store = store
        self._password = password
        self._by = makers(*_LIBRARIES)

    def found(self, asked: Asked) -> Unit | None:
        """What was bound of the same, if it is kept."""
        packed = self._store.find(self._name(asked), self._password(asked.source.document))
        return None if packed is None else wire.unpack(Unit, packed)

    def keep(self, asked: Asked, unit: Unit) -> None:
        """Keep ``unit``, where it can be."""
        self._store.keep(self._name(asked), wire.pack(unit), self._password(asked.source.document))

    def tidy(self) -> None:
        """Forget what this run did not use."""
        self._store.sweep()

    def _name(self, asked: Asked) -> str:
        source = asked.source
        files = [(one.file, hashlib.sha256(one.data).hexdigest(), one.page_count) for one in source.parts]
        pages = [(page.folio, page.rank, page.source_page, page.frame) for page in asked.pages]
        told = (
            *(self._by, source.document, files, source.pages, pages, asked.levels, asked.language),
            *(asked.spoken, sorted(asked.alts.items()), asked.commented, asked.inert),
        )
        return hashlib.sha256(repr(told).encode(errors="surrogatepass")).hexdigest() + _SUFFIX
