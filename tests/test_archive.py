"""PDF/A-2 and PDF/UA-1: what is mended, what is claimed, and what is said to stand in the way."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import File, Made, Sheet, built, invoke, validated, write_dossier
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream
from PIL import ImageChops, ImageCms, ImageStat
from pypdf._codecs.core_font_metrics import CORE_FONT_METRICS  # Adobe's own numbers

from dossier import colour, liberation
from dossier.check.claims import own
from dossier.intake import archive
from dossier.intake.archive import fonts, standard
from dossier.raster import Reader

STYLES = ("", "-Bold", "-BoldOblique", "-Oblique")
TEXT = "Le maire a signé : 1 234,50 € versés à l’élève."


def changed(path: Path, change: Callable[[pikepdf.Pdf], None], *sheets: Sheet) -> Path:
    """A PDF of ``sheets``, changed."""
    File(sheets or [Sheet([TEXT])]).write(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        change(pdf)
        pdf.save(path)
    return path


def calibri(pdf: pikepdf.Pdf) -> None:
    """Calibri as Word names it where it may not embed it."""
    descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name.Calibri, Flags=32, ItalicAngle=0)
    descriptor.FontBBox = Array([-503, -250, 1240, 750])
    descriptor.Ascent, descriptor.Descent, descriptor.CapHeight, descriptor.StemV = 750, -250, 750, 52
    widths = {"FirstChar": 32, "LastChar": 255, "Widths": Array([507] * 224)}
    named = {"Subtype": Name.TrueType, "BaseFont": Name.Calibri, "FontDescriptor": descriptor}
    with_font(**named, **widths)(pdf)


def with_font(**entries: Any) -> Callable[[pikepdf.Pdf], None]:
    """The font of the first page, with ``entries`` changed."""

    def change(pdf: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            pdf.pages[0].obj.Resources.Font.F1[f"/{key}"] = value

    return change


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


def embedded(pdf: pikepdf.Pdf) -> Any:
    """A composite font with a program of its own, its glyphs numbered as they come, with a wrong CIDSet."""
    font = TTFont(str(liberation.face("Sans", "Regular")))
    order = font.getGlyphOrder()
    program = Stream(pdf, Path(str(liberation.face("Sans", "Regular"))).read_bytes())
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=Name("/ABCDEF+Plain"), Flags=4, ItalicAngle=0, StemV=80
    )
    descriptor.Ascent, descriptor.Descent, descriptor.CapHeight = 905, -212, 716
    descriptor.FontBBox = Array([-543, -303, 1301, 979])
    descriptor.FontFile2 = pdf.make_indirect(program)
    descriptor.CIDSet = pdf.make_indirect(Stream(pdf, b"\x80"))
    widths = Array([round(font["hmtx"][glyph][0] / 2.048) for glyph in order])
    inner = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name("/ABCDEF+Plain"),
        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        W=Array([0, widths]),
    )
    cmap = (
        b"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n1 beginbfchar\n<%04x> <0041>\nendbfchar\n"
    )
    table = b"begincmap\n/CMapName /X def\n/CMapType 2 def\n" + cmap % font.getGlyphID("A") + b"endcmap\n"
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name("/ABCDEF+Plain"),
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(inner)]),
        ToUnicode=pdf.make_indirect(Stream(pdf, table)),
    )


def composite(pdf: pikepdf.Pdf) -> None:
    font = TTFont(str(liberation.face("Sans", "Regular")))
    glyphs = "".join(f"{font.getGlyphID(name):04x}" for name in ("A", "B", "eacute"))
    page = pdf.pages[0].obj
    page.Resources = Dictionary(Font=Dictionary(F1=embedded(pdf)))
    page.Contents = pdf.make_stream(f"BT /F1 20 Tf 72 700 Td <{glyphs}> Tj ET".encode())


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


def careless(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0].obj
    image = Stream(pdf, b"\x00\x80\xff\x40", Type=Name.XObject, Subtype=Name.Image, Width=2, Height=2)
    image.BitsPerComponent, image.ColorSpace, image.Interpolate = 8, Name.DeviceGray, True
    image.Alternates = Array([])
    page.Resources.XObject = Dictionary(Im=pdf.make_indirect(image))
    page.Resources.ExtGState = Dictionary(G=Dictionary(TR=Name.Identity, HTP=Array([0, 0])))
    extra = pdf.make_stream(b"/G gs q 50 0 0 50 300 300 cm /Im Do Q 0 1 1 0 k 400 300 50 50 re f")
    page.Contents = Array([page.Contents, extra])


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


def overprinting(pdf: pikepdf.Pdf) -> None:
    """Black over colours, as layout programs set it."""
    page = pdf.pages[0].obj
    page.Resources.ExtGState = Dictionary(G=Dictionary(OPM=1, OP=True, op=True))
    page.Contents = Array([page.Contents, pdf.make_stream(b"/G gs 0 0 0 1 k 400 300 50 50 re f")])


def overprinting_by_profile(pdf: pikepdf.Pdf) -> None:
    overprinting(pdf)
    page = pdf.pages[0].obj
    profile = pdf.make_indirect(Stream(pdf, colour.cmyk(), N=4))
    page.Resources.ColorSpace = Dictionary(C=Array([Name.ICCBased, profile]))
    page.Contents = Array([pdf.make_stream(b"/G gs /C cs 0 0 0 1 sc 400 300 50 50 re f")])


def overprinting_in_a_form(pdf: pikepdf.Pdf) -> None:
    overprinting(pdf)
    page = pdf.pages[0].obj
    form = pdf.make_stream(b"/G gs q 50 0 0 50 9 9 cm /I Do Q", Type=Name.XObject, Subtype=Name.Form)
    form.BBox = Array([0, 0, 99, 99])
    ink = Stream(pdf, bytes(16), Type=Name.XObject, Subtype=Name.Image, Width=2, Height=2, BitsPerComponent=8)
    ink.ColorSpace = Name.DeviceCMYK
    states = page.Resources.ExtGState
    form.Resources = Dictionary(ExtGState=states, XObject=Dictionary(I=pdf.make_indirect(ink)))
    page.Resources = Dictionary(XObject=Dictionary(X=form))
    page.Contents = Array([pdf.make_stream(b"/X Do")])


def named_twice(pdf: pikepdf.Pdf) -> None:
    """A blend mode that viewers may not know, and one that they do."""
    modes = Array([Name("/Unheard"), Name.Multiply])
    pdf.pages[0].obj.Resources.ExtGState = Dictionary(G=Dictionary(BM=modes))
    pdf.pages[0].contents_add(b"/G gs 0 0 10 10 re f")


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


# --- claims ---


def program(change: Callable[[Any, pikepdf.Pdf], None]) -> Callable[[pikepdf.Pdf], None]:
    """The font of the first page as a TrueType font with a program of its own, changed."""

    def make(pdf: pikepdf.Pdf) -> None:
        face = liberation.face("Sans", "Regular")
        font = pdf.pages[0].obj.Resources.Font.F1
        with TTFont(str(face)) as read:
            cmap, advances = read.getBestCmap(), read["hmtx"]
            widths = [round(advances[cmap.get(c, ".notdef")][0] / 2.048) for c in range(32, 256)]
        descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name("/ABCDEF+Plain"), Flags=32)
        descriptor.ItalicAngle, descriptor.StemV, descriptor.CapHeight = 0, 80, 716
        descriptor.Ascent, descriptor.Descent = 905, -212
        descriptor.FontBBox = Array([-543, -303, 1301, 979])
        descriptor.FontFile2 = pdf.make_stream(Path(str(face)).read_bytes())
        font.Subtype, font.BaseFont, font.FontDescriptor = Name.TrueType, descriptor.FontName, descriptor
        font.FirstChar, font.LastChar, font.Widths = 32, 255, Array(widths)
        change(font, pdf)

    return make


def unmapped(font: Any, pdf: pikepdf.Pdf) -> None:
    """A symbol font, by its own word, that maps by Unicode."""
    font.FontDescriptor.Flags = 4
    del font["/Encoding"]
    data = io.BytesIO()
    with TTFont(io.BytesIO(font.FontDescriptor.FontFile2.read_bytes())) as read:
        read["cmap"].tables = [t for t in read["cmap"].tables if (t.platformID, t.platEncID) == (3, 1)]
        read.save(data)
    font.FontDescriptor.FontFile2 = pdf.make_stream(data.getvalue())


def of_another_kind(font: Any, _: pikepdf.Pdf) -> None:
    """A compact program that says that it is that of a composite font."""
    font.Subtype = Name.Type1
    descriptor = font.FontDescriptor
    descriptor.FontFile3 = descriptor.FontFile2
    descriptor.FontFile3.Subtype = Name.CIDFontType0C
    del descriptor["/FontFile2"]


def locked(font: Any, pdf: pikepdf.Pdf) -> None:
    """A Type 1 program whose key does not open it."""
    font.Subtype = Name.Type1
    del font.FontDescriptor["/FontFile2"]
    clear = b"%!PS-AdobeFont-1.0: Plain\n/FontName /Plain def currentfile eexec\n"
    stream = Stream(pdf, clear + bytes(range(1, 250)) * 9, Length1=len(clear), Length2=9 * 249, Length3=0)
    font.FontDescriptor.FontFile = pdf.make_indirect(stream)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (unmapped, "FONT-PROGRAM-MAP"),
        (of_another_kind, "FONT-PROGRAM-KIND"),
        (locked, "FONT-PROGRAM-TYPE1"),
        (lambda *_: None, None),
    ],
)
def test_font_programs_that_the_reference_validator_cannot_use_are_faults(
    change: Callable[[Any, pikepdf.Pdf], None], rule: str | None, tmp_path: Path
) -> None:
    path = changed(tmp_path / "a.pdf", program(change))
    assert [fault.rule for fault in own.look(path.read_bytes()).faults] == ([rule] if rule else [])


def scan(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0].obj
    image = Stream(pdf, bytes(range(256)), Type=Name.XObject, Subtype=Name.Image, Width=16, Height=16)
    image.BitsPerComponent, image.ColorSpace = 8, Name.DeviceGray
    page.Resources = Dictionary(XObject=Dictionary(Im=pdf.make_indirect(image)))
    page.Contents = pdf.make_stream(b"q 500 0 0 700 40 40 cm /Im Do Q")


def shaded(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Resources.ExtGState = Dictionary(G=Dictionary(BM=Name("/Burn")))
    pdf.pages[0].contents_add(b"/G gs 0 0 10 10 re f")


def scripted(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["a", pdf.Root.OpenAction])))


def widened(pdf: pikepdf.Pdf) -> None:
    composite(pdf)
    inner = pdf.pages[0].obj.Resources.Font.F1.DescendantFonts[0]
    inner.W = Array([0, Array([1500] * len(inner.W[1]))])


SOUND: dict[str, Callable[[pikepdf.Pdf], None]] = {
    "whole": lambda _: None,
    "scan": scan,
    "careless": careless,
    "overprinting": overprinting,
    "form": overprinting_in_a_form,
    "modes": named_twice,
    "characters": composite,
    "javascript": scripted,
}
FAULTS: dict[str, tuple[Callable[[pikepdf.Pdf], None], str]] = {
    "calibri": (calibri, "fonts"),
    "widths": (widened, "glyphs"),
    "blending": (shaded, "blending"),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """One dossier of all documents that may be claimed, some of them mended."""
    folder = tmp_path_factory.mktemp("sains")
    files = {name: changed(folder / f"{name}.pdf", change) for name, change in SOUND.items()}
    return built(write_dossier(folder / "dossier", files, {"scan": {"alt": "Une page numérisée"}}))


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """One dossier a fault, its second document the faulty one."""
    made = {}
    for name, (change, _) in FAULTS.items():
        folder = tmp_path_factory.mktemp(name)
        files = {"good": File(), "bad": changed(folder / "bad.pdf", change)}
        made[name] = built(write_dossier(folder / "dossier", files))
    return made


def test_what_is_sound_or_mended_is_claimed(sound: Made) -> None:
    assert sound.record["conformance"]["obstacles"] == []
    assert sound.record["conformance"]["pdfa"] == "2a"
    assert "conformance-hindered" not in sound.codes()
    assert b"<pdfaid:part>" in sound.pdf.read_bytes()


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_withdraws_the_claim_and_names_its_document(faulty: dict[str, Made], name: str) -> None:
    conformance = faulty[name].record["conformance"]
    found = [(o["document"], o["reason"]) for o in conformance["obstacles"] if "PDF/A-2a" in o["standards"]]
    assert found == [(2, FAULTS[name][1])]
    assert conformance["pdfa"] is None
    assert {tuple(o["pages"]) for o in conformance["obstacles"]} == {(1,)}
    (told,) = [f for f in faulty[name].record["findings"] if f["code"] == "conformance-hindered"]
    assert (told["severity"], told["place"].split(":")[0]) == ("note", "manifest.yaml")
    assert "document 2" in told["message"].replace("le document 2", "document 2")
    assert b"<pdfaid:part>" not in faulty[name].pdf.read_bytes()
    if name == "calibri":
        (absent,) = [f for f in faulty[name].record["findings"] if f["code"] == "fonts-absent"]
        assert "Calibri" in absent["message"]


@pytest.mark.slow
def test_the_reference_validator_agrees_with_what_is_claimed(sound: Made, faulty: dict[str, Made]) -> None:
    dossiers = [sound, *faulty.values()]
    verdicts = validated([made.pdf for made in dossiers], "2a", "ua1")
    for made in dossiers:
        claimed = made.record["conformance"]
        assert bool(claimed["pdfa"] == "2a") == (not verdicts[made.pdf, "2a"].failed), made.folder
        if claimed["pdfua"]:
            assert not verdicts[made.pdf, "ua1"].failed, made.folder


def test_nothing_is_claimed_where_nothing_is_wanted(tmp_path: Path) -> None:
    bad = changed(tmp_path / "bad.pdf", calibri)
    made = built(write_dossier(tmp_path / "dossier", {"bad": bad}, pdfa="none"))
    assert made.record["conformance"]["pdfa"] is None
    assert b"pdfaid" not in made.pdf.read_bytes()
    assert "conformance-hindered" not in made.codes()
    assert made.record["conformance"] == {"pdfa": None, "pdfua": None, "obstacles": []}
    assert b"pdfuaid" not in made.pdf.read_bytes()


@pytest.mark.slow
def test_one_note_names_the_documents_and_a_command_the_pages(tmp_path: Path) -> None:
    """Three kinds of faults, none of which a source breaks by itself as it does bound."""
    good = Sheet([TEXT])
    files = {
        "sain": File([good, good]),
        "polices": changed(tmp_path / "polices.pdf", calibri, good),
        "symboles": changed(tmp_path / "symboles.pdf", program(unmapped), good),
        "fondu": changed(tmp_path / "fondu.pdf", shaded, good, good),
    }
    manifest = write_dossier(tmp_path / "dossier", files)
    made = built(manifest)
    obstacles = made.record["conformance"]["obstacles"]
    assert {(o["document"], o["reason"], tuple(o["pages"])) for o in obstacles} == {
        (2, "fonts", (1,)),
        (3, "glyphs", (1,)),
        (3, "unicode", (1,)),
        (4, "blending", (1,)),
    }
    said = [f for f in made.record["findings"] if f["code"] == "conformance-hindered"]
    assert len(said) == 1
    assert "2, 3, 4" in said[0]["message"]
    run = invoke("conformance", "--manifest", manifest, LANGUAGE="fr")
    assert run.returncode == 0, run.stdout
    assert "Document 2 (« Titre de polices »), page 1 — " in run.stdout
    assert "n’y sont pas incorporées" in run.stdout
    assert "object" not in run.stdout
    (tmp_path / "dossier" / "build" / "dossier.json").unlink()
    assert "dossier-unread" in invoke("conformance", "--manifest", manifest).stdout
