"""Data that break off inside a sound PDF: said with page and thing, before anything is bound."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from conftest import File, Sheet, invoke, write_dossier
from damaged import KINDS, said

from dossier.findings import Finding


def of_data(found: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [
        (one.code, thing) for one in found for thing in one.several("damaged") if one.code.startswith("data-")
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_data_that_break_off_are_named_with_their_thing(tmp_path: Path, kind: str) -> None:
    make, expected = KINDS[kind]
    assert of_data(said(tmp_path, make())) == ([expected] if expected else [])


def test_only_pages_that_are_kept_are_asked(tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole.pdf", tmp_path / "broken.pdf"
    File((Sheet(),)).write(whole)
    broken.write_bytes(KINDS["content cut"][0]())
    with pikepdf.open(whole) as pdf, pikepdf.open(broken) as other:
        pdf.pages.extend(other.pages)
        pdf.save(tmp_path / "both.pdf", stream_decode_level=pikepdf.StreamDecodeLevel.none)
    data = (tmp_path / "both.pdf").read_bytes()
    assert of_data(said(tmp_path, data, keep="1")) == []
    found = [one for one in said(tmp_path, data) if one.code == "data-broken"]
    assert [dict(one.several("damaged")) for one in found] == [{"content": "2"}]


@pytest.mark.parametrize("change", ["characters", "line ends"])
def test_a_file_that_was_taken_for_a_text_is_refused_as_such(tmp_path: Path, change: str) -> None:
    data = KINDS["pixels"][0]()
    changed = {
        "characters": data.decode("utf-8", "replace").encode(),
        "line ends": data.replace(b"\n", b"\r\n"),
    }[change]
    assert [one.code for one in said(tmp_path, changed)][-1] == "source-as-text"
    assert "source-as-text" not in [one.code for one in said(tmp_path, data)]


@pytest.mark.slow
def test_the_command_stops_and_says_page_thing_and_what_to_do(tmp_path: Path) -> None:
    given = tmp_path / "given.pdf"
    given.write_bytes(KINDS["jpeg cut"][0]())
    run = invoke("build", "--manifest", write_dossier(tmp_path / "dossier", {"texte": given}))
    assert run.returncode == 3
    assert "[data-broken]" in run.stdout + run.stderr
    assert "a picture on page(s) 1" in run.stdout + run.stderr
    assert "Ask for the file again" in run.stdout + run.stderr
    assert not (tmp_path / "dossier" / "build" / "dossier.pdf").exists()
