"""White margins are left out and nothing else: what is cut is white, whatever draws it."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2.raw as pdfium
import pytest
from conftest import Made, built, write_dossier
from pikepdf import Array, Dictionary, Name
from PIL import ImageChops
from test_pages import differing

from dossier.findings import DossierError, Severity
from dossier.intake import fit
from dossier.intake.pdf.facts import page_facts
from dossier.intake.steps import Selection, Taken
from dossier.raster import Reader

MM = 72 / 25.4
A4 = (595.28, 841.89)
#: What the pages here print: a block of text, this box in points.
INK = (150.0, 200.0, 450.0, 700.0)

Draw = Callable[[pikepdf.Pdf, pikepdf.Page], str]


def _lines(size: float = 10.0, box: tuple[float, float, float, float] = INK) -> str:
    x0, y0, x1, y1 = box
    word = "mot "
    lines = []
    y = y1 - size
    while y > y0:
        count = int((x1 - x0) / (size * 2.0))
        lines.append(f"BT /F1 {size} Tf {x0} {y:.2f} Td ({(word * count).strip()}) Tj ET")
        y -= size * 1.2
    # The corners of the block, exactly.
    lines.append(f"0 g {x0} {y0} 1 1 re f {x1 - 1} {y1 - 1} 1 1 re f")
    return "\n".join(lines)


def write(path: Path, *draws: str | Draw, media: tuple[float, float] = A4, rotate: int = 0) -> Path:
    """A PDF with a page for each of ``draws``."""
    pdf = pikepdf.new()
    for draw in draws:
        page = pdf.add_blank_page(page_size=media)
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
        if rotate:
            page.obj.Rotate = rotate
        content = draw if isinstance(draw, str) else draw(pdf, page)
        page.obj.Contents = pdf.make_stream(content.encode())
    path.parent.mkdir(parents=True, exist_ok=True)
    pdf.save(path)
    return path


def dossier(folder: Path, *draws: str | Draw, **more: object) -> Made:
    """A built dossier of one document with these pages."""
    media, rotate = more.pop("media", A4), more.pop("rotate", 0)
    file = write(folder / "source.pdf", *draws, media=media, rotate=rotate)  # type: ignore[arg-type]
    more.setdefault("fit", "text")
    return built(write_dossier(folder, {"a": file}, **more))


def boxes(made: Made) -> list[list[float]]:
    """What is shown of each source page."""
    return [page["source_box"] for page in made.framed()]


def test_the_frame_takes_what_is_printed_and_two_millimetres(tmp_path: Path) -> None:
    wide = (40.0, 60.0, 560.0, 800.0)
    made = dossier(tmp_path, _lines(box=wide), _lines(box=wide))
    for x0, y0, x1, y1 in boxes(made):
        assert (x0, y0) == pytest.approx((40 - 2 * MM, 60 - 2 * MM), abs=0.5)
        assert (x1, y1) == pytest.approx((560 + 2 * MM, 800 + 2 * MM), abs=3)
    assert differing(made) == []
    (note,) = [f for f in made.record["findings"] if f["code"] == "page-fitted"]
    assert note["severity"] == "note"
    assert "fit: page" in note["cure"]
    following = made.framed()[1]
    assert following["scale"] > 0.97


@pytest.mark.slow
def test_page_shows_the_paper_and_a_document_can_ask_for_it(tmp_path: Path) -> None:
    made = dossier(tmp_path / "dossier", _lines(), fit="page")
    assert boxes(made) == [pytest.approx([0, 0, *A4], abs=0.01)]
    file = write(tmp_path / "source.pdf", _lines())
    documents = {"a": {"fit": "page"}}
    made = built(write_dossier(tmp_path / "document", {"a": file, "b": file}, documents, fit="text"))
    whole, cut = boxes(made)
    assert whole == pytest.approx([0, 0, *A4], abs=0.01)
    assert cut[0] > 20
    assert made.record["findings"][0]["code"] == "page-fitted"


@pytest.mark.slow
def test_pages_of_one_size_stand_at_one_scale(tmp_path: Path) -> None:
    made = dossier(tmp_path, _lines(), _lines(box=(60, 300, 500, 760)), _lines(box=(200, 90, 300, 150)), "")
    assert len({tuple(box) for box in boxes(made)}) == 1
    assert len({page["scale"] for page in made.framed()[1:]}) == 1


@pytest.mark.slow
def test_a_cover_that_bleeds_does_not_keep_the_text_small(tmp_path: Path) -> None:
    made = dossier(tmp_path, ".2 .4 .6 rg 0 0 596 842 re f", *[_lines(box=(50, 60, 545, 780))] * 3)
    cover, *text = boxes(made)
    assert cover == pytest.approx([0, 0, *A4], abs=0.01)
    assert text[0] == text[1] == text[2] != cover
    assert all(page["scale"] > 0.97 for page in made.framed()[1:])


def _annotation(pdf: pikepdf.Pdf, page: pikepdf.Page, kind: str, flags: int = 4) -> str:
    look = pikepdf.Stream(pdf, b"1 0 0 rg 0 0 20 20 re f")
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 20, 20])
    one = Dictionary(Type=Name.Annot, Subtype=Name("/" + kind), Rect=Array([20, 20, 40, 40]), F=flags)
    one.AP = Dictionary(N=pdf.make_indirect(look))
    page.obj.Annots = Array([pdf.make_indirect(one)])
    return _lines()


def _stamp(pdf: pikepdf.Pdf, page: pikepdf.Page) -> str:
    return _annotation(pdf, page, "Stamp")


def _link(pdf: pikepdf.Pdf, page: pikepdf.Page) -> str:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([20, 20, 40, 40]))
    link.A = Dictionary(S=Name.URI, URI="https://www.exemple.fr/")
    page.obj.Annots = Array([pdf.make_indirect(link)])
    return _lines()


def _layer(pdf: pikepdf.Pdf, page: pikepdf.Page) -> str:
    """A layer that a screen hides and print shows."""
    usage = Dictionary(Print=Dictionary(PrintState=Name.ON), View=Dictionary(ViewState=Name.OFF))
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Repère", Usage=usage))
    shown = Dictionary(Event=Name.Print, Category=Array([Name.Print]), OCGs=Array([layer]))
    default = Dictionary(ON=Array([layer]), AS=Array([shown]))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=default)
    page.obj.Resources.Properties = Dictionary(L=layer)
    return _lines() + "\n/OC /L BDC 0 g 20 20 20 20 re f EMC"


def _form(pdf: pikepdf.Pdf, page: pikepdf.Page) -> str:
    form = pikepdf.Stream(pdf, b".97 g 0 0 20 20 re f")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 20, 20])
    page.obj.Resources.XObject = Dictionary(X=pdf.make_indirect(form))
    return _lines() + "\nq 1 0 0 1 20 20 cm /X Do Q"


def _unmarked_text(pdf: pikepdf.Pdf, page: pikepdf.Page) -> str:
    return _lines() + "\nBT 3 Tr /F1 12 Tf 20 20 Td (couche de texte) Tj ET"


#: Marks in the margin, at 20 points from the left and from the foot, that must stay in the frame.
FAINT: dict[str, str | Draw] = {
    "3 % grey": _lines() + "\n.97 g 20 20 20 20 re f",
    "hairline": _lines() + "\n0 G 0 w 20 20 m 40 40 l S",
    "pale hairline": _lines() + "\n.97 G .1 w 20 20 m 40 40 l S",
    "white on a tint": ".9 g 20 20 20 20 re f 1 g 22 22 16 16 re f\n0 g " + _lines(),
    "white box": _lines() + "\n1 g 20 20 20 20 re f",
    "a blank": _lines() + "\nBT /F1 12 Tf 20 20 Td ( x) Tj ET",
    "stamp": _stamp,
    "link": _link,
    "layer that prints": _layer,
    "form": _form,
    "text layer": _unmarked_text,
}


@pytest.fixture(scope="module")
def faint(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("marges")
    files: dict[str, Path] = {}
    for rank, draw in enumerate(FAINT.values()):
        files[f"d{rank}"] = write(folder / "given" / f"{rank}.pdf", draw)
    files["plain"] = write(folder / "given" / "plain.pdf", _lines())
    hidden = {id: {"hidden": "keep"} for id in files}
    return built(write_dossier(folder, files, hidden, fit="text"))


@pytest.mark.parametrize("name", FAINT)
def test_what_is_faint_in_a_margin_is_never_cut(faint: Made, name: str) -> None:
    (page,) = faint.framed(f"d{list(FAINT).index(name)}")
    assert page["source_box"][0] <= 20
    assert page["source_box"][1] <= 20
    (plain,) = faint.framed("plain")
    assert plain["source_box"][0] > 30, "without a mark the margin goes"


@pytest.mark.parametrize(
    "ground", ["1 g 0 0 596 842 re f 0 g ", "1 1 1 rg -10 -10 700 900 re f 0 g "], ids=["page", "more"]
)
def test_a_white_ground_is_paper(tmp_path: Path, ground: str) -> None:
    ((x0, *_),) = boxes(dossier(tmp_path, ground + _lines()))
    assert x0 > 30


@pytest.mark.slow
def test_a_scan_keeps_its_paper_and_a_blank_picture_is_paper(tmp_path: Path) -> None:
    def picture(levels: bytes) -> Draw:
        def draw(pdf: pikepdf.Pdf, page: pikepdf.Page) -> str:
            image = pikepdf.Stream(pdf, levels, Type=Name.XObject, Subtype=Name.Image)
            image.Width = image.Height = 2
            image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
            page.obj.Resources.XObject = Dictionary(I=pdf.make_indirect(image))
            return f"q {A4[0]} 0 0 {A4[1]} 0 0 cm /I Do Q " + _lines()

        return draw

    scan = dossier(tmp_path / "scan", picture(b"\xff\xff\xff\xf0"))
    assert boxes(scan) == [pytest.approx([0, 0, *A4], abs=0.01)]
    blank = dossier(tmp_path / "blank", picture(b"\xff\xff\xff\xff"))
    assert boxes(blank)[0][0] > 30


def test_the_pixels_of_a_picture_are_given_back_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wrapper of the engine gives them back too: twice corrupts the heap, and a build dies elsewhere."""
    taken, given = [], []
    take, give = pdfium.FPDFImageObj_GetBitmap, pdfium.FPDFBitmap_Destroy
    monkeypatch.setattr(pdfium, "FPDFImageObj_GetBitmap", lambda image: taken.append(image) or take(image))
    monkeypatch.setattr(pdfium, "FPDFBitmap_Destroy", lambda bitmap: given.append(bitmap) or give(bitmap))

    def picture(pdf: pikepdf.Pdf, page: pikepdf.Page) -> str:
        image = pikepdf.Stream(pdf, b"\xff" * 64, Type=Name.XObject, Subtype=Name.Image, Width=8, Height=8)
        image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
        page.obj.Resources.XObject = Dictionary(Im=image)
        return "q 596 0 0 842 0 0 cm /Im Do Q"

    with Reader(write(tmp_path / "a.pdf", picture)) as reader, reader.paper(1, (0, 0, *A4), 0) as paper:
        assert list(paper.marks()) == [], "it is white"
        (image,) = paper.laid()
        pixels = paper.pixels(image)
    assert pixels is not None
    assert pixels.getextrema() == (255, 255)
    gc.collect()
    assert len(given) == len(taken) == 2


