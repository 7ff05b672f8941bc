"""Notes of the introduction and of the assignment: set at the end, and said where half of one is lacking."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest
from conftest import File, built, write_dossier
from test_prose import CITED, INTRODUCTION, places_said, read

TWO = f"""{CITED}

Le sujet est ancien[^1], et il revient[^long] ; encore[^1]. Le code `[^x]` n’en est pas une.

[^long]: Une note *en italique*, de deux paragraphes.

    Le second.
[^1]: https://www.exemple.fr/adresse
"""


def test_a_note_stands_at_the_end_in_the_order_of_the_calls(tmp_path: Path) -> None:
    prose, findings = read(tmp_path, TWO, assignment="Une note[^a].\n\n[^a]: De la commande.")
    assert not findings
    html = prose.introduction or ""
    text, notes = html.split('<ol class="notes">')
    assert re.findall(r'href="#(introduction-note-\d)"', text) == [
        f"introduction-note-{n}" for n in (1, 2, 1)
    ]
    assert re.findall(r'id="([a-z-]+-\d)"', text) == ["introduction-call-1", "introduction-call-2"]
    assert re.findall(r'id="(introduction-note-\d)" data-tag="Note"', notes) == [
        "introduction-note-1",
        "introduction-note-2",
    ]
    assert notes.index("exemple.fr") < notes.index("<em>en italique</em>") < notes.index("Le second.")
    assert "[^x]" in text  # it is code
    assert 'id="assignment-note-1"' in (prose.assignment or "")
    assert prose.assignment_text == "Une note[1].\n\n[1] De la commande."


@pytest.mark.parametrize(
    ("text", "slips"),
    [
        ("Un mot[^1].", [("absent", "3:7")]),
        ("Un[^1], deux[^2].\n\n[^1]: Un.", [("absent", "3:13")]),
        ("Un[^1].\n\n[^1]: Un.\n[^2]: Deux.", [("unused", "6:1")]),
        ("Sans appel.\n\n[^note]: mot", [("unused", "5:1")]),
        ("Un[^1].\n\n[^1]: Un.\n\n[^1]: Encore.", [("again", "7:1")]),
        ("- Un[^1]\n\n> Deux[^2]\n\n[^1]: Un.\n\n[^2]: Deux.", []),
        ("Une puissance 10^[2] et `[^1]`.", []),
    ],
)
def test_a_note_without_its_other_half_is_said(
    text: str, slips: list[tuple[str, str]], tmp_path: Path
) -> None:
    _, findings = read(tmp_path, f"{CITED}\n\n{text}\n")
    said = [(str(one.facts["slip"]).removeprefix("note-"), one.place) for one in findings]
    assert said == [(slip, f"{INTRODUCTION}:{where}") for slip, where in slips]


def test_a_notice_has_no_notes(tmp_path: Path) -> None:
    _, findings = read(tmp_path, CITED, notices=["Lire la note[^1]."])
    assert [code for code, _ in places_said(findings)] == ["note-unmatched"]


@pytest.mark.slow
def test_a_note_is_tagged_and_named_and_leads_there_and_back(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"a": File()}, introduction="shown")
    (tmp_path / "templates").mkdir()
    (tmp_path / INTRODUCTION).write_text('# I\n\nUn {{ cite("a") }}[^1].\n\n[^1]: Une note.\n', "utf-8")
    made = built(path)
    assert made.record["conformance"]["pdfua"] == "1"
    with pikepdf.open(made.pdf) as pdf:
        [name, note] = pdf.Root.StructTreeRoot.IDTree.Names  # type: ignore[misc]
        assert (str(note.S), str(note.ID), str(name)) == ("/Note", *["introduction-note-1"] * 2)
        links = [a for p in pdf.pages for a in p.get("/Annots", []) if str(a.get("/Contents")) == "note 1"]
        assert len(links) == len({str(a.Dest) for a in links}) == 2
