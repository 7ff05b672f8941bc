"""The number of a document and its tab, written where units are joined: whatever stands before it, its pages
are what they are where all is laid out as one."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import File, Sheet, write_dossier
from test_units import same
from units import composed, documents, watched

from dossier.compose import Composed
from dossier.compose.units import laying
from dossier.compose.units.folios import Digits
from dossier.compose.units.later import Later
from dossier.compose.units.split import NotApartError
from dossier.model import SourcePage
from dossier.shipped import place
from dossier.store import LAID, Store

UPRIGHT = SourcePage(1, (0.0, 0.0, 595.0, 842.0), 0, 595.0, 842.0, True)
WIDE = SourcePage(1, (0.0, 0.0, 842.0, 595.0), 0, 842.0, 595.0, True)
#: What a page prints that has its own number; sixes stand for those of all.
NUMBER = re.compile("Document(?:&nbsp;|\u00a0)[1-57-9]")
SCAN = dataclasses.replace(UPRIGHT, has_text=False)


def laid(folder: Path, ids: Sequence[str], store: Store | None = None, **head: Any) -> Composed:
    """Documents ``ids`` of one or two pages, upright, wide, scans; laid out alone, of sources that nobody
    opens."""
    path = write_dossier(folder, dict.fromkeys(ids, File([Sheet()])), **head)
    shapes = {id: (UPRIGHT, WIDE, SCAN)[int(id[1:]) % 3] for id in ids}
    pages = {id: (shape,) * (1 + (int(id[1:]) % 5 == 0)) for id, shape in shapes.items()}
    return composed(path, pages, store)


def as_one(folder: Path, ids: Sequence[str], **head: Any) -> Composed:
    """The same, laid out in one piece: a style sheet is not the shipped one."""
    (folder / "templates" / "styles").mkdir(parents=True)
    shipped = (place("templates") / "styles" / "page.css").read_text(encoding="utf-8")
    (folder / "templates" / "styles" / "page.css").write_text(f"{shipped}/* à nous */\n", encoding="utf-8")
    return laid(folder, ids, **head)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The HTML of each unit that is laid out; nothing may be laid out as one."""
    return watched(monkeypatch)


def ids(count: int) -> list[str]:
    return [f"d{n}" for n in range(1, count + 1)]


EDITIONS: dict[str, tuple[int, dict[str, Any]]] = {
    "shipped": (101, {}),
    "both sides": (33, {"recto": "documents", "opening": "page"}),
    "no band": (33, {"opening": "none", "sections": "hidden", "links": "inert"}),
}


@pytest.mark.slow
@pytest.mark.parametrize("edition", EDITIONS)
def test_documents_of_all_numbers_are_the_whole(tmp_path: Path, made: list[str], edition: str) -> None:
    """Numbers of one, two and three digits, several runs of tabs, upright and wide."""
    count, head = EDITIONS[edition]
    units = laid(tmp_path / "a", ids(count), **head)
    assert not any(NUMBER.search(html) for html in documents(made))
    same(units, as_one(tmp_path / "b", ids(count), **head))


EDITS: dict[str, Callable[[list[str]], list[str]]] = {
    "dropped": lambda ids: ids[:1] + ids[2:],
    "moved": lambda ids: [ids[0], ids[4], *ids[1:4]],
    "more": lambda ids: [*ids[:2], "d7", *ids[2:]],
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_document_that_gets_another_number_is_not_laid_out(
    edit: str, tmp_path: Path, made: list[str]
) -> None:
    store = Store(tmp_path / "build", LAID)
    laid(tmp_path / "a", ids(5), store)
    made.clear()
    after = EDITS[edit](ids(5))
    edited = laid(tmp_path / "a", after, store)
    assert len(documents(made)) == (edit == "more")
    fresh = laid(tmp_path / "b", after)
    assert edited.skeleton == fresh.skeleton
    assert edited.plan == fresh.plan


@pytest.mark.slow
@pytest.mark.parametrize("at", ["labels", "tab", "pairs"])
def test_what_is_not_found_again_is_laid_out_with_its_number(
    at: str, tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise NotApartError("number")

    if at == "labels":
        monkeypatch.setattr(Digits, "labels", lost)
    elif at == "tab":
        monkeypatch.setattr(laying, "tabs_drawn", lambda _: {})
    else:  # a face that sets two figures closer
        monkeypatch.setattr(laying, "ALL_LABELS", laying.ALL_LABELS.replace("00", "0A"))
    units = laid(tmp_path / "a", ids(4))
    assert any(NUMBER.search(html) for html in documents(made)) == (at != "tab")
    same(units, as_one(tmp_path / "b", ids(4)))


@pytest.mark.slow
@pytest.mark.parametrize("wrong", ["tab", "number"])
def test_what_is_another_documents_would_be_seen(
    wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = as_one(tmp_path / "b", ids(4))
    written, name = Later._written, Later.name

    def other(self: Later, kind: str) -> Any:
        return dataclasses.replace(written(self, kind), step=0)

    def called(self: Later, text: str) -> str:
        return name(dataclasses.replace(self, number=9), text)

    if wrong == "tab":
        monkeypatch.setattr(Later, "_written", other)
    else:
        monkeypatch.setattr(Later, "name", called)
    with pytest.raises(AssertionError):
        same(laid(tmp_path / "a", ids(4)), whole)


@pytest.mark.slow
@pytest.mark.parametrize("title", ["Document 6", "6", "Le \ue0102\ue011 du 6"])
def test_a_title_that_looks_like_a_number_keeps_its_own(title: str, tmp_path: Path) -> None:
    """The digits that stand for a number are none of a title's, nor is a mark that somebody typed."""
    titles = {f"d{n}": {"title": title, "title-short": title} for n in (2, 3)}
    same(laid(tmp_path / "a", ids(3), documents=titles), as_one(tmp_path / "b", ids(3), documents=titles))
