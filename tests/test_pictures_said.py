"""What a tagged source does not say of its pictures and its tables, and what is done about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import Made, built, invoke, validated, write_dossier
from pikepdf import Dictionary, Name, String
from tagged import Art, Mark, Tag, Tagged
from test_tags import elements, said

from dossier.findings import DossierError

# Shown with parentheses that touch the operator, as most programs write them.
WRITTEN = Art("BT /F1 12 Tf 60 {y} Td (un texte)Tj ET")


#: Of two colours: what has one alone may be what a redaction left.
MAP = Art("0.2 0.5 0.7 rg 60 {y} 80 15 re f 0.9 0.8 0.3 rg 90 {y} 20 9 re f")


def figure(*kids: Any, **more: Any) -> Tag:
    return Tag("Figure", kids or (Art(),), {k: String(v) for k, v in more.items()})


def cell(role: str, text: str, **attributes: Any) -> Tag:
    held = Dictionary(O=Name.Table, **attributes) if attributes else None
    return Tag(role, [Mark(text)], {"A": held} if held else {})


def made(folder: Path, *tags: Tag, pages: int = 1, **keys: Any) -> Made:
    roles = keys.pop("roles", {})
    file = Tagged([Tag("Document", [Tag("H1", [Mark("Titre")]), *tags])], pages=pages, roles=roles)
    path = file.write(folder / "made.pdf")
    return built(write_dossier(folder / "dossier", {"a": path}, {"a": keys}), compare=False)


def figures(pdf: Path) -> list[str]:
    """The alternatives of the figures of the document, in reading order."""
    with pikepdf.open(pdf) as opened:
        return [str(e.get("/Alt", "-")) for e in elements(opened) if Name.Figure == e.S]


def marks(pdf: Path) -> bytes:
    with pikepdf.open(pdf) as opened:
        streams = [one for one in opened.objects if isinstance(one, pikepdf.Stream)]
        return b"".join(one.read_bytes() for one in streams if one.get("/Subtype") == Name.Form)


def test_a_picture_of_which_nothing_is_said_is_passed_over(tmp_path: Path) -> None:
    one = made(tmp_path, Tag("P", [Mark("avant")]), figure(), figure(MAP, Alt="Une carte"), figure(Alt=" "))
    assert one.record["conformance"]["obstacles"] == []
    assert figures(one.pdf) == ["Une carte"]
    assert marks(one.pdf).count(b"/Artifact BMC") == 2
    (note,) = [f for f in one.record["findings"] if f["code"] == "pictures-unsaid"]
    assert note["severity"] == "note"
    assert note["message"].startswith("2 picture(s) in document 1")


@pytest.mark.slow
def test_an_editor_says_what_a_picture_is(tmp_path: Path) -> None:
    two = Tag("P", [figure(), figure(Art(page=1)), figure(Art(page=1), Alt="faux")])
    alts = {"1": "Une carte", "2.1": "none", "2.2": "Un graphique"}
    one = made(tmp_path, two, pages=2, alts=alts)
    assert figures(one.pdf) == ["Une carte", "Un graphique"]
    assert "pictures-unsaid" not in one.codes()
    assert one.record["conformance"]["obstacles"] == []


@pytest.mark.slow
def test_texts_follow_the_pages_that_are_kept_and_the_files(tmp_path: Path) -> None:
    for name in ("x", "y"):
        tags = [figure(Art(page=n)) for n in range(2)]
        Tagged([Tag("Document", tags)], pages=2).write(tmp_path / "dossier" / "sources" / f"{name}.pdf")
    keys = {"file": ["sources/x.pdf", "sources/y.pdf"], "keep": "4, 1", "alts": {"4": "quatre", "1.1": "un"}}
    one = built(write_dossier(tmp_path / "dossier", {"a": None}, {"a": keys}), compare=False)
    assert sorted(figures(one.pdf)) == ["quatre", "un"]


@pytest.mark.slow
@pytest.mark.parametrize("written", ["1.2", "3", "deux", "1.", "0", "1.1.1", "-1"])
def test_a_text_for_a_picture_that_is_not_there_is_an_error_at_its_line(written: str, tmp_path: Path) -> None:
    with pytest.raises(DossierError) as refused:
        made(tmp_path, figure(), alts={"1.1": "Une carte", written: "Une autre"})
    (fault,) = [f for f in refused.value.findings if f.code == "alts-unknown"]
    assert fault.place.startswith("manifest.yaml:")
    assert (fault.facts["picture"], fault.facts["known"]) == (written, "1.1")


def test_text_is_never_passed_over_and_what_is_tagged_within_stands_for_itself(tmp_path: Path) -> None:
    inner = figure(Art(), Tag("P", [Mark("dedans")]))
    one = made(tmp_path, figure(WRITTEN), inner)
    assert [o["reason"] for o in one.record["conformance"]["obstacles"]] == ["figures"]
    assert figures(one.pdf) == ["-"]
    assert "dedans" in [s.text for s in said(one.pdf)]
    assert marks(one.pdf).count(b"/Artifact BMC") == 1


@pytest.mark.slow
def test_a_picture_alone_in_a_cell_leaves_the_cell(tmp_path: Path) -> None:
    head = Tag("TR", [cell("TH", "x", Scope=Name.Column), cell("TH", "y", Scope=Name.Column)])
    row = Tag("TR", [Tag("TD", [Tag("P", [figure()])]), cell("TD", "b")])
    one = made(tmp_path, Tag("Table", [head, row]), Tag("P", [figure()]))
    assert one.record["conformance"]["obstacles"] == []
    with pikepdf.open(one.pdf) as opened:
        kinds = [str(e.S) for e in elements(opened)]
    assert kinds.count("/TD") >= 2
    assert figures(one.pdf) == []


@pytest.mark.slow
def test_a_figure_that_its_program_calls_a_paragraph_is_one(tmp_path: Path) -> None:
    one = made(tmp_path, figure(), figure(), roles={"Figure": "P"}, alts={"1.2": "Une carte"})
    assert figures(one.pdf) == ["Une carte"]


@pytest.mark.slow
def test_the_pictures_are_shown_with_the_lines_to_paste(tmp_path: Path) -> None:
    tags = [figure(), figure(Art(MAP.draw, 1), Alt="Une <carte>")]
    path = Tagged([Tag("Document", tags)], pages=2).write(tmp_path / "made.pdf")
    manifest = write_dossier(tmp_path / "dossier", {"a": path})
    run = invoke("pictures", "--manifest", manifest, "--format", "json")
    told = json.loads(run.stdout)
    assert [(one["key"], one["said"]) for one in told["pictures"]] == [("1.1", ""), ("2.1", "Une <carte>")]
    page = (manifest.parent / "build" / "pictures.html").read_text(encoding="utf-8")
    assert page.count("data:image/webp") == 2
    assert "Une &lt;carte&gt;" in page
    assert "alts:\n  1.1: " in page
    assert "pictures.html" in invoke("clean", "--manifest", manifest).stdout
    assert not (manifest.parent / "build" / "pictures.html").exists()


@pytest.mark.slow
def test_a_table_that_its_program_calls_a_paragraph_is_one(tmp_path: Path) -> None:
    rows = [Tag("TR", [cell("TD", "a"), cell("TD", "b")]) for _ in range(2)]
    one = made(tmp_path, Tag("Table", rows), Tag("Table", [Mark("un texte")]), roles={"Table": "P"})
    assert one.record["conformance"]["obstacles"] == []
    with pikepdf.open(one.pdf) as opened:
        kinds = [str(e.S) for e in elements(opened)]
    assert kinds.count("/TR") > 2  # the cover has a table of its own
    assert kinds[kinds.index("/TR", kinds.index("/H2")) - 1] == "/Table"


ROWS: Mapping[str, list[list[Tag]]] = {
    "a head": [[cell("TH", "x"), cell("TH", "y")], [cell("TD", "a"), cell("TD", "b")]],
    "a head at the side": [[cell("TH", "x"), cell("TD", "a")], [cell("TH", "y"), cell("TD", "b")]],
    "a head over two": [[cell("TH", "x", ColSpan=2)], [cell("TD", "a"), cell("TD", "b")]],
    "a head in the middle": [[cell("TD", "a"), cell("TD", "b")], [cell("TD", "a"), cell("TH", "y")]],
    "a short row": [[cell("TH", "x"), cell("TH", "y")], [cell("TD", "a")]],
    "a row under a high cell": [
        [cell("TH", "x", RowSpan=2), cell("TH", "y"), cell("TH", "z")],
        [cell("TD", "a")],
    ],
}


@pytest.mark.slow
def test_tables_say_what_their_heads_are_the_heads_of(tmp_path: Path) -> None:
    """By the reference validator, too; a scope that its author gave stays."""
    files = {}
    for name, rows in ROWS.items():
        one = made(tmp_path / name, Tag("Table", [Tag("TR", row) for row in rows]))
        assert one.record["conformance"]["obstacles"] == [], name
        files[name] = one.pdf
    inner = Tag("Table", [Tag("TR", [cell("TH", "dedans")])])
    row = Tag("TR", [cell("TH", "x", Scope=Name.Row), Tag("TD", [inner]), cell("TH", "après")])
    nested = made(tmp_path / "nested", Tag("Table", [row])).pdf
    with pikepdf.open(nested) as opened:
        scopes = [str(e.A.Scope) for e in elements(opened) if e.S == Name.TH]
    assert "/Row" in scopes
    assert len(scopes) == len([None for one in scopes if one])
    verdicts = validated([*files.values(), nested], "ua1")
    assert {name: verdicts[pdf, "ua1"].failed for name, pdf in files.items()} == {key: {} for key in files}
    assert not verdicts[nested, "ua1"].failed


@pytest.mark.slow
def test_what_is_passed_over_looks_as_before(tmp_path: Path) -> None:
    file = Tagged([Tag("Document", [figure(), Tag("Link", [figure()]), figure(WRITTEN)])])
    path = file.write(tmp_path / "made.pdf")
    assert built(write_dossier(tmp_path / "dossier", {"a": path})).pdf.is_file()
