"""Every source page of the shipped dossier compared with its picture there; and the comparison itself."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from conftest import MM, Made
from PIL import Image, ImageChops, ImageDraw, ImageStat

from dossier.check.pictures import likeness
from dossier.geometry import normalised
from dossier.intake.archive import fonts
from dossier.model import Box
from dossier.raster import Reader

# Pictures are drawn larger by OVER and averaged: pdfium puts images on whole pixels, and so moves a scan.
DPI = 60
OVER = 3
SMALLEST = 240


def picture(
    file: Path | bytes,
    page: int,
    dpi: float = DPI,
    crop: Sequence[float] | None = None,
    size: tuple[int, int] | None = None,
    over: int = OVER,
) -> Image.Image:
    """A page (from 1) as pdfium draws it, fields too; ``crop`` is stretched to ``size`` pixels."""
    document = pypdfium2.PdfDocument(file)
    document.init_forms()
    try:
        if crop:
            document[page - 1].set_cropbox(*crop)
        opened = document[page - 1]
        # pdfium also fills rectangles by whole pixels: small pages are drawn larger.
        scale = max(dpi / 72, 0 if size else SMALLEST / max(1, min(opened.get_size())))
        width, height = size or (round(n * scale) for n in opened.get_size())
        bitmap = pypdfium2.PdfBitmap.new_native(over * width, over * height, pdfium.FPDFBitmap_BGRx)
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, over * width, over * height)
        place = (0, 0, over * width, over * height, 0, pdfium.FPDF_ANNOT)
        pdfium.FPDF_RenderPageBitmap(bitmap, opened, *place)
        if document.formenv:
            pdfium.FPDF_RemoveFormFieldHighlight(document.formenv)
            pdfium.FPDF_FFLDraw(document.formenv, bitmap, opened, *place)
        image = bitmap.to_pil().convert("RGB").reduce(over)
        bitmap.close()
        return image
    finally:
        document.close()


def unlike(one: Image.Image, other: Image.Image) -> str:
    """How far ``other`` is from ``one``; empty where they look the same."""
    how = likeness.score(one, other)
    return f"{how:.2f}" if how > 1 else ""


@cache
def with_faces(file: Path) -> bytes:
    """The file with the faces of the standard fonts that it names, and nothing else changed."""
    out = io.BytesIO()
    with pikepdf.open(file) as pdf:
        tuple(fonts.mend(pdf))
        pdf.save(out)
    return out.getvalue()


def score(made: Made, page: dict[str, Any]) -> float:
    """How far a page of the record is from its source page as it was given: above 1 it is another.

    A font that the source names and does not carry is a stand-in of each engine's own: there the source is
    looked at with the face that was embedded.
    """
    (document,) = [d for d in made.record["documents"] if d["id"] == page["document"]]
    embedded = any(done["code"] == "font-embedded" for done in document["treatment"])
    file = made.folder / page["source_file"]
    with Reader(with_faces(file) if embedded else file) as source, Reader(made.pdf) as bound:
        box, turn, length = shown(file, page)

        def pictures(_: int, dpi: int, over: int) -> tuple[Image.Image, Image.Image]:
            size = likeness.size(*length, dpi)
            one = source.picture(page["source_page"], size, over=over, shown=box, rotation=turn)
            return one, bound.picture(page["folio"], size, over=over, box=page["frame"])

        return likeness.closest(pictures)


def shown(file: Path, page: dict[str, Any]) -> tuple[Box | None, int | None, tuple[float, float]]:
    """What a frame shows of its source page: box and turn, where they are not its own, and its size in
    points."""
    document = pypdfium2.PdfDocument(file)
    try:
        opened = document[page["source_page"] - 1]
        x0, y0, x1, y1 = page["source_box"]
        a0, b0, a1, b1 = normalised(opened.get_cropbox())
        width, height = opened.get_size()
        turn = opened.get_rotation()
    finally:
        document.close()
    if (x0, y0, x1, y1) == pytest.approx((a0, b0, a1, b1), abs=0.01):
        return None, None, (width, height)
    across, along = (x1 - x0) / (a1 - a0), (y1 - y0) / (b1 - b0)
    across, along = (along, across) if turn % 180 else (across, along)
    return (x0, y0, x1, y1), turn, (width * across, height * along)


def pair(made: Made, page: dict[str, Any]) -> tuple[Image.Image, Image.Image]:
    """The source page that stands on a page of the record, and its frame, as pictures of one size."""
    source = picture(made.folder / page["source_file"], page["source_page"], crop=page["source_box"])
    return source, picture(made.pdf, page["folio"], crop=page["frame"], size=source.size)


def differing(made: Made, document: str | None = None) -> list[str]:
    """The pages of a dossier that do not look like their source pages."""
    compared = ((page["folio"], score(made, page)) for page in made.framed(document))
    return [f"page {folio}: {how:.2f}" for folio, how in compared if how > 1]


@pytest.mark.parametrize("number", range(1, 20))
def test_each_source_page_looks_the_same_in_the_dossier(shipped: Made, number: int) -> None:
    document = shipped.record["documents"][number - 1]
    count = len(pikepdf.open(shipped.folder / document["file"]).pages)
    assert [p["source_page"] for p in shipped.framed(document["id"])] == list(range(1, count + 1))
    assert differing(shipped, document["id"]) == []


def test_each_frame_has_the_proportions_of_its_source_page(shipped: Made) -> None:
    for page in shipped.framed():
        file = next(d["file"] for d in shipped.record["documents"] if d["id"] == page["document"])
        _, _, (width, height) = shown(shipped.folder / file, page)
        x0, y0, x1, y1 = page["frame"]
        assert (x1 - x0) / (y1 - y0) == pytest.approx(width / height, rel=1e-3), page
        assert x1 - x0 <= width * 1.001, f"{page}: enlarged"


def _line_gone(image: Image.Image) -> Image.Image:
    """Without one line of text, neither the darkest nor the faintest."""
    width, height = image.size
    inks = (
        (255 - ImageStat.Stat(image.crop((0, y, width, y + 8)).convert("L")).mean[0], y)
        for y in range(0, height, 8)
    )
    inked = sorted(ink for ink in inks if ink[0] > 8)
    top = inked[len(inked) // 2][1]
    changed = image.copy()
    ImageDraw.Draw(changed).rectangle((0, top, width, top + 8), fill="white")
    return changed


FAULTS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "shifted right": lambda i: ImageChops.offset(i, 2, 0),
    "shifted up": lambda i: ImageChops.offset(i, 0, -2),
    "upside down": lambda i: i.rotate(180),
    "mirrored": lambda i: i.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "on its side": lambda i: i.rotate(90, expand=True).resize(i.size),
    "stretched": lambda i: i.transform(
        i.size, Image.Transform.AFFINE, (0.98, 0, 0, 0, 1, 0), Image.Resampling.BILINEAR
    ),
    "faded": lambda i: Image.blend(i, Image.new("RGB", i.size, "white"), 0.1),
    "without a line": _line_gone,
    "stamped": lambda i: ImageChops.multiply(i, _stamp(i.size)),
    "blank": lambda i: Image.new("RGB", i.size, "white"),
}


def _stamp(size: tuple[int, int]) -> Image.Image:
    stamp = Image.new("RGB", size, "white")
    ImageDraw.Draw(stamp).text((size[0] / 2, size[1] * 0.9), "page 12 / 118", fill="black")
    return stamp


# A scan, a page of text, a slide, a magazine page, a web page.
KINDS = {"avant-propos": 2, "relation-numerique": 3, "usage-entreprises": 6, "bon-profil": 2, "strategie": 1}


@pytest.fixture(scope="module", params=KINDS.items(), ids=lambda item: item[0])
def looked_at(request: pytest.FixtureRequest, shipped: Made) -> tuple[Image.Image, Image.Image]:
    document, number = request.param
    return pair(shipped, shipped.framed(document)[number - 1])


@pytest.mark.parametrize("fault", FAULTS)
def test_the_comparison_sees(looked_at: tuple[Image.Image, Image.Image], fault: str) -> None:
    source, bound = looked_at
    assert unlike(source, bound) == ""
    assert unlike(source, FAULTS[fault](bound)) != ""


def test_the_comparison_sees_swapped_pages(shipped: Made) -> None:
    for document in ("avant-propos", "relation-numerique", "usage-entreprises"):
        one, other = (pair(shipped, page) for page in shipped.framed(document)[1:3])
        size = one[0].size
        assert unlike(one[0], other[1].resize(size)) != ""


def _darkest(image: Image.Image) -> int:
    """How dark the darkest pixel is."""
    return 255 - int(image.convert("L").getextrema()[0])  # type: ignore[arg-type]


def _ink(file: Path | bytes, page: int, box: Sequence[float]) -> int:
    """How dark the darkest pixel in ``box`` is."""
    return _darkest(picture(file, page, 72, crop=box, over=1))


def near_the_edge(file: Path, page: int, width: float = 5 * MM - 0.5) -> bool:
    """Whether anything is printed within ``width`` points of the paper's edge."""
    image = picture(file, page, 72, over=1)
    w, h, d = *image.size, int(width)
    strips = (0, 0, w, d), (0, h - d, w, h), (0, 0, d, h), (w - d, 0, w, h)
    return any(_darkest(image.crop(strip)) > 8 for strip in strips)


