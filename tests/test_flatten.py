"""``flatten: true``: pages as pictures, whatever they hid; box, turn and unit as before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import Made, absent, built, prepared, write_dossier
from conftest import said as said_by
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageStat

from dossier import raster
from dossier.findings import DossierError
from dossier.intake import flat
from dossier.intake.steps import Selection, Taken
from dossier.model import SourcePage

HIDDEN = "NOM-DU-CANDIDAT"


def a_pdf(path: Path, *, rotate: int = 0, unit: float = 1, colour: str = "0 g") -> Path:
    """A page with text under a box, outside its box, white on white, in a layer that is off, and a stamp."""
    pdf = pikepdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    off = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="calque"))
    words = f"BT /F 14 Tf {{}} Td ({HIDDEN}) Tj ET\n"
    drawn = f"{colour} BT /F 24 Tf 60 300 Td (Ce que l'on voit) Tj ET 60 200 120 40 re f\n"
    drawn += "0 g " + words.format("70 210") + f"{colour} 60 200 120 40 re f\n"
    drawn += "1 g " + words.format("60 100") + "0 g " + words.format("-300 -300")
    drawn += "/OC /L BDC " + words.format("60 150") + "EMC\n"
    for n in range(2):
        page = pdf.add_blank_page(page_size=(400, 500))
        page.obj.MediaBox = Array([-400, -400, 600, 600])
        page.obj.CropBox = Array([20, 30, 380, 430])
        page.obj.TrimBox = Array([40, 60, 340, 400])
        page.obj.Rotate = rotate
        if unit != 1:
            page.obj.UserUnit = unit
        page.obj.Resources = Dictionary(Font=Dictionary(F=font), Properties=Dictionary(L=off))
        page.obj.Contents = pdf.make_stream(
            drawn.encode() if n == 0 else drawn.replace("Ce que", "Autre").encode()
        )
        look = pdf.make_stream(f"{colour} 0 0 50 20 re f".encode())
        for key, value in {"Type": Name.XObject, "Subtype": Name.Form, "BBox": Array([0, 0, 50, 20])}.items():
            look[f"/{key}"] = value
        stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([200, 300, 300, 340]), F=4,
                           AP=Dictionary(N=look), Contents=HIDDEN)  # fmt: skip
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([60, 290, 200, 320]), F=4,
                          A=Dictionary(S=Name.URI, URI="http://exemple.fr/" + HIDDEN))  # fmt: skip
        page.obj.Annots = Array([pdf.make_indirect(stamp), pdf.make_indirect(link)])
    pdf.Root.OCProperties = Dictionary(OCGs=Array([off]), D=Dictionary(OFF=Array([off])))
    pdf.save(path)
    return path


def flattened(folder: Path, source: Path, **keys: Any) -> Made:
    keys = {"flatten": True, "alt": "Une page.", **keys}
    keys = {key: value for key, value in keys.items() if value is not None}
    return built(write_dossier(folder / "dossier", {"a": source}, {"a": keys}))


def images(made: Made) -> list[Any]:
    with pikepdf.open(made.pdf) as pdf:
        streams = [item for item in pdf.objects if isinstance(item, pikepdf.Stream)]
        found = [item for item in streams if "/Width" in item]
        return [(int(one.Width), int(one.Height), str(one.ColorSpace)) for one in found]


def said(made: Made) -> bytes:
    with pikepdf.open(made.pdf) as pdf:
        parts = [made.pdf.read_bytes(), pdf.Root.unparse(resolved=True)]
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream):
                parts += [item.read_bytes()]
            elif isinstance(item, (Dictionary, Array)):
                parts.append(item.unparse(resolved=True))
    return b"\n".join(parts)


def looks(made: Made, source: Path, **options: Any) -> float:
    """How far the bound page is from its source, in levels of 255."""
    page = next(page for page in made.record["pages"] if page["document"])
    x0, y0, x1, y1 = page["frame"]
    size = round(x1 - x0), round(y1 - y0)
    with raster.Reader(source) as one, raster.Reader(made.pdf) as other:
        before = one.picture(page["source_page"], size, over=4, **options)
        after = other.picture(page["folio"], size, over=4, box=tuple(page["frame"]))
    assert max(ImageStat.Stat(before).stddev) > 5
    return max(ImageStat.Stat(ImageChops.difference(before, after)).mean)


@pytest.mark.parametrize(
    ("rotate", "unit", "colour"),
    [
        (270, 1.5, "0 g"),
        *(
            pytest.param(*one, marks=pytest.mark.slow)
            for one in ((0, 1, "0 g"), (90, 1, ".2 .4 .9 rg"), (180, 1, ".5 g"))
        ),
    ],
)
def test_a_page_is_a_picture_and_nothing_else(tmp_path: Path, rotate: int, unit: float, colour: str) -> None:
    source = a_pdf(tmp_path / "a.pdf", rotate=rotate, unit=unit, colour=colour)
    made = flattened(tmp_path, source, keep="1")
    assert HIDDEN.encode() not in said(made)
    [(width, height, space)] = images(made)
    assert (width, height) == (round(360 * unit / 72 * 300), round(400 * unit / 72 * 300))
    assert space == ("/DeviceRGB" if "rg" in colour else "/DeviceGray"), "grey pages stay grey"
    assert looks(made, source) < 2
    [document] = made.record["documents"]
    assert [t["code"] for t in document["treatment"]] == ["page-flattened"]
    assert document["accessibility"] == "image"
    assert "source-flattened" in [f["code"] for f in made.record["findings"]]
    assert "text-hidden" not in [f["code"] for f in made.record["findings"]]


@pytest.mark.slow
def test_the_box_and_the_turn_of_the_editor_are_heeded(tmp_path: Path) -> None:
    source = a_pdf(tmp_path / "a.pdf")
    made = flattened(tmp_path, source, keep="2", crop="trim", rotate=90)
    [(width, height, _)] = images(made)
    assert (width, height) == (1250, 1417)
    assert looks(made, source, shown=(40, 60, 340, 400), rotation=90) < 2


@pytest.mark.slow
def test_a_photo_becomes_a_jpeg_and_a_page_of_text_does_not(tmp_path: Path) -> None:
    noise = Image.effect_noise((500, 500), 12)
    noise = Image.merge("RGB", (noise, noise.rotate(90), Image.radial_gradient("L").resize((500, 500))))
    folder = tmp_path / "dossier"
    manifest = write_dossier(folder, {"a": None, "b": None}, {
        "a": {"file": "sources/a.png", "alt": "Une photo.", "flatten": True},
        "b": {"file": "sources/b.md", "alt": "Un texte.", "flatten": True},
    })  # fmt: skip
    (folder / "sources").mkdir()
    noise.save(folder / "sources/a.png", dpi=(300, 300))
    (folder / "sources/b.md").write_text("# Titre\n\nDu texte.\n", encoding="utf-8")
    made = built(manifest)
    treatments = [document["treatment"][-1] for document in made.record["documents"]]
    assert [(t["lossless"], t["jpeg"]) for t in treatments] == [(0, 1), (1, 0)]


def test_without_an_alternative_it_is_said(tmp_path: Path) -> None:
    manifest = write_dossier(tmp_path / "dossier", {"a": a_pdf(tmp_path / "a.pdf")}, {"a": {"flatten": True}})
    assert "image-only" in [f.code for f in prepared(manifest).findings]


def test_a_picture_that_is_not_its_page_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = a_pdf(tmp_path / "a.pdf").read_bytes()
    page = SourcePage(1, (20.0, 30.0, 380.0, 430.0), 0, 360.0, 400.0, True)
    selection = Selection(pages=(page,), flatten=True)
    taken = Taken(name="a.pdf", kind="pdf", pdf=data, pages=(page,), selection=selection)
    assert flat.flattened(taken).later
    drawn = flat._drawn
    monkeypatch.setattr(flat, "_drawn", lambda *given: ImageChops.offset(drawn(*given), 40, 0))
    with pytest.raises(DossierError) as raised:
        flat.flattened(taken)
    assert [(f.code, f.facts["pages"]) for f in raised.value.findings] == [("flatten-differs", "1")]


@pytest.mark.slow
def test_recognised_text_lies_under_the_picture(tmp_path: Path) -> None:
    pytest.importorskip("ocrmypdf")
    if "fra" not in said_by("tesseract", "--list-langs").split():
        absent("Tesseract has no French")
    source = a_pdf(tmp_path / "a.pdf", rotate=90)
    made = flattened(tmp_path, source, ocr=True, alt=None, keep="1")
    page = next(page for page in made.record["pages"] if page["document"])
    with raster.Reader(made.pdf) as reader, reader.page(page["folio"]) as opened:
        text = opened.text()
    assert "Ce que l" in text
    assert HIDDEN not in text
    assert HIDDEN.encode() not in said(made)
    assert looks(made, source) < 2
    assert "source-flattened-read" in [f["code"] for f in made.record["findings"]]
    assert made.record["documents"][0]["accessibility"] == "text"
