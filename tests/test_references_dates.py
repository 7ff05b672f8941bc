"""Dates, names, numbers and texts of references as programs really write them: read right, or told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_references import filled, taken

from dossier.findings import DossierError


def csl(**keys: object) -> str:
    return json.dumps([{"id": "a", "type": "book", "title": "T", **keys}], ensure_ascii=False)


def bibtex(*fields: str) -> str:
    return "@article{a,\n" + "".join(f"  {field},\n" for field in fields) + "}\n"


def ris(*lines: str, kind: str = "JOUR") -> str:
    return "\n".join((f"TY  - {kind}", "TI  - T", *lines, "ER  - ", ""))


#: What is written, the date that is taken, whether something of it is told.
DATES = {
    csl(issued={"date-parts": [[2021, 3], [2021, 5]]}): ("2021-03", True),
    csl(issued={"date-parts": [[2021]], "season": "Spring"}): ("2021", True),
    csl(issued={"date-parts": [[2021, 22]]}): ("2021", True),
    csl(issued={"date-parts": [[1990]], "circa": True}): ("", True),
    csl(issued={"date-parts": [[2021, 0, 0]]}): ("2021", False),
    csl(issued={"raw": "mars 2021"}): ("2021-03", False),
    csl(issued={"raw": "March 5th, 2021"}): ("2021-03-05", False),
    csl(issued={"literal": "n.d."}): ("", True),
    csl(issued=[{"year": 2021, "month": 3}]): ("2021-03", False),
    csl(issued="2021-03-05~"): ("", True),
    csl(): ("", False),
    bibtex("date = {2021-03/2021-05}"): ("2021-03", True),
    bibtex("date = {2021/2022}"): ("2021", True),
    bibtex("date = {2021-03-05/..}"): ("2021-03-05", True),
    bibtex("date = {2021-24}"): ("2021", True),
    bibtex("date = {1990?}"): ("", True),
    bibtex("date = {199X}"): ("", True),
    bibtex("year = 2021", "month = mar"): ("2021-03", False),
    bibtex("year = 2021", "month = mar", "day = {05}"): ("2021-03-05", False),
    bibtex("year = 2021", 'month = mar # "~5"'): ("2021-03-05", False),
    bibtex("year = {2021}", r"month = {f{\'e}vrier}"): ("2021-02", False),
    bibtex("year = {2021}", "month = {août}"): ("2021-08", False),
    bibtex("year = {2021}", "month = {03}"): ("2021-03", False),
    bibtex("year = {2021}", "month = {March--May}"): ("2021-03", True),
    bibtex("year = {2021}", "month = {Spring}"): ("2021", True),
    bibtex("year = {c. 1990}"): ("", True),
    bibtex("year = {[1990]}"): ("", True),
    ris("DA  - 2021/03//March-April"): ("2021-03", True),
    ris("PY  - 2021///Spring"): ("2021", True),
    ris("PY  - 2021", "DA  - printemps 2021"): ("2021", True),
    ris("DA  - 5 mars 2021"): ("2021-03-05", False),
    ris("DA  - 05/03/2021"): ("", True),
}


@pytest.mark.parametrize(("text", "issued", "told"), [(text, *said) for text, said in DATES.items()])
def test_a_date_is_taken_as_far_as_it_is_sure_and_the_rest_is_told(
    text: str, issued: str, told: bool, tmp_path: Path
) -> None:
    found = taken(tmp_path, text)
    assert found.fields["issued"] == issued
    assert [one.code for one in found.findings] == ["reference-left"] * told
    assert all(f"→ {issued}" in str(one.facts["words"]) for one in found.findings if issued)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (csl(ISBN="978-2-07-036822-8 2-07-036822-X"), []),
        (csl(ISBN="ISBN-13: 9782070368228 / 207036822X (broché)"), []),
        (csl(ISBN="978-2-07-036822-8 (imprimé), 978-2-07-036822-9 (PDF)"), ["978-2-07-036822-9"]),
        (csl(ISSN="0769-0975 (print); eISSN: 1234-5679"), []),
        (csl(ISSN="0769-0975 1234-5678"), ["1234-5678"]),
        (ris("SN  - 978-2-07-036822-8", kind="RPRT"), []),
        (ris("SN  - 9782070368229", kind="CONF"), ["9782070368229"]),
        (ris("SN  - 0769-0975", kind="CHAP"), []),
        (ris("SN  - 0769-0976"), ["0769-0976"]),
    ],
)
def test_each_number_of_a_list_is_checked_for_what_it_is(text: str, wrong: list[str], tmp_path: Path) -> None:
    assert [one.facts["value"] for one in taken(tmp_path, text).findings] == wrong


@pytest.mark.parametrize(
    ("field", "key", "value"),
    [
        ("title = {Un % deux}", "title", "Un % deux"),
        (r"title = {\og Le bien \fg{} commun}", "title", "« Le bien » commun"),
        (r"title = {Le \href{https://a.fr}{site}}", "title", "Le site"),
        ("title = {Le CO$_2$}", "title", "Le CO2"),
        ("author = {Dupont, Jean and others}", "author", ("Jean Dupont", "et al.")),
        ("author = {{Ministère de la Mer and co}}", "author", "Ministère de la Mer and co"),
        ('publisher = acm # " Press"', "publisher", "ACM Press"),
        ("title = {Le signe # et C# 8}", "title", "Le signe # et C# 8"),
    ],
)
def test_a_field_is_what_bibtex_prints(field: str, key: str, value: object, tmp_path: Path) -> None:
    found = taken(tmp_path, f'@string{{acm = "ACM"}}\n{bibtex(field)}')
    assert (filled(found)[key], found.findings) == (value, ())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_whatever_the_ends_of_lines_and_the_encoding(encoding: str, end: str, tmp_path: Path) -> None:
    for text in (ris("AU  - Été, Zoé"), csl(author=[{"family": "Été", "given": "Zoé"}])):
        assert filled(taken(tmp_path, text.replace("\n", end), encoding))["author"] == "Zoé Été"


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        (ris("SP  - 320 p.", kind="BOOK"), "number-of-pages", "320"),
        (ris("DA  - 2021").replace("  - ", " - "), "issued", "2021"),
        (ris("DA  - 2021").replace("ER  - \n", ""), "issued", "2021"),
        (csl(title="R&amp;D : l&#39;essai"), "title", "R&D : l'essai"),
    ],
)
def test_what_other_programs_write_is_read(text: str, key: str, value: str, tmp_path: Path) -> None:
    assert filled(taken(tmp_path, text))[key] == value


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("@book{a, title = {T} year = {2021}}", "reference:1"),
        ("@book{a,\n title = {T}}\n\n@book{b, title = {T}, title = {U}}", "reference:4"),
        ('{"items": [{"itemType": "book", "title": "T", "date": "2021"}]}', "reference"),
        (bibtex("title = {Le $x^2$}"), ""),
    ],
)
def test_what_would_be_read_wrong_is_refused_or_told(text: str, place: str, tmp_path: Path) -> None:
    if not place:
        assert [one.code for one in taken(tmp_path, text).findings] == ["reference-left"]
        return
    with pytest.raises(DossierError) as error:
        taken(tmp_path, text)
    [found] = error.value.findings
    assert (found.code, Path(found.place).name) == ("reference-unread", place)