@pytest.mark.slow
def test_nothing_stands_within_5_mm_of_the_paper_edge(shipped: Made) -> None:
    folios = range(1, shipped.record["page_count"] + 1)
    assert [folio for folio in folios if near_the_edge(shipped.pdf, folio)] == []
    assert near_the_edge(shipped.pdf, 10, 20 * MM), "a tab is that near: it would be seen"


@pytest.fixture(scope="module")
def unfilled(shipped: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped dossier with nothing drawn where source pages stand."""
    path = tmp_path_factory.mktemp("unfilled") / "dossier.pdf"
    with pikepdf.open(shipped.pdf) as pdf:
        for page in shipped.framed():
            for drawn in pdf.pages[page["folio"] - 1].obj.Resources.XObject.values():
                drawn.write(b"")
        pdf.save(path)
    return path


def test_header_tab_and_folio_never_touch_a_frame(shipped: Made, unfilled: Path) -> None:
    over = [p["folio"] for p in shipped.framed() if _ink(unfilled, p["folio"], p["frame"]) > 8]
    assert over == []


def test_what_touches_a_frame_would_be_seen(shipped: Made, unfilled: Path) -> None:
    page = shipped.framed()[0]
    x0, y0, _, _ = page["frame"]
    assert _ink(unfilled, page["folio"], (x0, 10, 590, y0 + 20)) > 100, "the folio, just below"
