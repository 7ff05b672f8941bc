"""What layers hide behind patterns, masks and glyphs is gone, by engines that know layers there."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import needed
from hiding import MARK, SEEN, Change, file, held, looks, printed, text
from pikepdf import Array, Dictionary, Name, Stream
from test_hidden import refused

from dossier.layers import settled
from dossier.work import Crew

SHOWN = "ZSHOWNZ"
SIGHT = text(SHOWN, 9, 9)
HIDDEN = text(x=9, y=30)
FILL = "/Pattern cs /P scn 80 100 300 60 re f"
BOX = Array([0, 0, 300, 60])


def stream(pdf: pikepdf.Pdf, content: str, **more: Any) -> Any:
    held = pdf.pages[0].obj.Resources
    own = Dictionary(Font=Dictionary(dict(held.Font)), Properties=Dictionary(L=one(pdf)))
    return pdf.make_indirect(Stream(pdf, content.encode(), **{"Resources": own, "BBox": BOX} | more))


def form(pdf: pikepdf.Pdf, content: str, **more: Any) -> Any:
    return stream(pdf, content, Type=Name.XObject, Subtype=Name.Form, **more)


def one(pdf: pikepdf.Pdf) -> Any:
    """The layer of the file, which is off."""
    if "/OCProperties" not in pdf.Root:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String("Corrige")))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    return pdf.Root.OCProperties.OCGs[0]


def pattern(content: str, **things: Any) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        tile = stream(pdf, content, PatternType=1, PaintType=1, TilingType=1, XStep=300, YStep=60)
        tile.Resources.XObject = Dictionary({f"/{name}": make(pdf) for name, make in things.items()})
        pdf.pages[0].obj.Resources.Pattern = Dictionary(P=tile)

    return change


def within(hidden: str) -> str:
    return f"{SIGHT} /OC /L BDC {hidden} EMC"


def member(hidden: str) -> Change:
    """The layer by a membership that is written where it is used."""

    def change(pdf: pikepdf.Pdf) -> None:
        pattern(within(hidden))(pdf)
        tile = pdf.pages[0].obj.Resources.Pattern.P
        tile.Resources.Properties.L = Dictionary(Type=Name.OCMD, OCGs=Array([one(pdf)]), P=Name.AllOn)

    return change


def glyph(hidden: str) -> Change:
    """A glyph of text, a hundred times as large."""

    def change(pdf: pikepdf.Pdf) -> None:
        held = pdf.pages[0].obj.Resources
        content = f"9000 0 d0 0 0 500 100 re f q 30 0 0 30 0 0 cm {within(hidden)} Q"
        own = Dictionary(Font=Dictionary(dict(held.Font)), Properties=Dictionary(L=one(pdf)))
        held.Font.T = Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 9000, 1500]), FirstChar=97, LastChar=97,
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]), Widths=Array([9000]), Resources=own,
            Encoding=Dictionary(Differences=Array([97, Name.a])),
            CharProcs=Dictionary(a=pdf.make_indirect(Stream(pdf, content.encode()))),
        )  # fmt: skip

    return change


def inherited(hidden: str) -> Change:
    """A glyph that names the layer by the page's resources."""

    def change(pdf: pikepdf.Pdf) -> None:
        glyph(hidden)(pdf)
        held = pdf.pages[0].obj.Resources
        held.Properties = held.Font.T.Resources.Properties
        del held.Font.T.Resources

    return change


def mask(content: str, **more: Any) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        group = form(pdf, content, Group=Dictionary(S=Name.Transparency, CS=Name.DeviceGray), **more)
        group.BBox = Array([0, 0, 600, 900])
        state = Dictionary(SMask=Dictionary(S=Name.Luminosity, G=group))
        pdf.pages[0].obj.Resources.ExtGState.M = state

    return change


