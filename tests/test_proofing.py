"""The proof: what it shows, what differs from another edition, and the sheets that are printed again."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from browser import browser, ran
from conftest import File, Sheet, absent, built, invoke, write_dossier

from dossier import proofing
from dossier.findings import DossierError
from dossier.proofing.edition import Document
from dossier.proofing.page import _announced


def sheets(*names: str) -> File:
    return File([Sheet((f"Texte de {name}", "une ligne", "une autre ligne")) for name in names])


def edition(folder: Path, files: dict[str, Any], **dossier: Any) -> Path:
    """A dossier that was built; its output folder."""
    return built(write_dossier(folder, files, **dossier), compare=False).output


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = {"a": sheets("a1", "a2", "a3"), "b": sheets("b1", "b2"), "c": sheets("c1", "c2")}
    return edition(tmp_path_factory.mktemp("first"), files)


@pytest.fixture(scope="module")
def first_recto(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = {"a": sheets("a1", "a2", "a3"), "b": sheets("b1", "b2"), "c": sheets("c1", "c2")}
    return edition(tmp_path_factory.mktemp("recto"), files, recto="documents")


class Page(HTMLParser):
    """What a page asks for, and its elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.asked += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "poster")]

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.mark.slow
def test_the_proof_is_one_file_with_every_page_named(first: Path) -> None:
    text = proofing.made(first).page.decode()
    page = Page(text)
    assert {one.partition(",")[0].partition("#")[0] for one in page.asked} <= {
        "data:image/webp;base64",
        "data:",
        "",
    }
    assert "default-src 'none'" in text
    assert [one["data-document"] for one in page.of("li") if "data-document" in one] == ["", "", *"aaabbcc"]
    assert text.count('class="thumb"') == 9
    assert all(one.get("alt") is not None for one in page.of("img"))
    assert "Texte de b2" in text, "the reading order"


@pytest.mark.slow
def test_a_browser_runs_its_script_and_logs_nothing(first: Path, tmp_path: Path) -> None:
    program = browser()
    if program is None:
        absent("no browser is installed")
    place = tmp_path / "proof.html"
    place.write_bytes(proofing.made(first).page)

    def run(page: Path) -> tuple[str, str]:
        done = ran(str(program), page, tmp_path, "--enable-logging=stderr")
        return done.stdout, done.stderr

    shown, logged = run(place)
    status = re.search(r'id="shown"[^>]*>([^<]*)<', shown)
    assert status
    assert "9" in status[1], "its script ran, as its policy allows"
    assert "CONSOLE" not in logged
    asking = tmp_path / "asking.html"
    asking.write_bytes(
        place.read_bytes().replace(b"</main>", b'<img alt="" src="http://127.0.0.1:9/a"></main>')
    )
    assert "CONSOLE" in run(asking)[1], "its policy refuses what is asked from elsewhere"


@pytest.mark.slow
@pytest.mark.parametrize("other", ["a2", "c1"])
def test_a_page_that_is_altered_is_the_one_sheet_to_print(first: Path, tmp_path: Path, other: str) -> None:
    names = {"a": ["a1", "a2", "a3"], "b": ["b1", "b2"], "c": ["c1", "c2"]}
    folio = 3 + [name for each in names.values() for name in each].index(other)
    files = {id: sheets(*(f"{n} changé" if n == other else n for n in each)) for id, each in names.items()}
    made = proofing.made(edition(tmp_path, files), first)
    assert made.told["altered"] == [folio]
    assert (made.told["added"], made.told["removed"], made.told["numbers"]) == ([], [], [])
    again = made.told["reprint"]
    assert isinstance(again, dict)
    assert (again["sheets"], again["take_out"]) == ([folio], [folio])
    text = made.page.decode()
    assert "<ins>changé</ins>" in text
    assert text.count("<figure>") == 2


def test_what_is_the_same_needs_nothing(first: Path) -> None:
    made = proofing.made(first, first / "dossier.json")
    again = made.told["reprint"]
    assert isinstance(again, dict)
    assert (again["sheets"], again["take_out"], made.told["altered"]) == ([], [], [])


