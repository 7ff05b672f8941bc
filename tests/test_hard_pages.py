"""Hard pages look the same in the dossier, by two engines; what prints of annotations and layers is there."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import hard_pages
import pikepdf
import pytest
from conftest import File, Made, Sheet, built, needed, write_dossier
from pikepdf import Array, Dictionary, Name
from PIL import Image
from test_pages import differing, picture, score

from dossier.check.pictures import likeness
from dossier.findings import DossierError, Severity
from dossier.raster import Reader


def poppler(file: Path, page: int, size: tuple[int, int], box: Sequence[float] | None = None) -> Image.Image:
    """A page (from 1), or a part of it in points from the lower left, as poppler draws it."""
    command = [needed("pdftoppm"), "-r", "216", "-f", str(page), "-l", str(page), "-cropbox", str(file)]
    done = subprocess.run(command, check=True, capture_output=True)
    image = Image.open(io.BytesIO(done.stdout)).convert("RGB")
    part = (0.0, 0.0, float(image.width), float(image.height))
    if box:
        x0, y0, x1, y1 = (n * 3 for n in box)
        part = (x0, image.height - y1, x1, image.height - y0)
    return image.resize(size, Image.Resampling.BOX, part)


@pytest.fixture(scope="module")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("difficiles")
    files = {
        "pages": hard_pages.write(folder / "p.pdf"),
        "heritage": hard_pages.write_inherited(folder / "h.pdf"),
    }
    return built(write_dossier(folder, files))


# Its picture of such a page has the size of the whole CropBox, and shows the part of it that is on the page.
UNLIKE_IN_POPPLER = ("crop beyond media",)


@pytest.mark.parametrize("name", hard_pages.PAGES)
def test_a_hard_page_looks_the_same(hard: Made, name: str) -> None:
    place = hard.framed("pages")[list(hard_pages.PAGES).index(name)]
    assert score(hard, place) <= 1
    size = likeness.size(*picture(hard.folder / "p.pdf", place["source_page"], 72, over=1).size, 60)
    pictures = (
        poppler(hard.folder / "p.pdf", place["source_page"], size),
        poppler(hard.pdf, place["folio"], size, place["frame"]),
    )
    # poppler lays patterns and lines on whole pixels, other ones at another size: its pictures differ more.
    assert likeness.score(*pictures) < 8 or name in UNLIKE_IN_POPPLER


def test_what_pages_inherit_or_share_comes_with_each(hard: Made) -> None:
    assert [p["source_page"] for p in hard.framed("heritage")] == [1, 2, 3, 4]
    assert differing(hard, "heritage") == []


@pytest.fixture(scope="module")
def layered(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """One dossier of all, whose layers are called the same."""
    folder = tmp_path_factory.mktemp("calques")
    files = {
        f"c{n}": hard_pages.write_layers(folder / f"{n}.pdf", name)
        for n, name in enumerate(hard_pages.LAYERS)
    }
    return built(write_dossier(folder, files))


@pytest.mark.parametrize("name", hard_pages.LAYERS)
def test_layers_print_as_in_the_source(layered: Made, name: str) -> None:
    made, shown = layered, hard_pages.LAYERS[name][1]
    (page,) = made.framed(f"c{list(hard_pages.LAYERS).index(name)}")
    x0, y0, x1, _ = page["frame"]
    image = picture(made.pdf, page["folio"], 72, over=1)
    scale = (x1 - x0) / 595

    def colour(x: float) -> Any:
        return image.getpixel((round(x0 + x * scale), round(image.height - y0 - 450 * scale)))

    wanted = [c if s else (255, 255, 255) for c, s in zip(COLOURS, shown, strict=True)]
    assert [colour(x) for x in (150, 300, 450)] == wanted


COLOURS = ((255, 0, 0), (0, 255, 0), (0, 0, 255))


# --- annotations ----------------------------------------------------------------------------------------

KINDS = ("Stamp", "FreeText", "Ink", "Line", "Square", "Circle", "Polygon", "PolyLine", "Watermark")
COMMENTS = ("Text", "Highlight", "Underline", "Squiggly", "StrikeOut", "Caret")
NEVER = ("Popup", "Link")


def annotated(path: Path, *kinds: str, flags: int = 4, **keys: Any) -> Path:
    """A page with one annotation of each kind, all alike but for their place."""
    File([Sheet()]).write(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        look = hard_pages.form(pdf, b"1 0 1 rg 0 0 30 10 re f 0 g 5 2 10 4 re f", (0, 0, 30, 10))
        pdf.pages[0].obj.Annots = Array([
            pdf.make_indirect(
                Dictionary(
                    Type=Name.Annot, Subtype=Name(f"/{kind}"),
                    Rect=Array([100, 600 - 40 * n, 160, 620 - 40 * n]), F=flags,
                    AP=Dictionary(N=look), Contents="Une remarque", **keys,
                )
            )
            for n, kind in enumerate(kinds)
        ])  # fmt: skip
        pdf.save(path)
    return path


def shows(made: Made, document: str) -> list[bool]:
    """Whether each annotation of :func:`annotated` is on the page."""
    (page,) = made.framed(document)
    x0, y0, x1, _ = page["frame"]
    image = picture(made.pdf, page["folio"], 72, over=1)
    scale = (x1 - x0) / 595.28
    points = [(x0 + 150 * scale, image.height - y0 - (610 - 40 * n) * scale) for n in range(12)]
    return [image.getpixel((round(x), round(y))) == (255, 0, 255) for x, y in points]


def test_what_prints_is_drawn_and_nothing_else(tmp_path: Path) -> None:
    files = {
        "dessins": annotated(tmp_path / "1.pdf", *KINDS),
        "remarques": annotated(tmp_path / "2.pdf", *COMMENTS),
        "gardees": annotated(tmp_path / "3.pdf", *COMMENTS, *NEVER),
        "ecran": annotated(tmp_path / "4.pdf", *KINDS, flags=0),
        "cachees": annotated(tmp_path / "5.pdf", *KINDS, flags=4 | 2),
        "papier": annotated(tmp_path / "6.pdf", *KINDS, flags=4 | 32),
    }
    made = built(write_dossier(tmp_path, files, {"gardees": {"annotations": "keep"}}))
    wanted = {"dessins": len(KINDS), "remarques": 0, "gardees": len(COMMENTS), "ecran": 0, "cachees": 0}
    wanted["papier"] = len(KINDS)
    for document, count in wanted.items():
        assert shows(made, document) == [True] * count + [False] * (12 - count), document
    with pikepdf.open(made.pdf) as pdf:
        live = {str(a.Subtype) for page in pdf.pages for a in page.obj.get("/Annots", [])}
    assert live == {"/Link"}


def test_an_annotation_of_a_hidden_layer_is_hidden(tmp_path: Path) -> None:
    path = annotated(tmp_path / "a.pdf", "Stamp", "Stamp")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Corrigé"))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
        pdf.pages[0].obj.Annots[1].OC = layer
        pdf.save(path)
    made = built(write_dossier(tmp_path / "d", {"a": path}))
    assert shows(made, "a")[:2] == [True, False]


def test_fields_without_a_look_are_drawn_and_those_without_a_value_stay_empty(tmp_path: Path) -> None:
    fields = {"nom": ((100, 600, 300, 620), "Anne"), "vide": ((100, 500, 300, 520), "")}
    path = File([Sheet(fields=fields)]).write(tmp_path / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for field in pdf.pages[0].obj.Annots:
            del field["/AP"]
        pdf.save(path)
    made = built(write_dossier(tmp_path / "d", {"a": path}))
    assert [f for f in made.record["findings"] if f["code"] == "field-undrawn"] == []
    (page,) = made.framed()
    with Reader(made.pdf) as reader, reader.page(page["folio"]) as bound:
        assert bound.text(tuple(page["frame"])).split() == ["Une", "page", "Anne"]


# --- made-up pages --------------------------------------------------------------------------------------

OPERATORS = [
    b"q", b"Q", b"q 1 0 0 1 5 5 cm", b".9 .1 -.1 .9 0 9 cm Q", b"1 0 0 rg", b"0 1 0 RG 3 w",
    b"0 0 m 99 99 l S", b"BT /F1 20 Tf 30 60 Td (mot) Tj ET", b"BT", b"ET", b"/F1 9 Tf", b"W n",
    b"10 10 60 60 re W n", b"n", b"f", b"/G0 gs", b"BMC", b"/P BMC", b"EMC", b"BX zz EX", b"[3 2] 0 d",
    b"% reste\n", b"BT [(a) -90 (b)] TJ ET", b"()", b"<</A 1>>", b"5 Tr", b"1 1 1 1 k", b"-1 0 0 1 50 0 cm",
    b"20 20 50 50 re f*", b"/Absent gs", b"BI /W 1 /H 1 /BPC 8 /CS /G ID \x70 EI", b"d0",
    b"null", b"true 3 re", b"0 0 0 0 re S",
]  # fmt: skip
"""No text outside a text object (below)."""


def made_up(draw: Random) -> dict[str, Any]:
    x, y = draw.randint(-300, 300), draw.randint(-300, 300)
    w, h = draw.randint(40, 900), draw.randint(40, 900)
    media = [x, y, x + w, y + h]
    crop = None
    if draw.random() < 0.5:
        inset = [draw.randint(-60, 15) for _ in range(4)]
        crop = [x + inset[0], y + inset[1], x + w - inset[2], y + h - inset[3]]
    if draw.random() < 0.5:
        media = [media[2], media[3], media[0], media[1]]
    parts = [b" ".join(draw.choices(OPERATORS, k=draw.randint(0, 6))) for _ in range(draw.randint(1, 3))]
    parts.insert(draw.randint(0, len(parts)), hard_pages.marks(crop or [x, y, x + w, y + h]))
    return {
        "media": media,
        "crop": crop,
        "rotate": draw.choice([None, 0, 90, 180, 270, -90, 450]),
        "unit": draw.choice([None, 1, 0.5, 2]),
        "parts": parts,
        "array": draw.random() < 0.5,
        "group": draw.random() < 0.5,
    }


def write_made_up(path: Path, pages: Sequence[dict[str, Any]]) -> Path:
    pdf = pikepdf.new()
    for made in pages:
        keys: dict[str, Any] = {"MediaBox": Array(made["media"])}
        if made["crop"]:
            keys["CropBox"] = Array(made["crop"])
        if made["rotate"] is not None:
            keys["Rotate"] = made["rotate"]
        if made["unit"]:
            keys["UserUnit"] = made["unit"]
        if made["group"]:
            keys["Group"] = hard_pages.GROUP
        streams = [pdf.make_stream(part) for part in made["parts"]]
        keys["Contents"] = Array(streams) if made["array"] else pdf.make_stream(b"\n".join(made["parts"]))
        keys["Resources"] = hard_pages.state(ca=0.7, BM=Name.Multiply)
        pdf.pages.append(pikepdf.Page(hard_pages.page(pdf, keys)))
    return hard_pages.save(pdf, path)


# The same pages on every run and in every order of the tests; others are the fuzz's.
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_made_up_pages_look_the_same(tmp_path: Path, seed: int) -> None:
    draw = Random(seed)
    pages = [made_up(draw) for _ in range(24)]
    # What is clipped away or drawn over is hidden in truth.
    keep = {"a": {"hidden": "keep"}}
    made = built(write_dossier(tmp_path, {"a": write_made_up(tmp_path / "a.pdf", pages)}, keep))
    assert len(made.framed()) == len(pages)
    assert differing(made) == []


@pytest.mark.slow
def test_text_outside_a_text_object_names_its_page(tmp_path: Path) -> None:
    # ISO 32000-1, 9.4.1 forbids it; pdfium shows it, and applies no matrix to its letters.
    page = made_up(Random(1)) | {
        "rotate": 0,
        "unit": 2,
        "crop": None,
        "media": [0, 0, 300, 400],
        "group": False,
    }
    text = b"/F1 9 Tf /P BMC [(a) -90 (b)] TJ EMC"
    pages = [page | {"parts": [hard_pages.marks([0, 0, 300, 400])]}, page | {"parts": [text]}]
    with pytest.raises(DossierError) as raised:
        built(write_dossier(tmp_path, {"a": write_made_up(tmp_path / "a.pdf", pages)}))
    (error,) = (f for f in raised.value.findings if f.severity is Severity.ERROR)
    assert (error.code, error.facts["page"]) == ("compare-differs", 2)
