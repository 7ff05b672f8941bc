"""What a source may bring along: nothing that acts, and no text that nobody can see."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from bad import pdfs
from conftest import Sheet, absent, built
from difficult import CORPUS, TABLE, rows
from pikepdf import Array, Dictionary, Name
from taken_in import dossier_of, refused, taken

from dossier.raster import Reader
from dossier.work import Crew

# Nothing let in


#: Nothing of these may stand in any object of the dossier.
FORBIDDEN = {
    "/JavaScript", "/JS", "/AA", "/XFA", "/EmbeddedFiles", "/EF", "/RichMediaContent", "/Thumb", "/PieceInfo",
    "/SigFlags", "/AcroForm", "/Collection", "/Perms", "/Launch", "/SubmitForm", "/ImportData", "/Rendition",
    "/Named", "/Movie", "/Sound", "/Screen", "/RichMedia", "/3D", "/FileAttachment", "/Sig", "/Widget",
    "/Next",
}  # fmt: skip


def words_of(path: Path) -> set[str]:
    """Every key and name in every object of a file, but for its outline's own /Next."""
    found: set[str] = set()

    def walk(item: Any) -> None:
        if isinstance(item, pikepdf.Stream):
            item = item.stream_dict
        if isinstance(item, pikepdf.Dictionary):
            outline = "/Title" in item
            for key, value in item.items():
                if not (outline and key == "/Next"):
                    found.add(key)
                if not getattr(value, "is_indirect", False):
                    walk(value)
        elif isinstance(item, pikepdf.Array):
            for value in item:
                if not getattr(value, "is_indirect", False):
                    walk(value)
        elif isinstance(item, pikepdf.Name):
            found.add(str(item))

    with pikepdf.open(path) as pdf:
        for item in pdf.objects:
            walk(item)
        assert "/A" not in pdf.Root
    return found


def test_nothing_that_acts_is_let_in_and_what_is_removed_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "pièges.pdf"
    path.write_bytes(pdfs.full_of_traps())
    assert len(words_of(path) & FORBIDDEN) > 20
    made = built(dossier_of(tmp_path, path.read_bytes()))
    assert words_of(made.pdf) & FORBIDDEN == set()
    (document,) = made.record["documents"]
    assert Counter(document["removed"]) == {
        "action": 2, "embedded-file": 3, "import": 1, "javascript": 4, "launch": 1, "media": 4,
        "signature": 1, "submit": 1, "trigger": 4, "xfa": 1,
    }  # fmt: skip
    assert "source-cleaned" in made.codes()
    assert "Quelqu’un".encode() not in made.pdf.read_bytes()


WORDS = (28, 56, 62, 66)  # pixels, at 36 dpi


def test_what_a_signature_or_a_film_shows_in_print_stays(worker: Crew) -> None:
    data = pdfs.full_of_traps()
    found = taken(worker, data)
    with Reader(data) as before, Reader(found.pdf) as after, before.page(1) as one, after.page(1) as two:
        pictures = [one.image(36), two.image(36)]
    for picture in pictures:  # but for the words of the page, whose font is embedded
        picture.paste("white", WORDS)
    assert pictures[0].tobytes() == pictures[1].tobytes()
    assert "source-altered" not in [f.code for f in found.findings]


def test_a_file_without_its_first_line_is_a_pdf(worker: Crew) -> None:
    data = pdfs.good()
    found = taken(worker, data[data.index(b"\n") + 1 :])
    assert (found.kind, len(found.pages)) == ("pdf", 2)


# Hidden text


@pytest.mark.parametrize("draw", pdfs.HIDING.values(), ids=pdfs.HIDING)
def test_text_that_cannot_be_seen_stops_the_file_and_is_said(draw: str, worker: Crew) -> None:
    code, said = refused(worker, pdfs.hiding(draw))
    assert code == "text-hidden"
    assert pdfs.HIDDEN in said


def test_a_name_under_a_box_in_a_line_that_is_seen_is_said(worker: Crew) -> None:
    code, said = refused(worker, pdfs.partly_covered())
    assert code == "text-hidden"
    assert "DUPONT-DURAN" in said


def test_recognised_text_over_a_scan_is_wanted(worker: Crew) -> None:
    assert taken(worker, pdfs.recognised_scan()).findings == ()


def test_text_in_a_font_that_is_not_there_is_not_taken_for_hidden(worker: Crew) -> None:
    with pikepdf.open(
        io.BytesIO(pdfs.good(Sheet(draw="BT /F2 20 Tf 90 400 Td <4ECA65E5672C8A9E> Tj ET")))
    ) as pdf:
        inner = Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.Inconnue, DW=1000,
            CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Japan1", Supplement=2),
            FontDescriptor=Dictionary(
                Type=Name.FontDescriptor, FontName=Name.Inconnue, Flags=4, ItalicAngle=0, StemV=80,
                FontBBox=Array([0, -200, 1000, 800]), CapHeight=700, Ascent=800, Descent=-200,
            ),
        )  # fmt: skip
        pdf.pages[0].obj.Resources.Font.F2 = Dictionary(
            Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Inconnue, DescendantFonts=Array([inner]),
            Encoding=Name("/UniJIS-UCS2-H"),
        )  # fmt: skip
        out = io.BytesIO()
        pdf.save(out)
    assert "text-hidden" not in [f.code for f in taken(worker, out.getvalue()).findings]


COLOURS = ["0 g", ".6 g", "1 0 0 rg", "1 g 0 0 .4 rg", ".85 .2 .2 rg"]


@pytest.mark.parametrize("rotate", [0, 90])
@pytest.mark.parametrize("colour", COLOURS)
def test_text_that_is_seen_is_not_said(colour: str, rotate: int, worker: Crew) -> None:
    lines = " ".join(
        f"1 0 0 1 60 {y} Tm (- l'ete . . . Texte de {y} points, ecrit ; i) Tj" for y in range(130, 600, 16)
    )
    sheet = Sheet(draw=f"BT {colour} /F1 9 Tf {lines} ET", rotate=rotate, crop=(20, 30, 560, 800))
    assert taken(worker, pdfs.good(sheet)).findings == ()


# The difficult files of other projects


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_each_difficult_file_is_bound_or_refused_as_the_table_says(monkeypatch: pytest.MonkeyPatch) -> None:
    if not CORPUS.is_dir():
        absent("the corpus of difficult files is not there")
    monkeypatch.setenv("LANGUAGE", "en")
    files = sorted(CORPUS.glob("*.pdf"))
    assert list(rows(files)) == TABLE.read_text(encoding="utf-8").splitlines()
