"""Thumb tabs: one for each document, down the whole outer edge, where an office copier still prints."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import File, Sheet, prepared, write_dossier
from PIL import Image, ImageOps

from dossier.raster import Reader

DPI = 144
MM = DPI / 25.4
PORTRAIT, LANDSCAPE = Sheet(), Sheet(media=(0, 0, 842, 595))
#: A light ground is lighter than this and darker than paper.
LIGHT, PAPER = 180, 250


def tabs(folder: Path, count: int, sheet: Sheet, **more: str) -> Iterator[tuple[Image.Image, float, float]]:
    """Of each page of a document: its tab, its distance from the outer edge, and its place along that edge
    from the head of the sheet when it is bound, both in millimetres."""
    files = {f"d{n}": File((sheet,)) for n in range(count)}
    made = prepared(write_dossier(folder, files, **more))
    with Reader(made.composed.skeleton.pdf) as reader:
        for page in made.plan.pages:
            if page.frame is None:
                continue
            with reader.page(page.folio) as opened:
                image = opened.image(DPI).convert("L")
            if page.width > page.height:
                # Bound at the head: its right side is up in the pile, as the head of an upright page is.
                image = image.transpose(Image.Transpose.ROTATE_90)
            if more.get("recto") and page.folio % 2 == 0:
                image = ImageOps.mirror(image)
            # The rules of bands end at the margin; the folio of a landscape sheet stands below the last tab.
            edge = image.crop((round(image.width - 9.6 * MM), 0, image.width, round(image.height - 34 * MM)))
            box = edge.point(lambda level: 255 if level < PAPER else 0).getbbox()
            assert box, f"page {page.folio} has no tab"
            yield edge.crop(box), (edge.width - box[2]) / MM, box[1] / MM


@pytest.mark.slow
@pytest.mark.parametrize("more", [{}, {"recto": "sections"}], ids=["one-sided", "mirrored"])
@pytest.mark.parametrize("sheet", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def test_each_document_has_its_own_height(tmp_path: Path, sheet: Sheet, more: dict[str, str]) -> None:
    found = list(tabs(tmp_path, 19, sheet, **more))
    assert all(5 - 0.2 <= distance <= 8 for _, distance, _ in found)
    places = [place for _, _, place in found]
    heights = [tab.height / MM for tab, _, _ in found]
    assert all(one + height < other for one, height, other in zip(places, heights, places[1:], strict=False))
    assert places[0] < 10
    assert places[-1] > 230, "the whole edge"


@pytest.mark.slow
def test_portrait_and_landscape_tabs_stand_at_one_height(tmp_path: Path) -> None:
    upright = [place for _, _, place in tabs(tmp_path / "a", 5, PORTRAIT)]
    turned = [place for _, _, place in tabs(tmp_path / "b", 5, LANDSCAPE)]
    assert upright == pytest.approx(turned, abs=0.6)


@pytest.mark.slow
@pytest.mark.parametrize("count", [30, 45])
def test_a_second_run_is_told_apart_without_colour(tmp_path: Path, count: int) -> None:
    found = list(tabs(tmp_path, count, PORTRAIT))
    first, second = found[:30], found[30:]
    places = [place for _, _, place in first]
    assert all(other - one > 8.1 for one, other in pairwise(places))
    assert all(LIGHT < tab.getpixel((2, 2)) < PAPER for tab, _, _ in first)
    for tab, _, place in second:
        assert place in [pytest.approx(other, abs=0.3) for other in places]
        assert tab.getpixel((tab.width - 2, tab.height // 2)) < 130, "a frame"
        assert tab.getpixel((5, 5)) > PAPER, "around white"


def test_the_number_is_large_and_black(tmp_path: Path) -> None:
    ((tab, _, _),) = list(tabs(tmp_path, 1, PORTRAIT))
    ink = tab.point(lambda level: 255 if level < 90 else 0).getbbox()
    assert ink
    # Figures of Source Sans 3 are 0.65 em high: 14 points.
    assert (ink[3] - ink[1]) / DPI * 72 == pytest.approx(14 * 0.65, abs=0.8)
