"""Documents that an earlier build bound, kept by the hash of all that they hang on."""

from __future__ import annotations

from collections.abc import Callable

from dossier.store import Store, key
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

    def bound(self, asked: Asked, bind: Callable[[Asked], Unit]) -> Unit:
        """What was bound of the same, if it is kept; else what ``bind`` makes of it, which is kept where that
        can be."""
        name, password = _name(asked), self._password(asked.source.document)
        packed = self._store.find(name, password)
        if packed is not None:
            return wire.unpack(Unit, packed)
        unit = bind(asked)
        self._store.keep(name, wire.pack(unit), password)
        return unit

    def tidy(self) -> None:
        """Forget what this run did not use."""
        self._store.sweep()


def _name(asked: Asked) -> str:
    source = asked.source
    files = [(one.file, one.data_sha256, one.page_count) for one in source.parts]
    pages = [(page.folio, page.rank, page.source_page, page.frame) for page in asked.pages]
    told = (
        *(source.document, files, source.pages, pages, asked.levels, asked.language),
        *(asked.spoken, sorted(asked.alts.items()), asked.commented, asked.inert),
    )
    return key(_LIBRARIES, *told) + _SUFFIX
