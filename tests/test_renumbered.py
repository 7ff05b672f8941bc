"""What pages that came are called where the one before them is blank: it has its number, too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dossier.proofing.edition import Edition, Page
from dossier.proofing.matching import Pair
from dossier.proofing.renumbered import BLANK, places

NO_LOOK: Any = None


def edition(parts: str, recto: bool = True) -> Edition:
    """One page a letter: of the document that is called so, blank where it is a dot."""
    pages = tuple(
        Page(folio, NO_LOOK, BLANK if letter == "." else "page", "" if letter == "." else letter)
        for folio, letter in enumerate(parts, 1)
    )
    return Edition(Path("a.pdf"), b"", {"recto": "documents" if recto else "none"}, pages, ())


def called(old: str, new: str, pairs: list[tuple[int | None, int | None]]) -> list[str]:
    was, now = edition(old), edition(new)
    given: list[Pair] = [(was.pages[a - 1] if a else None, now.pages[b - 1] if b else None) for a, b in pairs]
    found = places(was, now, given, ("bis", "ter"))
    return [f"[{one.label}]" if one.new is None else one.label for one in found]


@pytest.mark.parametrize(
    ("old", "new", "pairs", "labels"),
    [
        # a ends on the right; one page more of it, or another document, comes behind its blank back
        ("a.b", "aab", [(1, 1), (None, 2), (2, None), (3, 3)], ["1", "[2]", "2 bis", "[2]", "3"]),
        ("a.b", "acb", [(1, 1), (2, None), (None, 2), (3, 3)], ["1", "[2]", "2 bis", "[2]", "3"]),
        (
            "a.b",
            "accb",
            [(1, 1), (None, 2), (None, 3), (2, None), (3, 4)],
            ["1", "[2]", "2 bis", "2 ter", "3"],
        ),
        ("aab.", "aabc", [(1, 1), (2, 2), (3, 3), (4, None), (None, 4)], ["1", "2", "3", "[4]", "4 bis"]),
        # no blank page before it
        ("aab", "aacb", [(1, 1), (2, 2), (None, 3), (3, 4)], ["1", "2", "2 bis", "[2]", "3"]),
    ],
)
def test_what_came_behind_a_blank_page_is_called_after_it(
    old: str, new: str, pairs: list[tuple[int | None, int | None]], labels: list[str]
) -> None:
    assert called(old, new, pairs) == labels