@pytest.mark.slow
def test_a_drawing_that_moves_by_a_hair_without_a_word_is_seen(first: Path, tmp_path: Path) -> None:
    line = "0 G 1 w 100 300 m 300 300 l S"
    drawn = File([Sheet(("Texte de b1", "une ligne", "une autre ligne"), draw=line), *sheets("b2").sheets])
    files = {"a": sheets("a1", "a2", "a3"), "b": drawn, "c": sheets("c1", "c2")}
    assert proofing.made(edition(tmp_path, files), first).told["altered"] == [6]


@pytest.mark.slow
def test_a_page_that_is_added_moves_folios_and_the_total_and_that_is_said(
    first: Path, tmp_path: Path
) -> None:
    files = {"a": sheets("a1", "a2", "neuf", "a3"), "b": sheets("b1", "b2"), "c": sheets("c1", "c2")}
    made = proofing.made(edition(tmp_path, files), first)
    assert (made.told["added"], made.told["altered"], made.told["moved"]) == ([5], [], [])
    assert made.told["numbers"] == [1, 2, 3, 4, 6, 7, 8, 9, 10]
    again = made.told["reprint"]
    assert isinstance(again, dict)
    assert again["sheets"] == list(range(1, 11)), "the total is printed on each page"
    assert "its folio" in made.page.decode()


@pytest.mark.slow
def test_documents_that_change_places_are_moved(first: Path, tmp_path: Path) -> None:
    files = {"a": sheets("a1", "a2", "a3"), "c": sheets("c1", "c2"), "b": sheets("b1", "b2")}
    made = proofing.made(edition(tmp_path, files), first)
    assert made.told["moved"] in ([6, 7], [8, 9])
    assert (made.told["added"], made.told["removed"]) == ([], [])
    again = made.told["reprint"]
    assert isinstance(again, dict)
    assert again["sheets"] == [2, 6, 7, 8, 9]


