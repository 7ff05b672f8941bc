"""An annotation that stays upright on a turned page stands where a viewer shows it (ISO 32000-2, 12.5.3)."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pikepdf
import pytest
from bad import pdfs
from conftest import Sheet, needed
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image
from taken_in import taken

from dossier.raster import Reader
from dossier.work import Crew

DPI = 36
PRINT, NO_ZOOM, NO_ROTATE = 4, 8, 16


def stamped(rotate: int, flags: int, *, states: bool = False, matrix: tuple[float, ...] = ()) -> bytes:
    """A page with a pink stamp, whose right end is darker."""

    def change(pdf: pikepdf.Pdf) -> None:
        look = Stream(pdf, b"1 0 1 rg 0 0 100 20 re f .6 0 .6 rg 80 0 20 20 re f", Subtype=Name.Form)
        look.BBox = Array([0, 0, 100, 20])
        if matrix:
            look.Matrix = Array(matrix)
        stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([250, 400, 350, 420]), F=flags)
        stamp.AP = Dictionary(N=Dictionary(On=pdf.make_indirect(look)) if states else pdf.make_indirect(look))
        if states:
            stamp.AS = Name.On
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(stamp)])

    return pdfs.changed(change, Sheet(rotate=rotate), Sheet())


def pink(picture: Image.Image) -> tuple[tuple[int, int, int, int], tuple[int, int, int, int]]:
    """Where what is pink is, and its darker part, in pixels."""
    shown = picture.convert("RGB")
    found: dict[bool, list[tuple[int, int]]] = {False: [], True: []}
    for y in range(shown.height):
        for x in range(shown.width):
            pixel = shown.getpixel((x, y))
            assert isinstance(pixel, tuple)
            r, g, b = pixel
            if r > 120 and g < 60 and b > 120:
                found[r < 190].append((x, y))
    return around(found[False] + found[True]), around(found[True])


def around(points: list[tuple[int, int]]) -> tuple[int, int, int, int]:
    columns, rows = zip(*points, strict=True)
    return min(columns), min(rows), max(columns), max(rows)


@pytest.mark.parametrize(
    ("rotate", "more"),
    [
        (90, {}),
        (180, {"states": True}),
        (270, {"matrix": (0, 1, -1, 0, 0, 0)}),
        pytest.param(0, {}, marks=pytest.mark.slow),
        pytest.param(90, {"matrix": (2, 0, 0, 2, 5, 5)}, marks=pytest.mark.slow),
    ],
)
def test_a_stamp_that_does_not_turn_stands_where_a_viewer_shows_it(
    rotate: int, more: dict[str, bool], worker: Crew, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(stamped(rotate, PRINT | NO_ZOOM | NO_ROTATE, **more))  # type: ignore[arg-type]
    drawn = [
        needed("pdftoppm"),
        "-r",
        str(DPI),
        "-png",
        "-f",
        "1",
        "-singlefile",
        str(path),
        str(tmp_path / "a"),
    ]
    subprocess.run(drawn, check=True, capture_output=True)
    left = taken(worker, path.read_bytes())
    (shown, _) = left.pages
    with Reader(left.pdf) as reader, reader.paper(1, shown.box, shown.rotation, False) as paper:
        ours = pink(paper.printed(DPI))
    with Image.open(tmp_path / "a.png") as picture:
        theirs = pink(picture)
    for one, other in zip(ours, theirs, strict=True):
        assert all(abs(a - b) <= 2 for a, b in zip(one, other, strict=True)), (ours, theirs)


def test_a_stamp_that_turns_with_its_page_is_as_it_was(worker: Crew) -> None:
    left = taken(worker, stamped(90, PRINT))
    with pikepdf.open(io.BytesIO(left.pdf)) as pdf:
        assert [float(v) for v in pdf.pages[0].obj.Annots[0].Rect] == [250, 400, 350, 420]
