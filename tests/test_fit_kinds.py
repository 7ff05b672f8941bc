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
