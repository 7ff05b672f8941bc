"""What was taken in, kept by the hash of all that it depends on, so that the next build has it at once."""

from __future__ import annotations

from typing import TypeVar

from dossier import liberation
from dossier.store import Store, key
from dossier.work import wire

from .files import digest
from .steps import Selection, SourceFile, Taken

# What opens and converts sources: another version may see another thing.
_LIBRARIES = (
    "fonttools",
    "pikepdf",
    "pypdfium2",
    "pillow",
    "img2pdf",
    "weasyprint",
    "markdown-it-py",
    "ocrmypdf",
    "pydyf",
    "tinycss2",
    "cssselect2",
    "tinyhtml5",
    "fontpkg-source-serif-4",
    "fontpkg-source-sans-3",
    "fontpkg-source-code-pro",
    "fontpkg-atkinson-hyperlegible",
)
_SUFFIX = ".taken"
Kept = TypeVar("Kept", Taken, Selection)


class Cache:
    """What was taken in by earlier builds, in the ``store``; what is stale in it is as good as absent."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # A machine that gets the faces later embeds them in what it has taken in before.
        self._faces = liberation.missing()

    @property
    def empty(self) -> bool:
        """Whether nothing is kept yet."""
        return self._store.empty

    def key(self, job: str, file: SourceFile, taken: Taken | None = None) -> str:
        """The hash of a ``job``, a file, what was ``taken`` of it (its selection, and what was read besides)
        and of the code and the libraries that answer; nothing of the password is in it."""
        before = (taken.selection, taken.reads) if taken else None
        asked = (job, file.name, file.language, file.title, file.permitted, file.limits, file.ocr, before)
        return key(_LIBRARIES, self._faces, file.sha256, *asked)

    def find(self, kind: type[Kept], key: str, file: SourceFile) -> Kept | None:
        """What is kept under ``key``, of the type ``kind``, if it is whole and what it read besides is as it
        was."""
        packed = self._store.find(key + _SUFFIX, file.password)
        if packed is None:
            return None
        try:
            kept = wire.unpack(kind, packed)
        except ValueError:
            return None
        reads: tuple[tuple[str, str], ...] = kept.reads if isinstance(kept, Taken) else ()
        if any(digest(file.folder, name) != known for name, known in reads):
            return None
        return kept

    def keep(self, key: str, answer: Taken | Selection, file: SourceFile) -> None:
        """Keep ``answer``, where it can be."""
        self._store.keep(key + _SUFFIX, wire.pack(answer), file.password)

    def tidy(self) -> None:
        """Forget what this run did not use."""
        self._store.sweep()
