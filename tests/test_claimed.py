"""What is claimed of PDF/A-2 and PDF/UA-1, held against the reference validator, and what hinders a claim."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from archives import (
    TEXT,
    careless,
    changed,
    composite,
    overprinting,
    overprinting_in_a_form,
    program,
    with_font,
)
from conftest import File, Made, Sheet, built, invoke, validated, write_dossier
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream

from dossier.check.claims import own


def calibri(pdf: pikepdf.Pdf) -> None:
    """Calibri as Word names it where it may not embed it."""
    descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name.Calibri, Flags=32, ItalicAngle=0)
    descriptor.FontBBox = Array([-503, -250, 1240, 750])
    descriptor.Ascent, descriptor.Descent, descriptor.CapHeight, descriptor.StemV = 750, -250, 750, 52
    widths = {"FirstChar": 32, "LastChar": 255, "Widths": Array([507] * 224)}
    named = {"Subtype": Name.TrueType, "BaseFont": Name.Calibri, "FontDescriptor": descriptor}
    with_font(**named, **widths)(pdf)


def named_twice(pdf: pikepdf.Pdf) -> None:
    """A blend mode that viewers may not know, and one that they do."""
    modes = Array([Name("/Unheard"), Name.Multiply])
    pdf.pages[0].obj.Resources.ExtGState = Dictionary(G=Dictionary(BM=modes))
    pdf.pages[0].contents_add(b"/G gs 0 0 10 10 re f")


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
    threshold = pdf.make_stream(b"\x80", Type=Name.Halftone, HalftoneType=6, Width=1, Height=1)
    pdf.pages[0].obj.Resources.ExtGState = Dictionary(G=Dictionary(HT=threshold))
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
    "widths": widened,
    "characters": composite,
    "javascript": scripted,
}


def of_two_widths(pdf: pikepdf.Pdf) -> None:
    """Two letters of one glyph, each with a width of its own: no program can have both."""

    def change(font: Any, _: pikepdf.Pdf) -> None:
        base = Name.WinAnsiEncoding
        other = Array([ord("i"), Name.m])
        font.Encoding = Dictionary(Type=Name.Encoding, BaseEncoding=base, Differences=other)

    program(change)(pdf)


FAULTS: dict[str, tuple[Callable[[pikepdf.Pdf], None], str]] = {
    "calibri": (calibri, "fonts"),
    "widths": (of_two_widths, "glyphs"),
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
    assert (2, FAULTS[name][1]) in found
    assert {number for number, _ in found} == {2}
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
