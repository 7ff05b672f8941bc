"""Pages that are bound rightly and look so: none of them may stop a build, in no engine may one change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import engines
import pikepdf
import pytest
from conftest import File, Made, Sheet, built, prepared, write_dossier
from pikepdf import Array, Dictionary, Name
from test_compare import findings_of, folio, form, rewritten

BOX = (100, 400, 300, 460)
OVER = (140, 380, 260, 430)
EQUAL = {
    "letters": ["X" * 34],
    "dots": ["." * 90] * 20,
    "pairs": ["ab" * 30] * 12,
    "figures": ["0000000000 0000000000 0000000000"] * 9,
}


def over(path: Path, kind: str) -> Path:
    """A field, and a mark over it that somebody set later."""
    File([Sheet(fields={"nom": (BOX, "Anne Martin")}, stamps=[(OVER, "Vu")])]).write(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.Annots[1].Subtype = Name(f"/{kind}")
        pdf.save(path)
    return path


def under(path: Path) -> Path:
    """The other way round: the field lies over the mark."""
    over(path, "Stamp")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        annotations = pdf.pages[0].obj.Annots
        pdf.pages[0].obj.Annots = Array(list(annotations)[::-1])
        pdf.save(path)
    return path


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("marques")
    files: dict[str, Any] = {
        "stamp": over(folder / "stamp.pdf", "Stamp"),
        "ink": over(folder / "ink.pdf", "Ink"),
        "text": over(folder / "text.pdf", "FreeText"),
        "under": under(folder / "under.pdf"),
    }
    files |= {name: File([Sheet(lines)]) for name, lines in EQUAL.items()}
    return built(write_dossier(folder / "dossier", files))


@pytest.mark.slow
def test_marks_over_fields_and_pages_of_equal_letters_are_bound(marked: Made) -> None:
    assert [f for f in marked.record["findings"] if f["severity"] != "note"] == []
    assert len(marked.framed()) == 8


@pytest.mark.slow
@pytest.mark.parametrize("document", ["stamp", "under"])
def test_what_lies_over_what_is_compared(marked: Made, tmp_path: Path, document: str) -> None:
    number = folio(marked, document)
    with pikepdf.open(marked.pdf) as pdf:
        rewritten(form(pdf, number), rb"(q [^q]*Annot0 Do Q)(.*)(q [^q]*Annot1 Do Q)", _swapped)
        pdf.save(tmp_path / "dossier.pdf")
    assert findings_of(tmp_path / "dossier.pdf", prepared(marked.folder / "manifest.yaml"), tmp_path) == [
        f"compare-differs page {number}"
    ]


def _swapped(match: Any) -> bytes:
    """Each look at the place where it was, in the other order."""
    first, between, second = match[1], match[2], match[3]
    return bytes(second + between + first)


# --- fonts that are nowhere ---


def no_widths(path: Path, name: str, flags: int = 0) -> Path:
    """Thirty lines in a font that the file neither carries nor measures."""
    File([Sheet(["Le maire a signé la convention de l’année 2026, page 12."] * 30)] * 3).write(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            font = page.obj.Resources.Font.F1
            font.BaseFont, font.Subtype = Name(f"/{name}"), Name.TrueType
            if flags:
                font.FontDescriptor = Dictionary(
                    Type=Name.FontDescriptor, FontName=Name(f"/{name}"), Flags=flags, ItalicAngle=0
                )
        pdf.save(path)
    return path


@pytest.fixture(scope="module")
def nowhere(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("nulle-part")
    files = {
        "sans": no_widths(folder / "sans.pdf", "Frutiger"),
        "serif": no_widths(folder / "serif.pdf", "ABCDEF+Garamond-Bold", 34),
        "fixed": no_widths(folder / "fixed.pdf", "Consolas", 33),
    }
    return built(write_dossier(folder / "dossier", files))


@pytest.mark.slow
def test_letters_of_a_font_that_is_nowhere_stand_where_they_stand(nowhere: Made) -> None:
    faces = [d["treatment"][0] for d in nowhere.record["documents"]]
    assert [(t["code"], t["font"], t["face"]) for t in faces] == [
        ("font-measured", "Frutiger", "LiberationSans-Regular"),
        ("font-measured", "ABCDEF+Garamond-Bold", "LiberationSerif-Bold"),
        ("font-measured", "Consolas", "LiberationMono-Regular"),
    ]


def test_fonts_that_others_stand_in_for_are_said_once_a_file(nowhere: Made, marked: Made) -> None:
    said = [f for f in nowhere.record["findings"] if f["code"] == "fonts-absent"]
    assert [
        name for f in said for name in ("Frutiger", "Garamond-Bold", "Consolas") if name in f["message"]
    ] == [
        "Frutiger",
        "Garamond-Bold",
        "Consolas",
    ]
    assert "fonts-absent" not in marked.codes()


# --- colours under transparency ---

BARS = "1 .55 .1 rg 60 200 110 500 re f .9 .2 .2 rg 180 200 110 500 re f .2 .4 .9 rg 300 200 110 500 re f "


def blended(path: Path, *groups: Any, state: Any = None) -> Path:
    """A page for each of ``groups``: bars, and a translucent ink over them."""
    File([Sheet(draw=BARS + "/G gs .85 .2 .7 .3 k 40 300 520 300 re f")] * len(groups)).write(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page, group in zip(pdf.pages, groups, strict=True):
            page.obj.Resources.ExtGState = Dictionary(G=state or Dictionary(ca=0.6, CA=0.6))
            page.obj.Group = Dictionary(Type=Name.Group, S=Name.Transparency, **group)
        pdf.save(path)
    return path


GROUPS: tuple[dict[str, Any], ...] = (
    {"CS": Name.DeviceCMYK},
    {"CS": Name.DeviceCMYK, "I": False},
    {"CS": Name.DeviceGray},
    {"CS": Name.DeviceRGB},
    {},
)


@pytest.fixture(scope="module")
def blends(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Made]:
    folder = tmp_path_factory.mktemp("melanges")
    source = blended(folder / "melange.pdf", *GROUPS)
    return source, built(write_dossier(folder / "dossier", {"melange": source}))


@pytest.mark.slow
@pytest.mark.parametrize(("engine", "most"), [("mutool", 1.2), ("gs", 7.0)])
def test_colours_under_transparency_are_those_of_the_source(
    blends: tuple[Path, Made], engine: str, most: float
) -> None:
    """Ghostscript has inks of its own for plain CMYK; those that the dossier defines are near them."""
    source, made = blends
    for page in made.framed():
        assert engines.difference(engine, source, made, page) < most, (engine, page["source_page"])


def lost_isolation(pdf: pikepdf.Pdf, number: int) -> None:
    del form(pdf, number).Group.I


def lost_space(pdf: pikepdf.Pdf, number: int) -> None:
    del form(pdf, number)["/Group"]


@pytest.mark.parametrize("fault", [lost_isolation, lost_space])
def test_a_group_that_is_bound_wrongly_is_seen_by_another_engine(
    blends: tuple[Path, Made], tmp_path: Path, fault: Callable[[pikepdf.Pdf, int], None]
) -> None:
    source, made = blends
    page = made.framed()[0]
    (tmp_path / "build").mkdir()
    with pikepdf.open(made.pdf) as pdf:
        fault(pdf, page["folio"])
        pdf.save(tmp_path / "build" / "dossier.pdf")
    assert engines.difference("mutool", source, Made(tmp_path, tmp_path / "build"), page) > 2
