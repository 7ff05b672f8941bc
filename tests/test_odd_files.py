"""What programs write that no standard forbids, or that all engines forgive: bound, and looking the same."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import A4, File, Made, Sheet, built, said, write_dossier
from hard_pages import form
from pikepdf import Array, Dictionary, Name, Stream
from test_pages import differing

STAMP = ((300, 500, 420, 530), "Tampon")
FIELD = {"nom": ((100, 400, 300, 430), "Martin")}


def image(pdf: pikepdf.Pdf, space: Name, parts: int) -> Any:
    """A picture of 30 × 20 points of colours that run."""
    pixels = bytes(
        (x * 8 + y * 5 * part) % 256 for y in range(20) for x in range(30) for part in range(parts)
    )
    made = Stream(pdf, pixels, Type=Name.XObject, Subtype=Name.Image, Width=30, Height=20)
    made.ColorSpace, made.BitsPerComponent = space, 8
    return pdf.make_indirect(made)


def look_that_is_no_form(pdf: pikepdf.Pdf) -> None:
    look = pdf.pages[0].obj.Annots[0].AP.N
    del look["/Subtype"], look["/Type"]


def inks_in_a_form_in_a_form(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0].obj
    inner = form(pdf, b"q 300 0 0 200 100 300 cm /Im Do Q", A4)
    inner.Resources = Dictionary(XObject=Dictionary(Im=image(pdf, Name.DeviceCMYK, 4)))
    outer = form(pdf, b"/In Do", A4, Resources=Dictionary(XObject=Dictionary(In=inner)))
    page.Resources.XObject = Dictionary(Out=outer)
    pdf.pages[0].contents_add(b"/Out Do")


def field_without_a_form(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.AcroForm


def scan_with_a_stamp(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0].obj
    page.Resources = Dictionary(XObject=Dictionary(Im=image(pdf, Name.DeviceRGB, 3)))
    page.Contents = pdf.make_stream(b"q 500 0 0 700 40 40 cm /Im Do Q")
    page.Annots[0].AP.N = form(pdf, b"1 0 0 rg 0 0 30 10 re f", (0, 0, 30, 10))


def font_without_its_font(pdf: pikepdf.Pdf) -> None:
    resources = pdf.pages[0].obj.Resources
    resources.Font.F2 = Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Rien, Encoding=Name("/Identity-H"),
        DescendantFonts=Array([None]),
    )  # fmt: skip
    # What no archive may hold, so that the document to blame is looked for.
    resources.ExtGState = Dictionary(G=Dictionary(BM=Name("/Burn")))
    pdf.pages[0].contents_add(b"BT /F2 12 Tf 100 300 Td <0001> Tj ET /G gs 0 0 10 10 re f")


def letters_that_are_said(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0].obj
    words = b"/Span <</ActualText (Ce qui est lu ici, et non dessine)>> BDC BT /F1 14 Tf (-----) Tj ET EMC "
    words += b"/Span /Again BDC BT /F1 14 Tf 0 20 Td (-----) Tj ET EMC"
    page.Resources.Properties = Dictionary(Again=Dictionary(ActualText=pikepdf.String("et encore ici")))
    page.Resources.XObject = Dictionary(
        In=form(
            pdf, words, (-20, -20, 300, 40), Matrix=Array([1, 0, 0, 1, 240, 600]), Resources=page.Resources
        )
    )
    page.Contents = pdf.make_stream(b"/In Do")


def form_whose_fields_are_none(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Dictionary())


def mark_that_leads_nowhere(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Partie", destination=0))
    pdf.Root.Outlines.First.Dest = pikepdf.String("nulle-part")


def link_without_a_place(pdf: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.URI, URI=pikepdf.String("https://exemple.fr"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([None, 10, 20, Name.X]), A=action)
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])


ODD: dict[str, tuple[Callable[[pikepdf.Pdf], None], Sheet]] = {
    "look": (look_that_is_no_form, Sheet(stamps=[STAMP])),
    "inks": (inks_in_a_form_in_a_form, Sheet()),
    "field": (field_without_a_form, Sheet(fields=FIELD)),
    "scan": (scan_with_a_stamp, Sheet(stamps=[STAMP])),
    "said": (letters_that_are_said, Sheet()),
    "none": (form_whose_fields_are_none, Sheet()),
    "mark": (mark_that_leads_nowhere, Sheet()),
    "link": (link_without_a_place, Sheet()),
    "font": (font_without_its_font, Sheet(fields=FIELD)),
}


@pytest.fixture(scope="module")
def heard() -> Iterator[list[str]]:
    """What the libraries say on the terminal."""
    said: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    yield said
    logging.getLogger().removeHandler(handler)


@pytest.fixture(scope="module")
def odd(heard: list[str], tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("étranges")
    files: dict[str, File | Path | None] = {}
    for name, (change, sheet) in ODD.items():
        files[name] = File([sheet]).write(folder / f"{name}.pdf")
        with pikepdf.open(folder / f"{name}.pdf", allow_overwriting_input=True) as pdf:
            change(pdf)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", pikepdf.PageCopyWarning)  # a field without a form is meant
                pdf.save(folder / f"{name}.pdf")
    return built(write_dossier(folder, files))


# The build itself has compared each page with what intake made of it. As they came, pdfium would draw a field
# in a form only, and plain CMYK without a profile.
@pytest.mark.parametrize("name", [name for name in ODD if name not in ("field", "inks")])
def test_an_odd_file_looks_the_same(odd: Made, name: str) -> None:
    assert differing(odd, name) == []


def test_what_lies_on_the_pages_is_drawn(odd: Made) -> None:
    words = said("pdftotext", odd.pdf, "-")
    assert words.count("Tampon") == 1
    assert words.count("Martin") == 2


def test_text_that_is_said_and_not_drawn_is_still_said(odd: Made) -> None:
    assert "Ce qui est lu ici, et non dessine" in said("pdftotext", odd.pdf, "-")
    with pikepdf.open(odd.pdf) as pdf:
        streams = [o for o in pdf.objects if isinstance(o, Stream) and o.get("/Subtype") == Name.Form]
        assert any(re.search(rb"/Span /Zz\d+ BDC", stream.read_bytes()) for stream in streams)
        assert not any(b"/Again" in stream.read_bytes() for stream in streams), "its author's word"


def test_nothing_is_said_by_a_library(odd: Made, heard: list[str]) -> None:
    assert heard == []


def test_lists_of_layers_may_name_what_is_not_there(tmp_path: Path) -> None:
    path = File([Sheet()]).write(tmp_path / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        gone = pdf.make_indirect(Dictionary(Gone=1))
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String("Vu")))
        default = Dictionary(OFF=Array([gone]), ON=Array([gone, layer]), AS=Array([gone]))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([gone, layer]), D=default)
        pdf.pages[0].obj.Resources.Properties = Dictionary(L=layer)
        pdf.pages[0].contents_add(b"/OC /L BDC 0 0 1 rg 100 300 90 90 re f EMC")
        pdf.save(path)
    data = path.read_bytes()
    assert data.count(b"<< /Gone 1 >>") == 1
    path.write_bytes(data.replace(b"<< /Gone 1 >>", b"null         "))
    assert differing(built(write_dossier(tmp_path / "dossier", {"a": path}))) == []


@pytest.mark.parametrize("operator", [b"a\xccb", b"\xff", b"Tj\xe9"])
def test_an_operator_of_any_bytes_goes_and_is_no_bug(operator: bytes, tmp_path: Path) -> None:
    source = File([Sheet(("Le texte",))]).write(tmp_path / "a.pdf")
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String("Calque")))
        pdf.Root.OCProperties = Dictionary(OCGs=[layer], D=Dictionary(OFF=[layer]))
        pdf.pages[0].obj.Resources.Properties = Dictionary(L=layer)
        pdf.pages[0].contents_add(pdf.make_stream(b"/OC /L BDC 0 0 9 9 re f EMC q " + operator + b" Q"))
        pdf.save(source)
    made = built(write_dossier(tmp_path / "dossier", {"a": source}))
    assert made.record["conformance"]["pdfa"] == "2a"
