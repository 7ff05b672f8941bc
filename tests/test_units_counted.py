"""Folios and totals of many pages: written where units are joined, each right, whatever was kept."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from conftest import File, Sheet, write_dossier
from units import composed, documents, watched

from dossier.compose.units import laying
from dossier.compose.units.folios import Folio
from dossier.compose.units.margins import Margins
from dossier.model import SourcePage
from dossier.store import LAID, Store

PAGE = SourcePage(1, (0.0, 0.0, 595.0, 842.0), 0, 595.0, 842.0, True)


def laid(folder: Path, pages: int, output: Path) -> list[str]:
    """The texts of all pages of a dossier of so many, two of them its front; only its layout is made, of
    sources that nobody opens."""
    counts = {"d1": 3, "d2": pages - 6, "d3": 1}
    path = folder / "manifest.yaml"
    if not path.exists():
        write_dossier(folder, {id: File([Sheet()]) for id in counts})
    made = composed(path, {id: (PAGE,) * n for id, n in counts.items()}, Store(output, LAID))
    assert len(made.plan.pages) == pages
    with pypdfium2.PdfDocument(made.skeleton.pdf) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def wrong(texts: list[str]) -> list[int]:
    """The pages, from the first of a document on, that do not print their own folio, the total, and their
    rank in their document."""
    total = len(texts)
    ranks = [(n, 3) for n in (1, 2, 3)] + [(n, total - 6) for n in range(1, total - 5)] + [(1, 1)]
    expected = [
        (f"{folio}/{total}", f"{rank}/{of}") for folio, (rank, of) in enumerate(ranks, total - len(ranks) + 1)
    ]
    printed = [{word.replace(" ", "") for word in text.replace(" / ", "/").split()} for text in texts[2:]]
    return [
        folio
        for folio, (words, (own, rank)) in enumerate(zip(printed, expected, strict=True), 3)
        if not {own, rank} <= words
    ]


@pytest.mark.slow
@pytest.mark.parametrize("before", [99, 999])
def test_a_total_that_gets_a_digit_is_right_on_every_page(
    before: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_so(*_: object) -> None:
        raise AssertionError("laid out as one")

    made = watched(monkeypatch)
    monkeypatch.setattr(laying, "rendered", not_so)
    for pages in (before, before + 1):
        made.clear()
        assert wrong(laid(tmp_path / "d", pages, tmp_path / "build")) == []
    # The longer document, and the empty pages that show folios; no folio is laid out with its page.
    assert len(documents(made)) == 1
    assert len([html for html in made if "@page :nth(2)" in html]) == 1


@pytest.mark.parametrize("gone", [6, 60])
def test_folios_that_lose_a_digit_are_written_into_pages_that_stay(
    gone: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages that begin to be of one digit less, or more; those laid out for the first time are the same."""
    made = watched(monkeypatch)
    for pages in (70 + gone, 70 + gone + 60, 70):
        first = laid(tmp_path / "d", pages, tmp_path / "build")
        made.clear()
        assert laid(tmp_path / "d", pages, tmp_path / f"fresh-{pages}") == first
        assert wrong(first) == []
    made.clear()
    assert laid(tmp_path / "d", 71, tmp_path / "build")
    assert len(documents(made)) == 1


@pytest.mark.parametrize("lost", ["margins", "another stand"])
def test_a_folio_that_is_drawn_otherwise_is_laid_out_with_all(
    lost: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(unit: object) -> Margins:
        drawn = {} if lost == "margins" else true(unit).drawn
        return Margins({key: [(b"q Q", held[0][1]), *held[1:]] for key, held in drawn.items()})

    true, as_one = Margins.of, laying.rendered
    called: list[object] = []
    monkeypatch.setattr(Margins, "of", other)
    monkeypatch.setattr(laying, "rendered", lambda *given: (called.append(given), as_one(*given))[1])
    assert wrong(laid(tmp_path / "d", 12, tmp_path / "build")) == []
    assert len(called) == 1


@pytest.mark.slow
def test_a_folio_that_is_one_too_many_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    true = Folio.written

    def written(self: Folio, folio: int, total: int | None = None) -> bytes:
        return true(self, folio + (folio == 51), total)

    monkeypatch.setattr(Folio, "written", written)
    assert 51 in wrong(laid(tmp_path / "d", 99, tmp_path / "build"))
