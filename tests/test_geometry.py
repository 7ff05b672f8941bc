"""Frames: every hard page geometry, seen in the picture; and the box arithmetic on its own."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import MM, File, Made, Sheet, built, write_dossier
from PIL import ImageChops
from test_bind import links
from test_pages import differing, picture

from dossier import geometry
from dossier.raster import Reader

# What is magenta is a link, what is cyan is where one leads: their places are read from the picture.
BOX = (100, 400, 180, 430)
LINKED = "1 0 1 rg 100 400 80 30 re f"
TARGET = "0 1 1 rg 69 697 6 6 re f"  # about (72, 700), where the destinations made here lead

SHAPES: dict[str, dict[str, Any]] = {
    "upright": {},
    "rotate 90": {"rotate": 90},
    "rotate 180": {"rotate": 180},
    "rotate 270": {"rotate": 270},
    "rotate -90": {"rotate": -90},
    "rotate 450": {"rotate": 450},
    "crop": {"crop": (40, 60, 560, 800)},
    "crop and rotate 90": {"crop": (40, 60, 560, 800), "rotate": 90},
    "crop beyond media": {"crop": (-50, -50, 700, 900)},
    "crop apart from media": {"crop": (2000, 2000, 2100, 2100)},
    "origin elsewhere": {"media": (-90, -60, 505.28, 781.89)},
    "corners swapped": {"media": (595.28, 841.89, 0, 0)},
    "user unit 2": {"media": (50, 350, 270, 760), "unit": 2},
    "user unit 2, rotate 270": {"media": (50, 350, 270, 760), "unit": 2, "rotate": 270},
    "larger than A3": {"media": (0, 0, 1190, 1684)},
    "wider than long": {"media": (0, 0, 842, 842), "crop": (60, 380, 800, 720)},
    "a narrow strip": {"media": (60, 0, 200, 842)},
}


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """One dossier of two pages of each shape, the first with a link to the second."""
    files = {}
    for number, shape in enumerate(SHAPES.values()):
        files[f"s{number}"] = File((Sheet((), LINKED, links=[(BOX, 2)], **shape), Sheet((), TARGET, **shape)))
    return built(write_dossier(tmp_path_factory.mktemp("formes"), files))


def of(made: Made, shape: str) -> list[dict[str, Any]]:
    return made.framed(f"s{list(SHAPES).index(shape)}")


def marked(made: Made, folio: int, colour: tuple[int, int, int]) -> tuple[float, float, float, float]:
    """The box of what has a colour on a page, in points from the lower left, as the picture shows it."""
    image = picture(made.pdf, folio, 144, over=1)
    bands = [
        band.point([255 if abs(v - c) < 60 else 0 for v in range(256)])
        for band, c in zip(image.split(), colour, strict=True)
    ]
    mask = ImageChops.multiply(ImageChops.multiply(bands[0], bands[1]), bands[2])
    found = mask.getbbox()
    assert found, f"nothing {colour} on page {folio}"
    x0, y0, x1, y1 = found
    return x0 / 2, (image.height - y1) / 2, x1 / 2, (image.height - y0) / 2


# pdfium shows nothing of a page whose boxes do not meet; the dossier shows the MediaBox.
@pytest.mark.parametrize("shape", [s for s in SHAPES if s != "crop apart from media"])
def test_the_page_looks_the_same_whatever_its_boxes(shapes: Made, shape: str) -> None:
    assert differing(shapes, of(shapes, shape)[0]["document"]) == []


@pytest.mark.parametrize("shape", SHAPES)
def test_links_and_their_goals_move_with_the_page(shapes: Made, shape: str) -> None:
    one, two = (page["folio"] for page in of(shapes, shape))
    ((box, goal, point),) = [link for link in links(shapes, one) if link[2]]
    assert box == pytest.approx(marked(shapes, one, (255, 0, 255)), abs=1.2)
    x0, y0, x1, y1 = marked(shapes, two, (0, 255, 255))
    assert goal == two
    assert point == pytest.approx(((x0 + x1) / 2, (y0 + y1) / 2), abs=1.2)


SIZES = {
    "A4": (595.28, 841.89),
    "A4 landscape": (841.89, 595.28),
    "A3": (841.89, 1190.55),
    "A0": (2384, 3370),
}
SIZES |= {
    "Letter": (612, 792),
    "stamp": (40, 30),
    "strip": (60, 1500),
    "ribbon": (1500, 60),
    "slide": (960, 540),
}


@pytest.fixture(scope="module")
def sizes(tmp_path_factory: pytest.TempPathFactory) -> Made:
    files = {
        f"s{n}": File([Sheet((), media=(0, 0, *size)), Sheet((), media=(0, 0, *size))])
        for n, size in enumerate(SIZES.values())
    }
    return built(write_dossier(tmp_path_factory.mktemp("tailles"), files))


@pytest.mark.parametrize("name", SIZES)
def test_a_frame_is_as_large_as_the_margins_allow_and_never_larger_than_the_page(
    sizes: Made, name: str
) -> None:
    width, height = SIZES[name]
    for page in sizes.framed(f"s{list(SIZES).index(name)}")[1:]:
        x0, y0, x1, y1 = page["frame"]
        assert (x1 - x0) / (y1 - y0) == pytest.approx(width / height, rel=2e-3)
        assert x1 - x0 <= width * 1.001
        with_paper = picture(sizes.pdf, page["folio"], 72)
        across, up = with_paper.size
        assert (across > up) == (width > height), "a landscape page stands on a landscape page"
        edge = 8 * MM
        assert x0 >= edge
        assert y0 >= edge
        assert x1 <= across - edge
        assert y1 <= up - edge
        # As large as it can be: its own size, or all the width or nearly all the height within the margins.
        filled = (x1 - x0) / (across - 35 * MM), (y1 - y0) / (up - 45 * MM)
        assert x1 - x0 >= width * 0.999 or max(filled) > 0.95, filled
    assert differing(sizes, page["document"]) == []


MATRICES = {
    "upright": ((10, 20, 110, 220), 0, (10, 220), (0, 1)),
    "clockwise": ((10, 20, 110, 220), 90, (10, 20), (0, 1)),
    "upside down": ((10, 20, 110, 220), 180, (110, 20), (0, 1)),
    "anticlockwise": ((10, 20, 110, 220), 270, (110, 220), (0, 1)),
}


@pytest.mark.parametrize("name", MATRICES)
def test_the_corner_shown_at_the_upper_left_lands_there(name: str) -> None:
    box, rotation, corner, place = MATRICES[name]
    matrix = geometry.onto_unit_square(box, rotation)
    assert geometry.apply(matrix, corner) == pytest.approx(place)
    assert geometry.transform(matrix, box) == pytest.approx(geometry.UNIT)


@pytest.mark.parametrize(
    ("media", "crop", "seen"),
    [
        ((0, 0, 10, 10), None, (0, 0, 10, 10)),
        ((10, 10, 0, 0), None, (0, 0, 10, 10)),
        ((0, 0, 10, 10), (2, 3, 20, 8), (2, 3, 10, 8)),
        ((0, 0, 10, 10), (20, 20, 30, 30), (0, 0, 10, 10)),
    ],
)
def test_the_visible_box(media: Any, crop: Any, seen: Any) -> None:
    assert geometry.visible_box(media, crop) == seen


def test_multiplying_applies_the_first_matrix_first() -> None:
    doubled, moved = (2, 0, 0, 2, 0, 0), (1, 0, 0, 1, 5, 0)
    assert geometry.apply(geometry.multiply(doubled, moved), (1, 1)) == (7, 2)  # type: ignore[arg-type]
    assert geometry.apply(geometry.multiply(moved, doubled), (1, 1)) == (12, 2)  # type: ignore[arg-type]


def test_a_page_without_a_size_is_bound_as_other_engines_show_it(tmp_path: Path) -> None:
    made = built(write_dossier(tmp_path, {"a": File([Sheet(media=(0, 0, 0, 0))])}))
    (frame,) = [page["frame"] for page in made.record["pages"] if page["frame"]]
    assert (frame[2] - frame[0]) / (frame[3] - frame[1]) == pytest.approx(612 / 792, abs=1e-4)


@pytest.mark.parametrize("length", [1, 511, 512, 513, 3000])
def test_a_text_of_any_length_is_read_whole(length: int) -> None:
    text = ("abcdefghij" * 300)[:length]
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(4000, 100))
        page = pdf.pages[0]
        face = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=face))
        drawn = f"/P <</MCID 0>> BDC BT /F 1 Tf 9 9 Td ({text}) Tj ET EMC "
        drawn += "/P <</MCID 1>> BDC BT /F 1 Tf (z) Tj ET EMC"
        page.obj.Contents = pdf.make_stream(drawn.encode())
        out = io.BytesIO()
        pdf.save(out)
    with Reader(out.getvalue()) as reader, reader.page(1) as opened:
        assert [mark.text for mark in opened.marked()] == [text, "z"]
