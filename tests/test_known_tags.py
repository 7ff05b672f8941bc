"""Tags that an earlier build found right are known again wherever they stand, and by nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import File, Made, Sheet, built, prepared, write_dossier
from pikepdf import Array, Dictionary, Name, String
from tagged import Mark, Tag, Tagged

from dossier.check.claims import own
from dossier.check.claims.asking import Asked
from dossier.check.claims.checker import faults
from dossier.check.known import Known, Look
from dossier.store import CHECKED, Store


def report(word: str) -> Tagged:
    """Two pages with headings, a table whose cells have identifiers, a class and a role of its own."""
    head = {"ID": String("c1"), "A": Dictionary(O=Name.Table, Scope=Name.Column)}
    cell = {"A": Dictionary(O=Name.Table, Headers=Array([String("c1")]))}
    rows = [Tag("TR", [Tag("TH", [Mark("Nom")], head)]), Tag("TR", [Tag("TD", [Mark(word)], cell)])]
    kids = [
        *(Tag("H1", [Mark(word)]), Tag("H2", [Mark("Un")]), Tag("Titre", [Mark("Deux")])),
        *(Tag("Table", rows), Tag("P", [Tag("Span", [Mark("un", 1)]), Tag("Span", [Mark("deux", 1)])])),
    ]
    return Tagged([Tag("Document", kids)], 2, {"Titre": "P"}, spoil=link)


def link(pdf: pikepdf.Pdf) -> None:
    """A link that the last paragraph owns."""
    page, root = pdf.pages[0].obj, pdf.Root.StructTreeRoot
    dest = Array([page, Name.XYZ, 0, 800, None])
    held = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[60, 700, 90, 712], Dest=dest, StructParent=9)
    page.Annots = Array([pdf.make_indirect(held)])
    above = root.K[0]
    tag = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Link, P=above))
    tag.K = Array([Dictionary(Type=Name.OBJR, Obj=page.Annots[0], Pg=page)])
    above.K.append(tag)
    root.ParentTree.Nums.extend([9, tag])


FILES: dict[str, Any] = {"a": report("Alpha"), "b": File([Sheet(("b",))] * 2), "c": report("Gamma")}


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("une fois")
    for id, file in FILES.items():
        file.write(folder / "sources" / f"{id}.pdf")
    return built(write_dossier(folder, dict.fromkeys(FILES)))


def looked(made: Made, pdf: Path, output: Path) -> Look:
    """What of ``pdf``, the file of ``made`` or one like it, is looked at where ``output`` remembers."""
    given = prepared(made.folder / "manifest.yaml")
    known = Known(Store(output, CHECKED), "2a")
    return known.look(pdf, given.plan, given.sources, given.located.manifest, pdf.with_name("new.pdf"))


def changed(made: Made, change: Callable[[pikepdf.Pdf], object], folder: Path) -> Path:
    """The PDF of ``made`` after a ``change``, in ``folder``, packed as the binder packs."""
    with pikepdf.open(made.pdf) as pdf:
        change(pdf)
        pdf.save(folder / "changed.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return folder / "changed.pdf"


def rules(pdf: Path) -> set[str]:
    return {fault.rule for told in faults(Asked(pdf, ("2a", "ua1"))) for fault in told}


def elements(above: pikepdf.Object) -> Iterator[pikepdf.Object]:
    held = above.get("/K", [])
    for kid in list(held) if isinstance(held, Array) else [held]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def one(pdf: pikepdf.Pdf, role: str, n: int = 0) -> Any:
    """The ``n``-th element of the ``role`` in the document c."""
    section = pdf.Root.StructTreeRoot.K[0].K[-1].K[-1]
    return [held for held in elements(section) if str(held.S) == f"/{role}"][n]


def form(pdf: pikepdf.Pdf) -> Any:
    """The form that the last page draws."""
    return pdf.pages[-1].obj.Resources.XObject.Source


def linking(pdf: pikepdf.Pdf) -> Any:
    """The link of the document c."""
    return one(pdf, "Link", -1).K[0].Obj


def swapped(held: Any) -> None:
    held[0], held[1] = held[1], held[0]


def rows(pdf: pikepdf.Pdf) -> dict[int, Any]:
    nums = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    return {int(key): row for key, row in zip(nums[::2], nums[1::2], strict=True)}


def drop(held: Any, key: str) -> None:
    del held[f"/{key}"]


def untitled(pdf: pikepdf.Pdf) -> None:
    """No title above any document."""
    for document in pdf.Root.StructTreeRoot.K[0].K[-1].K:
        for held in document.get("/K", []):
            if not isinstance(held, int) and held.S == "/H2":
                held.S = Name.P


def put(held: Any, key: str, value: Any) -> None:
    held[f"/{key}"] = value


# What is done to the tags of the last document, whose pages stay as they are; what the file breaks then.
ASTRAY, NONE = {"STRUCT-TREE-ASTRAY"}, set[str]()
PLANTED: dict[str, tuple[Callable[[pikepdf.Pdf], object], set[str]]] = {
    "another role": (lambda pdf: put(one(pdf, "TD"), "S", Name.P), {"TR-KIDS"}),
    "a level skipped": (lambda pdf: put(one(pdf, "H4"), "S", Name.H6), {"HEADING-NESTING"}),
    "no parent": (lambda pdf: drop(one(pdf, "TR"), "P"), {"STRUCT-ELEMENT-PARENT"}),
    "another parent": (lambda pdf: put(one(pdf, "TR"), "P", one(pdf, "H3")), ASTRAY),
    "a key shifted": (lambda pdf: put(form(pdf), "StructParents", int(form(pdf).StructParents) - 1), ASTRAY),
    "no key": (lambda pdf: drop(form(pdf), "StructParents"), ASTRAY),
    "owners swapped": (lambda pdf: swapped(rows(pdf)[int(form(pdf).StructParents)]), ASTRAY),
    "a mark of another number": (lambda pdf: put(one(pdf, "Span", -1).K[0], "MCID", 0), ASTRAY),
    "a link's key shifted": (lambda pdf: put(linking(pdf), "StructParent", 0), ASTRAY | {"LINK-LINK-TAG"}),
    "a link that says nothing": (lambda pdf: drop(linking(pdf), "Contents"), {"LINK-CONTENTS"}),
    "a cell's head unnamed": (lambda pdf: drop(one(pdf, "TH"), "ID"), NONE),
    "what a role means": (lambda pdf: put(pdf.Root.StructTreeRoot.RoleMap, "StyleP", Name.TD), NONE),
    "elements lost": (lambda pdf: put(one(pdf, "Table"), "K", Array()), NONE),
    "another language": (lambda pdf: put(one(pdf, "Table"), "Lang", String("x y")), {"LANGUAGE-TAG"}),
}


@pytest.mark.parametrize("what", PLANTED)
def test_tags_that_changed_are_looked_at_though_their_pages_did_not(
    once: Made, tmp_path: Path, what: str
) -> None:
    change, broken = PLANTED[what]
    look = looked(once, changed(once, change, tmp_path), once.output)
    theirs = {page["folio"] for page in once.framed("c")}
    assert not theirs & look.known
    assert rules(look.file) >= broken


OWN: dict[str, tuple[Callable[[pikepdf.Pdf], object], set[str]]] = {
    "a title that is none": (untitled, {"HEADING-NESTING"}),
    "its parent": (lambda pdf: put(one(pdf, "H2"), "P", one(pdf, "P")), ASTRAY),
    "a page's key": (lambda pdf: put(pdf.pages[1].obj, "StructParents", 0), ASTRAY),
    "a list": (lambda pdf: put(pdf.Root.StructTreeRoot.K[0].K[1].K[-1].K[0], "S", Name.TD), {"TOC-KIDS"}),
}


@pytest.mark.parametrize("what", OWN)
def test_the_tags_of_the_dossier_itself_are_looked_at_in_every_build(
    once: Made, tmp_path: Path, what: str
) -> None:
    change, broken = OWN[what]
    look = looked(once, changed(once, change, tmp_path), once.output)
    assert rules(look.file) & broken


def test_of_known_tags_headings_are_left_and_nothing_is_wrong_with_the_copy(
    once: Made, tmp_path: Path
) -> None:
    (tmp_path / "same.pdf").write_bytes(once.pdf.read_bytes())
    look = looked(once, tmp_path / "same.pdf", once.output)
    assert len(look.known) == 6
    with pikepdf.open(look.file) as pdf, pikepdf.open(once.pdf) as whole:
        left, all_ = ([*elements(held.Root.StructTreeRoot)] for held in (pdf, whole))
        headings = [[str(held.S) for held in part if str(held.S)[:2] == "/H"] for part in (left, all_)]
        assert headings[0] == headings[1]
        assert len(left) < len(all_) - 16
        assert not any(held.S in ("/TD", "/StyleP") for held in elements(pdf.Root.StructTreeRoot.K[0].K[-1]))
        assert not any(page.get("/Annots") for page in list(pdf.pages)[-1:])
    assert rules(look.file) == rules(once.pdf) == set()
    assert not own.look(look.file).faults


@pytest.mark.slow
def test_known_tags_are_known_at_another_place_under_other_keys_and_names(once: Made, tmp_path: Path) -> None:
    report("Zeta").write(tmp_path / "sources" / "z.pdf")
    for id in FILES:
        (tmp_path / "sources" / f"{id}.pdf").write_bytes((once.folder / "sources" / f"{id}.pdf").read_bytes())
    made = built(write_dossier(tmp_path, dict.fromkeys(("z", "c", "b", "a"))))
    look = looked(made, made.pdf, once.output)
    assert look.known == {page["folio"] for id in "abc" for page in made.framed(id)}
    assert rules(look.file) == set()


@pytest.mark.slow
@pytest.mark.parametrize("what", ["another parent", "a key shifted", "a level skipped"])
def test_a_fault_of_known_tags_alone_costs_the_claim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Whatever joins documents might do to tags of a document that did not change."""
    for id in "ac":
        FILES[id].write(tmp_path / "sources" / f"{id}.pdf")
    manifest = write_dossier(tmp_path, dict.fromkeys("ac"))
    assert built(manifest).record["conformance"]["pdfua"] == "1"
    stage = sys.modules["dossier.bind.bind"]
    pack = stage.pack

    def spoilt(plain: Path, target: Path) -> None:
        with pikepdf.open(plain, allow_overwriting_input=True) as held:
            PLANTED[what][0](held)
            held.save(plain, compress_streams=False, fix_metadata_version=False)
        pack(plain, target)

    monkeypatch.setattr(stage, "pack", spoilt)
    assert built(manifest).record["conformance"]["pdfua"] is None