@pytest.mark.slow
def test_a_sheet_has_two_pages_where_it_is_printed_so(first_recto: Path, tmp_path: Path) -> None:
    files = {"a": sheets("a1", "a2", "a3"), "b": sheets("b1", "b2 changé"), "c": sheets("c1", "c2")}
    made = proofing.made(edition(tmp_path, files, recto="documents"), first_recto)
    (altered,) = made.told["altered"]  # type: ignore[misc]
    again = made.told["reprint"]
    assert isinstance(again, dict)
    assert (again["sheets"], again["both_sides"]) == ([(altered + 1) // 2], True)


@pytest.mark.slow
def test_a_page_taken_out_and_one_that_takes_its_place(first: Path, tmp_path: Path) -> None:
    files = {"a": sheets("a1", "a3"), "b": sheets("b1", "b2"), "c": sheets("c1", "c2", "tout autre chose")}
    made = proofing.made(edition(tmp_path, files), first)
    assert (made.told["removed"], made.told["added"]) == ([4], [9])


@pytest.mark.slow
def test_a_pdf_alone_is_compared_by_what_it_shows(first: Path, tmp_path: Path) -> None:
    files = {"a": sheets("a1", "a2", "a3"), "b": sheets("b1", "autre"), "c": sheets("c1", "c2")}
    alone = tmp_path / "imprimé.pdf"
    shutil.copyfile(edition(tmp_path, files) / "dossier.pdf", alone)
    made = proofing.made(first, alone)
    assert (made.told["altered"], made.told["added"], made.told["removed"]) == ([7], [], [])


@pytest.mark.slow
def test_a_title_that_changes_is_no_number_and_stands_in_the_front_matter(
    first: Path, tmp_path: Path
) -> None:
    files = {"a": sheets("a1", "a2", "a3"), "b": sheets("b1", "b2"), "c": sheets("c1", "c2")}
    other = built(write_dossier(tmp_path, files, {"b": {"title": "Rapport 2031"}}), compare=False).output
    made = proofing.made(other, first)
    assert made.told["altered"] == [2, 6, 7]
    assert "Rapport 2031" in made.page.decode()


@pytest.mark.slow
def test_a_year_in_a_title_is_not_taken_for_a_folio(tmp_path: Path) -> None:
    one, two = (
        built(
            write_dossier(tmp_path / year, {"a": sheets("a1")}, {"a": {"title": f"Rapport {year}"}}),
            compare=False,
        ).output
        for year in ("2030", "2031")
    )
    assert proofing.made(two, one).told["altered"] == [2, 3]


def test_a_pdf_that_is_not_the_record_s_is_told(first: Path, tmp_path: Path) -> None:
    torn = tmp_path / "build"
    shutil.copytree(first, torn)
    (torn / "dossier.pdf").write_bytes((torn / "dossier.pdf").read_bytes() + b"\n")
    with pytest.raises(DossierError) as raised:
        proofing.made(torn)
    assert [found.code for found in raised.value.findings] == ["edition-torn"]


@pytest.mark.parametrize(("name", "data"), [
    ("a.json", b"{}"), ("b.json", b"[1]"), ("c.pdf", b"no PDF"), ("d.json", b'{"pages": [1]}'),
])  # fmt: skip
def test_what_is_no_edition_is_told(first: Path, tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    shutil.copyfile(first / "dossier.pdf", tmp_path / "dossier.pdf")
    with pytest.raises(DossierError) as raised:
        proofing.made(first, tmp_path / name)
    assert {found.code for found in raised.value.findings} <= {"edition-unread", "edition-torn"}


@pytest.mark.slow
def test_the_command_writes_it_says_so_and_clean_takes_it_away(first: Path, tmp_path: Path) -> None:
    folder = tmp_path / "dossier"
    shutil.copytree(first.parent, folder)
    dry = invoke("proof", "--manifest", folder, "--dry-run", "--against", first)
    assert dry.returncode == 0, dry.stderr
    assert "Nothing to print again" in dry.stdout
    assert not (folder / "build" / "proof.html").exists()
    done = invoke("proof", "--manifest", folder, "--format", "json", "--against", first)
    told = json.loads(done.stdout)
    assert (told["command"], told["pages"], told["reprint"]["sheets"]) == ("proof", 9, [])
    assert (folder / "build" / "proof.html").is_file()
    assert told["findings"] == []
    invoke("move", "1", "--after", "b", "--manifest", folder)
    old = json.loads(invoke("proof", "--manifest", folder, "--format", "json", "--against", first).stdout)
    assert [one["code"] for one in old["findings"]] == ["build-old"], (
        "no sheet is said to be right that is not"
    )
    sheets("a1").write(folder / "sources" / "c.pdf")
    assert "manifest.yaml, sources/c.pdf" in invoke("proof", "--manifest", folder).stdout
    invoke("clean", "--manifest", folder)
    assert not (folder / "build" / "proof.html").exists()


@pytest.mark.slow
def test_without_a_build_the_proof_says_what_to_do(tmp_path: Path) -> None:
    write_dossier(tmp_path, {"a": sheets("a1")})
    done = invoke("proof", "--manifest", tmp_path)
    assert done.returncode == 6
    assert "[result-missing]" in done.stdout
    assert "invoke build" in done.stdout


@pytest.mark.parametrize(
    ("keys", "announced", "differs"),
    [
        ({"page": "25-27"}, "3 (p. 25-27)", False),
        ({"page": "25-26"}, "2 (p. 25-26)", True),
        ({"page": "A4-A9"}, "p. A4-A9", False),
        ({"number-of-pages": 3, "page": "4"}, "3", False),
        ({"number-of-pages": 4}, "4", True),
        ({"number-of-pages": "auto"}, "3", False),
        ({}, "–", False),
    ],
)
def test_the_extent_announced_stands_beside_the_one_bound(
    keys: dict[str, Any], announced: str, differs: bool
) -> None:
    told = keys.get("number-of-pages") or keys.get("page")
    document = Document(1, "a", "A", 3, 6, 3, {"announced": told})
    assert _announced(document) == (announced, not differs)


@pytest.mark.slow
def test_a_page_that_opens_a_document_is_none_of_its_pages(tmp_path: Path) -> None:
    keys = {"a": {"page": "25-27"}}
    folder = tmp_path / "d"
    made = built(write_dossier(folder, {"a": sheets("1", "2", "3")}, keys, opening="page"), compare=False)
    text = proofing.made(made.output).page.decode()
    assert re.search(r"<td>3 \(p\. 25-27\)</td>\s*<td>3</td>", text)
    assert re.search(r"Document 1, page 3 (of|sur) 3", text)