@pytest.mark.parametrize(
    "rotate", [pytest.param(90, marks=pytest.mark.slow), 180, pytest.param(270, marks=pytest.mark.slow)]
)
def test_a_turned_page_is_cut_where_it_is_white(tmp_path: Path, rotate: int) -> None:
    made = dossier(tmp_path, _lines(box=(60, 100, 560, 700)), rotate=rotate)
    ((x0, y0, _, _),) = boxes(made)
    assert x0 == pytest.approx(60 - 2 * MM, abs=1)
    assert 0 < y0 <= 100 - 2 * MM + 1
    assert differing(made) == []


@pytest.mark.parametrize("rotate", [0, 90, 270])
@pytest.mark.parametrize("speck", [(40, 400), (300, 40), (550, 400), (300, 800)])
def test_ink_that_no_mark_tells_of_is_seen_in_each_margin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, speck: tuple[int, int], rotate: int
) -> None:
    x, y = speck
    file = write(tmp_path / "a.pdf", f"{_lines()} 0.9 g {x} {y} 3 3 re f", _lines(), rotate=rotate)
    monkeypatch.setattr(fit, "_margins", lambda page, marks: (100.0, 100.0, 100.0, 100.0))
    with pikepdf.open(file) as pdf:
        pages = tuple(page_facts(page.obj, number) for number, page in enumerate(pdf.pages, 1))
    taken = Taken(name="a", kind="pdf", pdf=file.read_bytes(), selection=Selection(pages=pages))
    for page in fit.fitted(fit.measured(taken)):
        assert page.box[0] <= x - fit.AROUND + 1 or x > 100
        assert page.box[1] <= y - fit.AROUND + 1 or y > 100
        assert page.box[2] >= x + 3 + fit.AROUND - 1 or x < 500
        assert page.box[3] >= y + 3 + fit.AROUND - 1 or y < 740
        assert page.paper is not None, "the other margins go"