def stamp(hidden: str) -> Change:
    """A stamp that fills with a pattern."""

    def change(pdf: pikepdf.Pdf) -> None:
        pattern(within(hidden))(pdf)
        held = pdf.pages[0].obj.Resources
        look = form(pdf, "/Pattern cs /P scn 0 0 300 60 re f")
        look.Resources.Pattern = held.Pattern
        annotation = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([80, 100, 380, 160]), F=4)
        annotation.AP = Dictionary(N=look)
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(annotation)])
        del held.Pattern

    return change


def of_layer(hidden: str) -> Change:
    return pattern(f"{SIGHT} /F Do", F=lambda pdf: form(pdf, hidden, OC=one(pdf)))


def in_a_form(hidden: str) -> Change:
    return pattern("/F Do", F=lambda pdf: form(pdf, within(hidden)))


GLYPH = "BT /T 30 Tf 80 120 Td (a) Tj ET"
WAYS: dict[str, tuple[str, Callable[[str], Change]]] = {
    "in a pattern": (FILL, lambda hidden: pattern(within(hidden))),
    "by a membership": (FILL, member),
    "a form of the layer": (FILL, of_layer),
    "in a form in a pattern": (FILL, in_a_form),
    "in a glyph": (GLYPH, glyph),
    "in a glyph, by the page": (GLYPH, inherited),
    "in a stamp's pattern": ("", stamp),
}


def seen(folder: Path, data: bytes) -> tuple[bytes, bytes]:
    """The first page as two engines draw it that know layers everywhere."""
    path = folder / "seen.pdf"
    path.write_bytes(data)
    poppler = [needed("pdftoppm"), "-r", "50", "-l", "1", "-gray", str(path)]
    mupdf = [needed("mutool"), "draw", "-r", "50", "-F", "pgm", "-o", "-", str(path), "1"]
    one, other = (subprocess.run(c, capture_output=True, check=True).stdout for c in (poppler, mupdf))
    return one, other


@pytest.mark.parametrize("way", WAYS)
def test_what_a_layer_hides_within_is_gone(way: str, worker: Crew, tmp_path: Path) -> None:
    draw, change = WAYS[way]
    data = file(draw, change(HIDDEN))
    left, bare = printed(worker, data), printed(worker, file(draw, change("")))
    found = held(tmp_path, left.pdf)
    assert MARK not in found
    assert SEEN in found
    assert SHOWN in found
    assert left.removed["hidden-layer"] >= 1
    assert seen(tmp_path, left.pdf) == seen(tmp_path, bare.pdf)
    if draw != GLYPH:  # pdfium draws no text within a glyph
        assert looks(data, left) != looks(settled(data), left), "pdfium knows no layers there"
    assert looks(left.pdf, left) == looks(bare.pdf, left)


MASKED = f"q /M gs {text(SHOWN, 80, 120, size=30)} Q"


def test_what_a_layer_takes_from_a_mask_stays_away(worker: Crew, tmp_path: Path) -> None:
    left, bare = (
        printed(worker, file(MASKED, mask(f"1 g 0 0 120 900 re f /OC /L BDC {more} EMC")), "keep").pdf
        for more in ("120 0 400 900 re f", "")
    )
    assert seen(tmp_path, left) == seen(tmp_path, bare)
    assert "120 0 400 900 re" not in held(tmp_path, left)


def test_a_mask_that_a_layer_hides_as_a_whole_is_said(worker: Crew) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        mask("1 g 0 0 600 900 re f", OC=one(pdf))(pdf)

    assert refused(worker, file(MASKED, change)).code == "hidden-stays"


def test_one_glyph_that_is_two_things_is_said(worker: Crew) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        inherited(HIDDEN)(pdf)
        own = pdf.pages[0].obj.Resources
        look = form(pdf, GLYPH.replace("80 120", "9 9"))
        look.Resources = Dictionary(Font=Dictionary(dict(own.Font)), Properties=Dictionary())
        own.XObject.G = look

    assert refused(worker, file(f"{GLYPH} /G Do", change)).code == "hidden-stays"
