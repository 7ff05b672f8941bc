"""What a page of the desk sent: its words, and its files under names of theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from dossier import references, scratch
from dossier.findings import DossierError, finding
from dossier.options import FIELDS
from dossier.outputs import fault

from .guard import WORD
from .web import Web

_FILES, _FIELDS, _TEXT = 2_000, 200, 1 << 20
# A folder that was sent: the field, and how deep it may be.
_ALONG, _DEEPEST = "along", 12
_PIECE = 1 << 20
# Bytes of a name: what file systems take, with room for one that is taken.
_LONGEST = 120
_LISTED = "author"


class Form:
    """What was sent, once it is known to come from a page of ours. Raises HTTPException where it does not."""

    def __init__(self, web: Web, request: Request) -> None:
        self._web, self._request = web, request

    async def __aenter__(self) -> Form:
        self._form: FormData = await self._request.form(
            max_files=_FILES, max_fields=_FIELDS, max_part_size=_TEXT
        )
        if not self._web.guard.knows(self._form.get(WORD)):
            await self._form.close()
            raise HTTPException(403)
        self.typed = {name: value for name, value in self._form.items() if isinstance(value, str)}
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._form.close()

    def has(self, name: str = "file") -> bool:
        """Whether a file was sent in the field ``name``."""
        return bool(self._sent(name))

    def _sent(self, name: str) -> list[UploadFile]:
        return [one for one in self._form.getlist(name) if not isinstance(one, str) and one.filename]

    def word(self, name: str) -> str:
        """The text of a field; empty where there is none."""
        return self.typed.get(name, "").strip()

    def back(self, id: str, otherwise: str = "/") -> str:
        """The page that the form was on."""
        return f"/documents/{quote(id, safe='')}" if self.word("back") == "document" and id else otherwise

    def changed(self) -> Iterator[tuple[str, str | tuple[str, ...]]]:
        """The keys of a reference that were written otherwise than they stood there."""
        for name in FIELDS:
            if name not in self.typed or self.word(name) == self.word(f"was-{name}"):
                continue
            value = self.word(name).replace("\r\n", "\n")
            lines = tuple(filter(None, map(str.strip, value.split("\n"))))
            yield name, lines if name == _LISTED and len(lines) > 1 else " ".join(lines)

    def reference(self, name: str = "reference") -> references.Taken:
        """What the reference in the file of the field ``name`` fills; nothing where none was sent. Raises
        DossierError."""
        if not self.has(name):
            return references.Taken({}, ())
        key = self.word("key")
        with self.files(name) as files:
            file = files[0]
            given = f"{file.name}#{key}" if key else file.name
            try:
                taken = references.taken(given, file.with_name(given))
            except DossierError as error:
                raise DossierError([replace(one, place=file.name) for one in error.findings]) from error
        return replace(taken, findings=tuple(replace(one, place=file.name) for one in taken.findings))

    @contextmanager
    def files(self, name: str = "file") -> Iterator[list[Path]]:
        """The files that were sent in the field ``name``, under names of theirs, until the block ends. Raises
        DossierError."""
        given = self._sent(name)
        if not given:
            raise DossierError([finding("desk-upload", "-")])
        with ExitStack() as stack:
            try:
                folder = stack.enter_context(scratch.folder())
            except OSError as error:
                raise DossierError([fault(Path("/"), error)]) from error
            kept = [self._kept(one, folder / str(rank)) for rank, one in enumerate(given)]
            for one in self._sent(_ALONG) if name == "file" else ():
                self._put_beside(one, kept)
            yield kept

    def _put_beside(self, upload: UploadFile, pages: Sequence[Path]) -> None:
        """A file of the folder that a saved page shows, beside the page which that folder is called after."""
        parts = str(upload.filename).replace("\\", "/").split("/")
        own = [page for page in pages if parts[0].startswith(page.stem)]
        if not own or not 1 < len(parts) <= _DEEPEST or named(parts[0]) != parts[0]:
            raise DossierError([finding("desk-along", parts[0][:_LONGEST], file=parts[0][:_LONGEST])])
        place = max(own, key=lambda page: len(page.stem)).parent
        self._kept(upload, place.joinpath(*map(named, parts[:-1])))

    def _kept(self, upload: UploadFile, place: Path) -> Path:
        place.mkdir(parents=True, exist_ok=True)
        path = place / named(str(upload.filename))
        with path.open("wb") as file:
            while piece := upload.file.read(_PIECE):
                file.write(piece)
        return path


def named(given: str) -> str:
    """The name of a file that was sent, without a folder of the sender's, nor what no file may be called."""
    # Browsers send a quotation mark in a name as %22 (HTML, multipart/form-data encoding).
    name = PurePosixPath(given.replace("\\", "/").replace("%22", '"')).name
    name = "".join(one for one in name if one.isprintable() and one not in '/:*?"<>|').strip(". ")
    stem, dot, suffix = name.rpartition(".")
    stem, suffix = (stem, f"{dot}{suffix}") if stem else (suffix, "")
    while len(f"{stem}{suffix}".encode()) > _LONGEST and (stem or suffix):
        stem, suffix = (stem[:-1], suffix) if stem else ("", suffix[:-1])
    return f"{stem}{suffix}" if stem else f"document{suffix}"
