"""PDF/A-2 and PDF/UA-1: what is mended in a source, and what is left as it is."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from archives import (
    TEXT,
    careless,
    changed,
    composite,
    overprinting,
    overprinting_in_a_form,
    with_font,
)
from conftest import File, Sheet
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream
from PIL import ImageChops, ImageCms, ImageStat
from pypdf._codecs.core_font_metrics import CORE_FONT_METRICS  # Adobe's own numbers

from dossier import colour, liberation
from dossier.intake import archive
from dossier.intake.archive import fonts, standard
from dossier.raster import Reader

STYLES = ("", "-Bold", "-BoldOblique", "-Oblique")


def carried(pdf: pikepdf.Pdf) -> list[str]:
    """The names of the fonts whose programs stand in the file."""
    fonts = [item for item in pdf.objects if isinstance(item, Dictionary) and "/FontFile2" in item]
    return sorted(str(font.FontName).split("+")[1] for font in fonts)


def codes(done: tuple[Any, ...]) -> list[str]:
    return [treatment.code for treatment in done]


# --- colours ---


def test_the_output_intent_is_srgb_as_another_library_has_it() -> None:
    ours = ImageCms.ImageCmsProfile(io.BytesIO(colour.srgb()))
    theirs = ImageCms.createProfile("sRGB")
    ramp = ImageChops.offset(ImageCms.Image.linear_gradient("L"), 7).convert("RGB")
    shown = ImageCms.profileToProfile(ramp, ours, theirs)
    assert max(ImageStat.Stat(ImageChops.difference(ramp, shown)).extrema[0]) <= 1


def test_inks_look_like_inks() -> None:
    inks = ImageCms.ImageCmsProfile(io.BytesIO(colour.cmyk()))
    look = ImageCms.buildTransform(inks, ImageCms.createProfile("sRGB"), "CMYK", "RGB")
    cyan = ImageCms.Image.new("CMYK", (1, 1), (255, 0, 0, 0))
    assert ImageCms.applyTransform(cyan, look).getpixel((0, 0)) == pytest.approx((0, 173, 239), abs=3)
    paper = ImageCms.Image.new("CMYK", (1, 1), (0, 0, 0, 0))
    assert ImageCms.applyTransform(paper, look).getpixel((0, 0)) == (255, 255, 255)


# --- repairs ---


@pytest.mark.parametrize(
    ("named", "face"),
    [
        ("Helvetica", "Sans-Regular"),
        ("Helvetica-BoldOblique", "Sans-BoldItalic"),
        ("ArialMT", "Sans-Regular"),
        ("Arial,Bold", "Sans-Bold"),
        ("Arial-BoldItalicMT", "Sans-BoldItalic"),
        ("Times-Roman", "Serif-Regular"),
        ("TimesNewRomanPS-BoldMT", "Serif-Bold"),
        ("TimesNewRoman,Italic", "Serif-Italic"),
        ("CourierNewPSMT", "Mono-Regular"),
        ("Courier-Oblique", "Mono-Italic"),
    ],
)
def test_a_standard_font_is_embedded_and_nothing_moves(named: str, face: str, tmp_path: Path) -> None:
    path = changed(tmp_path / "a.pdf", with_font(BaseFont=Name("/" + named)))
    data, done = archive.prepare(path.read_bytes())
    facts = [(t.code, t.facts.get("font"), t.facts.get("face")) for t in done]
    assert facts == [("font-embedded", named, f"Liberation{face}")]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert carried(pdf) == [f"Liberation{face}"]
    with Reader(path) as before, Reader(data) as after, before.page(1) as old, after.page(1) as new:
        assert new.text() == old.text()
        assert TEXT in new.text()
    assert archive.prepare(path.read_bytes()) == (data, done), "the same bytes"


@pytest.mark.parametrize("family", ["Helvetica", "Times", "Courier"])
def test_the_faces_have_the_widths_of_the_standard_fonts(family: str) -> None:
    styles = ("", "-Bold", "-BoldItalic", "-Italic") if family == "Times" else STYLES
    for style in styles:
        named = f"{family}{style}" if style or family != "Times" else "Times-Roman"
        face = standard.face_for(named)
        assert face is not None
        with TTFont(face.path) as font:
            cmap, advances = font.getBestCmap(), font["hmtx"]
            ours = {point: advances[glyph][0] * 1000 / 2048 for point, glyph in cmap.items()}
        adobe = {ord(c): w for c, w in CORE_FONT_METRICS[named].character_widths.items() if len(c) == 1}
        odd = {point for point, width in adobe.items() if abs(ours.get(point, width) - width) > 1}
        assert odd <= standard.ODD


def test_a_line_that_depends_on_an_odd_width_is_left(tmp_path: Path) -> None:
    path = File([Sheet(["un écart de ± 5 %"])]).write(tmp_path / "a.pdf")
    assert archive.prepare(path.read_bytes()) == (path.read_bytes(), ())


@pytest.mark.parametrize(
    "named", ["Calibri", "Symbol", "ZapfDingbats", "ArialNarrow", "Arial-Black", "HelveticaNeue"]
)
def test_a_font_without_a_face_of_its_widths_is_left(named: str, tmp_path: Path) -> None:
    widths = {"FirstChar": 32, "LastChar": 255, "Widths": Array([507] * 224)}
    path = changed(tmp_path / "a.pdf", with_font(BaseFont=Name("/" + named), **widths))
    assert archive.prepare(path.read_bytes()) == (path.read_bytes(), ())


def test_other_widths_than_the_face_has_are_not_touched(tmp_path: Path) -> None:
    wide = with_font(FirstChar=32, LastChar=126, Widths=Array([700] * 95))
    path = changed(tmp_path / "a.pdf", wide)
    assert archive.prepare(path.read_bytes()) == (path.read_bytes(), ())


def test_without_the_faces_nothing_is_embedded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(liberation, "face", lambda *_: None)
    path = File().write(tmp_path / "a.pdf")
    assert archive.prepare(path.read_bytes()) == (path.read_bytes(), ())


def test_lists_of_glyphs_go_and_numbers_and_characters_are_said(tmp_path: Path) -> None:
    path = changed(tmp_path / "a.pdf", composite)
    data, done = archive.prepare(path.read_bytes())
    assert codes(done) == ["archive-cidset", "archive-gidmap", "characters-named"]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        inner = pdf.pages[0].obj.Resources.Font.F1.DescendantFonts[0]
        assert "/CIDSet" not in inner.FontDescriptor
        assert inner.CIDToGIDMap == Name.Identity
    with Reader(data) as reader, reader.page(1) as page:
        assert page.text() == "ABé"


def test_what_is_drawn_with_is_a_font_by_its_place(tmp_path: Path) -> None:
    """ISO 32000-1, tables 111 and 117: the type is required, and what it says otherwise misleads nobody."""

    def change(pdf: pikepdf.Pdf) -> None:
        composite(pdf)
        font = pdf.pages[0].obj.Resources.Font.F1
        font.Type = Name.Annot
        del font.DescendantFonts[0]["/Type"]

    file = changed(tmp_path / "a.pdf", change, Sheet())
    data, done = archive.prepare(file.read_bytes())
    assert {d.code: d.facts for d in done}["archive-font-type"] == {"count": 2}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        font = pdf.pages[0].obj.Resources.Font.F1
        assert [font.Type, font.DescendantFonts[0].Type] == [Name.Font, Name.Font]


@pytest.mark.parametrize("program", [b"", b"\x01", b"<html>not found</html>"])
def test_a_font_program_that_is_none_is_no_font_of_the_file(tmp_path: Path, program: bytes) -> None:
    def spoilt(pdf: pikepdf.Pdf) -> None:
        composite(pdf)
        inner = pdf.pages[0].obj.Resources.Font.F1.DescendantFonts[0]
        inner.FontDescriptor.FontFile2 = pdf.make_stream(program)

    data, done = archive.prepare(changed(tmp_path / "a.pdf", spoilt).read_bytes())
    assert "archive-no-program" in codes(done)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert fonts.unembedded(pdf) == ("Plain",)


def test_what_no_viewer_shows_is_taken_away_and_inks_are_defined(tmp_path: Path) -> None:
    path = changed(tmp_path / "a.pdf", careless)
    data, done = archive.prepare(path.read_bytes())
    expected = [
        "archive-alternate",
        "archive-interpolate",
        "archive-transfer",
        "font-embedded",
        "archive-inks",
    ]
    assert codes(done) == expected
    with pikepdf.open(io.BytesIO(data)) as pdf:
        resources = pdf.pages[0].obj.Resources
        assert not resources.XObject.Im.Interpolate
        assert not resources.ExtGState.G.keys()
        assert resources.ColorSpace.DefaultCMYK[0] == Name.ICCBased


def overprinting_by_profile(pdf: pikepdf.Pdf) -> None:
    overprinting(pdf)
    page = pdf.pages[0].obj
    profile = pdf.make_indirect(Stream(pdf, colour.cmyk(), N=4))
    page.Resources.ColorSpace = Dictionary(C=Array([Name.ICCBased, profile]))
    page.Contents = Array([pdf.make_stream(b"/G gs /C cs 0 0 0 1 sc 400 300 50 50 re f")])


@pytest.mark.parametrize("change", [overprinting, overprinting_by_profile, overprinting_in_a_form])
def test_where_inks_have_a_meaning_there_is_no_overprint_mode(
    change: Callable[[pikepdf.Pdf], None], tmp_path: Path
) -> None:
    data, done = archive.prepare(changed(tmp_path / "a.pdf", change).read_bytes())
    assert "archive-overprint" in codes(done)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        states = [item for item in pdf.objects if isinstance(item, Dictionary)]
        page = pdf.pages[0].obj
        states += list(page.Resources.get("/ExtGState", Dictionary()).values())
        assert not [state for state in states if state.get("/OPM")]


def test_an_overprint_mode_without_inks_is_left(tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Resources.ExtGState = Dictionary(G=Dictionary(OPM=1, OP=True))
        pdf.pages[0].contents_add(b"/G gs 0 0 10 10 re f")

    data, done = archive.prepare(changed(tmp_path / "a.pdf", change).read_bytes())
    assert "archive-overprint" not in codes(done)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.pages[0].obj.Resources.ExtGState.G.OPM == 1
