"""The pictures of tagged sources, shown one by one, so that an editor can say what each is."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from . import geometry, odd, raster, report
from .bind.tags import Picture, contents, pictures, read_tree
from .compose import own_page
from .entries import FAULTS
from .model import Document, picture_key
from .odd import OddError
from .prepared import Prepared
from .work import Crew, DiedError, Job

#: What a program is told of each.
TOLD = ("number", "title", "key", "page", "rank", "said", "given")
_TEMPLATE = "own/pictures.html"
#: Dots an inch, and pixels of the longer side at most: what a picture is, is seen at that.
_DPI, _LONGER = 72, 480
_POINTS, _ROOM = 72, 4
# How much of a text the terminal shows.
_WIDEST = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A tagged PDF, whose pictures are wanted."""

    pdf: bytes


@dataclass(frozen=True, slots=True)
class Seen:
    """The ``rank``-th picture of a ``page`` of a file, both from 1, what its author ``said`` of it, and how
    it looks, as WebP."""

    page: int
    rank: int
    said: str
    webp: bytes


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of the document of ``number``: its ``key`` under ``alts``, its page and rank, what is
    ``said`` of it, whether by the editor (``given``), and how it looks, as a data URI."""

    number: int
    title: str
    key: str
    page: int
    rank: int
    said: str
    given: bool
    src: str


def seen(asked: Asked) -> tuple[Seen, ...]:
    """Find and draw the pictures of a file; none where it is not tagged, or too odd to be read."""
    try:
        with odd.reading("pikepdf", "pypdfium2", "PIL", faults=FAULTS), raster.Reader(asked.pdf) as reader:
            tree = read_tree(asked.pdf)
            tagged = pictures(tree) if tree else ()
            return tuple(Seen(p.page, p.rank, p.said, _drawn(reader, p)) for p in tagged)
    except OddError:
        return ()


_JOB = Job("dossier.picturing:seen", Asked, tuple[Seen, ...])


def _drawn(reader: raster.Reader, picture: Picture) -> bytes:
    """What the marked contents of ``picture`` cover on its page; the page where that is not known."""
    marks = {kid.mcid for kid in contents(picture.node)}
    with reader.page(picture.page) as page:
        image = page.image(_DPI)
        onto = page.onto_image(*image.size)
        boxes = [geometry.transform(onto, box) for mcid, box in page.covered() if mcid in marks]
    if boxes:
        x0, y0, x1, y1 = geometry.bounds(corner for box in boxes for corner in (box[:2], box[2:]))
        box = (
            max(x0 - _ROOM, 0),
            max(y0 - _ROOM, 0),
            min(x1 + _ROOM, image.width),
            min(y1 + _ROOM, image.height),
        )
        if box[0] + 1 < box[2] and box[1] + 1 < box[3]:
            image = image.crop(box)
    image.thumbnail((_LONGER, _LONGER))
    out = io.BytesIO()
    image.save(out, "WEBP", quality=60, method=0)
    return out.getvalue()


def shown(prepared: Prepared, crew: Crew) -> tuple[Shown, ...]:
    """The pictures of all documents on pages that are kept, in order. Files are read and drawn by workers."""
    asked: list[tuple[int, Document, set[int], int, Future[tuple[Seen, ...]]]] = []
    for number, _, document in prepared.located.manifest.numbered():
        source, first = prepared.sources[document.id], 0
        for rank, part in enumerate(source.parts):
            kept = {page.number for page in source.pages if page.part == rank}
            if part.pdf:
                future = crew.beside(_of, crew, part.data)
                asked.append((number, document, kept, first, future))
            first += part.page_count
    return tuple(
        _shown(number, document, first, one)
        for number, document, kept, first, future in asked
        for one in future.result()
        if one.page in kept
    )


def _of(crew: Crew, pdf: bytes) -> tuple[Seen, ...]:
    try:
        return crew.do(_JOB, Asked(pdf))
    except DiedError:
        return ()


def _shown(number: int, document: Document, first: int, picture: Seen) -> Shown:
    page = first + picture.page
    given = dict(document.said_of()).get((page, picture.rank))
    src = "data:image/webp;base64," + base64.b64encode(picture.webp).decode() if picture.webp else ""
    said = picture.said if given is None else given
    title = document.title
    return Shown(
        number, title, picture_key(page, picture.rank), page, picture.rank, said, given is not None, src
    )


def page(listed: Sequence[Shown]) -> bytes:
    """The page that shows them."""
    values = {"language": report.language(), "say": _say, "pictures": listed, "paste": paste}
    return own_page(_TEMPLATE, values).encode()


def paste(listed: Sequence[Shown]) -> str:
    """The lines of the manifest for a document whose pictures are ``listed``: those that nobody says anything
    of are to be filled in."""
    lines = (f"  {p.key}: {json.dumps(p.said, ensure_ascii=False)}" for p in listed if p.given)
    blank = (f"  {p.key}: " for p in listed if not p.said)
    return "\n".join(["alts:", *lines, *blank])


def lines(listed: Sequence[Shown]) -> Iterator[str]:
    """What a person reads on the terminal: a document, its pictures, and the lines to paste."""
    for number in dict.fromkeys(picture.number for picture in listed):
        own = [picture for picture in listed if picture.number == number]
        yield _say("document", number=number, title=own[0].title)
        for picture in own:
            said = picture.said if len(picture.said) <= _WIDEST else picture.said[: _WIDEST - 1] + "…"
            yield "  " + _say(
                "told" if said else "silent", key=picture.key, page=picture.page, rank=picture.rank, said=said
            )
        if any(not picture.said for picture in own):
            yield "  → " + _say("paste")
            yield from (f"      {line}" for line in paste(own).splitlines())


def _say(word: str, **facts: object) -> str:
    return report.say(f"pictures.{word}", **facts)
