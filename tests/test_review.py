"""What a person should look at, and no rule forbids: each kind planted, and what only looks like it."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import A4, File, Sheet, prepared, write_dossier
from PIL import Image, ImageDraw, ImageFont

from dossier.findings import Finding
from dossier.folding import words

#: Lines of a French text, and of an English one; neither names a subject that a title below has.
FRENCH = (
    "Les communes rurales ouvrent leurs piscines en été, mais le prix de",
    "l’eau et celui du chauffage pèsent sur leurs budgets. Dans une enquête",
    "menée auprès de cent maires, la plupart disent que les charges sont",
    "devenues trop lourdes pour une seule ville, et que la gestion doit être",
    "partagée avec les voisines. Les usagers, eux, demandent des horaires plus",
    "larges et des tarifs qui restent au niveau de ceux des années passées.",
    "Des agents sont formés à la surveillance, et les bassins vidangés deux",
    "fois par an. Cette dépense est prise en charge par la communauté pour",
    "moitié, le reste par une taxe que votent les conseils.",
)
ENGLISH = (
    "The pools of small towns are open in the summer and closed for the rest",
    "of the year. This is what most of the mayors have said in an inquiry that",
    "was made for the ministry: the water and the heating are paid by the town",
    "alone, and the towns are asking for a share of the costs to be paid with",
    "the others. The people who swim have asked for hours that are longer, and",
    "for prices that are those of the years before. This has been promised to",
    "them from the next season on, with a tax that is to be voted for it.",
)
POLISH = (
    "Male gminy otwieraja latem swoje baseny, ale cena wody i ogrzewania jest",
    "dla nich za wysoka, wiec zarzadzanie musi byc wspolne z sasiadami, ktorzy",
) * 5


def text(*first: str, body: tuple[str, ...] = FRENCH) -> File:
    """A page that begins with ``first``."""
    return File((Sheet((*first, *body)),))


def said(folder: Path, files: dict[str, Any], documents: dict[str, Any], **more: Any) -> list[Finding]:
    """What the reviewing says of a dossier."""
    codes = {
        "source-twice",
        "title-elsewhere",
        "reference-contradicted",
        "page-upside-down",
        "titles-equal",
        "sources-unused",
        "pages-blank",
        "text-pale",
        "scans-coarse",
    }
    found = prepared(write_dossier(folder, files, documents, **more)).findings
    return [one for one in found if one.code in codes]


def codes(findings: list[Finding]) -> list[str]:
    """Their codes."""
    return sorted(found.code for found in findings)


# -- one PDF twice


def test_a_file_that_is_bound_twice(tmp_path: Path) -> None:
    files = {"un": text("Les piscines"), "deux": text("Les piscines")}
    titles = {"un": {"title": "Les piscines"}, "deux": {"title": "Des piscines rurales"}}
    (found,) = said(tmp_path, files, titles)
    assert (found.code, found.facts["number"], found.facts["first"]) == ("source-twice", 2, 1)


def test_a_text_that_is_bound_twice_from_two_files(tmp_path: Path) -> None:
    files = {"un": text("Les piscines"), "deux": text("Les piscines", "Imprimé depuis un autre site")}
    titles = {"un": {"title": "Les piscines"}, "deux": {"title": "Des piscines rurales"}}
    assert codes(said(tmp_path, files, titles)) == ["source-twice"]


@pytest.mark.slow
def test_two_extracts_of_a_file_are_two_documents(tmp_path: Path) -> None:
    book = File((Sheet(("Les piscines", *FRENCH)), Sheet(("The pools", *ENGLISH))))
    files = {"un": book, "deux": book}
    titles = {"un": {"title": "Les piscines", "keep": "1"}, "deux": {"title": "Pools", "keep": "2"}}
    assert said(tmp_path, files, titles) == []
    titles["deux"]["keep"] = "1-2"
    assert codes(said(tmp_path, files, titles)) == ["source-twice"]


def test_forms_with_few_words_are_no_text_twice(tmp_path: Path) -> None:
    files = {
        "un": File((Sheet(("Annexe", "Page 1")),)),
        "deux": File((Sheet(("Annexe", "Page 1"), rotate=90),)),
    }
    assert said(tmp_path, files, {"un": {"title": "Annexe A"}, "deux": {"title": "Annexe B"}}) == []


# -- the wrong document under a title


#: A title, how the text begins, the rest of it, and whether it is the wrong one.
TITLES = (
    ("Le télétravail dans la fonction publique", "Les piscines", FRENCH, True),
    ("Télétravail", "Les piscines", FRENCH * 2, True),
    ("Les réseaux sociaux : freins et leviers", "Compte rendu", FRENCH, True),
    ("LE TÉLÉTRAVAIL", "Le teletravail à la ville", FRENCH, False),
    ("Télétravailler demain", "Du télétravail", FRENCH, False),
    ("Des oeuvres à l’hôpital", "Les œuvres", FRENCH, False),
    ("Télétravail et mobilité", "T É L É T R A V A I L", FRENCH, False),
    # In another language, or over pictures, the title is the editor's.
    ("Le télétravail dans la fonction publique", "The pools", ENGLISH * 2, False),
    ("Le télétravail dans la fonction publique", "Les piscines", FRENCH[:2], False),
    ("Le télétravail dans la fonction publique", "Miejskie", POLISH, False),
    ("Éditorial", "Les piscines", FRENCH, False),
)


@pytest.mark.slow
def test_a_title_of_which_no_word_stands_there(tmp_path: Path) -> None:
    files = {f"d{n}": text(first, body=body) for n, (_, first, body, _) in enumerate(TITLES)}
    documents = {f"d{n}": {"title": title} for n, (title, *_) in enumerate(TITLES)}
    found = {f.document: f for f in said(tmp_path, files, documents) if f.code == "title-elsewhere"}
    assert sorted(found) == [f"d{n}" for n, (*_, wrong) in enumerate(TITLES) if wrong]
    assert str(found["d0"].facts["text"]).startswith("Les piscines")


def test_words_are_one_however_they_are_set() -> None:
    assert words("l’e\ufb03cience, Œuvre, collecti-\nvités, STRASSE, straße") == [
        *("l", "efficience", "oeuvre", "collectivites", "strasse", "strasse")
    ]


@pytest.mark.slow
def test_an_extract_may_name_its_title_further_on(tmp_path: Path) -> None:
    sheets = [Sheet(FRENCH)] * 4
    file = File((*sheets, Sheet(("Conclusion sur le télétravail", *FRENCH))))
    title = {"title": "Le télétravail dans la fonction publique"}
    assert codes(said(tmp_path, {"un": file}, {"un": title})) == ["title-elsewhere"]
    assert said(tmp_path, {"un": file}, {"un": {**title, "extract": True}}) == []
    assert said(tmp_path, {"un": file}, {"un": {**title, "specimen": True}}) == []


# -- date, issue, publication


#: What the manifest says, what the source says of itself, and the key that this contradicts.
REFERENCES: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"issued": "05/2011"}, "Publié le 12 mars 2019 à 10 h", "issued"),
    ({"issued": "12/03/2018"}, "Mis en ligne le mardi 12 mars 2019", "issued"),
    ({"issued": "2011"}, "Date de publication : 12/03/2019", "issued"),
    ({"issued": "03/2012", "container-title": "Archimag"}, "Archimag n° 250 – décembre 2011", "issued"),
    ({"issue": 252, "container-title": "Archimag"}, "Archimag, n° 250, p. 4", "issue"),
    ({"container-title": "Archimag"}, "Paru dans La Gazette des communes, p. 3", "container-title"),
    ({"issued": "03/2019"}, "Publié le 12 mars 2019", ""),
    ({"issued": "2019-03-12"}, "Publié le 12 mars 2019, mis à jour le 3 mai 2020", ""),
    ({"issued": "2019"}, "Mis en ligne le 12 mars 2019", ""),
    ({"issued": "2020"}, "Publié le 12 mars 2019 et revu en 2020", ""),
    ({"issued": "05/2011"}, "La loi du 12 mars 2019 et le décret du 3 mai 2019", ""),
    ({"issue": 250, "container-title": "Archimag"}, "Archimag n° 250", ""),
    ({"issue": 250, "container-title": "Archimag"}, "ARCHIMAG – N° 250 | page 3", ""),
    ({"issue": 250, "container-title": "Archimag"}, "Le Monde n° 12, cité par Archimag", ""),
    ({"container-title": "lagazette.fr"}, "Paru dans La Gazette, p. 3", ""),
    ({"container-title": "Archimag"}, "Archimag. Extrait de Rapport annuel, p. 3", ""),
    ({"container-title": "Archimag", "publisher": "Insee"}, "Source : Insee, 2019", ""),
)


@pytest.mark.slow
def test_what_the_source_says_of_itself(tmp_path: Path) -> None:
    files = {f"d{n}": text("Les piscines", first) for n, (_, first, _) in enumerate(REFERENCES)}
    documents = {f"d{n}": {"title": "Les piscines", **given} for n, (given, *_) in enumerate(REFERENCES)}
    found = said(tmp_path, files, documents)
    told = {f.document: f.facts["key"] for f in found if f.code == "reference-contradicted"}
    assert told == {f"d{n}": key for n, (*_, key) in enumerate(REFERENCES) if key}


# -- pages


def scan(folder: Path, *, turned: bool = False, dots: int = 200, name: str = "scan") -> Path:
    """A page that is a picture of text, ``dots`` an inch."""
    size = (round(8.27 * dots), round(11.69 * dots))
    picture = Image.new("L", size, 255)
    font = ImageFont.load_default(size=round(dots * 0.19))
    pen = ImageDraw.Draw(picture)
    for line in range(30):
        place = (round(dots * 0.9), round(dots * (0.9 + 0.32 * line)))
        pen.text(place, FRENCH[line % len(FRENCH)].replace("’", "'"), font=font, fill=0)
    if turned:
        picture = picture.rotate(180)
    out = io.BytesIO()
    picture.save(out, "PDF", resolution=dots)
    path = folder / f"{name}.pdf"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out.getvalue())
    return path


@pytest.mark.slow
def test_a_scan_that_is_upside_down(tmp_path: Path) -> None:
    if not shutil.which("tesseract"):
        pytest.skip("tesseract is not installed")
    files = {"un": scan(tmp_path, turned=True), "deux": scan(tmp_path, name="droit")}
    documents = {id: {"alt": "Un texte"} for id in files}
    (found,) = said(tmp_path / "d", files, documents)
    assert (found.code, found.facts["number"], found.facts["pages"]) == ("page-upside-down", 1, "1")
    documents["un"]["rotate"] = 180
    assert said(tmp_path / "e", files, documents) == []


def test_a_page_of_text_that_is_upside_down(tmp_path: Path) -> None:
    file = File((Sheet(FRENCH), Sheet(FRENCH, rotate=180), Sheet(FRENCH, rotate=90)))
    (found,) = said(tmp_path, {"un": file}, {"un": {"title": "Les communes"}})
    assert (found.code, found.facts["pages"]) == ("page-upside-down", "2")


def test_a_scan_that_is_coarse_is_a_note(tmp_path: Path) -> None:
    files = {"un": scan(tmp_path, dots=100), "deux": scan(tmp_path, dots=200, name="fin")}
    (found,) = said(tmp_path / "d", files, {id: {"alt": "Un texte"} for id in files})
    assert (found.code, found.facts["pages"]) == ("scans-coarse", "1: 1")


def test_blank_pages_and_pale_texts_are_one_note_each(tmp_path: Path) -> None:
    pale = "BT 0.8 g /F1 12 Tf 60 100 Td (Un texte que personne ne photocopie) Tj ET"
    grey = "BT 0.3 g /F1 12 Tf 60 100 Td (Un texte gris que chacun peut lire) Tj ET"
    beside = "BT 0.8 g /F1 12 Tf -400 100 Td (Un texte pale a cote de la page qui est montree) Tj ET"
    blank = Sheet((), media=A4)
    files = {
        "un": File((Sheet(FRENCH), blank, blank)),
        "deux": File((Sheet(("Deux",), draw=pale),)),
        "trois": File((Sheet(("Trois",), draw=grey), blank)),
        "quatre": File((Sheet(("Quatre",), draw=beside),)),
    }
    for file in files.values():
        assert isinstance(file, File)
    paths = {id: unmarked(file.write(tmp_path / f"{id}.pdf")) for id, file in files.items()}
    findings = said(tmp_path / "d", paths, {"un": {"title": "Les communes"}})
    assert {f.code: f.facts["pages"] for f in findings} == {
        "pages-blank": "1: 2-3; 3: 2",
        "text-pale": "2: 1",
    }


def unmarked(path: Path) -> Path:
    """The file at ``path``, its pages without text emptied of what the tests draw on every page."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            if b"Tj" not in page.Contents.read_bytes():
                page.Contents = pdf.make_stream(b"")
        pdf.save(path)
    return path


