"""Pictures of the pages that stand in the output folder, each drawn once."""

from __future__ import annotations

from functools import partial
from threading import RLock

from dossier import outputs
from dossier.digest import digest
from dossier.folder import Folder
from dossier.options import Options
from dossier.proofing.pictures import encoded
from dossier.raster import Reader

_LARGEST = 4 << 30
#: Pixels of the longer side of a picture: twice those that the page shows.
_LONGER = 400


class Pictures:
    """Those of one dossier; the engine is used under ``lock`` alone, since it is not made for threads."""

    def __init__(self, options: Options, lock: RLock) -> None:
        self._options, self._lock = options, lock
        self._known: dict[int, bytes] = {}
        self._of, self._stamp = "", (0, 0)

    def edition(self) -> str:
        """The SHA-256 of the PDF that stands there; empty where there is none."""
        try:
            status = (self._options.target / outputs.PDF).stat()
            with self._lock:
                if self._stamp != (status.st_mtime_ns, status.st_size):
                    known = digest(self.pdf())
                    if known != self._of:
                        self._known.clear()
                    self._of, self._stamp = known, (status.st_mtime_ns, status.st_size)
                return self._of
        except OSError:
            return ""

    def pdf(self) -> bytes:
        """The PDF that stands there. Raises OSError."""
        return Folder(self._options.target).read(outputs.PDF, _LARGEST)

    def page(self, folio: int) -> bytes | None:
        """The page ``folio`` as WebP; None where there is no such page.

        Raises OSError where there is no dossier, OddError where it cannot be drawn.
        """
        with self._lock:
            self.edition()
            if folio not in self._known:
                with Reader(self.pdf()) as reader:
                    if not 1 <= folio <= len(reader):
                        return None
                    width, height = reader.size(folio)
                    scale = _LONGER / max(width, height, 1)
                    size = (max(1, round(width * scale)), max(1, round(height * scale)))
                    (self._known[folio],) = encoded([partial(reader.picture, folio, size)])
            return self._known[folio]
