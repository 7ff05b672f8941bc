"""Thumb tabs: one for each document, down the whole outer edge, where an office copier still prints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import File, Sheet, prepared, write_dossier
from PIL import Image, ImageOps

from dossier.compose.templates import Templates
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
@pytest.mark.parametrize("count", [5, 19, 45])
def test_each_document_has_its_own_height(
    tmp_path: Path, count: int, sheet: Sheet, more: dict[str, str]
) -> None:
    found = list(tabs(tmp_path, count, sheet, **more))
    assert len(found) == count
    assert faults(found) == []


def faults(found: Sequence[tuple[Image.Image, float, float]]) -> list[str]:
    """What is wrong with tabs, thirty a run."""
    said = [f"{n}: off the edge" for n, (_, away, _) in enumerate(found, 1) if not 5 - 0.2 <= away <= 8]
    for run in (found[:30], found[30:]):
        for (tab, _, place), (_, _, following) in pairwise(run):
            if place + tab.height / MM >= following:
                said.append(f"{place:.0f} mm: over the next")
    if found[0][2] >= 10 or (len(found) > 5 and found[:30][-1][2] <= 230):
        said.append("not the whole edge")
    return said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("token", "value", "fault"),
    [
        ("edge", "2mm", "1: off the edge"),
        ("tab-run", "80mm", "over the next"),
        ("tab-start", "16mm", "whole edge"),
    ],
)
def test_tabs_in_a_wrong_place_are_seen(tmp_path: Path, token: str, value: str, fault: str) -> None:
    styles = tmp_path / "templates" / "styles"
    styles.mkdir(parents=True)
    text = Templates.shipped().read("styles/tokens.css")
    changed = re.sub(rf"--{token}: [^;]*;", f"--{token}: {value};", text)
    assert changed != text
    (styles / "tokens.css").write_text(changed, encoding="utf-8")
    assert fault in " ".join(faults(list(tabs(tmp_path, 19, PORTRAIT))))


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
