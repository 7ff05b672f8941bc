"""Each finishing step, seen on the page that it leaves; the real specimens are not made here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

import specimens
from specimens import SpecimenError

PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Titre</title><style>
@page { size: 200pt 120pt; margin: 10pt }
body { font: 12pt 'Source Serif 4' }
input { font: 10pt 'Atkinson Hyperlegible' }
.mark { position: absolute; left: 0; top: 0; width: 20pt; height: 10pt; background: #000 }
</style></head><body>%s</body></html>"""
BODY = '<div class="mark"></div><h1 id="haut"><a href="#haut">Bonjour</a></h1>'
TWO = BODY + '<p style="break-before: page">Deux</p>'

Maker = Callable[..., Path]


@pytest.fixture
def made(tmp_path: Path) -> Maker:
    """A function that makes a specimen of a body and the lines of a recipe, and gives its path."""

    def build(lines: str, body: str = BODY, pages: int = 1, into: str = "out") -> Path:
        folder = tmp_path / "99-essai"
        folder.mkdir(exist_ok=True)
        (folder / "document.html").write_text(PAGE % body, encoding="utf-8")
        head = f"output: 99-essai.pdf\npages: {pages}\n"
        (folder / "recipe.yaml").write_text(head + lines, encoding="utf-8")
        return specimens.make_one(folder, tmp_path / into)

    return build


def seen(path: Path, scale: float = 1) -> Image.Image:
    """The first page as another engine shows it, in grey."""
    with pypdfium2.PdfDocument(path) as pdf:
        image: Image.Image = pdf[0].render(scale=scale, grayscale=True).to_pil().convert("L")
        return image


def box(page: pikepdf.Page, key: str) -> list[float]:
    """One of the page's boxes, in points."""
    return [round(float(side), 3) for side in page.obj[key].as_list()]


def sides(rect: pikepdf.Object) -> list[float]:
    """Left, bottom, right and top of a rectangle whose corners may come in any order."""
    x1, y1, x2, y2 = (float(number) for number in rect.as_list())
    return [min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)]


