"""Words under marks that a screen shows and paper does not: somebody must say whether they print."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from hiding import MARK, SEEN, file, held, looks, printed, text
from pikepdf import Array, Dictionary, Name, Stream

from dossier.findings import DossierError
from dossier.work import Crew

HIDDEN, PRINT, NO_VIEW = 2, 4, 32
BLACK, YELLOW = "0 g 0 0 200 40 re f", "1 1 0 rg 0 0 200 40 re f"

#: The kind of a mark, its flags, and what it draws in a box of 200 × 40 points over the line of the marker.
VEILS = {
    "a square": ("Square", 0, BLACK),
    "ink": ("Ink", 0, "30 w 0 20 m 200 20 l S"),
    "a stamp of two colours": ("Stamp", 0, f"{BLACK} 1 0 0 rg 0 0 200 12 re f"),
    "white over white": ("FreeText", 0, "1 g 0 0 200 40 re f"),
    "a highlight in black": ("Highlight", PRINT, BLACK),
    "a struck word": ("StrikeOut", PRINT, BLACK),
    "a button": ("Widget", 0, "0.8 g 0 0 200 40 re f"),
}
NONE = {
    "a highlight": ("Highlight", PRINT, YELLOW),
    "a highlight that does not print": ("Highlight", 0, YELLOW),
    "a frame": ("Square", 0, "0 0 200 40 re S"),
    "a mark that is hidden": ("Square", HIDDEN, BLACK),
    "a mark that no screen shows": ("Square", NO_VIEW, BLACK),
    "a thin line": ("StrikeOut", PRINT, "0 20 m 200 20 l S"),
    "an icon": ("Text", 0, BLACK),
}


def over(kind: str, flags: int, draw: str) -> bytes:
    def change(pdf: pikepdf.Pdf) -> None:
        look = Stream(pdf, draw.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 200, 40]))
        mark = Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array([90, 290, 290, 330]), F=flags)
        mark.AP = Dictionary(N=pdf.make_indirect(look))
        held_by = pdf.make_indirect(mark)
        if kind == "Widget":
            held_by.FT, held_by.T, held_by.Ff = Name.Btn, pikepdf.String("b"), 1 << 16
            pdf.Root.AcroForm = Dictionary(Fields=Array([held_by]))
        pdf.pages[0].obj.Annots = Array([held_by])

    return file(text(), change)


@pytest.mark.parametrize("veil", VEILS)
def test_words_that_only_a_screen_covers_are_said(veil: str, worker: Crew) -> None:
    with pytest.raises(DossierError) as error:
        printed(worker, over(*VEILS[veil]))
    (finding,) = error.value.findings
    assert (finding.code, finding.facts["words"], finding.facts["pages"]) == ("text-veiled", MARK, "1 (1)")


@pytest.mark.parametrize("mark", NONE)
def test_a_mark_that_covers_nothing_is_none(mark: str, worker: Crew, tmp_path: Path) -> None:
    assert MARK in held(tmp_path, printed(worker, over(*NONE[mark])).pdf)


@pytest.mark.parametrize("veil", VEILS)
def test_the_editor_says_what_becomes_of_them(veil: str, worker: Crew, tmp_path: Path) -> None:
    data = over(*VEILS[veil])
    kept = printed(worker, data, "keep")
    assert MARK in held(tmp_path, kept.pdf)
    assert "hidden-kept" in [finding.code for finding in kept.findings + kept.later]
    left = printed(worker, data, "remove")
    assert MARK not in held(tmp_path, left.pdf)
    assert SEEN in held(tmp_path, left.pdf)
    if veil != "white over white":
        assert looks(left.pdf, left) != looks(printed(worker, file("")).pdf, left), "what covered them prints"