def test_a_part_of_a_drawing_is_cut_from_the_whole(tmp_path: Path) -> None:
    file = write(tmp_path / "a.pdf", _lines(size=7.3) + " 0.3 w 0 0 m 590 830 l S", rotate=90)
    with Reader(file) as reader, reader.paper(1, (10.5, 20.25, *A4), 90) as paper:
        whole = paper.printed(150)
        assert whole.size == paper.pixels_at(150)
        for part in ((0, 0, 400, whole.height), (333, 517, 1201, 900), (0, 700, whole.width, whole.height)):
            cut = whole.crop(part)
            assert cut.getextrema() != ((255, 255),) * 3
            unlike = ImageChops.difference(paper.printed(150, part), cut)
            assert all(most <= 2 for _, most in unlike.getextrema()), "edges may be rounded otherwise"


def test_the_comparison_sees_what_a_wrong_margin_would_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "source.pdf", _lines() + "\n0 g 20 20 20 20 re f")
    manifest = write_dossier(tmp_path, {"a": file}, fit="text")
    # As if neither the marks nor the drawing had shown it.
    monkeypatch.setattr(fit, "_margins", lambda page, marks: (100.0, 100.0, 100.0, 100.0))
    monkeypatch.setattr(fit, "_proven", lambda paper, page, margins: margins)
    with pytest.raises(DossierError) as raised:
        built(manifest)
    errors = [f for f in raised.value.findings if f.severity is Severity.ERROR]
    assert [(f.code, f.facts["page"]) for f in errors] == [("fit-cuts", 1)]


@pytest.mark.parametrize(("size", "severity"), [(5.5, "warning"), (7.0, "note"), (8.0, None)])
@pytest.mark.slow
def test_small_text_is_said_once_a_document(tmp_path: Path, size: float, severity: str | None) -> None:
    made = dossier(tmp_path, *[_lines(size)] * 2)
    said = [f for f in made.record["findings"] if f["code"] == "text-small"]
    assert [f["severity"] for f in said] == ([severity] if severity else [])
    (document,) = made.record["documents"]
    assert document["type_size"] == pytest.approx(size, abs=0.15)


@pytest.mark.slow
def test_large_paper_is_measured_as_it_is_printed(tmp_path: Path) -> None:
    made = dossier(tmp_path, _lines(10, (0, 0, 1190, 1683)), media=(1190.55, 1683.78))
    (document,) = made.record["documents"]
    (page,) = made.framed()
    assert page["scale"] < 0.55
    assert document["type_size"] == pytest.approx(10 * page["scale"], abs=0.2)
    assert [f["severity"] for f in made.record["findings"] if f["code"] == "text-small"] == ["warning"]