def close(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pages look the same, but for the smoothing of edges."""
    small = (one.width // 5, one.height // 5)
    pairs = zip(one.resize(small).tobytes(), other.resize(small).tobytes(), strict=True)
    return one.size == other.size and max(abs(a - b) for a, b in pairs) < 60


def point(pdf: pikepdf.Pdf) -> list[float]:
    """Where the one bookmark leads, in points."""
    (item,) = pdf.open_outline().root
    target = item.destination
    assert isinstance(target, pikepdf.Array)
    assert target[0].objgen == pdf.pages[0].objgen
    return [float(target[2]), float(target[3])]


SCAN = "scan: {dpi: 150, skew: [0.8, -0.6], quality: 60}\n"
BLEED = "bleed: {size: 9, origin: [-30, 40]}\n"
LABELS = "labels: [{from: 1, style: roman}, {from: 2, style: decimal}]\n"


def test_plain_page_keeps_its_title_and_names_no_tool(made: Maker) -> None:
    with pikepdf.open(made("")) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Titre"
        assert set(pdf.docinfo.keys()) == {"/Title"}


def test_scan_holds_one_grey_jpeg_a_page_and_no_text(made: Maker) -> None:
    path = made(SCAN, TWO, 2)
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 2
        for page in pdf.pages:
            assert box(page, "/MediaBox") == [0, 0, 200, 120]
            assert list(page.resources.keys()) == ["/XObject"]
            (picture,) = page.get_images().values()
            assert picture.Filter == pikepdf.Name.DCTDecode
            assert picture.ColorSpace == pikepdf.Name.DeviceGray
            pixels = [int(picture.Width), int(picture.Height)]
            assert pixels == pytest.approx([417, 250], abs=1)
            operators = [str(step.operator) for step in pikepdf.parse_content_stream(page)]
            assert operators == ["q", "cm", "Do", "Q"]


def test_scan_is_a_copy_and_not_a_picture_of_the_screen(made: Maker) -> None:
    grey = seen(made("scan: {dpi: 150, skew: [0], quality: 60}\n"))
    paper = grey.crop((100, 60, 190, 110))
    assert 180 < min(paper.tobytes()) < max(paper.tobytes()) < 255
    assert 0 < grey.resize((1, 1), box=(13, 13, 27, 17)).tobytes()[0] < 90


def test_scan_stands_askew(made: Maker) -> None:
    line = '<hr style="position: absolute; top: 50pt; width: 180pt; border: 2pt solid #000">'
    grey = seen(made("scan: {dpi: 150, skew: [3], quality: 60}\n", line), scale=4)
    edge = [
        next(y for y in range(grey.height) if grey.crop((x, y, x + 1, y + 1)).tobytes()[0] < 120)
        for x in (80, 700)
    ]
    # 3° anticlockwise over 620 pixels: the right end rises by 32.
    assert edge[0] - edge[1] == pytest.approx(32, abs=3)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_sideways_is_stored_turned_and_shown_upright(made: Maker, turn: int) -> None:
    plain = seen(made("", into="plain"))
    path = made(f"sideways: {turn}\n")
    with pikepdf.open(path) as pdf:
        page = pdf.pages[0]
        size = [0, 0, 120, 200] if turn != 180 else [0, 0, 200, 120]
        assert page.obj.Rotate == turn
        assert box(page, "/MediaBox") == box(page, "/TrimBox") == size
    assert close(plain, seen(path))


def test_sideways_takes_links_and_destinations_along(made: Maker) -> None:
    with pikepdf.open(made("", into="plain")) as pdf:
        left, bottom, right, top = sides(pdf.pages[0].obj.Annots[0].Rect)
        x, y = point(pdf)
    with pikepdf.open(made("sideways: 90\n")) as pdf:
        # Anticlockwise: what was at height y is now y from the right edge, 120 points away.
        turned = [120 - top, left, 120 - bottom, right]
        assert sides(pdf.pages[0].obj.Annots[0].Rect) == pytest.approx(turned, abs=0.01)
        assert point(pdf) == pytest.approx([120 - y, x], abs=0.01)


def test_bleed_has_the_trimmed_page_inside_a_sheet_with_marks(made: Maker) -> None:
    with pikepdf.open(made(BLEED)) as pdf:
        page = pdf.pages[0]
        assert box(page, "/MediaBox") == [-30, 40, 218, 208]
        assert box(page, "/BleedBox") == [-6, 64, 194, 184]
        assert box(page, "/CropBox") == box(page, "/TrimBox") == [3, 73, 185, 175]
        left, bottom, right, top = sides(page.obj.Annots[0].Rect)
        assert 3 < left < right < 185
        assert 73 < bottom < top < 175


def test_bleed_shows_the_page_without_its_bleed(made: Maker) -> None:
    plain = seen(made("", into="plain"))
    assert close(plain.crop((9, 9, 191, 111)), seen(made(BLEED)))


def test_bleed_marks_stand_outside_the_page(made: Maker, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.pdf"
    with pikepdf.open(made(BLEED, "<style>@page { background: #888 }</style>")) as pdf:
        del pdf.pages[0].obj["/CropBox"]
        pdf.save(sheet)
    grey = seen(sheet)
    assert grey.size == (248, 168)
    assert grey.crop((25, 25, 223, 143)).getextrema() == (136, 136)
    for slug in ((0, 0, 248, 23), (0, 145, 248, 168), (0, 0, 23, 168), (225, 0, 248, 168)):
        assert min(grey.crop(slug).tobytes()) < 200


def test_labels(made: Maker) -> None:
    with pikepdf.open(made(LABELS, TWO, 2)) as pdf:
        assert [page.label for page in pdf.pages] == ["i", "1"]


def test_metadata_is_what_a_tool_leaves(made: Maker) -> None:
    said = "metadata: {author: A. Nom, creator: Plume 3, producer: Presse 7}\n"
    with pikepdf.open(made(said)) as pdf:
        info = {key: str(value) for key, value in pdf.docinfo.items()}
    assert info == {
        "/Title": "Titre",
        "/Author": "A. Nom",
        "/Creator": "Plume 3",
        "/Producer": "Presse 7",
    }


def test_tags_and_fields(made: Maker) -> None:
    body = BODY + '<input name="ville" value="Valmont">'
    with pikepdf.open(made("tagged: true\nforms: true\n", body)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert [str(field.T) for field in pdf.Root.AcroForm.Fields] == ["ville"]


@pytest.mark.parametrize(
    "lines",
    [
        "tagged: true\nforms: true\nmetadata: {author: A. Nom}\n" + LABELS,
        SCAN + LABELS,
        BLEED + "sideways: 90\n",
    ],
)
def test_twice_gives_the_same_bytes(made: Maker, lines: str) -> None:
    first = made(lines, TWO, 2, into="one").read_bytes()
    assert made(lines, TWO, 2, into="two").read_bytes() == first


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("sacn: {dpi: 150}\n", "sacn"),
        ("scan: {dpi: 150, skew: [0], quality: 60, colour: true}\n", "scan.colour"),
        ("scan: {dpi: 150, skew: [0, 1], quality: 60}\n", "scan.skew: 2 angles, 1 pages"),
        ("tagged: true\nscan: {dpi: 150, skew: [0], quality: 60}\n", "excludes tagged"),
        ("forms: true\nsideways: 90\n", "excludes forms"),
        ("sideways: 45\n", "sideways"),
        ("labels: [{from: 2, style: roman}]\n", "labels.from"),
        ("labels: [{from: 1, style: greek}]\n", "labels.0.style"),
        ("pages: [\n", "recipe.yaml"),
    ],
)
def test_faulty_recipe_names_the_key(made: Maker, lines: str, says: str) -> None:
    with pytest.raises(SpecimenError, match=says) as caught:
        made(lines)
    assert caught.value.code == "recipe"
    assert caught.value.place == "99-essai/recipe.yaml"


def test_wrong_page_count_writes_nothing(made: Maker, tmp_path: Path) -> None:
    with pytest.raises(SpecimenError, match="2 != 1") as caught:
        made("", TWO)
    assert caught.value.code == "pages"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "body",
    ["\N{SNOWMAN}\N{PILE OF POO}", '<p style="colour: red">', '<img src="file:///x.png" alt="">'],
)
def test_any_line_that_weasyprint_logs_is_an_error(made: Maker, body: str) -> None:
    with pytest.raises(SpecimenError) as caught:
        made("", body)
    assert caught.value.code == "log"


def test_make_takes_every_folder_with_a_recipe(
    made: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made("")
    (tmp_path / "not-a-specimen").mkdir()
    monkeypatch.setattr(specimens, "HERE", tmp_path)
    told: list[str] = []
    assert specimens.make(None, tmp_path / "new", told.append) == [tmp_path / "new/99-essai.pdf"]
    assert specimens.make(["99-essai"], tmp_path / "new", told.append)
    assert told == ["99-essai", "99-essai"]
    with pytest.raises(SpecimenError, match="98-rien"):
        specimens.make(["98-rien"], tmp_path / "new", told.append)
