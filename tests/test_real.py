"""What a dossier carries over of its sources: all of 13 real documents, and that each fault would be seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import carried
import pikepdf
import pytest
from conftest import PROJECT, File, Made, Sheet, absent, built, once, write_dossier
from test_size import small_enough

CORPUS = PROJECT.parent / "shared" / "corpus" / "real"
#: What no page of a document prints.
UNPRINTED = {
    # In a layer that is off; tiles of a watermark beside the page.
    "23-calques-ocg": "Powered by TCPDF (www.tcpdf.org)",
    "33-attestation-reportlab": "SPECIMEN TEST",
}
#: On its second page, in white on white, stands what kind of document it is.
HIDING = {"16-fiche-acroform-14p": {"hidden": "keep"}}


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The real documents as one dossier."""
    files = sorted(CORPUS.glob("*.pdf"))
    if not files:
        absent("the corpus of real documents is not here")

    def make(folder: Path) -> str:
        built(write_dossier(folder, {path.stem.lower(): path for path in files}, HIDING))
        return ""

    folder, _ = once(tmp_path_factory, "real", make)
    return Made(folder, folder / "build")


@pytest.mark.slow
def test_every_page_of_real_documents_looks_the_same_at_72_dpi(real: Made) -> None:
    assert len(real.framed()) > 70
    assert carried.pages(real) == []


@pytest.mark.slow
def test_every_link_of_real_documents_leads_where_it_led(real: Made) -> None:
    wrong, inner = carried.links(real)
    assert wrong == []
    assert inner >= 45


@pytest.mark.slow
def test_every_bookmark_of_real_documents_leads_where_it_led(real: Made) -> None:
    assert carried.outlines(real) == []


@pytest.mark.slow
def test_the_text_of_every_page_of_real_documents_is_the_same(real: Made) -> None:
    assert carried.texts(real, unprinted=UNPRINTED) == []


@pytest.mark.slow
def test_real_documents_grow_hardly_larger(real: Made) -> None:
    assert small_enough(real, real.folder)


# -- the checks ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Made:
    links = [
        ((100, 500, 180, 520), "là"),
        ((100, 400, 180, 420), 2),
        ((100, 300, 180, 320), "https://exemple.fr/"),
    ]
    first = Sheet(("Première page",), links=links, rotate=90)
    file = File(
        [first, Sheet(("Deuxième page",)), Sheet(("Troisième",))], {"là": 3}, [("Un", 1), ("Trois", 3)]
    )
    return built(write_dossier(tmp_path_factory.mktemp("petit"), {"a": file, "b": File()}))


def _links(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """Those of the first source page that lead to a page, above what the dossier itself has there."""
    found = [a for a in pdf.pages[2].obj.Annots if "/Dest" in a and isinstance(a.Dest, pikepdf.Array)]
    return [a for a in found if a.Dest[0].objgen in (pdf.pages[3].obj.objgen, pdf.pages[4].obj.objgen)]


def elsewhere(pdf: pikepdf.Pdf) -> None:
    _links(pdf)[0].Dest[0] = pdf.pages[2].obj


def lower(pdf: pikepdf.Pdf) -> None:
    link = _links(pdf)[0]
    link.Dest[3] = link.Dest[3] - 5


def aside(pdf: pikepdf.Pdf) -> None:
    link = _links(pdf)[0]
    link.Rect = pikepdf.Array([float(n) + 1 for n in link.Rect])


def lost(pdf: pikepdf.Pdf) -> None:
    gone = _links(pdf)[0].objgen
    page = pdf.pages[2].obj
    page.Annots = pikepdf.Array([a for a in page.Annots if a.objgen != gone])


def twice(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].obj.Annots.append(_links(pdf)[0])


def other_address(pdf: pikepdf.Pdf) -> None:
    next(a for a in pdf.pages[2].obj.Annots if "/A" in a).A.URI = pikepdf.String("https://exemple.com/")


LINKS = (elsewhere, lower, aside, lost, twice, other_address)


def _changed(made: Made, folder: Path, change: Callable[[pikepdf.Pdf], None]) -> Path:
    with pikepdf.open(made.pdf) as pdf:
        change(pdf)
        pdf.save(folder / "changed.pdf")
    return folder / "changed.pdf"


@pytest.mark.slow
def test_a_small_dossier_carries_all_over(small: Made) -> None:
    assert carried.links(small) == ([], 2)
    for check in (carried.pages, carried.outlines, carried.texts):
        assert check(small) == []


@pytest.mark.parametrize("fault", LINKS)
def test_a_link_that_is_not_as_it_was_would_be_seen(
    small: Made, tmp_path: Path, fault: Callable[..., None]
) -> None:
    wrong, _ = carried.links(small, _changed(small, tmp_path, fault))
    assert wrong


def test_a_bookmark_that_leads_elsewhere_would_be_seen(small: Made, tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        with pdf.open_outline() as outline:
            document = next(e for section in outline.root for e in section.children)
            document.children[1].destination = 3

    assert len(carried.outlines(small, _changed(small, tmp_path, change))) == 1


def test_pages_that_changed_places_would_be_seen(small: Made, tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        one, two = pdf.pages[3].obj, pdf.pages[4].obj
        one.Resources, two.Resources = two.Resources, one.Resources
        one.Contents, two.Contents = two.Contents, one.Contents

    changed = _changed(small, tmp_path, change)
    assert carried.texts(small, changed) == ["page 4", "page 5"]
    assert [line.split(":")[0] for line in carried.pages(small, changed)] == ["page 4", "page 5"]
