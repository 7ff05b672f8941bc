"""Tags: what its author gave a source stays, what was broken does no harm, what nobody tagged is said."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import File, Made, Sheet, built, write_dossier
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String
from tagged import Mark, Tag, Tagged
from tags_read import elements, said

from dossier.bind.tags.headings import closed
from dossier.bind.tags.marks import marks_of, with_artifacts, without_marks


def words(pdf: Path, *kinds: str) -> list[str]:
    return [s.text for s in said(pdf) if s.kind in kinds]


def alone(folder: Path, file: Tagged, **more: Any) -> Made:
    path = file.write(folder / "made.pdf")
    return built(write_dossier(folder / "dossier", {"a": path}, {"a": more}))


# -- sources ------------------------------------------------------------------------------------------------

REPORT = Tagged(
    [
        Tag(
            "Document",
            [
                Tag("H1", [Mark("Un titre")]),
                Tag("P", [Mark("Un texte"), Mark("et sa suite", 1)]),
                Tag("H3", [Mark("Un titre plus bas", 1)]),
                Tag(
                    "Figure", [Mark("dessin", 1)], {"Alt": String("Une courbe")}
                ),
            ],
        )
    ],
    pages=2,
)  # fmt: skip


@pytest.mark.slow
def test_a_tagged_source_stands_below_its_title(tmp_path: Path) -> None:
    made = alone(tmp_path, REPORT)
    headings = [(s.number, s.text) for s in said(made.pdf) if s.kind == "heading"]
    assert headings[-3:] == [
        (2, "Document 1 <Retour au sommaire> Titre de a"),
        (3, "Un titre"),
        (4, "Un titre plus bas"),
    ]
    assert "Un texte et sa suite" in words(made.pdf, "text")
    assert words(made.pdf, "picture") == ["Une courbe"]
    assert made.record["documents"][0]["accessibility"] == "tagged"
    assert made.codes() == []


def test_of_a_tree_only_what_is_bound_is_kept(tmp_path: Path) -> None:
    made = alone(tmp_path, REPORT, keep="2")
    headings = [(s.number, s.text) for s in said(made.pdf) if s.kind == "heading"]
    assert headings[-1] == (3, "Un titre plus bas")
    assert "et sa suite" in words(made.pdf, "text")
    assert made.codes() == []


@pytest.mark.slow
def test_names_of_two_sources_do_not_clash(tmp_path: Path) -> None:
    def cell() -> dict[str, Any]:
        return {"ID": String("c1"), "A": Dictionary(O=Name.Table, Headers=Array([String("c1")]))}

    one = Tagged(
        [Tag("Titre", [Mark("Un")]), Tag("TD", [Mark("x")], cell())], roles={"Titre": "H1", "Bloc": "Div"}
    )
    two = Tagged(
        [Tag("Titre", [Mark("Deux")]), Tag("TD", [Mark("y")], cell())], roles={"Titre": "P", "Figure": "P"}
    )
    three = Tagged([Tag("Titre", [Mark("Trois")])], roles={"Titre": "Quote"})
    paths = {n: f.write(tmp_path / f"{n}.pdf") for n, f in zip("abc", (one, two, three), strict=True)}
    made = built(write_dossier(tmp_path / "dossier", paths))
    with pikepdf.open(made.pdf) as pdf:
        roles = {str(k): str(v) for k, v in pdf.Root.StructTreeRoot.RoleMap.items()}
        assert "/Figure" not in roles
        assert sorted(roles.values()) == ["/P", "/Quote"]
        names = pdf.Root.StructTreeRoot.IDTree.Names
        ids = [bytes(n) for n in list(names)[::2]]
        assert ids == [b"1-1", b"2-1"]
        headers = [bytes(e.A.Headers[0]) for e in elements(pdf) if "/A" in e and "/Headers" in e.A]
        assert headers == ids
    assert "Deux" in words(made.pdf, "text")
    assert (3, "Un") in [(s.number, s.text) for s in said(made.pdf) if s.kind == "heading"]


def test_names_that_are_no_utf_8_do_not_break_a_tree(tmp_path: Path) -> None:
    more = {"A": Dictionary(O=Name.Layout, Placement=Name.Rolle, Rolle=1), "C": Name.Rolle}
    file = Tagged([Tag("Rolle", [Mark("Un")], more)], roles={"Rolle": "P"})
    path = file.write(tmp_path / "a.pdf")
    data = path.read_bytes()
    assert data.count(b"/Rolle") == 5
    path.write_bytes(data.replace(b"/Rolle", b"/R\xf4le "))
    made = built(write_dossier(tmp_path / "dossier", {"a": path}))
    assert "Un" in words(made.pdf, "text")
    assert made.record["documents"][0]["accessibility"] == "tagged"
    assert made.codes() == []


def test_a_box_without_numbers_does_not_end_a_build(tmp_path: Path) -> None:
    more = {"A": Dictionary(O=Name.Layout, BBox=Array([None, 10, Name.X, 20])), "Alt": String("Une photo")}
    assert words(alone(tmp_path, Tagged([Tag("Figure", [Mark("a")], more)])).pdf, "picture") == ["Une photo"]


def test_a_standard_tag_keeps_its_meaning(tmp_path: Path) -> None:
    alt = {"Alt": String("Une photo")}
    file = Tagged([Tag("Figure", [Mark("a")], alt), Tag("Figure", [Mark("Légende")])], roles={"Figure": "P"})
    made = alone(tmp_path, file)
    assert words(made.pdf, "picture") == ["Une photo"]
    assert "Légende" in words(made.pdf, "text")


def test_what_nobody_owns_is_not_read(tmp_path: Path) -> None:
    made = alone(tmp_path, Tagged([Tag("P", [Mark("Lu")])], orphans=["Page 3", "En-tête"]))
    assert words(made.pdf, "text")[-1] == "Lu"
    with pikepdf.open(made.pdf) as pdf:
        form = next(x for x in pdf.pages[-1].obj.Resources.XObject.values() if x.get("/Subtype") == "/Form")
        assert form.read_bytes().count(b"/Artifact BMC") == 2


def test_the_language_of_a_source_is_said_where_it_differs(tmp_path: Path) -> None:
    english = Tagged([Tag("P", [Mark("In English")])], language="en-GB").write(tmp_path / "en.pdf")
    french = Tagged([Tag("P", [Mark("En français")])]).write(tmp_path / "fr.pdf")
    made = built(write_dossier(tmp_path / "dossier", {"a": english, "b": french}))
    with pikepdf.open(made.pdf) as pdf:
        assert [str(e.Lang) for e in elements(pdf) if "/Lang" in e] == ["en-GB"]
        assert str(pdf.Root.Lang) == "fr"


def _loop(pdf: pikepdf.Pdf) -> None:
    top = pdf.Root.StructTreeRoot.K[0]
    top.K.append(top)


def _dead(pdf: pikepdf.Pdf) -> None:
    top = pdf.Root.StructTreeRoot.K[0]
    top.K.append(Dictionary(Type=Name.OBJR, Obj=pdf.get_object((900, 0)), Pg=pdf.pages[0].obj))
    top.K.append(None)


def _no_such_mark(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.K[0].K.append(77)


def _twice(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.K[0].K.append(0)


def _deep(pdf: pikepdf.Pdf) -> None:
    top = pdf.Root.StructTreeRoot.K[0]
    for _ in range(400):
        below = pdf.make_indirect(Dictionary(S=Name.Div, P=top, K=Array()))
        top.K.append(below)
        top = below


SPOILED = {"loop": _loop, "dead": _dead, "no-mark": _no_such_mark, "twice": _twice, "deep": _deep}


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """One dossier of all."""
    folder = tmp_path_factory.mktemp("gâtés")
    files = {
        id: Tagged([Tag("P", [Mark(f"Un texte {id}")])], spoil=spoil).write(folder / f"{id}.pdf")
        for id, spoil in SPOILED.items()
    }
    return built(write_dossier(folder / "dossier", files))


@pytest.mark.parametrize("id", SPOILED)
def test_a_broken_tree_is_survived_and_said(spoiled: Made, id: str) -> None:
    assert spoiled.codes() == ["tags-broken"] * len(SPOILED)
    assert words(spoiled.pdf, "text").count(f"Un texte {id}") == 1
    (document,) = [d for d in spoiled.record["documents"] if d["id"] == id]
    assert document["accessibility"] == "tagged"


def test_a_tree_that_holds_nothing_is_as_none(tmp_path: Path) -> None:
    def empty(pdf: pikepdf.Pdf) -> None:
        pdf.Root.StructTreeRoot.K = Array([Dictionary(S=Name.P, P=pdf.Root.StructTreeRoot)])

    made = alone(tmp_path, Tagged([Tag("P", [Mark("Un texte")])], spoil=empty))
    assert made.codes() == ["tags-lost"]
    assert words(made.pdf, "text")[-1] == "Un texte"
    assert made.record["documents"][0]["accessibility"] == "text"


def test_links_and_fields_of_an_untagged_source_are_said(tmp_path: Path) -> None:
    sheet = Sheet(
        ("Voir ailleurs",),
        links=[((60, 600, 200, 620), "https://exemple.fr/"), ((60, 500, 200, 520), 2)],
        fields={"Nom": ((60, 400, 200, 420), "Camille")},
    )
    made = built(write_dossier(tmp_path, {"a": File([sheet, Sheet()])}))
    text = next(t for t in words(made.pdf, "text") if "Voir ailleurs" in t)
    folio = made.framed("a")[1]["folio"]
    assert "<Lien vers https://exemple.fr/>" in text.replace("\u00a0", " ")
    assert f"<Lien vers la page {folio} du dossier>" in text.replace("\u00a0", " ")
    assert "Camille" in text


@pytest.mark.parametrize(
    ("opening", "sections"),
    [
        ("band", "shown"),
        ("none", "hidden"),
        *(
            pytest.param(*how, marks=pytest.mark.slow)
            for how in (("page", "shown"), ("none", "shown"), ("band", "hidden"), ("page", "hidden"))
        ),
    ],
)
def test_headings_never_skip_a_level(tmp_path: Path, opening: str, sections: str) -> None:
    path = REPORT.write(tmp_path / "made.pdf")
    made = built(write_dossier(tmp_path / "d", {"a": path, "b": File()}, opening=opening, sections=sections))
    levels = [s.number for s in said(made.pdf) if s.kind == "heading"]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    titles = [s.text for s in said(made.pdf) if s.kind == "heading" and s.text.startswith("Document")]
    assert len(titles) == 2


# -- parts --------------------------------------------------------------------------------------------------


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(1, 6)), st.integers(1, 3))
def test_closed_levels_nest_in_the_order_given(levels: list[int], above: int) -> None:
    found = closed(levels, above)
    assert len(found) == len(levels)
    assert all(above < level <= 6 for level in found)
    before = above
    for level in found:
        assert level <= before + 1
        before = level


def test_levels_close_their_gaps() -> None:
    assert closed([1, 3, 3, 2, 1], 2) == (3, 4, 4, 4, 3)
    assert closed([2, 4, 6], 1) == (2, 3, 4)


CONTENT = (
    rb"/P <</MCID 0>> BDC BT (a \) (EMC) b) Tj ET EMC /Artifact BMC q Q EMC /OC /L1 BDC "
    rb"/Span<</MCID 1/ActualText (x)>>BDC 1 0 0 rg EMC EMC BI /W 1 /H 1 ID EMC BDC EI /P /MC0 BDC (x)Tj EMC"
)


def test_marks_are_found_between_what_only_looks_like_them() -> None:
    kinds = [(m.kind, m.tag, m.mcid) for m in marks_of(CONTENT, {"MC0": 9}) if m.kind != b"EMC"]
    assert kinds == [
        (b"BDC", b"P", 0),
        (b"BMC", b"Artifact", None),
        (b"BDC", b"OC", None),
        (b"BDC", b"Span", 1),
        (b"BDC", b"P", 9),
    ]


def test_marks_go_and_layers_and_what_says_a_text_stay() -> None:
    first = rb"BT (a \) (EMC) b) Tj ET q Q /OC /L1 BDC /Span <</ActualText (x)>> BDC 1 0 0 rg EMC EMC "
    second = rb"BI /W 1 /H 1 ID EMC BDC EI "
    assert without_marks(CONTENT).split() == (first + second + rb"(x)Tj").split()
    assert without_marks(CONTENT, {b"MC0"}).split() == (first + second + rb"/P /MC0 BDC (x)Tj EMC").split()
    assert without_marks(b"/P BMC (a)Tj") == b" (a)Tj"
    assert without_marks(b"(a)Tj EMC") == b"(a)Tj "
    assert without_marks(b"null EMC 1 0 0 rg") == b"null BX EX 1 0 0 rg", "what EMC took is nobody else's"


def test_marks_without_owner_become_artifacts() -> None:
    changed = with_artifacts(CONTENT, marks_of(CONTENT, {"MC0": 9}), {0})
    assert changed.count(b"/Artifact BMC") == 3
    nested = b"/P <</MCID 0>> BDC /Span <</MCID 5>> BDC (a)Tj EMC EMC"
    assert with_artifacts(nested, marks_of(nested), {0}) == b"/P <</MCID 0>> BDC  (a)Tj  EMC"
