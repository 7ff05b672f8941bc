"""Whatever draws in a margin, however faintly, is never cut: each means that content has to draw."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream
from test_fit import Draw, _lines, write

from dossier.intake import fit
from dossier.intake.pdf.facts import page_facts
from dossier.intake.steps import Selection, Taken
from dossier.raster import Reader

#: Where each mark is, from the left and from the foot, in points: 20 wide and high, of 3 % grey.
AT = 20
Make = Callable[[pikepdf.Pdf], Any]


def drawing(operators: str, **resources: Mapping[str, Make]) -> Draw:
    """A page with text in its middle and ``operators`` after it, with what they name: by kind, then name."""

    def draw(pdf: pikepdf.Pdf, page: pikepdf.Page) -> str:
        for kind, named in resources.items():
            held = page.obj.Resources.get(f"/{kind}", Dictionary())
            for name, make in named.items():
                held[f"/{name}"] = make(pdf)
            page.obj.Resources[f"/{kind}"] = held
        return f"{_lines()}\n{operators}"

    return draw


def form(content: bytes, box: tuple[int, ...] = (0, 0, 600, 850), **more: Any) -> Make:
    def make(pdf: pikepdf.Pdf) -> Any:
        made = Stream(pdf, content, Type=Name.XObject, Subtype=Name.Form, BBox=Array(box))
        made.Resources = Dictionary()
        for key, value in more.items():
            made[f"/{key}"] = value
        return pdf.make_indirect(made)

    return make


def fading(kind: int, coordinates: list[int]) -> Dictionary:
    function = Dictionary(FunctionType=2, Domain=[0, 1], C0=[1], C1=[0.97], N=1)
    return Dictionary(ShadingType=kind, ColorSpace=Name.DeviceGray, Coords=coordinates, Function=function)


def tile(pdf: pikepdf.Pdf) -> Any:
    more = {"PatternType": 1, "PaintType": 1, "TilingType": 1, "BBox": [0, 0, 4, 4], "XStep": 4, "YStep": 4}
    made = Stream(pdf, b".97 g 0 0 2 2 re f", Type=Name.Pattern, **more)
    made.Resources = Dictionary()
    return pdf.make_indirect(made)


def mesh(pdf: pikepdf.Pdf) -> Any:
    corners = ((0, 0), (65535, 0), (0, 65535))
    data = b"".join(struct.pack(">BHHB", 0, x, y, 0xF4) for x, y in corners)
    made = Stream(pdf, data, ShadingType=4, ColorSpace=Name.DeviceGray, BitsPerCoordinate=16)
    made.BitsPerComponent = made.BitsPerFlag = 8
    made.Decode = Array([AT, AT + 20, AT, AT + 20, 0, 1])
    return pdf.make_indirect(made)


def seen_through(pdf: pikepdf.Pdf) -> Any:
    group = form(b".05 g 20 20 20 20 re f", Group=Dictionary(S=Name.Transparency, CS=Name.DeviceGray))
    return Dictionary(SMask=Dictionary(S=Name.Luminosity, G=group(pdf)))


def stencil(pdf: pikepdf.Pdf) -> Any:
    made = Stream(pdf, b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, ImageMask=True)
    made.BitsPerComponent = 1
    return pdf.make_indirect(made)


def glyphs(drawn: bytes, box: list[int]) -> Make:
    def make(pdf: pikepdf.Pdf) -> Any:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type3, FontBBox=box, FontMatrix=[0.1, 0, 0, 0.1, 0, 0])
        font.CharProcs = Dictionary(a=pdf.make_stream(drawn))
        font.Encoding = Dictionary(Type=Name.Encoding, Differences=Array([97, Name.a]))
        font.FirstChar = font.LastChar = 97
        font.Widths, font.Resources = Array([10]), Dictionary()
        return pdf.make_indirect(font)

    return make


def glyph_of_a_form(pdf: pikepdf.Pdf) -> Any:
    font = glyphs(b"10 0 0 0 1 1 d1 /X Do", [0, 0, 1, 1])(pdf)
    drawn = form(b".97 g -280 -280 200 200 re f", (-300, -300, 300, 300))(pdf)
    font.Resources = Dictionary(XObject=Dictionary(X=drawn))
    return font


def form_of_a_glyph(pdf: pikepdf.Pdf) -> Any:
    made = form(b"q 1 0 0 1 28 28 cm .97 g BT /F3 1 Tf 20 20 Td (a) Tj ET Q")(pdf)
    font = glyphs(b"10 0 0 0 1 1 d1 -280 -280 200 200 re f", [0, 0, 1, 1])(pdf)
    made.Resources = Dictionary(Font=Dictionary(F3=font))
    return made


def nested(pdf: pikepdf.Pdf, depth: int) -> Any:
    """A form in a form, ``depth`` of them, each moved and the mark at its place after all."""
    inner = form(b".97 g -500 -500 20 20 re f", (-600, -600, 700, 900), Matrix=Array([1, 0, 0, 1, 520, 520]))
    held = inner(pdf)
    for _ in range(depth):
        made = form(b"/X Do")(pdf)
        made.Resources = Dictionary(XObject=Dictionary(X=held))
        held = made
    return held


def blended(mode: str) -> Make:
    return lambda _: Dictionary(BM=Name(f"/{mode}"))


def overprinted(_: pikepdf.Pdf) -> Any:
    return Dictionary(OP=True, op=True, OPM=1)


def spot(_: pikepdf.Pdf) -> Any:
    tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[1], C1=[0], N=1)
    return Array([Name.Separation, Name.Spot, Name.DeviceGray, tint])


KINDS: dict[str, Draw] = {
    "gradient in a clip": drawing(
        "q 20 20 20 20 re W n /S sh Q", Shading={"S": lambda _: fading(2, [20, 20, 40, 40])}
    ),
    "gradient around a point": drawing("/S sh", Shading={"S": lambda _: fading(3, [30, 30, 0, 30, 30, 10])}),
    "gradient of a fill": drawing(
        "/Pattern cs /P scn 20 20 20 20 re f",
        Pattern={"P": lambda _: Dictionary(PatternType=2, Shading=fading(2, [20, 20, 40, 40]))},
    ),
    "mesh": drawing("/S sh", Shading={"S": mesh}),
    "pattern": drawing("/Pattern cs /P scn 20 20 20 20 re f", Pattern={"P": tile}),
    "soft mask": drawing("q /G gs 0 g 0 0 596 842 re f Q", ExtGState={"G": seen_through}),
    "almost transparent": drawing(
        "q /G gs 0 g 20 20 20 20 re f Q", ExtGState={"G": lambda _: Dictionary(ca=0.03, BM=Name.Multiply)}
    ),
    "glyph that is drawn": drawing(
        ".97 g BT /F3 1 Tf 20 20 Td (a) Tj ET",
        Font={"F3": glyphs(b"10 0 0 0 200 200 d1 0 0 200 200 re f", [0, 0, 200, 200])},
    ),
    "glyph far from its place": drawing(
        "BT /F3 1 Tf 48 48 Td (a) Tj ET",
        Font={"F3": glyphs(b"10 0 d0 .97 g -280 -280 200 200 re f", [0, 0, 0, 0])},
    ),
    "picture in the content": drawing("q 20 0 0 20 20 20 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q"),
    "stencil": drawing("q .97 g 20 0 0 20 20 20 cm /I Do Q", XObject={"I": stencil}),
    "form that is turned": drawing(
        "/X Do",
        XObject={"X": form(b".97 g 0 0 1 1 re f", (0, 0, 1, 1), Matrix=Array([0, 20, -20, 0, 40, 20]))},
    ),
    "clip by letters": drawing("q BT 7 Tr /F1 20 Tf 20 20 Td (MM) Tj ET .97 g 0 0 596 842 re f Q"),
    "letters in outline": drawing("BT 1 Tr .97 G .1 w /F1 20 Tf 20 20 Td (M) Tj ET"),
    "glyph whose box lies": drawing(
        ".97 g BT /F3 1 Tf 48 48 Td (a) Tj ET",
        Font={"F3": glyphs(b"10 0 0 0 1 1 d1 -280 -280 200 200 re f", [0, 0, 1, 1])},
    ),
    "glyph that is a form": drawing("BT /F3 1 Tf 48 48 Td (a) Tj ET", Font={"F3": glyph_of_a_form}),
    "such a glyph in a form": drawing("/X Do", XObject={"X": form_of_a_glyph}),
    "white ground in a clip": drawing("q 20 20 20 20 re W n 1 g -9 -9 700 900 re f Q"),
    "picture without a height": drawing("q 20 0 0 .001 20 20 cm /I Do Q", XObject={"I": stencil}),
    "fill without a width": drawing("20 20 0 20 re f"),
    "dot": drawing("1 J 3 w 21 21 m 21 21 l S"),
    "dashes": drawing("0 w [1 9] 0 d 20 20 m 20 200 l S"),
    "stroke from outside": drawing(".97 G 40 w 40 -5 m 40 30 l S"),
    "point of a mitre": drawing(".97 G 4 w 100 M 0 j 300 30 m 64 30.5 l 300 31 l S 20 20 m 21 20 l S"),
    "hole": drawing(".97 g 20 20 20 20 re 25 25 10 10 re f*"),
    "stroke of a pattern": drawing("/Pattern CS /P SCN 4 w 20 20 20 20 re S", Pattern={"P": tile}),
    "letter of a pattern": drawing("/Pattern cs /P scn BT /F1 20 Tf 20 20 Td (M) Tj ET", Pattern={"P": tile}),
    "letter with a rim": drawing("BT 2 Tr 1 g .97 G .2 w /F1 20 Tf 20 20 Td (M) Tj ET"),
    "letter that clips too": drawing("q BT 5 Tr .97 G 1 w /F1 20 Tf 20 20 Td (M) Tj ET Q"),
    "letter set low": drawing(".97 g BT /F1 20 Tf -100 Ts 20 120 Td (M) Tj ET"),
    "letter upside down": drawing(".97 g BT /F1 -20 Tf 40 40 Td (M) Tj ET"),
    "letter mirrored": drawing(".97 g BT /F1 20 Tf -100 Tz 40 22 Td (M) Tj ET"),
    "letter far back": drawing(".97 g BT /F1 10 Tf 300 22 Td [(x) 28000 (M)] TJ ET"),
    "difference": drawing("q /G gs .03 g 20 20 20 20 re f Q", ExtGState={"G": blended("Difference")}),
    "luminosity": drawing("q /G gs .97 g 20 20 20 20 re f Q", ExtGState={"G": blended("Luminosity")}),
    "overprint": drawing("q /G gs 0 0 0 .02 k 20 20 20 20 re f Q", ExtGState={"G": overprinted}),
    "forms within forms": drawing("/X Do", XObject={"X": lambda pdf: nested(pdf, 24)}),
    "spot colour": drawing("/C cs .03 scn 20 20 20 20 re f", ColorSpace={"C": spot}),
}


def shown(folder: Path, draw: Draw) -> tuple[float, float]:
    """The left and lower edge of what is shown of a page."""
    file = write(folder / "a.pdf", draw)
    with pikepdf.open(file) as pdf:
        pages = tuple(page_facts(page.obj, number) for number, page in enumerate(pdf.pages, 1))
    taken = Taken(name="a", kind="pdf", pdf=file.read_bytes(), selection=Selection(pages=pages))
    (page,) = fit.fitted(fit.measured(taken))
    return page.box[0], page.box[1]


@pytest.mark.parametrize("kind", KINDS)
def test_each_way_to_draw_is_a_mark(tmp_path: Path, kind: str) -> None:
    left, foot = shown(tmp_path, KINDS[kind])
    assert left <= AT + 2
    assert foot <= AT + 2


def test_without_a_mark_the_margin_goes(tmp_path: Path) -> None:
    assert min(shown(tmp_path, drawing(""))) > 2 * AT


#: A page whose paper is not where others have it: its size in points, and what its dictionary says.
PAPERS: dict[str, tuple[str, dict[str, Any]]] = {
    "turned": ("", {"Rotate": 90}),
    "turned back": ("", {"Rotate": 270}),
    "units of half a point": ("", {"UserUnit": 0.5}),
    "origin in the middle": ("1 0 0 1 -300 -400 cm", {"MediaBox": [-300, -400, 295, 442]}),
    "box away from the origin": (
        "1 0 0 1 100 150 cm",
        {"MediaBox": [0, 0, 900, 1100], "CropBox": [100, 150, 695, 992]},
    ),
    "box away and turned": (
        "1 0 0 1 100 150 cm",
        {"CropBox": [100, 150, 695, 992], "MediaBox": [0, 0, 900, 1100], "Rotate": 180},
    ),
}


@pytest.mark.parametrize("paper", PAPERS)
def test_a_mark_stays_wherever_the_paper_lies(tmp_path: Path, paper: str) -> None:
    move, keys = PAPERS[paper]

    def draw(pdf: pikepdf.Pdf, page: pikepdf.Page) -> str:
        for key, value in keys.items():
            page.obj[f"/{key}"] = Array(value) if isinstance(value, list) else value
        return f"q {move} {_lines()} .97 g 20 20 20 20 re f Q"

    x, y = keys.get("CropBox", keys.get("MediaBox", [0, 0]))[:2]
    left, foot = shown(tmp_path, draw)
    assert left - x <= AT + 2
    assert foot - y <= AT + 2


@pytest.mark.parametrize("kind", ["glyph whose box lies", "such a glyph in a form"])
def test_the_comparison_sees_it_too(tmp_path: Path, kind: str) -> None:
    file = write(tmp_path / "a.pdf", KINDS[kind])
    size, inner = (595, 842), (44, 0, 595, 798)
    with Reader(file) as reader, reader.shown(1) as opened:
        drawn = list(opened.around(size, inner, (0, 0, 595.28, 841.89), 0))
    (whole,) = drawn
    assert whole.crop((18, 800, 42, 824)).getextrema()[0][0] < 255
    assert whole.crop(inner).getextrema() == ((255, 255),) * 3
