"""The source of a bound page, open by the second engine."""

from __future__ import annotations

from dossier.model import Source
from dossier.raster import Reader


class Original:
    """One file of a source at a time: the engine keeps what it made of each page. A context manager."""

    def __init__(self) -> None:
        self._name: tuple[str, int] | None = None
        self._opened: Reader | None = None

    def __enter__(self) -> Original:
        return self

    def __exit__(self, *_: object) -> None:
        if self._opened:
            self._opened.close()
        self._opened = None

    def of(self, source: Source, part: int) -> Reader:
        """The file of that ``part`` (from 0) of ``source``. Raises OddError where it cannot be opened."""
        if self._opened is None or self._name != (source.document, part):
            self.__exit__()
            self._opened, self._name = Reader(source.parts[part].data), (source.document, part)
        return self._opened
