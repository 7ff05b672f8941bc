"""The bound pages, each held against its source page."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from PIL import Image

from dossier import geometry
from dossier.layers import settled
from dossier.odd import OddError
from dossier.raster import Reader, Shown
from dossier.store import COMPARED, Store
from dossier.work import Talk

from . import likeness, memory
from . import spot as shown
from .identity import engine, of_original
from .messages import Framed, Message, Original, Unlike

# Bytes of the pictures of source pages up to which all are drawn before the dossier is bound. Of more, none
# is: they would lie there while the checker takes its memory.
_ALL_HELD = 80_000_000
# The look at margins that are left out: pixels of an A4 page an inch, and the least that counts as white: a
# picture's edge lies between two pixels.
_MARGINS_DPI, _WHITE = 72, 250


def compared(talk: Talk[Message]) -> tuple[Unlike, ...]:
    """The pages that are not as their sources; these are drawn while the build lays out."""
    pages = Pages(talk.hear().folder)
    while True:
        while not talk.waiting and pages.draw_ahead():
            pass
        told = talk.hear()
        if told.file:
            return pages.compare(told.file, told.pages, talk.tell)
        if told.original:
            pages.add(told.original)


class Pages:
    """All that is compared in one build; ``folder`` keeps what was found alike, None: nothing does."""

    def __init__(self, folder: Path | None) -> None:
        self._store, self._engine = Store(folder, COMPARED) if folder else None, engine()
        self._alike = memory.load(self._store, self._engine) if self._store else frozenset[memory.Alike]()
        self._known = {source for _, source in self._alike}
        self._originals: dict[str, Original] = {}
        self._hashes: dict[str, tuple[str, ...]] = {}
        self._readers: dict[tuple[str, int], Reader] = {}
        self._drawn: dict[tuple[str, int], tuple[bool, Image.Image]] = {}
        self._all = 0
        self._to_draw: deque[tuple[str, int]] = deque()

    def add(self, original: Original) -> None:
        """One more document."""
        self._originals[original.document] = original
        self._hashes[original.document] = of_original(original)
        sizes = (likeness.size(page.width, page.height, likeness.LOOKS[0][0]) for page in original.pages)
        self._all += sum(3 * width * height for width, height in sizes)
        if self._all > _ALL_HELD:
            self._drawn.clear()
        self._to_draw.extend((original.document, rank) for rank in range(1, len(original.pages) + 1))

    def draw_ahead(self) -> bool:
        """Draw the next source page, where no earlier build has compared it and memory allows; whether there
        was one."""
        if not self._to_draw or self._all > _ALL_HELD:
            return False
        id, rank = self._to_draw.popleft()
        if self._source_hash(id, rank) not in self._known:
            with suppress(OddError):  # said when its turn comes
                self._drawn[id, rank] = self._first(id, rank)
        return True

    def compare(
        self, file: Path, pages: Sequence[Framed], compared: Callable[[int], object]
    ) -> tuple[Unlike, ...]:
        """The pages of ``file`` that are not as their sources; ``compared`` is told each folio.

        What was found alike by an earlier build is not drawn again.
        """
        unlike: list[Unlike] = []
        alike: set[memory.Alike] = set()
        with Reader(file) as reader:
            for before, page in zip((None, *pages), pages, strict=False):
                if before and before.document != page.document:
                    self._close(before.document)
                if page.folio > len(reader):
                    unlike.append(Unlike(page, float("inf"), f"{len(reader)} pages"))
                    continue
                pair = page.shown, self._source_hash(page.document, page.rank)
                if not page.shown or pair not in self._alike:
                    differing = self._look(reader, page)
                    if differing:
                        unlike.append(differing)
                        compared(page.folio)
                        continue
                if page.shown:
                    alike.add(pair)
                compared(page.folio)
        for document in {document for document, _ in self._readers}:
            self._close(document)
        if self._store:
            memory.save(self._store, self._engine, self._alike, alike)
        return tuple(unlike)

    def _look(self, reader: Reader, page: Framed) -> Unlike | None:
        try:
            key = (page.document, page.rank)
            cut, first = self._drawn.pop(key) if key in self._drawn else self._first(*key)
            if cut:
                return Unlike(page, float("inf"), cut=True)

            def pictures(look: int, dpi: int, over: int) -> tuple[Image.Image, Image.Image]:
                source = self._source(*key, dpi, over) if look else first
                hair = likeness.HAIR
                return source, reader.picture(page.folio, source.size, over=over, box=page.frame, hair=hair)

            score = likeness.closest(pictures)
        except OddError as error:
            return Unlike(page, float("inf"), str(error))
        if score <= 1:
            return None
        dpi, over = shown.SHOWN
        source = self._source(page.document, page.rank, dpi, over, hair=0.0)
        bound = reader.picture(page.folio, source.size, over=over, box=page.frame)
        where, how = shown.spot(source, bound)
        both = (shown.png(source), shown.png(bound))
        return Unlike(page, score, spot=where, how=how, pictures=both)

    def _first(self, document: str, rank: int) -> tuple[bool, Image.Image]:
        """Whether anything is printed in the margins of a source page that its frame leaves out; and the page
        as it is looked at first."""
        with self._shown(document, rank) as opened:
            return self._cuts(opened, document, rank), self._picture(
                opened, document, rank, *likeness.LOOKS[0]
            )

    def _source(
        self, document: str, rank: int, dpi: int, over: int, hair: float = likeness.HAIR
    ) -> Image.Image:
        with self._shown(document, rank) as opened:
            return self._picture(opened, document, rank, dpi, over, hair)

    def _picture(
        self, opened: Shown, document: str, rank: int, dpi: int, over: int, hair: float = likeness.HAIR
    ) -> Image.Image:
        original = self._originals[document]
        page = original.pages[rank - 1]
        size = likeness.size(page.width, page.height, dpi)
        turned = original.turned or page.paper
        rotation = page.rotation if turned else None
        return opened.picture(size, over=over, shown=page.box, rotation=rotation, hair=hair)

    def _cuts(self, opened: Shown, document: str, rank: int) -> bool:
        page = self._originals[document].pages[rank - 1]
        if page.paper is None:
            return False
        size = likeness.size(page.width, page.height, _MARGINS_DPI)
        upright = geometry.onto_unit_square(page.box, page.rotation)
        whole = geometry.transform(upright, page.paper)  # of which the frame takes 0 to 1
        across, down = size[0], size[1]
        paper = (round((whole[2] - whole[0]) * across), round((whole[3] - whole[1]) * down))
        left, head = round(-whole[0] * across), round((whole[3] - 1) * down)
        inner = (left, head, left + across, head + down)
        strips = opened.around(paper, inner, page.paper, page.rotation)
        return any(
            int(band[0]) < _WHITE
            for strip in strips
            for band in strip.getextrema()
            if isinstance(band, tuple)
        )

    def _shown(self, document: str, rank: int) -> AbstractContextManager[Shown]:
        original = self._originals[document]
        page = original.pages[rank - 1]
        return self._reader(document, page.part).shown(page.number, original.comments)

    def _reader(self, document: str, part: int) -> Reader:
        key = (document, part)
        if key not in self._readers:
            self._readers[key] = Reader(settled(self._originals[document].parts[part]))
        return self._readers[key]

    def _close(self, document: str) -> None:
        """Close the files of ``document``: the engine keeps what it made of each page that it drew."""
        for key in [key for key in self._readers if key[0] == document]:
            self._readers.pop(key).close()

    def _source_hash(self, document: str, rank: int) -> str:
        return self._hashes[document][rank - 1]
