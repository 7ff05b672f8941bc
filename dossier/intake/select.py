"""What an editor selects of a source: pages and their order, turns, the box that is shown."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from dossier import geometry
from dossier.findings import DossierError, Finding, finding
from dossier.model import Document, Located, SourcePage
from dossier.ranges import numbers, parse_pages


def selected(
    located: Located, document: Document, pages: Sequence[SourcePage], file: str
) -> tuple[tuple[SourcePage, ...], tuple[Finding, ...]]:
    """Of all ``pages`` of the files of ``document``, one behind the other, those it keeps, as it shows them.

    ``keep`` and ``rotate`` count these pages from 1. Raises DossierError where they name one that is not
    there.
    """
    faults: list[Finding] = []
    kept = _ranges(document.keep, len(pages), located.of(document, "keep"), file, faults)
    turns = _turns(located, document, len(pages), file, faults)
    if faults:
        raise DossierError(faults)
    chosen = tuple(numbers(kept)) if kept else tuple(range(1, len(pages) + 1))
    shown = tuple(_turned(pages[n - 1], turns.get(n, 0)) for n in chosen)
    if document.crop == "visible":
        return shown, ()
    cut = tuple(map(_trimmed, shown))
    same = all(one.box == other.box for one, other in zip(shown, cut, strict=True))
    place = located.of(document, "crop")
    return cut, (finding("crop-nothing", place, file=file),) if same else ()


def _turns(
    located: Located, document: Document, count: int, file: str, faults: list[Finding]
) -> dict[int, int]:
    rotate = document.rotate
    if isinstance(rotate, Mapping):
        turns: dict[int, int] = {}
        for written, angle in rotate.items():
            place = located.of(document, "rotate", written)
            turns |= dict.fromkeys(numbers(_ranges(written, count, place, file, faults)), angle)
        return turns
    return dict.fromkeys(range(1, count + 1), rotate or 0)


def _ranges(
    written: str | None, count: int, place: str, file: str, faults: list[Finding]
) -> tuple[tuple[int, int], ...]:
    try:
        ranges = parse_pages(written) if written else ()
    except ValueError:  # said already, when the manifest was read
        return ()
    most = max((last for _, last in ranges), default=0)
    if most <= count:
        return ranges
    faults.append(finding("pages-outside", place, file=file, page=most, count=count))
    return ()


def _turned(page: SourcePage, angle: int) -> SourcePage:
    if not angle % 360 or angle % 90:  # what is no turn was said when the manifest was read
        return page
    width, height = (page.height, page.width) if angle % 180 else (page.width, page.height)
    rotation = (page.rotation + angle) % 360
    return dataclasses.replace(page, rotation=rotation, width=width, height=height)


def _trimmed(page: SourcePage) -> SourcePage:
    if page.trim is None:
        return page
    along = page.height if page.rotation % 180 else page.width
    unit = along / (page.box[2] - page.box[0])
    width, height = geometry.shown_size(page.trim, page.rotation, unit)
    return dataclasses.replace(page, box=page.trim, width=width, height=height)
