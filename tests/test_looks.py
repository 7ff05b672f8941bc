"""What print shows of annotations in a state that is none, without area, without a look."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import File, Made, Sheet, built, write_dossier
from pikepdf import Array, Dictionary, Name, Stream, String
from plants import holds, plain

from dossier import raster

ROW = 22
#: What an annotation says, and which of its words are shown: of its two looks, or of what it holds.
STATED: dict[str, tuple[dict[str, Any], str]] = {
    "on": ({"AS": Name.On}, "on"),
    "off, whatever its value": ({"AS": Name.Off, "V": Name.On}, "off"),
    "on by its value": ({"V": Name.On}, "on"),
    "on by the value of its field": ({"Parent": Dictionary(FT=Name.Btn, V=Name.On)}, "on"),
    "off by its value": ({"V": Name.Off}, "off"),
    "off by nothing": ({}, "off"),
    "on in another writing": ({"AS": String("On")}, "on"),
    "on, in a state that is none": ({"AS": Name.Yes, "V": Name.On}, "on"),
    "a stamp of two looks": ({"Subtype": Name.Stamp, "FT": None}, "off"),
    "of no page": ({"AS": Name.On, "P": None}, "on"),
}
NOWHERE: dict[str, dict[str, Any]] = {
    "without width": {"Rect": Array([60, 700, 60, 720])},
    "without height": {"Rect": Array([60, 700, 260, 700])},
    "without place": {"Rect": None},
    "in a box of no area": {"BBox": Array([0, 0, 0, 0])},
    "in no box": {"BBox": None},
    "flattened": {"Matrix": Array([0, 0, 0, 0, 0, 0])},
}
TYPED: dict[str, dict[str, Any]] = {
    "as viewers write it": {"DA": String("0 g /Helv 11 Tf")},
    "without size": {"DA": String("0 g /F1 Tf")},
    "without a word on how": {"C": Array([1, 1, 0])},
}


def told(place: str) -> str:
    return "ZQ" + "".join(chr(65 + ord(c) % 26) for c in place if c.isalnum())


def look(pdf: pikepdf.Pdf, word: str, **entries: Any) -> Any:
    drawn = f"BT /F1 7 Tf 2 5 Td ({word}) Tj ET".encode()
    made = Stream(pdf, drawn, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 200, 18]))
    made.Resources = Dictionary(Font=Dictionary(F1=pdf.pages[0].obj.Resources.Font.F1))
    return pdf.make_indirect(given(made, entries))


def given(held: Any, entries: dict[str, Any]) -> Any:
    for key, value in entries.items():
        if value is not None:
            held["/" + key] = value
        elif "/" + key in held:
            del held["/" + key]
    return held


def annotation(pdf: pikepdf.Pdf, rank: int, **entries: Any) -> Any:
    y = 600 - ROW * rank
    made = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Btn, F=4, Rect=Array([60, y, 260, y + 18])
    )
    made.P = pdf.pages[0].obj
    return given(made, entries)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("aspects")
    path = File([Sheet(("Un formulaire",))]).write(folder / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        held: list[Any] = []
        for place, (entries, _) in STATED.items():
            on, off = (look(pdf, told(place) + word) for word in ("on", "off"))
            looks = Dictionary(N=Dictionary(On=on, Off=off))
            held.append(annotation(pdf, len(held), AP=looks, **entries))
        for place, entries in NOWHERE.items():
            own = {key: value for key, value in entries.items() if key != "Rect"}
            looks = Dictionary(N=look(pdf, told(place), **own))
            rect = {key: value for key, value in entries.items() if key == "Rect"}
            held.append(annotation(pdf, len(held), Subtype=Name.Stamp, FT=None, AP=looks, **rect))
        for place, entries in TYPED.items():
            said = String(told(place))
            held.append(annotation(pdf, len(held), Subtype=Name.FreeText, FT=None, Contents=said, **entries))
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(one) for one in held])
        pdf.Root.AcroForm = Dictionary(
            Fields=Array([one for one in pdf.pages[0].obj.Annots if "/FT" in one or "/Parent" in one])
        )
        pdf.save(path)
    return built(write_dossier(folder, {"a": path}))


@pytest.fixture(scope="module")
def text(made: Made) -> str:
    with raster.Reader(made.pdf) as reader, reader.page(made.framed()[0]["folio"]) as page:
        return page.text()


@pytest.mark.parametrize("place", STATED)
def test_the_look_of_the_state_is_shown_and_no_other(text: str, made: Made, place: str) -> None:
    shown = STATED[place][1]
    other = "on" if shown == "off" else "off"
    assert told(place) + shown in text
    assert not holds(plain(made.pdf), told(place) + other)


@pytest.mark.parametrize("place", NOWHERE)
def test_what_has_no_area_is_not_in_the_file(text: str, made: Made, place: str) -> None:
    assert told(place) not in text
    assert not holds(plain(made.pdf), told(place))


@pytest.mark.parametrize("place", TYPED)
def test_a_text_without_a_look_is_drawn(text: str, made: Made, place: str) -> None:
    assert told(place) in text
    assert "field-undrawn" not in made.codes()


def test_a_text_without_end_in_letters_without_end_takes_no_time(tmp_path: Path) -> None:
    path = File([Sheet(("Un formulaire",))]).write(tmp_path / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        entries = {"Contents": String("mot " * 100_000), "DA": String("/Helv 1000000000 Tf")}
        held = annotation(pdf, 0, Subtype=Name.FreeText, FT=None, **entries)
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(held)])
        pdf.save(path)
    before = time.process_time()
    made = built(write_dossier(tmp_path / "dossier", {"a": path}))
    assert time.process_time() - before < 20
    assert made.codes() == ["field-undrawn"]
