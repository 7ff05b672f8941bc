"""Documents attached to a PDF whose pages are no more than their cover."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from conftest import File, Sheet, invoke, opened, write_dossier
from pikepdf import Array, Dictionary, Name

from dossier import manifest

LONG = [f"La ligne {number} du rapport, que chacun peut lire sur cette page." for number in range(30)]


def portfolio(pdf: pikepdf.Pdf) -> None:
    for letter in "abc":
        pdf.attachments[f"piece-{letter}.pdf"] = b"%PDF-"
    pdf.Root.Collection = Dictionary(Type=Name.Collection, View=Name.D)


def attached(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["rapport.docx"] = b"PK"


def data_only(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["factur-x.xml"] = b"<a/>"


def on_the_page(pdf: pikepdf.Pdf) -> None:
    held = Dictionary(F=pdf.make_stream(b"%PDF-"))
    specification = Dictionary(Type=Name.Filespec, F="annexe.pdf", UF="annexe.pdf", EF=held)
    clip = Dictionary(
        Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([9, 9, 29, 29]), FS=specification
    )
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(clip)])


CASES: dict[str, tuple[list[str], Callable[[pikepdf.Pdf], None], str]] = {
    "a portfolio": (LONG, portfolio, "piece-a.pdf, piece-b.pdf, piece-c.pdf"),
    "a cover that says so": (["Veuillez ouvrir ce fichier dans Adobe Reader."], attached, "rapport.docx"),
    "a cover with an annex": (["Voir la pièce jointe."], on_the_page, "annexe.pdf"),
    "an almost blank page": ([""], attached, "rapport.docx"),
    "a report with an annex": (LONG, attached, ""),
    "an invoice with its data": (["Facture"], data_only, ""),
}


@pytest.mark.parametrize("case", CASES)
def test_documents_inside_are_an_error_that_lists_them(tmp_path: Path, case: str) -> None:
    text, change, inside = CASES[case]
    path = File([Sheet(text)]).write(tmp_path / "given.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        change(pdf)
        pdf.save(path)
    written = write_dossier(tmp_path / "dossier", {"a": path})
    located, _ = manifest.load(written)
    assert located
    _, found = opened(located, written.parent)
    assert [f.facts["inside"] for f in found if f.code == "source-portfolio"] == ([inside] if inside else [])


@pytest.mark.slow
def test_the_command_says_what_to_do_with_a_portfolio(tmp_path: Path) -> None:
    path = File([Sheet()]).write(tmp_path / "given.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        portfolio(pdf)
        pdf.save(path)
    run = invoke("check", "--manifest", write_dossier(tmp_path / "dossier", {"a": path}))
    assert run.returncode == 3
    assert "piece-b.pdf" in run.stdout + run.stderr
    assert "save the documents" in run.stdout + run.stderr
