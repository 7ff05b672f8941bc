"""Filled forms as viewers show them: what has a look keeps it, what has none gets one, or it is said."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import Made, built, write_dossier
from damaged import said
from filled import LONG, form
from pikepdf import Array, Dictionary, Name

from dossier import raster

KEPT = b"/Tx BMC q BT /Helv 12 Tf 2 56 Td 14 TL (Une ligne) Tj T* (et une autre) Tj ET Q EMC"
SECRET = "Secret-1789"
EDGE = Dictionary(BC=Array([0, 0, 0]))
FIELDS: dict[str, dict[str, Any]] = {
    "kept": {"V": "Une ligne et une autre", "Ff": 1 << 12, "size": (300, 70), "look": KEPT},
    "wrapped": {"V": LONG, "Ff": 1 << 12, "size": (300, 60), "MK": EDGE},
    "letters": {"V": "Łódź, Αθήνα"},
    "password": {"V": SECRET, "Ff": 1 << 13},
    "password in clear": {
        "V": SECRET,
        "Ff": 1 << 13,
        "look": f"BT /Helv 9 Tf 2 7 Td ({SECRET}) Tj ET".encode(),
    },
    "comb": {"V": "XYZW", "Ff": 1 << 24, "MaxLen": 10, "MK": EDGE},
    "right": {"V": "adroite", "Q": 2},
    "stale": {"V": "nouveau", "look": b"/Tx BMC BT /Helv 12 Tf 2 7 Td (ancien) Tj ET EMC"},
    "choice": {"FT": Name.Ch, "Ff": 1 << 17, "V": "b", "Opt": Array([Array(["b", "Second choix"])])},
    "list": {"FT": Name.Ch, "V": "Deux", "Opt": Array(["Un", "Deux", "Trois"]), "size": (120, 50)},
    "long": {"V": "Une réponse qui est trop longue pour la case où elle se trouve", "size": (220, 20)},
    "checked": {"FT": Name.Btn, "V": Name.Oui, "AS": Name.Oui, "size": (20, 20)},
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Made, Any]]:
    folder = tmp_path_factory.mktemp("filled")
    path = form(folder / "given.pdf", *FIELDS.values())
    made = built(write_dossier(folder / "dossier", {"a": path}))
    with raster.Reader(made.pdf) as reader, reader.page(made.framed()[0]["folio"]) as page:
        yield made, page


def places(page: Any, word: str) -> list[tuple[float, float]]:
    text, origins = page.spelled()
    at = text.index(word)
    return list(origins[at : at + len(word)])


@pytest.mark.slow
def test_nothing_is_left_to_say_of_a_form_that_is_drawn(filled: tuple[Made, Any]) -> None:
    assert filled[0].codes() == []


@pytest.mark.parametrize("words", ["Łódź, Αθήνα", "nouveau", "Second choix", "Trois", "elle se trouve"])
def test_values_are_written_in_a_face_that_has_their_letters(filled: tuple[Made, Any], words: str) -> None:
    assert words in filled[1].text()
    assert "ancien" not in filled[1].text()


def test_a_look_that_says_the_value_is_kept_as_it_is(filled: tuple[Made, Any]) -> None:
    with pikepdf.open(filled[0].pdf) as pdf:
        streams = [one.read_bytes() for one in pdf.objects if isinstance(one, pikepdf.Stream)]
    assert any(b"(et une autre) Tj" in data for data in streams)


def test_a_long_answer_is_wrapped_and_whole(filled: tuple[Made, Any]) -> None:
    lines = filled[1].text().replace("\r\n", "\n")
    start = lines.index("Le candidat")
    said = lines[start : lines.index("commune.") + len("commune.")]
    assert " ".join(said.split()) == LONG
    assert said.count("\n") >= 2


def test_a_password_is_points_and_nowhere_in_the_file(filled: tuple[Made, Any]) -> None:
    assert filled[1].text().count("•" * len(SECRET)) == 2
    for path in filled[0].output.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        assert SECRET.encode() not in data
    with pikepdf.open(filled[0].pdf) as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") != Name.Image:
                assert SECRET.encode() not in one.read_bytes()


def test_letters_of_a_comb_stand_in_their_cells(filled: tuple[Made, Any]) -> None:
    x = [places(filled[1], letter)[0][0] for letter in "XYZW"]
    frame, source = filled[0].framed()[0]["frame"], 595.28
    cell = 30 * (frame[2] - frame[0]) / source
    assert [b - a for a, b in pairwise(x)] == pytest.approx([cell] * 3, abs=2.5)


def test_an_answer_stands_at_the_side_that_is_asked_for(filled: tuple[Made, Any]) -> None:
    frame = filled[0].framed()[0]["frame"]
    end = frame[0] + (72 + 300) * (frame[2] - frame[0]) / 595.28
    assert end - 14 < places(filled[1], "adroite")[-1][0] < end


@pytest.mark.slow
def test_a_box_that_is_checked_is_drawn(filled: tuple[Made, Any], tmp_path: Path) -> None:
    blank = form(tmp_path / "blank.pdf", {**FIELDS["checked"], "V": Name.Off, "AS": Name.Off})
    full = form(tmp_path / "full.pdf", FIELDS["checked"])
    dark = []
    for number, path in enumerate((blank, full)):
        made = built(write_dossier(tmp_path / str(number), {"a": path}))
        with raster.Reader(made.pdf) as reader, reader.page(made.framed()[0]["folio"]) as page:
            dark.append(sum(page.grey(72).histogram()[:100]))
    assert dark[1] > dark[0] + 20


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ({"V": "à l'écran", "F": 0}, "field-unprinted"),
        ({"FT": Name.Btn, "V": Name.Oui, "AS": Name.Oui, "F": 0}, "field-unprinted"),
        ({"FT": Name.Ch, "V": "b", "F": 0}, "field-unprinted"),
        ({"V": "", "F": 0}, ""),
        ({"V": "caché", "F": 2}, ""),
        ({"V": "pas à l'écran non plus", "F": 32}, ""),
    ],
)
def test_what_paper_does_not_show_is_said(tmp_path: Path, entries: dict[str, Any], code: str) -> None:
    found = said(tmp_path, form(tmp_path / "form.pdf", entries).read_bytes())
    assert [one.code for one in found] == ([code] if code else [])


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    letters, signs = {"V": "مرحبا"}, {"V": "漢字"}
    path = form(tmp_path / "given.pdf", letters, signs, {"V": LONG * 40, "Ff": 1 << 12})
    made = built(write_dossier(tmp_path / "dossier", {"a": path}))
    (told,) = made.record["findings"]
    assert (told["code"], "3" in told["message"]) == ("field-undrawn", True)


def test_a_value_whose_look_a_program_formats_keeps_it(tmp_path: Path) -> None:
    formatted = {"V": "1234.5", "AA": Dictionary(F=Dictionary(S=Name.JavaScript, JS="x"))}
    look = b"/Tx BMC BT /Helv 12 Tf 2 7 Td (1 234,50 EUR) Tj ET EMC"
    made = built(
        write_dossier(tmp_path / "d", {"a": form(tmp_path / "given.pdf", {**formatted, "look": look})})
    )
    with raster.Reader(made.pdf) as reader, reader.page(made.framed()[0]["folio"]) as page:
        assert "1 234,50 EUR" in page.text()


def test_fields_without_a_look_are_drawn_where_nobody_asks_for_it_too(tmp_path: Path) -> None:
    made = built(
        write_dossier(tmp_path / "d", {"a": form(tmp_path / "given.pdf", {"V": "Réponse"}, asked=False)})
    )
    with raster.Reader(made.pdf) as reader, reader.page(made.framed()[0]["folio"]) as page:
        assert "Réponse" in page.text()
    assert made.codes() == []
