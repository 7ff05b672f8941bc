"""Which sheets of a signed edition are replaced, by the pages alone: no dossier is built."""

from __future__ import annotations

from pathlib import Path

import pytest

from dossier.check.pictures.identity import Shown
from dossier.proofing.difference import ADDED, ALTERED, REMOVED, SAME, Change, Comparison
from dossier.proofing.edition import Document, Edition, Page
from dossier.proofing.matching import Pair
from dossier.proofing.renumbered import frozen, places
from dossier.proofing.replaced import Replacement, replacement

SUFFIXES = ("bis", "ter")


def edition(names: str, recto: bool = False, documents: str = "") -> Edition:
    """A page, and a document, a letter ("x" and "y" are one); "-" is a page left empty before a recto."""
    pages = tuple(
        Page(n, Shown(name, name), part="blank")
        if name == "-"
        else Page(n, Shown(name, name), part="document", document=name.lower().replace("y", "x"))
        for n, name in enumerate(names, 1)
    )
    held = tuple(Document(n, id, id, 1, 1, 1) for n, id in enumerate(documents, 1))
    record = {"recto": "documents" if recto else "none", "pages": []}
    return Edition(Path("signed/001"), b"", record, pages, held)


def paired(old: Edition, new: Edition) -> list[Pair]:
    """Pages by their letters, whatever their case; those that are gone stand after what they stood behind."""
    left, made = list(old.pages), []
    for page in new.pages:
        at = next(
            (n for n, one in enumerate(left) if one.look.whole.lower() == page.look.whole.lower()), None
        )
        if at is not None:
            made += [(one, None) for one in left[:at]]
            made.append((left[at], page))
            del left[: at + 1]
        else:
            made.append((None, page))
    return [*made, *((one, None) for one in left)]


def replaced(before: str, after: str, recto: bool = False) -> tuple[tuple[str, ...], Replacement]:
    old, new = edition(before, recto), edition(after, recto)
    found = places(old, new, paired(old, new), SUFFIXES)
    numbers = frozen(old, new, found)
    # Built again by these numbers and sides.
    new = edition("".join(place.new.look.whole if place.new else "-" for place in found), recto)
    changes = []
    for was, now in paired(old, new):
        same = was and now and was.look == now.look
        changes.append(
            Change(SAME if same else ADDED if not was else REMOVED if not now else ALTERED, was, now)
        )
    return numbers.folios, replacement(Comparison(old, new, tuple(changes)), found)


@pytest.mark.parametrize(
    ("before", "after", "folios", "sheets", "out"),
    [
        ("abc", "abc", "1|2|3", [], []),
        ("abc", "aBc", "1|2|3", ["2"], [2]),
        ("abc", "abxc", "1|2|2 bis|3", ["2 bis"], []),
        ("abc", "abxyzc", "1|2|2 bis|2 ter|2 (3)|3", ["2 bis", "2 ter", "2 (3)"], []),
        ("abc", "ac", "1|3", [], [2]),
        ("abc", "axc", "1|1 bis|3", ["1 bis"], [2]),
        ("abc", "xabc", "0|1|2|3", ["0"], []),
        ("abc", "ab", "1|2", [], [3]),
    ],
)
def test_one_sided_a_sheet_is_a_page(
    before: str, after: str, folios: str, sheets: list[str], out: list[int]
) -> None:
    named, made = replaced(before, after)
    assert "|".join(named) == folios
    assert ["/".join(sheet.labels) for sheet in made.sheets] == sheets
    assert [number for number, _ in made.out] == out


@pytest.mark.parametrize(
    ("before", "after", "sheets", "out"),
    [
        ("abcd", "abCd", ["3/4"], [2]),
        ("abcd", "abxcd", ["2 bis/"], []),
        ("abcd", "axbcd", ["1 bis/"], []),
        ("abcd", "abxycd", ["2 bis/2 ter"], []),
        ("abcd", "abc", ["3/"], [2]),
        ("abcd", "ab", [], [2]),
        ("abcd", "bcd", ["/2"], [1]),
        ("abc", "abC", ["3"], [2]),
        ("ab-c", "abc", [], []),
        ("ab-c", "aB-c", ["1/2"], [1]),
        ("abc", "ab-c", [], []),
        ("ab-c", "ab-C", ["3/4"], [2]),
    ],
)
def test_on_both_sides_a_sheet_goes_with_its_back(
    before: str, after: str, sheets: list[str], out: list[int]
) -> None:
    _, made = replaced(before, after, recto=True)
    shown = ["/".join(side.label if side.folio else "" for side in sheet.sides) for sheet in made.sheets]
    assert shown == sheets
    assert [number for number, _ in made.out] == out


def test_documents_keep_their_numbers_and_new_ones_get_new_ones() -> None:
    old, new = edition("abc", documents="abc"), edition("axc", documents="axc")
    numbers = frozen(old, new, places(old, new, paired(old, new), SUFFIXES))
    assert {id: numbers.numbers[id] for id in "axc"} == {"a": 1, "x": 4, "c": 3}
    assert (numbers.total, numbers.documents) == (3, 3)


def test_a_page_that_moved_is_called_after_the_one_it_stands_behind_now() -> None:
    old, new = edition("abc"), edition("bac")
    pairs: list[Pair] = [
        (old.pages[1], new.pages[0]),
        (old.pages[0], new.pages[1]),
        (old.pages[2], new.pages[2]),
    ]
    found = places(old, new, pairs, SUFFIXES)
    assert frozen(old, new, found).folios == ("0", "1", "3")
    assert [place.was and place.was.folio for place in found] == [2, None, None]
