"""References as Zotero keeps them: read for a document, written of all, and the same again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from conftest import File, invoke, write_dossier

from dossier import manifest, references
from dossier.findings import DossierError
from dossier.references import bibtex, csl, ris
from dossier.references.item import Item, Name
from dossier.references.names import parsed, printed

CSL = """[{"id": "http://zotero.org/users/1/items/A", "type": "article-journal",
"title": "L’archivage <i>électronique</i> : mode d’emploi", "container-title": "Archimag", "volume": "12",
"issue": "247", "page": "25–27", "ISSN": "0769-0975", "DOI": "10.1000/a_b",
"author": [{"family": "La Fontaine", "given": "Jean", "dropping-particle": "de"},
{"literal": "Cour des comptes"}, {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"}],
"issued": {"date-parts": [["2011", 9]]}}]"""
BIBTEX = r"""
@techreport{insee2012,
	type = {rapport},
	title = {L'{\'e}t{\'e} {\`a} 50 \% \& plus : {INSEE}},
	author = {de La Fontaine, Jean and {Cour des comptes}
		and van Beethoven, Ludwig and M{\"u}ller, Jr., Hans},
	institution = {{\'E}ditions du {\OE}uvre},
	number = {12},
	month = sep,
	year = {2011},
	pages = {25--27},
	url = {https://exemple.fr/a\_b?x=1%20},
}
"""
RIS = """TY  - BOOK
TI  - Le bilan
AU  - La Fontaine, Jean de
AU  - Cour des comptes
DA  - 2011/09/26/
PY  - 2011
SP  - 320
PB  - La Documentation française
SN  - 978-2-07-036822-8
UR  - https://exemple.fr/bilan
ER  -
"""


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "reference"
    path.write_bytes(text.encode(encoding))
    return path


def taken(folder: Path, text: str, encoding: str = "utf-8", key: str = "") -> references.Taken:
    path = write(folder, text, encoding)
    given = f"{path}#{key}" if key else str(path)
    return references.taken(given, Path(given))


def filled(reference: references.Taken) -> dict[str, object]:
    return {key: value for key, value in reference.fields.items() if value}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csl_json_fills_the_keys(encoding: str, tmp_path: Path) -> None:
    assert filled(taken(tmp_path, CSL, encoding)) == {
        "title": "L’archivage électronique : mode d’emploi",
        "author": ("Jean de La Fontaine", "Cour des comptes", "Ludwig van Beethoven"),
        "container-title": "Archimag",
        "issue": "vol. 12, n° 247",
        "issued": "2011-09",
        "page": "25-27",
        "URL": "https://doi.org/10.1000/a_b",
    }


def test_bibtex_fills_the_keys(tmp_path: Path) -> None:
    assert filled(taken(tmp_path, BIBTEX)) == {
        "title": "L'été à 50 % & plus : INSEE",
        "author": ("Jean de La Fontaine", "Cour des comptes", "Ludwig van Beethoven", "Hans Müller Jr."),
        "genre": "rapport",
        "publisher": "Éditions du Œuvre",
        "issue": "12",
        "issued": "2011-09",
        "page": "25-27",
        "URL": "https://exemple.fr/a_b?x=1%20",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_ris_fills_the_keys(encoding: str, tmp_path: Path) -> None:
    assert filled(taken(tmp_path, RIS.replace("\n", "\r\n"), encoding)) == {
        "title": "Le bilan",
        "author": ("Jean de La Fontaine", "Cour des comptes"),
        "publisher": "La Documentation française",
        "issued": "2011-09-26",
        "number-of-pages": "320",
        "URL": "https://exemple.fr/bilan",
    }


@pytest.mark.parametrize(
    ("text", "key", "number"),
    [
        (CSL.replace("0769-0975", "0769-0976"), "ISSN", "0769-0976"),
        (RIS.replace("036822-8", "036822-9"), "ISBN", "978-2-07-036822-9"),
        (RIS.replace("978-2-07-036822-8", "978 2 07 036822 9"), "ISBN", "978 2 07 036822 9"),
        (BIBTEX.replace("number =", "isbn = {2-07-036822-0}, number ="), "ISBN", "2-07-036822-0"),
        (CSL.replace('"0769-0975"', '"0769-0975, 1234-5678"'), "ISSN", "1234-5678"),
    ],
)
def test_a_number_whose_check_digit_is_wrong_is_told(
    text: str, key: str, number: str, tmp_path: Path
) -> None:
    (found,) = taken(tmp_path, text).findings
    assert (found.code, found.facts["key"], found.facts["value"]) == ("identifier-wrong", key, number)


@pytest.mark.parametrize(
    "number",
    ["978-2-07-036822-8", "9782070368228", "978 2 07 036822 8", "2-07-036822-X", "ISBN 2-07-036822-X"],
)
def test_a_number_that_is_right_is_not(number: str, tmp_path: Path) -> None:
    assert taken(tmp_path, RIS.replace("978-2-07-036822-8", number)).findings == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (CSL.replace('{"date-parts": [["2011", 9]]}', '{"literal": "s.d."}'), "s.d."),
        (CSL.replace('["2011", 9]', '["2011", 13]'), "2011-13"),
        (BIBTEX.replace("year = {2011}", "year = {sous presse}"), "sous presse"),
        (RIS.replace("2011/09/26/", "vers 1990").replace("PY  - 2011\n", ""), "vers 1990"),
    ],
)
def test_a_date_that_is_none_is_left_out_and_told(text: str, words: str, tmp_path: Path) -> None:
    found = taken(tmp_path, text)
    assert found.fields["issued"] == ""
    assert [(one.code, words in str(one.facts["words"])) for one in found.findings] == [
        ("reference-left", True)
    ]


@pytest.mark.parametrize(
    ("text", "issued"),
    [
        (CSL.replace('[["2011", 9]]', "[[2011]]"), "2011"),
        (CSL.replace('[["2011", 9]]', "[[2011, 9, 5], [2011, 9, 8]]"), "2011-09-05"),
        (CSL.replace('{"date-parts": [["2011", 9]]}', '{"raw": "2011-09-26"}'), "2011-09-26"),
        (BIBTEX.replace("month = sep,", ""), "2011"),
        (BIBTEX.replace("month = sep,", "date = {2011-09-26},"), "2011-09-26"),
        (RIS.replace("2011/09/26/", "2011/09//"), "2011-09"),
        (RIS.replace("2011/09/26/", "2011///"), "2011"),
    ],
)
def test_a_date_is_as_precise_as_it_is_written(text: str, issued: str, tmp_path: Path) -> None:
    assert taken(tmp_path, text).fields["issued"] == issued


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "reference-unread"),
        ("[]", "reference-unread"),
        ("[1]", "reference-unread"),
        ('[{"title": ', "reference-unread"),
        ("@book{a, title = {Sans fin", "reference-unread"),
        ("PK\x03\x04", "reference-unread"),
        (CSL[:-1] + ", " + CSL[1:], "reference-several"),
        (RIS + RIS, "reference-several"),
    ],
)
def test_what_is_no_reference_is_refused(text: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(DossierError) as error:
        taken(tmp_path, text)
    assert [found.code for found in error.value.findings] == [code]


def test_one_of_several_is_named(tmp_path: Path) -> None:
    text = BIBTEX + BIBTEX.replace("insee2012", "autre").replace("rapport", "enquête")
    assert taken(tmp_path, text, key="autre").fields["genre"] == "enquête"
    with pytest.raises(DossierError):
        taken(tmp_path, text, key="aucun")


AUTHORS = (
    Name(family="La Fontaine", given="Jean", particle="de"),
    Name(family="Beethoven", given="Ludwig", particle="van"),
    Name(family="Ormesson", given="Jean", particle="d'"),
    Name(family="Müller", given="Hans"),
    Name(family="Čapek", given="J.-K."),
    Name(literal="Cour des comptes"),
    Name(literal="Insee & Cie, {sic}"),
    Name(literal="Ministère de la Culture"),
)
HARD = "50 % d’économies & {plus} _ $ # ~ ^ \\ « été »"
LE_MONDE = {"type": "article-journal", "container": "Le Monde", "volume": "3", "issue": "12"}
ITEMS = [
    Item(key="a", type="document", title=HARD, url="https://a.fr/c_d?x=1%20&y#z~"),
    Item(key="b", type="report", title="B", authors=AUTHORS, genre="rapport", publisher="É", issued="2011"),
    Item(key="c", **LE_MONDE, title="C", page="25-27", issued="2011-05"),
    Item(key="d", type="book", title="D", title_short="d", publisher="P", pages="320", issued="2011-09-26"),
    Item(key="e", type="document", title="E", published="source : www.exemple.fr", issue="hors-série"),
]


def test_what_is_written_is_read_the_same() -> None:
    assert csl.items(csl.written(ITEMS)) == ITEMS
    assert bibtex.items(bibtex.written(ITEMS)) == ITEMS


@pytest.mark.parametrize("name", [name for name in AUTHORS if "," not in name.literal])
def test_a_name_is_printed_and_parsed_the_same(name: Name) -> None:
    assert parsed(printed(name)) == name


def test_ris_is_read_as_a_book_or_an_article() -> None:
    (article,) = ris.items(RIS.replace("BOOK", "JOUR").replace("SP  - 320", "SP  - 25\nEP  - 27"))
    assert (article.page, article.pages) == ("25-27", "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    old = {"container-title": "Ancienne", "page": "4", "rights": "own", "number-of-pages": "auto"}
    write_dossier(tmp_path / "d", {"a": File(), "b": File()}, {"a": old})
    return tmp_path / "d"


@pytest.mark.slow
def test_a_document_takes_a_reference_whole_and_gives_it_back(folder: Path) -> None:
    reference = write(folder.parent, BIBTEX)
    words = ["edit", "a", "--reference", reference, "--title-short", "Bilan", "--manifest", folder]
    done = invoke(*words)
    assert done.returncode == 0, done.stdout
    told = yaml.safe_load((folder / "manifest.yaml").read_text(encoding="utf-8"))
    document = told["sections"][0]["documents"][0]
    assert document["author"][1] == "Cour des comptes"
    assert document["title-short"] == "Bilan", "an option is more than the reference"
    assert "container-title" not in document, "no part of another reference stays"
    assert (document["rights"], document["number-of-pages"]) == ("own", "auto")
    assert invoke("export", "references", "--manifest", folder).returncode == 0
    kept = json.loads((folder / "build" / "references.json").read_text(encoding="utf-8"))
    assert [one["id"] for one in kept] == ["a", "b"]
    assert kept[0]["author"][0] == {"family": "La Fontaine", "given": "Jean", "dropping-particle": "de"}
    located, _ = manifest.load(folder / "manifest.yaml")
    assert located
    made = references.exported(located.manifest)
    assert (folder / "build" / "references.bib").read_bytes() == made["references.bib"]
    again = write(folder.parent, made["references.bib"].decode())
    assert (
        filled(references.taken(f"{again}#a", Path(f"{again}#a")))["title"] == "L'été à 50 % & plus : INSEE"
    )
    wrong = invoke("export", "notes", "--manifest", folder)
    assert wrong.returncode == 1
    assert "[result-unknown]" in wrong.stdout


@pytest.mark.slow
def test_add_and_replace_take_a_reference_and_tell_a_wrong_number(folder: Path) -> None:
    given, reference = folder.parent / "given.pdf", write(folder.parent, RIS.replace("822-8", "822-9"))
    File().write(given)
    for words in (["add", given, "--after", "a"], ["replace", "b", given]):
        done = invoke(*words, "--reference", reference, "--manifest", folder)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "[identifier-wrong] ISBN “978-2-07-036822-9”" in done.stdout
    documents = yaml.safe_load((folder / "manifest.yaml").read_text(encoding="utf-8"))["sections"][0][
        "documents"
    ]
    assert [one["title"] for one in documents] == ["Titre de a", "Le bilan", "Le bilan"]