# -- the folder


def test_titles_that_are_equal_and_files_that_nothing_uses(tmp_path: Path) -> None:
    files = {"un": text("Annexe"), "deux": text("Annexe", body=ENGLISH)}
    (tmp_path / "sources" / "sub").mkdir(parents=True)
    for name in ("oubli.pdf", "sub/note.docx", ".DS_Store", "Thumbs.db", "~$note.docx"):
        (tmp_path / "sources" / name).write_bytes(b"x")
    findings = said(tmp_path, files, {"un": {"title": "Annexe"}, "deux": {"title": "ANNEXE "}})
    assert codes(findings) == ["sources-unused", "titles-equal"]
    assert {f.code: f.facts.get("names") for f in findings}["sources-unused"] == (
        "sources/oubli.pdf, sources/sub/note.docx"
    )


@pytest.mark.slow
def test_what_a_bound_folder_leaves_out_is_said_where_it_is_listed_and_not_again(tmp_path: Path) -> None:
    lots = tmp_path / "sources" / "lots"
    (lots / "autres").mkdir(parents=True)
    text("Annexe").write(lots / "1.pdf")
    for name in ("lots/notes.bin", "lots/autres/note.docx", "lots 2.bin"):
        (tmp_path / "sources" / name).write_bytes(b"\0\1\2")
    path = write_dossier(tmp_path, {"un": None}, {"un": {"file": "sources/lots/"}})
    found = {f.code: f.facts.get("names") or f.facts.get("file") for f in prepared(path).findings}
    assert found["sources-unused"] == "sources/lots 2.bin"
    assert found["folder-file"] == "sources/lots/notes.bin"
    assert found["folder-folder"] == "sources/lots/autres"
