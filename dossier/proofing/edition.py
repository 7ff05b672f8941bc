"""One edition of a dossier: its PDF, and the record of what stands on its pages where there is one."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dossier import recorded
from dossier.check.pictures.identity import Shown, shown
from dossier.digest import digest
from dossier.findings import DossierError, finding
from dossier.folder import Folder
from dossier.model import Box
from dossier.odd import OddError
from dossier.outputs import PDF, RECORD
from dossier.places import nearby
from dossier.raster import Reader
from dossier.signed import numbers

_LARGEST = 4 << 30
_SIDES = 4


@dataclass(frozen=True, slots=True)
class Page:
    """One page: ``folio`` counts from 1, ``part`` and ``document`` are the record's, empty without one.

    ``frame`` is where its source page stands, in points from the lower left; ``look`` are hashes: of all that
    it draws, and of the source page alone.
    """

    folio: int
    look: Shown
    part: str = ""
    document: str = ""
    rank: int = 0
    frame: Box | None = None
    scale: float | None = None
    source: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One document as the record has it; ``told`` is all that stands there, ``count`` how many pages of its
    source are bound: a page that opens it is none of them."""

    number: int
    id: str
    title: str
    first: int
    last: int
    count: int
    told: recorded.Document = field(default_factory=recorded.Document, hash=False)


@dataclass(frozen=True)
class Edition:
    """What stands at ``path``; ``record`` is empty where the PDF came alone.

    ``recto``: its sheets have two pages.
    """

    path: Path
    pdf: bytes
    record: recorded.Record
    pages: tuple[Page, ...]
    documents: tuple[Document, ...]

    @property
    def recto(self) -> bool:
        """Whether it is printed on both sides."""
        return str(self.record.get("recto", "none")) != "none"

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the PDF."""
        return digest(self.pdf)

    def document(self, id: str) -> Document | None:
        """The document ``id``."""
        return next((one for one in self.documents if one.id == id), None)


def opened(path: Path) -> Edition:
    """The edition at ``path``: a PDF, a record, or the folder of both.

    Raises DossierError where it cannot be read, or where the record tells of another PDF than stands beside
    it; where sets that were signed stand there instead, with their numbers.
    """
    if sets := _sets(path):
        last = (path if path.is_dir() else path.parent) / sets[-1]
        raise DossierError([finding("edition-sets", nearby(path), sets=", ".join(sets), last=nearby(last))])
    if not os.path.lexists(path):
        raise DossierError([finding("edition-unread", nearby(path), problem=os.strerror(errno.ENOENT))])
    folder = path if path.is_dir() else path.parent
    told = path.suffix.lower() == ".json"
    alone = path.is_file() and not told
    name = path.name if alone else PDF
    data = _read(folder, name)
    try:
        record = _record(folder, path.name if told else RECORD)
        known = {one.get("path"): one.get("sha256") for one in record.get("outputs", ())}
    except (OSError, OddError) as error:
        book = path if told else folder / RECORD
        # A PDF may come alone, or lie beside the record of another; a folder that was built has its own.
        if told or (not alone and os.path.lexists(book)):
            raise DossierError([finding("edition-unread", nearby(book), problem=str(error))]) from error
        record, known = {}, {}
    if record and known.get(PDF) != digest(data):
        if alone:
            record = {}  # a PDF of its own, beside which another dossier was built
        else:
            raise DossierError([finding("edition-torn", nearby(folder / name), record=RECORD)])
    return edition(path, data, record)


def standing(target: Path) -> Edition:
    """What was built in the folder ``target``. Raises DossierError as :func:`opened` does, and where nothing
    was built yet."""
    if not os.path.lexists(target / PDF):
        file = nearby(target / PDF)
        raise DossierError([finding("result-missing", file, file=file, command="build")])
    return opened(target)


def edition(path: Path, pdf: bytes, record: recorded.Record) -> Edition:
    """The edition that ``pdf`` and ``record`` are, as :mod:`dossier.recorded` reads one. Raises DossierError
    where the PDF cannot be read, or the record tells of other pages."""
    place = nearby(path)
    try:
        with Reader(pdf) as reader:
            count = len(reader)
        looks = shown(pdf)
        told = len(record["pages"]) if record else count
        if not count == len(looks) == told:
            raise DossierError([finding("edition-torn", place, record=RECORD)])
        pages = _pages(record, looks)
        documents = tuple(_document(told, pages) for told in record.get("documents", ()))
    except OddError as error:
        raise DossierError([finding("edition-unread", place, problem=str(error))]) from error
    return Edition(path, pdf, record, pages, documents)


def _sets(path: Path) -> list[str]:
    """The signed sets in the folder ``path`` that is none itself, or beside ``path`` that is not there."""
    folder = path if path.is_dir() else path.parent
    if os.path.lexists(folder / PDF) or (path != folder and os.path.lexists(path)):
        return []
    try:
        return [f"{number:03}" for number in numbers(os.listdir(folder))]
    except OSError:
        return []


def _read(folder: Path, name: str) -> bytes:
    try:
        return Folder(folder).read(name, _LARGEST)
    except OSError as error:
        place = nearby(folder / name)
        raise DossierError(
            [finding("edition-unread", place, problem=error.strerror or str(error))]
        ) from error


def _record(folder: Path, name: str) -> recorded.Record:
    data = Folder(folder).read(name, _LARGEST)
    try:
        told = recorded.read(data)
    except ValueError as error:
        raise OddError(str(error)) from error
    if "pages" not in told:
        raise OddError("pages")
    return told


def _pages(record: recorded.Record, looks: tuple[Shown, ...]) -> tuple[Page, ...]:
    if not record:
        return tuple(Page(folio, look, frame=look.frame) for folio, look in enumerate(looks, 1))
    return tuple(
        Page(
            folio,
            look,
            part=told.get("part") or "",
            document=told.get("document") or "",
            rank=told.get("rank") or 0,
            frame=_frame(told.get("frame")),
            scale=told.get("scale"),
            source=(told.get("source_file") or "", told.get("source_page") or 0),
        )
        for folio, (told, look) in enumerate(zip(record["pages"], looks, strict=True), 1)
    )


def _document(told: recorded.Document, pages: Iterable[Page]) -> Document:
    number, id = told.get("number", 0), told.get("id", "")
    first, last = told.get("first_page", 0), told.get("last_page", 0)
    count = sum(page.document == id and page.rank > 0 for page in pages)
    return Document(number, id, told.get("title") or "", first, last, count, told)


def _frame(frame: Sequence[float] | None) -> Box | None:
    if frame is None:
        return None
    if len(frame) != _SIDES:
        raise OddError("frame")
    x0, y0, x1, y1 = map(float, frame)
    return x0, y0, x1, y1
