"""Where the links and names of sources lead, in the forms that programs write them; links that lead out."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import File, Made, Sheet, built, write_dossier
from pikepdf import Array, Dictionary, Name, String
from test_bind import links

BOX = (100, 400, 180, 430)
Target = Callable[[pikepdf.Pdf], Any]


def page(pdf: pikepdf.Pdf, number: int = 2) -> Any:
    return pdf.pages[number - 1].obj


def named(pdf: pikepdf.Pdf, *, old: Any = None, tree: Any = None) -> None:
    if old is not None:
        pdf.Root.Dests = Dictionary({"/but": old})
    if tree is not None:
        leaf = pdf.make_indirect(Dictionary(Names=Array([String("but"), tree]), Limits=Array(["but", "but"])))
        pdf.Root.Names = Dictionary(Dests=Dictionary(Kids=Array([leaf])))


def by_name(pdf: pikepdf.Pdf) -> Any:
    named(pdf, old=Array([page(pdf), Name.XYZ, 72, 700, 0]))
    return Name("/but")


def by_string(pdf: pikepdf.Pdf) -> Any:
    named(pdf, tree=Dictionary(D=Array([page(pdf), Name.XYZ, 72, 700, None])))
    return String("but")


def by_either(pdf: pikepdf.Pdf) -> Any:
    """A name and a string that are equal are two things."""
    named(pdf, old=Array([page(pdf), Name.XYZ, 72, 700, 0]), tree=Array([page(pdf, 1), Name.Fit]))
    return Name("/but")


def by_string_of_the_old_kind(pdf: pikepdf.Pdf) -> Any:
    named(pdf, old=Dictionary(D=Array([page(pdf), Name.XYZ, 72, 700, 0])))
    return String("but")


def by_references(pdf: pikepdf.Pdf) -> Any:
    return pdf.make_indirect(Array([page(pdf), Name.XYZ, *(pdf.make_indirect(n) for n in (72, 700, 0))]))


def by_number(_: pikepdf.Pdf) -> Any:
    return Array([1, Name.XYZ, 72, 700, 0])


def by_rectangle(pdf: pikepdf.Pdf) -> Any:
    return Array([page(pdf), Name.FitR, 72, 500, 300, 700])


def by_action(pdf: pikepdf.Pdf) -> Any:
    return Dictionary(S=Name.GoTo, D=pdf.make_indirect(by_string(pdf)))


def by_nothing(pdf: pikepdf.Pdf) -> Any:
    return Array([page(pdf), Name.XYZ, None, None, None])


def by_height(pdf: pikepdf.Pdf) -> Any:
    return Array([page(pdf), Name.FitBH, 700])


#: What a link says, and the point of the page (x, y, None where none is said) to which it must lead.
TARGETS: list[tuple[Target, tuple[float | None, float | None]]] = [
    (by_name, (72, 700)),
    (by_string, (72, 700)),
    (by_either, (72, 700)),
    (by_string_of_the_old_kind, (72, 700)),
    (by_references, (72, 700)),
    (by_number, (72, 700)),
    (by_rectangle, (72, 700)),
    (by_action, (72, 700)),
    (by_nothing, (None, None)),
    (by_height, (None, 700)),
]


def linked(path: Path, target: Target, sheets: int = 2) -> Path:
    """A file whose first page has a link to ``target``."""
    File([Sheet()] * sheets).write(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array(BOX))
        goal = target(pdf)
        action = isinstance(goal, pikepdf.Dictionary)
        link["/A" if action else "/Dest"] = goal
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])
        pdf.save(path)
    return path


def led(made: Made, document: str) -> list[tuple[int | str, tuple[float, float] | None]]:
    """Where the links in the first frame of a document lead."""
    found = made.framed(document)[0]
    x0, y0, x1, y1 = found["frame"]
    every = links(made, found["folio"])
    return [(goal, at) for box, goal, at in every if x0 <= box[0] <= x1 and y0 <= box[1] <= y1]


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("buts")
    files = {f"d{n}": linked(folder / f"{n}.pdf", target, 4) for n, (target, _) in enumerate(TARGETS)}
    # The pages stand in another order, with one left out.
    return built(write_dossier(folder, files, {id: {"keep": "1, 3, 2"} for id in files}))


@pytest.mark.parametrize("number", range(len(TARGETS)), ids=[t.__name__ for t, _ in TARGETS])
def test_a_link_leads_to_its_page_and_point_however_it_says_so(targets: Made, number: int) -> None:
    goal = targets.framed(f"d{number}")[2]
    assert goal["source_page"] == 2
    x0, y0, x1, y1 = goal["frame"]
    x, y = TARGETS[number][1]
    scale = (x1 - x0) / 595.28
    wanted = (x0 if x is None else x0 + x * scale, y1 if y is None else y0 + y * scale)
    ((folio, point),) = led(targets, f"d{number}")
    assert folio == goal["folio"]
    assert point == pytest.approx(wanted, abs=0.6)


@pytest.mark.slow
def test_a_link_to_a_page_that_is_not_kept_is_text_and_a_note(tmp_path: Path) -> None:
    files = {"a": linked(tmp_path / "a.pdf", by_name), "b": linked(tmp_path / "b.pdf", by_string)}
    made = built(write_dossier(tmp_path, files, {"a": {"keep": "1"}}))
    assert led(made, "a") == []
    assert [goal for goal, _ in led(made, "b")] == [made.framed("b")[1]["folio"]]
    noted = [f["place"] for f in made.record["findings"] if f["code"] == "link-dropped"]
    assert noted == ["sources/a.pdf page 1"]


@pytest.mark.parametrize("links_are", ["live", "inert"])
def test_nothing_leads_out_of_an_inert_dossier(tmp_path: Path, links_are: str) -> None:
    away = Sheet(links=[(BOX, "http://exemple.fr/page"), ((100, 200, 180, 230), 2)])
    (tmp_path / "templates").mkdir()
    prose = 'Voir {{ cite("a") }} et [ce site](https://exemple.fr/autre) ou <https://exemple.fr/nu>.\n'
    (tmp_path / "templates" / "introduction.md").write_text(prose, encoding="utf-8")
    known = {"a": {"URL": "https://exemple.fr/reference"}}
    made = built(
        write_dossier(tmp_path, {"a": File([away, Sheet()])}, known, introduction="shown", links=links_are)
    )
    with pikepdf.open(made.pdf) as pdf:
        every = [a for page in pdf.pages for a in page.obj.get("/Annots", [])]
        out = {str(link.A.URI) for link in every if "/A" in link}
    assert bool(out) == (links_are == "live")
    assert links_are == "inert" or {"http://exemple.fr/page", "https://exemple.fr/autre"} <= out
    assert [goal for goal, _ in led(made, "a") if isinstance(goal, int)] == [made.framed("a")[1]["folio"]]
    assert "link-dropped" not in made.codes()
    with zipfile.ZipFile(made.docx) as docx:
        assert docx.testzip() is None


@pytest.mark.parametrize("off", [(60, -249, 200, -234), (700, 400, 800, 430), (100, 900, 180, 930)])
def test_a_link_off_the_page_is_passed_over_without_a_word(tmp_path: Path, off: Any) -> None:
    made = built(write_dossier(tmp_path, {"a": File([Sheet(links=[(off, "https://exemple.fr/")])] * 3)}))
    assert "link-dropped" not in made.codes()
    assert led(made, "a") == []


def test_a_link_that_nobody_can_follow_in_its_source_is_none(tmp_path: Path) -> None:
    addresses = {flags: f"https://exemple.fr/{flags}" for flags in (0, 2, 4, 32, 36)}
    boxes = [(100, 100 + 50 * rank, 180, 130 + 50 * rank) for rank in range(len(addresses))]
    path = File([Sheet(links=list(zip(boxes, addresses.values(), strict=True)))] * 3).write(
        tmp_path / "a.pdf"
    )
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for one in pdf.pages:
            for link, flags in zip(one.obj.Annots, addresses, strict=True):
                link.F = flags
        pdf.save(path)
    made = built(write_dossier(tmp_path / "dossier", {"a": path}))
    assert {goal for goal, _ in led(made, "a")} == {addresses[0], addresses[4]}
    assert "link-dropped" not in made.codes()


def test_links_that_lead_nowhere_are_one_note_a_document(tmp_path: Path) -> None:
    away = Dictionary(S=Name.GoToR, F="ailleurs.pdf")
    made = built(
        write_dossier(
            tmp_path, {"a": File([Sheet(links=[(BOX, away)]), Sheet(), Sheet(links=[(BOX, away)])])}
        )
    )
    (note,) = [f for f in made.record["findings"] if f["code"] == "link-dropped"]
    assert note["place"] == "sources/a.pdf pages 1, 3"
    assert "2 link(s)" in note["message"] or "2 lien(s)" in note["message"]


@pytest.mark.parametrize("title", ["", "  ", None])
@pytest.mark.parametrize("rank", [0, 1])
def test_parts_of_a_bookmark_without_a_title_stay(tmp_path: Path, title: str | None, rank: int) -> None:
    path = File([Sheet()] * 3, outline=[("Un", 1), ("Deux", 2)]).write(tmp_path / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        with pdf.open_outline() as outline:
            outline.root[rank].children.append(pikepdf.OutlineItem("Partie", 2))
        entry = pdf.Root.Outlines.First
        entry = entry.Next if rank else entry
        if title is None:
            del entry["/Title"]
        else:
            entry.Title = title
        pdf.save(path)
    made = built(write_dossier(tmp_path / "dossier", {"a": path}))
    with pikepdf.open(made.pdf) as pdf, pdf.open_outline() as outline:
        (section,) = (item for item in outline.root if item.title == "Une section")
        found = [item.title for item in section.children[0].children]
    assert found == (["Un", "Partie"] if rank else ["Partie", "Deux"])
