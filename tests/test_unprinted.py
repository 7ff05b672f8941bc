"""What does not print, in a layer that is off or outside the page, is taken out; what prints stays."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hiding import MARK, PIXELS, SEEN, WIDE, Change, asked_of, file, gone, held, looks, printed, text
from pikepdf import Array, Dictionary, Name, Stream

from dossier.raster import Reader
from dossier.work import Crew

# -- layers


def layer(pdf: pikepdf.Pdf, name: str = MARK, **more: Any) -> Any:
    return pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String(name), **more))


def off(pdf: pikepdf.Pdf, content: Any, layers: Sequence[Any], **default: Any) -> None:
    pdf.pages[0].obj.Resources.Properties = Dictionary(L=content)
    pdf.Root.OCProperties = Dictionary(OCGs=Array(list(layers)), D=Dictionary(default))


def by_list(pdf: pikepdf.Pdf) -> None:
    one = layer(pdf)
    off(pdf, one, [one], **{"/OFF": Array([one])})


def by_base_state(pdf: pikepdf.Pdf) -> None:
    one, other = layer(pdf), layer(pdf, "Fond")
    off(pdf, one, [one, other], **{"/BaseState": Name.OFF, "/ON": Array([other])})


def by_print_state(pdf: pikepdf.Pdf) -> None:
    one = layer(pdf, Usage=Dictionary(Print=Dictionary(PrintState=Name.OFF)))
    usage = Dictionary(Event=Name.Print, OCGs=Array([one]), Category=Array([Name.Print]))
    off(pdf, one, [one], **{"/AS": Array([usage])})


def by_membership(pdf: pikepdf.Pdf) -> None:
    one, other = layer(pdf), layer(pdf, "Fond")
    member = pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=Array([one, other]), P=Name.AllOn))
    off(pdf, member, [one, other], **{"/OFF": Array([one])})


def by_expression(pdf: pikepdf.Pdf) -> None:
    one = layer(pdf, "Fond")
    member = pdf.make_indirect(Dictionary(Type=Name.OCMD, VE=Array([Name.Not, Array([Name.Or, one])])))
    off(pdf, member, [one])


BY = [by_list, by_base_state, by_print_state, by_membership, by_expression]


IN_LAYER = {
    "text": f"/OC /L BDC {text()} EMC",
    "picture": "/OC /L BDC q 90 0 0 60 100 200 cm /I Do Q EMC",
    "nested": f"/OC /L BDC /Span <</ActualText ({MARK})>> BDC {text()} EMC q EMC 1 0 0 rg 9 9 50 50 re f Q",
    "within a line": f"BT /F1 12 Tf 100 300 Td (Avant ) Tj /OC /L BDC ({MARK}) Tj EMC ( apres) Tj ET",
}


WITHOUT = {
    "nested": "q 1 0 0 rg 9 9 50 50 re f Q",
}


@pytest.mark.parametrize("draw", IN_LAYER)
@pytest.mark.parametrize("change", BY, ids=lambda change: change.__name__)
def test_what_is_in_a_layer_that_does_not_print_is_gone(
    change: Change, draw: str, worker: Crew, tmp_path: Path
) -> None:
    left = printed(worker, file(IN_LAYER[draw], change))
    found = held(tmp_path, left.pdf)
    assert MARK not in found
    assert PIXELS.decode() not in found or draw != "picture"
    assert SEEN in found
    assert left.removed["hidden-layer"] >= 1
    if draw != "within a line":
        assert looks(left.pdf, left) == looks(printed(worker, file(WITHOUT.get(draw, ""))).pdf, left)
        return
    with Reader(left.pdf) as reader, reader.page(1) as page:
        line = [c for c in page.characters(page.runs()) if c.origin[1] == pytest.approx(300)]
    (start,) = (c.origin[0] for c in line if c.text == "a" and c.origin[0] > 140)
    assert start == pytest.approx(100 + 12 * (0.667 + 0.5 + 0.556 * 2 + 0.278 * 2 + WIDE + 0.278), abs=0.1)


def test_a_form_an_image_and_a_stamp_of_a_layer_that_does_not_print_are_gone(
    worker: Crew, tmp_path: Path
) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        by_list(pdf)
        page = pdf.pages[0].obj
        one = page.Resources.Properties.L
        page.Resources.XObject.I.OC = one
        page.Resources.XObject.F = pdf.make_indirect(
            Stream(
                pdf,
                text().encode(),
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=Array([0, 0, 600, 800]),
                Resources=page.Resources,
                OC=one,
            )
        )
        look = Stream(
            pdf, text().encode(), Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 600, 800])
        )
        look.Resources = page.Resources
        stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([0, 0, 600, 800]), F=4, OC=one)
        stamp.AP = Dictionary(N=pdf.make_indirect(look))
        page.Annots = Array([pdf.make_indirect(stamp)])

    left = printed(worker, file("/F Do q 90 0 0 60 100 200 cm /I Do Q", change))
    gone(tmp_path, left, file(""), worker)
    assert left.removed["hidden-layer"] == 3


def test_a_layer_that_prints_stays(worker: Crew, tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        one, other = layer(pdf, "Fond"), layer(pdf, "Autre")
        off(pdf, one, [one, other], **{"/OFF": Array([other])})

    left = printed(worker, file(IN_LAYER["text"], change))
    found = held(tmp_path, left.pdf)
    assert MARK in found
    assert "(Fond)" not in found, "a name says what its author thought"
    assert "/OCG" in found
    assert "Autre" not in found


# -- outside


AWAY = {
    "text": text(y=900),
    "a line that begins on the page": f"BT 0 g /F1 12 Tf 540 300 Td (ab {' ' * 30}{MARK}) Tj ET",
    "picture": "q 90 0 0 60 100 900 cm /I Do Q",
    "inline image": "q 90 0 0 60 700 100 cm BI /W 8 /H 1 /BPC 8 /CS /G ID ZPIXELSZ EI Q",
    "in a form": "q 1 0 0 1 0 900 cm /F Do Q /F Do",
}


STAYS = {"a line that begins on the page": "BT 0 g /F1 12 Tf 540 300 Td (ab) Tj ET", "in a form": "/F Do"}


def with_form(pdf: pikepdf.Pdf) -> None:
    """A form /F with the marker above the line that it shows."""
    resources = pdf.pages[0].obj.Resources
    drawn = f"{text('dans la forme', 100, 200)} {text(y=1000)}"
    resources.XObject.F = pdf.make_indirect(
        Stream(
            pdf,
            drawn.encode(),
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 2000, 2000]),
            Resources=Dictionary(Font=resources.Font),
        )
    )


@pytest.mark.parametrize("draw", AWAY)
def test_what_is_outside_the_page_is_gone(draw: str, worker: Crew, tmp_path: Path) -> None:
    change = with_form if draw == "in a form" else None
    left = printed(worker, file(AWAY[draw], change))
    gone(tmp_path, left, file(STAYS.get(draw, ""), change), worker)
    assert left.removed["outside"] >= 1


@pytest.mark.parametrize(
    "sheet",
    [{"rotate": 90}, {"unit": 2.0}, {"rotate": 270, "unit": 1.5}, {}],
    ids=["90", "unit", "both", "-"],
)
def test_outside_is_by_the_box_that_is_shown(sheet: dict[str, Any], worker: Crew, tmp_path: Path) -> None:
    crop = {"crop": (80, 250, 500, 700), **sheet}
    left = printed(worker, file(f"{text(y=100)} q 40 0 0 40 10 10 cm /I Do Q", **crop))
    gone(tmp_path, left, file("", **crop), worker)


def test_what_is_outside_the_trimmed_size_is_gone_where_it_is_asked_for(worker: Crew, tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.TrimBox = Array([80, 250, 500, 700])

    data = file(text(y=100), change)
    assert MARK in held(tmp_path, printed(worker, data).pdf)
    left = printed(worker, data, trim=True)
    assert MARK not in held(tmp_path, left.pdf)
    assert left.removed["outside"] >= 1


def test_what_is_partly_outside_stays_as_it_is(worker: Crew, tmp_path: Path) -> None:
    left = printed(worker, file("q 90 0 0 60 550 100 cm /I Do Q 0 G 3 w -20 50 m 30 50 l S"))
    assert PIXELS.decode() in held(tmp_path, left.pdf)
    assert asked_of(left) == {}


def test_a_field_outside_the_page_is_gone(worker: Crew, tmp_path: Path) -> None:
    left = printed(worker, file("", fields={"nom": ((700, 100, 900, 120), MARK)}))
    with pikepdf.open(io.BytesIO(left.pdf)) as pdf:
        assert len(pdf.pages[0].obj.get("/Annots", ())) == 0
    assert left.removed["outside"] == 1
