"""What is read in place of a drawing goes with it: under the box of a redaction no name is spoken."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hiding import MARK, Change, file, held, looks, printed, text
from pikepdf import Array, Dictionary, Name, String

from dossier.work import Crew

BOX = "0 g 72 45 120 14 re f"
Plant = Callable[[str], tuple[str, Change | None]]


def inline(draw: str) -> tuple[str, Change | None]:
    return f"/Span <</ActualText (M. {MARK})>> BDC {draw} EMC", None


def expanded(draw: str) -> tuple[str, Change | None]:
    return f"/Span <</E (M. {MARK})>> BDC /Artifact BMC {draw} EMC EMC", None


def named(draw: str) -> tuple[str, Change | None]:
    def change(pdf: pikepdf.Pdf) -> None:
        held = Dictionary(ActualText=String(MARK), Alt=String(MARK))
        pdf.pages[0].obj.Resources.Properties = Dictionary(MC0=pdf.make_indirect(held))

    return f"/Span /MC0 BDC {draw} EMC", change


def tree(pdf: pikepdf.Pdf, role: str, kid: Any, **said: Any) -> None:
    page = pdf.pages[0].obj
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    one = Dictionary(Type=Name.StructElem, S=Name(role), P=root, Pg=page, K=kid, **said)
    root.K = Array([pdf.make_indirect(one)])
    root.ParentTree = Dictionary(Nums=Array([0, Array([one])]))
    page.StructParents = 0
    pdf.Root.StructTreeRoot = root


def element(draw: str) -> tuple[str, Change | None]:
    return (
        f"/Span <</MCID 0>> BDC {draw} EMC",
        lambda pdf: tree(pdf, "/Span", 0, ActualText=String(f"M. {MARK}")),
    )


def figure(draw: str) -> tuple[str, Change | None]:
    return f"/Figure <</MCID 0>> BDC {draw} EMC", lambda pdf: tree(pdf, "/Figure", 0, Alt=String(MARK))


def in_form(draw: str) -> tuple[str, Change | None]:
    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        form = pdf.make_stream(f"/Span <</MCID 0>> BDC {draw} EMC".encode())
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 600, 850])
        form.Resources = page.Resources
        page.Resources.XObject.F = pdf.make_indirect(form)
        kid = Dictionary(Type=Name.MCR, Pg=page, Stm=page.Resources.XObject.F, MCID=0)
        tree(pdf, "/Span", kid, ActualText=String(MARK))

    return "/F Do", change


PLANTS: list[Plant] = [inline, expanded, named, element, figure, in_form]
#: What a redaction leaves of a text.
LEFT = {
    "a box": BOX,
    "nothing": "q Q",
    "boxes of one colour": f"q {BOX} 72 25 300 14 re f Q",
    "a box in a frame": "1 g 72 45 120 14 re B",
    "a box that clips": f"q 0 0 500 500 re W n {BOX} Q",
    "a box of a black of print": "0.137 0.122 0.125 rg 72 45 120 14 re f",
    "a box of four inks": "0.75 0.68 0.67 0.9 k 72 45 120 14 re f",
    "a box behind a font": f"BT /F1 12 Tf ET {BOX}",
    "a thick line": "14 w 72 52 m 192 52 l S",
    "round corners": "14 w 1 J 82 52 m 182 52 l S",
    "a box by its sides": "72 45 m 192 45 l 192 59 l 72 59 l h f",
    "a box of many strokes": "4 w " + " ".join(f"72 {47 + 3 * n} m 192 {47 + 3 * n} l S" for n in range(5)),
    "boxes of a paragraph": " ".join(f"72 {45 + 16 * n} 200 12 re f" for n in range(15)),
    "two colours": f".5 g {BOX.removeprefix('0 g')} 0 g 74 47 116 10 re f",
    "white": "1 g 72 45 120 14 re f",
    "a colour": "1 0.9 0 rg 72 45 120 14 re f",
    "a picture of one colour": "q 120 0 0 14 72 45 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x01 EI Q",
}
#: What is drawn, of which something may well be said.
DRAWN = {
    "a drop cap": "q 90 0 0 60 100 200 cm /I Do Q",
    "a sign": "100 200 m 120 240 130 240 150 200 c h f",
    "a chart": "1 0 0 rg 100 100 20 60 re f 0 0 1 rg 130 100 20 90 re f",
    "a logo": "100 100 40 40 re f 1 G 100 100 m 140 140 l S",
    "letters as outlines": "2 w 100 100 m 110 140 l 120 100 l S 130 100 m 140 140 l 150 100 l S",
    "a word": text("Mot", y=200),
    "a bar code": "0 g " + " ".join(f"{100 + 4 * n} 100 2 40 re f" for n in range(20)),
    "a small picture": f"{BOX} q 9 0 0 9 100 200 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q",
}


def pairs(one: str, every: Iterable[str]) -> list[Any]:
    """Each plant with ``one``, then the first and the last of them with ``every`` other."""
    slow = [(plant, way) for plant in (inline, in_form) for way in every if way != one]
    fast = [pytest.param(plant, one, id=f"{plant.__name__}, {one}") for plant in PLANTS]
    return fast + [
        pytest.param(plant, way, id=f"{plant.__name__}, {way}", marks=pytest.mark.slow) for plant, way in slow
    ]


@pytest.mark.parametrize(("plant", "left"), pairs("a box", LEFT))
def test_what_is_said_of_a_box_goes(plant: Plant, left: str, worker: Crew, tmp_path: Path) -> None:
    draw, change = plant(LEFT[left])
    taken = printed(worker, file(draw, change))
    assert MARK not in held(tmp_path, taken.pdf)
    assert looks(taken.pdf, taken) == looks(printed(worker, file(LEFT[left])).pdf, taken)


@pytest.mark.parametrize(("plant", "drawn"), pairs("a sign", DRAWN))
def test_what_is_said_of_a_drawing_stays(plant: Plant, drawn: str, worker: Crew, tmp_path: Path) -> None:
    draw, change = plant(DRAWN[drawn])
    if plant is in_form and "/I Do" in DRAWN[drawn]:
        draw += " /I Do"
    assert MARK in held(tmp_path, printed(worker, file(draw, change)).pdf)


@pytest.mark.slow
@pytest.mark.parametrize("before", ["", "/Pattern cs /P scn q 0 g Q"])
def test_a_box_that_a_pattern_fills_is_a_drawing(before: str, worker: Crew, tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        tile = pdf.make_stream(b"1 0 0 rg 0 0 5 5 re f")
        tile.PatternType, tile.PaintType, tile.TilingType = 1, 1, 1
        tile.BBox, tile.XStep, tile.YStep = Array([0, 0, 9, 9]), 9, 9
        tile.Resources = Dictionary()
        pdf.pages[0].obj.Resources.Pattern = Dictionary(P=pdf.make_indirect(tile))

    within = "" if before else "/Pattern cs /P scn"
    draw = f"{before} /Span <</ActualText ({MARK})>> BDC {within} 72 45 120 90 re f EMC"
    assert MARK in held(tmp_path, printed(worker, file(draw, change)).pdf)


def test_an_element_of_which_more_is_drawn_or_that_leads_somewhere_keeps_its_text(worker: Crew) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        tree(pdf, "/Formula", Array([0, 1]), ActualText=String(MARK))

    draw = f"/P <</MCID 0>> BDC {text('a', y=200)} EMC /P <</MCID 1>> BDC 100 195 20 1 re f EMC"
    with pikepdf.open(io.BytesIO(printed(worker, file(draw, change)).pdf)) as pdf:
        assert str(pdf.Root.StructTreeRoot.K[0].ActualText) == MARK
