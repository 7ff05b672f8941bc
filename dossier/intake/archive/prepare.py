"""The repairs of one source, and the proof that they do not show."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from types import ModuleType

import pikepdf
from PIL import ImageChops, ImageStat

from dossier import odd, raster
from dossier.entries import FAULTS
from dossier.intake.saving import saved
from dossier.model import Treatment
from dossier.odd import OddError

from . import fonts, objects, spaces, standard, standins, tounicode, widths

_DPI = 36
# Another rasteriser's fonts and inks may differ by this much, of 255, on the average of a page: a line of
# text that moves, or a picture that changes colour, differs by more.
_MEAN = 2.0
_MOVED = 0.05  # points


def prepare(data: bytes) -> tuple[bytes, tuple[Treatment, ...]]:
    """``data``, a PDF, with what can be mended mended, and what was done, for the record.

    A repair that changes what a page shows is not made: what it would have mended stays an obstacle.
    """
    data, done = _repaired(data, _suspected((objects, tounicode, standins), data))
    for may_show in ((fonts, spaces), (widths,)):
        data, shown = _proven(data, _suspected(may_show, data))
        done += shown
    return data, done


def _proven(data: bytes, seen: tuple[ModuleType, ...]) -> tuple[bytes, tuple[Treatment, ...]]:
    """``data`` with those repairs made that do not show: all of them, or the first, or the others."""
    for repairs in dict.fromkeys((seen, seen[:1], seen[1:])):
        mended, shown = _repaired(data, repairs)
        if shown and _looks_same(_measured(data), mended):
            return mended, shown
    return data, ()


def _measured(data: bytes) -> bytes:
    """``data`` with the widths of its standard fonts said: without them, pdfium takes those of stand-ins that
    have some wrong (its euro, and a figure of its bold slanted Helvetica)."""
    try:
        with odd.reading(faults=FAULTS), pikepdf.open(io.BytesIO(data)) as pdf:
            if not standard.measure(pdf):
                return data
            out = io.BytesIO()
            pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    except OddError:
        return data
    return out.getvalue()


def _suspected(repairs: tuple[ModuleType, ...], data: bytes) -> tuple[ModuleType, ...]:
    return tuple(repair for repair in repairs if repair.suspected(data))


def _repaired(data: bytes, repairs: tuple[ModuleType, ...]) -> tuple[bytes, tuple[Treatment, ...]]:
    """The bytes mended, and what was done; a file too odd to be mended is left as it is, and the check of
    the whole tells."""
    if not repairs:
        return data, ()
    try:
        with odd.reading(faults=FAULTS), pikepdf.open(io.BytesIO(data)) as pdf:
            done = tuple(treatment for repair in repairs for treatment in repair.mend(pdf))
            if not done:
                return data, ()
            return saved(pdf), done
    except OddError:
        return data, ()


def _looks_same(before: bytes, after: bytes) -> bool:
    """Whether every page has the same letters at the same places, and about the same picture."""
    try:
        with odd.reading("pypdfium2"), ExitStack() as stack:
            old, new = (stack.enter_context(raster.Reader(data)) for data in (before, after))
            return len(old) == len(new) and all(map(_page_same, _pages(old), _pages(new)))
    except OddError:
        return False


def _pages(reader: raster.Reader) -> Iterator[raster.Page]:
    for number in range(1, len(reader) + 1):
        with reader.page(number) as page:
            yield page


def _page_same(old: raster.Page, new: raster.Page) -> bool:
    if old.text() != new.text():
        return False
    if not _stand_still(old.origins(), new.origins()):
        return False
    try:
        with odd.reading("pypdfium2", "PIL"):
            difference = ImageChops.difference(old.image(_DPI), new.image(_DPI))
    except OddError:  # a page without area cannot be drawn, and proves nothing
        return False
    return max(ImageStat.Stat(difference).mean) <= _MEAN


def _stand_still(there: Sequence[tuple[float, float]], here: Sequence[tuple[float, float]]) -> bool:
    """Whether every character stands where it stood."""
    for old, new in zip(there, here, strict=True):
        if max(abs(new[0] - old[0]), abs(new[1] - old[1])) > _MOVED:
            return False
    return True
