"""Pages as pictures: for the proof, and what differs between two of them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from PIL import Image, ImageChops, ImageDraw

from dossier.model import Box
from dossier.raster import Reader

#: Pixels an inch: text of 9 points is read at that, enlarged, and 120 pages are no larger than mail takes.
DPI = 90
_POINTS = 72
_QUALITY = 50
# Levels by which the engine's own rounding differs; a difference of print is more.
_SAME = 4
# Pixels of a cell in which differences are gathered, and round one that is marked.
_CELL, _ROOM = 12, 4
_MARK = (176, 0, 32)
_ENCODERS, _AHEAD = 2, 6


class Album:
    """The pages of one PDF, drawn once each; a context manager. Raises OddError where one cannot be."""

    def __init__(self, pdf: bytes) -> None:
        self._reader = Reader(pdf)

    def __enter__(self) -> Album:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._reader.close()

    def picture(self, folio: int) -> Image.Image:
        """The page ``folio``, as print shows it."""
        return self._reader.picture(folio, self.pixels(folio))

    def size(self, folio: int) -> tuple[float, float]:
        """Its width and height, in points."""
        return self._reader.size(folio)

    def pixels(self, folio: int) -> tuple[int, int]:
        """Width and height of its picture."""
        width, height = self._reader.size(folio)
        return max(1, round(width * DPI / _POINTS)), max(1, round(height * DPI / _POINTS))

    def within(self, folio: int, box: Box) -> Image.Image:
        """What stands in ``box`` of the page, wherever that is."""
        size = (round((box[2] - box[0]) * DPI / _POINTS), round((box[3] - box[1]) * DPI / _POINTS))
        return self._reader.picture(folio, (max(1, size[0]), max(1, size[1])), box=box)

    def text(self, folio: int) -> str:
        """The text of the page."""
        with self._reader.page(folio) as page:
            return page.text()

    def lines(self, folio: int, frame: Box | None) -> list[tuple[str, Box]]:
        """The text outside ``frame``, a run of one line at a time, with its box in points."""
        with self._reader.page(folio) as page:
            return [(page.text(box).strip(), box) for box in page.runs() if not _in(box, frame)]


def _in(box: Box, frame: Box | None) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return frame is not None and frame[0] <= x <= frame[2] and frame[1] <= y <= frame[3]


def encoded(pictures: Iterable[Callable[[], Image.Image]]) -> list[bytes]:
    """``pictures``, each called for in order, as WebP: while one is drawn here, the last ones are encoded."""
    futures: list[Future[bytes]] = []
    with ThreadPoolExecutor(_ENCODERS) as threads:
        for rank, picture in enumerate(pictures):
            futures.append(threads.submit(_webp, picture()))
            if rank >= _AHEAD:  # pictures take memory until they are encoded
                futures[rank - _AHEAD].result()
    return [future.result() for future in futures]


def _webp(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=_QUALITY, method=0)
    return out.getvalue()


def differences(
    one: Image.Image, other: Image.Image, height: float = 0.0, left_out: Sequence[Box] = ()
) -> tuple[Box, ...]:
    """Where two pictures differ: boxes in pixels from the upper left; all of it where their sizes do.

    What stands in ``left_out``, boxes in points on a page ``height`` points high, is not looked at.
    """
    if one.size != other.size:
        return ((0.0, 0.0, float(other.width), float(other.height)),)
    difference = ImageChops.difference(one, other)
    bands = [band.point(lambda level: 255 if level > _SAME else 0) for band in difference.split()]
    changed = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    draw = ImageDraw.Draw(changed)
    for x0, y0, x1, y1 in left_out:
        scale = DPI / _POINTS
        draw.rectangle(
            (int(x0 * scale) - 1, int((height - y1) * scale) - 1, x1 * scale + 1, (height - y0) * scale + 1),
            0,
        )
    return _gathered(changed) if changed.getbbox() else ()


def _gathered(changed: Image.Image) -> tuple[Box, ...]:
    """The boxes round what is white in ``changed``, near ones as one."""
    across, down = -(-changed.width // _CELL), -(-changed.height // _CELL)
    cells = {
        (x, y)
        for y in range(down)
        for x in range(across)
        if changed.crop((x * _CELL, y * _CELL, (x + 1) * _CELL, (y + 1) * _CELL)).getbbox()
    }
    boxes = []
    while cells:
        group, edge = set(), [cells.pop()]
        while edge:
            x, y = edge.pop()
            group.add((x, y))
            near = {(x + i, y + j) for i in (-2, -1, 0, 1, 2) for j in (-1, 0, 1)} & cells
            cells -= near
            edge += near
        xs, ys = [x for x, _ in group], [y for _, y in group]
        region = (min(xs) * _CELL, min(ys) * _CELL, (max(xs) + 1) * _CELL, (max(ys) + 1) * _CELL)
        inside = changed.crop(region).getbbox()
        assert inside
        boxes.append(tuple(float(region[n % 2] + side) for n, side in enumerate(inside)))
    return tuple(sorted((b[0], b[1], b[2], b[3]) for b in boxes))


def marked(picture: Image.Image, boxes: Iterable[Box]) -> Image.Image:
    """``picture`` with a frame round each of ``boxes``, in pixels."""
    made = picture.copy()
    draw = ImageDraw.Draw(made)
    for x0, y0, x1, y1 in boxes:
        around = (x0 - _ROOM, y0 - _ROOM, x1 + _ROOM, y1 + _ROOM)
        draw.rectangle(around, outline=_MARK, width=2)
    return made
