"""The tags of the shipped dossier, and of real documents, read back as a person would."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import PROJECT, Made, absent, built, invoke, validated, write_dossier
from pikepdf import Dictionary, Name
from PIL import Image
from tags_read import elements, said

# -- the shipped dossier ------------------------------------------------------------------------------------


READ = [
    [
        "[Couverture]",
        "— page 1 —",
        "Centre de gestion (dossier de démonstration)",
        "Concours d’attaché territorial",
        "Concours externe · session 2012",
        "Note de synthèse",
        "heading 1: Les réseaux sociaux et les collectivités territoriales",
        "table of 4 rows",
        "  [Durée] | 4 heures",
    ],
    [
        "contents of 1",
        "  • Introduction <> 3",
        "heading 2: Comprendre : outils, administration électronique",
        "contents of 5",
    ],
    [
        "[Document 2 : Les réseaux sociaux pour les nuls]",
        "— page 10 —",
        "heading 2: Document 2 <Retour au sommaire> Les réseaux sociaux pour les nuls",
        "1/3",
        "in : ENA Hors les murs, 06/2010, pp. 25-27",
    ],
]


@pytest.mark.slow
def test_the_front_matter_is_read_as_a_person_would(shipped: Made) -> None:
    run = invoke("read", "--output", shipped.output)
    assert run.returncode == 0, run.stdout
    lines = run.stdout.replace("\u00a0", " ").replace("\u202f", " ").splitlines()
    assert lines[0] == READ[0][0]
    for block in READ:
        first = lines.index(block[0])
        assert lines[first : first + len(block)] == block
    row = "  • 2 Les réseaux sociaux pour les nuls <Document 2 : Les réseaux sociaux pour les nuls> "
    assert row + "in : ENA Hors les murs, 06/2010, pp. 25-27 3 p. 10" in lines
    assert "picture: Document 1, page 2 sur 5 : Avant-propos" in run.stdout.replace("\u00a0", " ")


@pytest.mark.slow
def test_nothing_that_repeats_is_read_and_no_heading_skips_a_level(shipped: Made) -> None:
    things = said(shipped.pdf)
    assert not [s for s in things if re.search(r"page \d+ / \d+", s.text)]
    levels = [s.number for s in things if s.kind == "heading"]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    pages = [s.number for s in things if s.kind == "page"]
    assert pages == list(range(1, len(shipped.record["pages"]) + 1))


def test_every_link_says_where_it_leads_once(shipped: Made) -> None:
    with pikepdf.open(shipped.pdf) as pdf:
        links = [a for page in pdf.pages for a in page.obj.get("/Annots", []) if a.Subtype == Name.Link]
        owned = [
            kid.Obj.objgen
            for element in elements(pdf)
            for kid in element.get("/K", [])
            if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid and str(element.S) == "/Link"
        ]
        assert sorted(owned) == sorted(link.objgen for link in links)
        assert all(str(link.Contents).strip() and not str(link.Contents).startswith("#") for link in links)
        assert not [link for link in links if re.fullmatch(r"(doc-[a-z-]+|contents)", str(link.Contents))]
        assert any("/QuadPoints" in link for link in links)
        assert all(page.obj.Tabs == Name.S for page in pdf.pages)
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.MarkInfo.Marked


def test_the_record_says_who_tagged_what(shipped: Made) -> None:
    kinds = {d["id"]: d["accessibility"] for d in shipped.record["documents"]}
    assert kinds["relation-numerique"] == "tagged"
    assert kinds["pour-les-nuls"] == "text"
    assert kinds["avant-propos"] == "image"


_COMPARED = (
    "L",
    "LI",
    "Lbl",
    "Table",
    "THead",
    "TBody",
    "TR",
    "TH",
    "TD",
    "Figure",
    "P",
    "Caption",
    "BlockQuote",
)


def _facts(element: Any) -> tuple[object, ...]:
    """What must stay of an element: its role, its alternative, its table attributes without the prefix."""
    role = str(element.S)[1:]
    held = element.get("/A", Dictionary())
    held = held if isinstance(held, pikepdf.Dictionary) else held[0]
    headers = tuple(str(h).split("-", 1)[-1] for h in held.get("/Headers", []))
    return (
        "H" if re.fullmatch(r"H\d?", role) else role,
        str(element.get("/Alt", "")),
        str(element.get("/ActualText", "")),
        str(held.get("/Scope", "")),
        int(held.get("/ColSpan", 1)),
        int(held.get("/RowSpan", 1)),
        len(headers),
    )


def test_the_tagged_report_keeps_all_that_its_author_tagged(shipped: Made) -> None:
    document = next(d for d in shipped.record["documents"] if d["id"] == "relation-numerique")
    with pikepdf.open(PROJECT / document["file"]) as source, pikepdf.open(shipped.pdf) as pdf:
        title = f"Document {document['number']} : "
        section = next(
            e for e in elements(pdf) if str(e.get("/T", "")).replace("\u00a0", " ").startswith(title)
        )
        below = elements(pikepdf_root(section))
        opening = sum(1 for e in below[: [str(e.S) for e in below].index("/Sect")])
        kept = [_facts(e) for e in below[opening:]]
        had = [_facts(e) for e in elements(source)]
    for role in (*_COMPARED, "H"):
        assert [k for k in kept if k[0] == role] == [h for h in had if h[0] == role], role
    assert len([k for k in kept if k[0] == "Link"]) >= len([h for h in had if h[0] == "Link"]) > 0


def pikepdf_root(element: Any) -> Any:
    """Something whose structure tree is what is below ``element``."""

    class Below:
        class Root:
            StructTreeRoot = element

    return Below


@pytest.mark.slow
def test_the_tagged_report_reads_as_it_did(shipped: Made) -> None:
    document = next(d for d in shipped.record["documents"] if d["id"] == "relation-numerique")
    alone_ = said(PROJECT / document["file"])
    whole = said(shipped.pdf)
    start = next(n for n, s in enumerate(whole) if s.kind == "section" and s.text.startswith("Document 4"))
    end = next(n for n, s in enumerate(whole) if s.kind == "section" and s.text.startswith("Document 5"))
    bound = whole[start:end]
    for kind in ("heading", "picture", "row", "item", "text"):
        before = [_bare(s.text) for s in alone_ if s.kind == kind]
        after = [_bare(s.text) for s in bound if s.kind == kind]
        assert after[-len(before) :] == before, kind
    levels = [s.number for s in bound if s.kind == "heading"]
    assert levels[1:] == [s.number + 2 for s in alone_ if s.kind == "heading"]


def _bare(text: str) -> str:
    return re.sub(r" ?<[^>]*>", "", text).strip()


@pytest.mark.slow
def test_the_reference_validator_finds_no_fault(shipped: Made, tmp_path: Path) -> None:
    scan = tmp_path / "scan.png"
    Image.new("L", (600, 800), 200).save(scan, dpi=(100, 100))
    alt = {"a": {"alt": "Une affiche"}, "b": {"alt": "Une lettre"}}
    scans = built(write_dossier(tmp_path / "scans", {"a": scan, "b": scan}, alt))
    verdicts = validated([shipped.pdf, scans.pdf], "ua1", "2a")
    assert len(verdicts) == 4
    for verdict in verdicts.values():
        assert not verdict.failed, verdict.messages
    for made in (shipped, scans):
        assert made.record["conformance"] == {"pdfa": "2a", "pdfua": "1", "obstacles": []}
    assert [d["accessibility"] for d in scans.record["documents"]] == ["image", "image"]


@pytest.mark.slow
def test_no_real_document_is_worse_bound_than_alone(tmp_path: Path) -> None:
    from accessibility import CORPUS, compare, table

    files = sorted(CORPUS.glob("*.pdf"))
    if not files:
        absent("the corpus of real documents is not here")
    reason = __import__("verapdf").missing()
    if reason:
        absent(reason)
    compared = compare(files, tmp_path)
    rows = [row for of_flavour in compared.values() for row in of_flavour]
    assert {row.name: row.worse for row in rows if row.worse} == {}
    text = (PROJECT / "docs" / "accessibility.md").read_text(encoding="utf-8")
    for of_flavour in compared.values():
        assert table(of_flavour) in text
