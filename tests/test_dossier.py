"""The shipped dossier held against the brief: references, order, pages, folios, labels, bookmarks, links."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import Made, said

from dossier.raster import Reader

# From the brief, spaces as typed there: the references exactly as they must print.
BRIEF = """\
Internet et réseaux sociaux, avant propos, in : Internet et réseaux sociaux, 05/2011, 5 p.
Les réseaux sociaux pour les nuls, in : ENA Hors les murs, 06/2010, pp. 25-27
Les collectivités territoriales et l’administration électronique, source : www.dgcl.interieur.gouv.fr, 03/2011
Amélioration de la relation numérique à l’usager [extrait], 26/09/2011, pp. 1-10
L’e-administration séduit, mais inquiète les Français, in : Archimag, n° 252, 03/2012, p. 4
L’usage des réseaux sociaux dans les entreprises : usages par les salariés et responsables des réseaux sociaux, enquête de l’Observatoire Cegos, 01/2012, 32 p., http://www.cegos.fr/actualites/Pages/etude-usage-reseaux-sociaux-entreprise.aspx
La place des réseaux sociaux dans les collectivités territoriales ?, 07/2011, 3 p., http://www.decisionpublique.fr/bloc-notes/221-la-place-des-reseaux-sociaux-dans-les-collectivites-territoriales
Baromètre collectivités territoriales et réseaux sociaux, 08/2012, 4 p., http://www.edgarquinet.fr/delia-CMS/institut_edgar_quinet/article_id-355/topic_id-35/barometre-des-collectivites-sur-les-reseaux-sociaux.html
Réseaux sociaux : les 10 freins à lever chez les collectivités, in : lagazette.fr, 19/10/2011, 3 p., http://www.lagazettedescommunes.com/76840/reseaux-sociaux-les-10-freins-a-lever-chez-les-collectivites10-freins-qui-empechent-les-collectivites-daller-sur-les-medias-sociaux/
Réseaux sociaux : adopter le bon profil, in : Gazette des communes (la), 28/11/2011, pp. 25-30
Se lancer sur les réseaux sociaux « la stratégie » de Franck Confino, in : lagazette.fr, 17/10/2011, 4 p., http://www.lagazettedescommunes.com/76834/se-lancer-sur-les-reseaux-sociaux-la-strategie-de-franck-confino/
E-démocratie, quand collectivités et citoyens dialoguent sur les réseaux sociaux, in : lagazette.fr, 18/10/2011, 5 p., http://www.lagazettedescommunes.com/76891/e-democratie-quand-collectivites-et-citoyens-dialoguent-sur-les-reseaux-sociaux/
Communication locale et réseaux sociaux : la démocratie collaborative en marche, in : Lettre informatique et collectivités territoriales, n° 587, 05/12/2011, p. 5
Quand le web 2.0 rapproche élus et citoyens, in : Maires de France, n° 276, 01/2011, pp. 36-43
L’administration publique 2.0 est-elle en marche ?, in : ENA Hors les murs, n° 400, 04/2010, pp. 6-8
L’utilité des réseaux sociaux dans le travail gouvernemental, in : ENA Hors les murs, n° 400, 04/2010, pp. 4-5
L’or des données publiques, in : Archimag, n° 250, 12/2011, pp. 15-21
Blogs territoriaux et réseaux sociaux, les nouveaux enjeux du web 2.0 pour les collectivités [extrait], in : Gazette des collectivités (La), cahier détaché n° 2, 09/05/2011, pp. 16-17
Les collectivités à l’assaut des médias sociaux, in : mycommunitymanager.fr, 15/02/2012, http://www.mycommunitymanager.fr/les-collectivites-a-lassaut-des-medias-sociaux/
""".splitlines()  # noqa: E501  # one reference a line, as the brief has them
PAGES = [5, 3, 12, 10, 1, 32, 3, 4, 3, 6, 4, 5, 1, 8, 3, 2, 7, 2, 3]
SECTIONS = {
    "Comprendre : outils, administration électronique": range(1, 6),
    "Mesurer : données chiffrées": range(6, 9),
    "Se lancer : freins et conseils": range(9, 12),
    "Dialoguer : la démocratie électronique": range(12, 17),
    "Ouvrir : les données publiques": range(17, 18),
    "Deux expériences": range(18, 20),
}
# Where French typography allows no line to break, and so no ordinary space.
BREAKABLE = re.compile(r" [:;?!»]|« |n° \d|\bpp?\. \d|\d p\.")


def even(text: str) -> str:
    """With ordinary spaces, one at a time."""
    return " ".join(text.split())


def tight(text: str) -> str:
    """Without spaces, hyphens and line ends: words as they are, wherever lines break."""
    return re.sub(r"[\s\u00ad\u200b-]", "", text)


@cache
def texts(pdf: Path, layout: str = "-raw") -> tuple[str, ...]:
    """The text of each page, as poppler reads it."""
    return tuple(said("pdftotext", layout, pdf, "-").split("\f")[:-1])


def part(made: Made, name: str) -> list[int]:
    """The folios of one part."""
    return [page["folio"] for page in made.record["pages"] if page["part"] == name]


def test_the_references_are_those_of_the_brief(shipped: Made) -> None:
    documents = shipped.record["documents"]
    assert [d["number"] for d in documents] == list(range(1, 20))
    assert [even(d["reference"]) for d in documents] == BRIEF


def test_no_reference_can_break_where_french_forbids_it(shipped: Made) -> None:
    assert BREAKABLE.search("in : Archimag")
    for document in shipped.record["documents"]:
        assert not BREAKABLE.search(document["reference"].split(", http")[0]), document["reference"]


def test_114_source_pages_stand_in_order(shipped: Made) -> None:
    documents = shipped.record["documents"]
    wanted = [(d["id"], n) for d, count in zip(documents, PAGES, strict=True) for n in range(1, count + 1)]
    assert len(wanted) == 114
    assert [(p["document"], p["source_page"]) for p in shipped.framed()] == wanted
    assert [p["folio"] for p in shipped.framed()] == list(range(shipped.record["page_count"] - 113, 119))


def test_each_document_has_its_section_and_folios(shipped: Made) -> None:
    first = start = part(shipped, "introduction")[-1] + 1
    for document, count in zip(shipped.record["documents"], PAGES, strict=True):
        section = next(title for title, numbers in SECTIONS.items() if document["number"] in numbers)
        assert even(document["section"]) == section
        assert (document["first_page"], document["last_page"]) == (first, first + count - 1)
        first += count
    assert first == start + 114 == shipped.record["page_count"] + 1


PAGE_KEYS = {"folio", "part", "document", "source_page", "frame", "source_box", "scale"}
DOCUMENT_KEYS = {"number", "id", "title", "section", "reference", "first_page", "last_page"} | {
    "file",
    "sha256",
    "kind",
}


def test_the_record_says_what_was_built_from_what(shipped: Made) -> None:
    record = shipped.record
    assert {"page_count", "pages", "documents", "outputs", "findings"} <= record.keys()
    assert [p["folio"] for p in record["pages"]] == list(range(1, record["page_count"] + 1))
    assert all(page.keys() >= PAGE_KEYS for page in record["pages"])
    assert {p["part"] for p in record["pages"]} == {"cover", "contents", "introduction", "document"}
    for document, count in zip(record["documents"], PAGES, strict=True):
        assert document.keys() >= DOCUMENT_KEYS
        assert document["source_pages"] == list(range(1, count + 1))
        assert document["sha256"] == _digest(shipped.folder / document["file"])
    assert {o["path"] for o in record["outputs"]} == {"dossier.pdf", "synthesis.docx"}
    for output in record["outputs"]:
        file = shipped.output / output["path"]
        assert (output["sha256"], output["bytes"]) == (_digest(file), file.stat().st_size)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_the_only_finding_is_that_the_documents_are_specimens(shipped: Made) -> None:
    fitted, found = shipped.record["findings"]
    assert (fitted["severity"], fitted["code"]) == ("note", "page-fitted")
    assert (found["severity"], found["code"]) == ("note", "specimens")
    assert found.keys() == {"severity", "code", "place", "message", "cure"}
    assert "19" in found["message"]
    assert "warning" not in re.sub(r"0 warning", "", shipped.said)


@pytest.mark.slow
def test_every_page_prints_its_folio_and_carries_its_label(shipped: Made) -> None:
    count = shipped.record["page_count"]
    for folio, text in enumerate(texts(shipped.pdf), 1):
        assert f"page {folio} / {count}" in even(text)
    with Reader(shipped.pdf) as reader:
        assert [reader.label(n) for n in range(1, len(reader) + 1)] == list(map(str, range(1, count + 1)))


def test_the_cover_counts(shipped: Made) -> None:
    cover = even(texts(shipped.pdf)[0])
    for words in (
        "118 pages et 19 documents",
        "session 2012",
        "Note de synthèse",
        "4 heures",
        "démonstration",
    ):
        assert words in cover
    assert re.search(r"Coefficient 4\b.*Documents 19\b.*Pages 118\b", cover)


@pytest.mark.slow
def test_the_contents_print_the_first_folio_of_each_document(shipped: Made) -> None:
    starts = [d["first_page"] for d in shipped.record["documents"]]
    (folio,) = part(shipped, "contents")
    printed = re.findall(r"\S {2,}(\d+)$", texts(shipped.pdf, "-layout")[folio - 1], re.MULTILINE)
    assert list(map(int, printed)) == [part(shipped, "introduction")[0], *starts]
    with Reader(shipped.pdf) as reader, reader.page(folio) as page:
        rows = {link.page: link.box for link in page.links() if link.page in starts}
        width = reader.size(folio)[0]
        for start in starts:
            _, low, _, high = rows[start]
            assert page.text((0, low, width, high)).split()[-1] == str(start)


def test_the_contents_print_each_section_title_count_and_reference(shipped: Made) -> None:
    text = texts(shipped.pdf, "-layout")[part(shipped, "contents")[0] - 1]
    counts = re.findall(r"(\d+) p\. +\d+$", text.replace("\xa0", " "), re.MULTILINE)
    assert [n for n, _ in zip(map(int, counts), PAGES, strict=True)] == PAGES
    raw = tight("".join(texts(shipped.pdf)[n - 1] for n in part(shipped, "contents")))
    assert all(tight(title) in raw for title in SECTIONS)
    for document, reference in zip(shipped.record["documents"], BRIEF, strict=True):
        assert tight(document["title"]) in raw
        title = document["title"].replace("\xa0", " ").replace("\u202f", " ")
        details = reference.removeprefix(title).removeprefix(" [extrait]")
        said = re.sub(r", \d+ p\.$", "", details.split("http")[0].strip(", ").replace("\xa0", " "))
        assert tight(said) in raw


def test_the_introduction_cites_the_19_documents_in_order(shipped: Made) -> None:
    folios = part(shipped, "introduction")
    assert len(folios) == 2
    pages = [re.sub(r"page\s\d+\s/\s118", "", texts(shipped.pdf)[n - 1]) for n in folios]
    text = tight("".join(pages))
    places = [
        text.find(tight(f"(document {number} : {reference})")) for number, reference in enumerate(BRIEF, 1)
    ]
    assert [n for n, place in enumerate(places, 1) if place < 0] == [], "not printed as the brief has them"
    assert places == sorted(places)
    assert text.count("(document") == 19
    assert tight("profil, in : Gazette des communes (la), 28/11/2011, pp. 25-30) (document 11") in text


def test_the_number_of_a_citation_never_stands_alone_on_a_line(shipped: Made) -> None:
    for folio in part(shipped, "introduction"):
        assert not re.search(r"document\n\d", texts(shipped.pdf)[folio - 1])


def test_each_citation_leads_to_its_document(shipped: Made) -> None:
    starts = [d["first_page"] for d in shipped.record["documents"]]
    found: list[int] = []
    with Reader(shipped.pdf) as reader:
        for folio in part(shipped, "introduction"):
            with reader.page(folio) as page:
                found += [link.page for link in page.links() if link.page]
    assert list(dict.fromkeys(found)) == starts, "a citation over two lines may be two links"


def test_each_document_leads_back_to_the_contents(shipped: Made) -> None:
    contents = part(shipped, "contents")[0]
    with Reader(shipped.pdf) as reader:
        for document in shipped.record["documents"]:
            with reader.page(document["first_page"]) as page:
                assert contents in {link.page for link in page.links()}, document["id"]


def test_every_address_of_the_brief_is_live(shipped: Made) -> None:
    wanted = {reference[reference.index("http") :] for reference in BRIEF if "http" in reference}
    with Reader(shipped.pdf) as reader:
        found: dict[str, set[str]] = {}
        openings = [document["first_page"] for document in shipped.record["documents"]]
        places = {"contents": part(shipped, "contents"), "introduction": part(shipped, "introduction")}
        for name, folios in {**places, "openings": openings}.items():
            for folio in folios:
                with reader.page(folio) as page:
                    found.setdefault(name, set()).update(link.uri for link in page.links() if link.uri)
    assert found["introduction"] == wanted
    assert found["openings"] >= wanted
    assert "contents" not in found or not found["contents"], (
        "an address stands once, where its document opens"
    )


def test_links_inside_the_documents_stay_inside(shipped: Made) -> None:
    inner = 0
    with Reader(shipped.pdf) as reader:
        for document in shipped.record["documents"]:
            own = range(document["first_page"], document["last_page"] + 1)
            for folio in own:
                with reader.page(folio) as page:
                    found = [link.page for link in page.links() if link.page]
                outside = [n for n in found if n not in own]
                assert outside in ([], [part(shipped, "contents")[0]]), f"page {folio}"
                inner += len(found) - len(outside)
    assert inner > 20, "the report has a linked contents, the web pages their names"


def bookmarks(pdf: Path) -> list[tuple[int, str, int | None]]:
    with Reader(pdf) as reader:
        return [(level, even(title), page) for level, title, page in reader.outline()]


def test_the_bookmarks_go_down_to_the_outline_of_each_source(shipped: Made) -> None:
    found = bookmarks(shipped.pdf)
    by_section: list[Any] = []
    for title, numbers in SECTIONS.items():
        documents = [d for d in shipped.record["documents"] if d["number"] in numbers]
        by_section.append((0, title, documents[0]["first_page"]))
        by_section += [(1, f"Document {d['number']} – ", d["first_page"]) for d in documents]
    front = [(0, "Couverture", 1), (0, "Sommaire", 2), (0, "Introduction", 3)]
    upper = [(level, re.sub("(Document .* – ).*", r"\1", t), page) for level, t, page in found if level < 2]
    assert upper == front + by_section
    report = shipped.record["documents"][3]
    start, end = report["first_page"], report["last_page"]
    own = [
        (level - 2, title, page)
        for level, title, page in found
        if level > 1 and page in range(start, end + 1)
    ]
    with Reader(shipped.folder / report["file"]) as reader:
        assert own == [(level, even(t), page and page + start - 1) for level, t, page in reader.outline()]
    assert max(level for level, _, _ in own) == 2


def test_each_page_of_a_document_carries_its_header(shipped: Made) -> None:
    for document, count in zip(shipped.record["documents"], PAGES, strict=True):
        for rank, folio in enumerate(range(document["first_page"], document["last_page"] + 1), 1):
            text = even(texts(shipped.pdf)[folio - 1])
            assert re.search(rf"\bDocument {document['number']}\b", text), f"page {folio}"
            if rank > 1:
                assert f"Document {document['number']} {rank}/{count} " in text
            assert f" {rank}/{count} " in f" {text} "


def test_the_file_opens_as_a_dossier_and_is_sound(shipped: Made) -> None:
    said("qpdf", "--check", shipped.pdf)
    facts = dict(line.split(":", 1) for line in said("pdfinfo", shipped.pdf).splitlines() if ":" in line)
    assert facts["Title"].strip() == "Réseaux sociaux et collectivités territoriales"
    assert facts["Tagged"].strip() == "yes"
    assert float(facts["PDF version"]) >= 1.7, "tags, blend modes and XMP are newer than the header says"
    with pikepdf.open(shipped.pdf) as pdf:
        assert str(pdf.Root.Lang) == "fr"
        assert pdf.Root.PageMode == pikepdf.Name.UseOutlines
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


@pytest.mark.parametrize("text", ["in : Archimag", "marche ?", "n° 252", "p. 4", "5 p.", "« la"])
def test_an_ordinary_space_would_be_seen(text: str) -> None:
    assert BREAKABLE.search(text)
    assert not BREAKABLE.search(text.replace(" ", "\xa0"))
