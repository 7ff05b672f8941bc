"""A fault of ours behind an act of the desk is a bug report, never a finding; and nothing is changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import File, write_dossier
from desks import Visitor
from starlette.routing import Route
from test_honest import facts

from dossier.desk.guard import WORD

#: What is at fault behind each act, by its address.
ACTS = {
    "/add": "dossier.editing.edits.Desk.add",
    "/undo": "dossier.editing.edits.Desk.undo",
    "/accept": "dossier.editing.edits.Desk.accept",
    "/build": "dossier.desk.session.Session.start",
    "/compare": "dossier.desk.session.Session.start",
    "/sign": "dossier.desk.session.Session.start",
    "/documents/{id}/replace": "dossier.editing.edits.Desk.replace",
    "/documents/{id}/edit": "dossier.editing.edits.Desk.edit",
    "/documents/{id}/reference": "dossier.references.taken",
    "/documents/{id}/move": "dossier.desk.views.place",
    "/documents/{id}/remove": "dossier.editing.edits.Desk.remove",
}


def missing(*_: Any, **__: Any) -> Any:
    nothing: Any = None
    return nothing.x


@pytest.fixture
def desk(tmp_path: Path) -> Visitor:
    return Visitor(write_dossier(tmp_path, {"a": File(), "b": File()})).enter()


def test_no_act_is_left_out(desk: Visitor) -> None:
    application: Any = desk.guard._app
    routes = [route for route in application.routes if isinstance(route, Route)]
    assert {route.path for route in routes if "POST" in (route.methods or ())} == set(ACTS)


@pytest.mark.parametrize("act", ACTS)
def test_a_fault_behind_an_act_is_reported(
    act: str, desk: Visitor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = (tmp_path / "manifest.yaml").read_bytes()
    sent: Any = {WORD: desk.guard.word, "since": desk.session.manifest(), "direction": "down"}
    files: Any = []
    if act.endswith(("add", "replace")):
        files = [("file", ("neuf.pdf", (tmp_path / "sources" / "a.pdf").read_bytes()))]
    elif act.endswith("reference"):
        files = [("file", ("r.ris", b"TY  - BOOK\nTI  - Un titre\nER  - \n"))]
    elif act == "/sign":
        sent["edition"] = desk.session.pictures.edition()
    monkeypatch.setattr(ACTS[act], missing)
    answer = desk.client.post(act.replace("{id}", "a"), data=sent, files=files or None)
    assert answer.status_code == 500, answer.text
    report = desk.session.options.target / "bug-report.txt"
    assert report.name in answer.text
    assert facts(report.read_text(encoding="utf-8"))["exception"] == "AttributeError"
    assert (tmp_path / "manifest.yaml").read_bytes() == before
