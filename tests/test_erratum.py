"""An erratum: which sheets are replaced, what they are called, what is read aloud; checked as any dossier."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml
from conftest import PROJECT, File, Sheet, built, invoke, said, silent, write_dossier

from dossier import proofing
from dossier.check.claims import checker
from dossier.findings import DossierError
from dossier.options import Options
from dossier.proofing.erratum import _corrected
from dossier.raster import Reader
from dossier.work.serial import Serial

A, B, C = ["a1", "a2", "a3", "a4"], ["b1", "b2"], ["c1", "c2"]


def sheets(*names: str) -> File:
    return File([Sheet((f"Texte de {name}", "une ligne", "une autre ligne", name * 3)) for name in names])


def dossier(folder: Path, **files: list[str]) -> Path:
    return write_dossier(folder, {name: sheets(*pages) for name, pages in files.items()})


def signed(folder: Path, **more: Any) -> Path:
    manifest = write_dossier(folder, {"a": sheets(*A), "b": sheets(*B), "c": sheets(*C)}, **more)
    built(manifest, compare=False)
    proofing.sign(Options(manifest), silent, crew=Serial())
    return folder


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return signed(tmp_path_factory.mktemp("erratum"))


@pytest.fixture(scope="module")
def once_recto(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return signed(tmp_path_factory.mktemp("recto"), recto="sections")


def erratum(once: Path, folder: Path, files: Mapping[str, list[str]]) -> proofing.Erratum:
    """The erratum of a copy of ``once``, in ``folder``, whose documents are those of ``files``."""
    shutil.copytree(once, folder)
    manifest = folder / "manifest.yaml"
    told = yaml.safe_load(manifest.read_text(encoding="utf-8"))
    known = {one["id"]: one for one in told["sections"][0]["documents"]}
    made = []
    for name, pages in files.items():
        sheets(*pages).write(folder / "sources" / f"{name}.pdf")
        made.append(
            known.get(name) or {"id": name, "title": f"Titre de {name}", "file": f"sources/{name}.pdf"}
        )
    told["sections"][0]["documents"] = made
    manifest.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), encoding="utf-8")
    built(manifest, compare=False)
    before = {path: path.read_bytes() for path in (folder / "signed").rglob("*") if path.is_file()}
    found = proofing.erratum(Options(manifest), silent, Serial())
    assert {path: path.read_bytes() for path in (folder / "signed").rglob("*") if path.is_file()} == before
    return found


def pages(made: proofing.Erratum) -> list[tuple[str, str, bool]]:
    """Of each page of the sheets: what a viewer calls it, what it prints at its foot, whether it is empty."""
    found = []
    with Reader(made.files[proofing.SHEETS]) as reader:
        for number in range(1, len(reader) + 1):
            with reader.page(number) as page:
                text = " ".join(page.text().split())
            foot = text[text.rindex("page ") :] if "page " in text else ""
            found.append((reader.label(number), foot, not text))
    return found


def judged(made: proofing.Erratum) -> None:
    """The sheets claim what the dossier claims, rightly, and hold nothing of other pages."""
    data = made.files[proofing.SHEETS]
    found = checker.faults(checker.Asked(data, ("2a", "ua1")))
    assert found == ((), ()), found
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert b"pdfuaid" in pdf.Root.Metadata.read_bytes()
        reachable = {page.obj.objgen for page in pdf.pages}
        all_pages = {
            one.objgen
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == pikepdf.Name.Page
        }
        assert all_pages == reachable, "no page of the others is left in the file"


@pytest.mark.slow
def test_a_page_that_is_altered_keeps_its_folio(once: Path, tmp_path: Path) -> None:
    made = erratum(once, tmp_path / "d", {"a": ["a1", "a2 corrigé", "a3", "a4"], "b": B, "c": C})
    assert made.told["print"] == [{"labels": ["4"], "sides": 1}]
    assert made.told["take_out"] == [{"sheet": 4, "pages": [4]}]
    assert pages(made) == [("4", "page 4 / 10", False)]
    aloud = made.told["read_aloud"]
    assert isinstance(aloud, list)
    assert "4" in aloud[0]
    assert len(aloud) == 1, "words that came in two places are read on the page"
    judged(made)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("le 3 mai 2011, à Lyon", "le 5 mai 2011, à Lyon", ("3", "5")),
        ("à Lyon et à Lyon", "à Lyon et à Paris", None),
        ("le 3 mai et le 4", "le 5 mai et le 6", None),
        ("le 3 mai", "le 3 mai 2011", None),
        ("le 3 mai 2011", "le 3 mai", None),
        ("un", " ".join(["mot"] * 30), None),
    ],
)
def test_words_are_read_aloud_where_nobody_can_take_them_for_others(
    old: str, new: str, words: tuple[str, str] | None
) -> None:
    assert _corrected(old, new) == words


@pytest.mark.slow
def test_nothing_is_made_of_nothing(once: Path, tmp_path: Path) -> None:
    made = erratum(once, tmp_path / "d", {"a": A, "b": B, "c": C})
    assert (made.files, made.told["print"], made.told["take_out"]) == ({}, [], [])


@pytest.mark.slow
def test_new_pages_are_called_after_the_one_before_them(once: Path, tmp_path: Path) -> None:
    files = {"a": [*A[:2], "x", "y", *A[2:]], "b": ["b1", "b2 corrigé"], "c": ["c1", "c2", "z"]}
    made = erratum(once, tmp_path / "d", files)
    assert made.told["added"] == ["4 bis", "4 ter", "10 bis"]
    assert made.told["take_out"] == [{"sheet": 8, "pages": [8]}]
    assert pages(made) == [
        ("4 bis", "page 4 bis / 10", False),
        ("4 ter", "page 4 ter / 10", False),
        ("8", "page 8 / 10", False),
        ("10 bis", "page 10 bis / 10", False),
    ]
    aloud = made.told["read_aloud"]
    assert isinstance(aloud, list)
    named = [re.findall(r"\d+ (?:bis|ter)|\b8\b", line)[:2] for line in aloud]
    assert named == [["4 bis", "4 ter"], ["8", "8"], ["10 bis"]], "pages that came together, in one sentence"
    judged(made)


@pytest.mark.slow
def test_a_document_that_goes_and_one_that_comes_change_no_other_number(once: Path, tmp_path: Path) -> None:
    made = erratum(once, tmp_path / "d", {"a": A, "n": ["n1"], "c": C})
    assert made.told["not_used"] == [7, 8]
    assert made.told["added"] == ["6 bis"]
    prints = made.told["print"]
    assert isinstance(prints, list)
    # The contents list another document; cover and the pages of a and c stay.
    assert [one["labels"] for one in prints] == [["2"], ["6 bis"]]
    assert made.told["take_out"] == [{"sheet": n, "pages": [n]} for n in (2, 7, 8)]
    with Reader(made.files[proofing.SHEETS]) as reader, reader.page(1) as page:
        text = " ".join(page.text().split())
    assert "4 Titre de n" in text, "the new document has a number that none had"
    assert "3 Titre de c" in text
    judged(made)


@pytest.mark.slow
def test_a_sheet_of_two_sides_is_printed_with_both(once_recto: Path, tmp_path: Path) -> None:
    # Cover 1, contents 2, a 3 to 6, b 7 and 8, c 9 and 10: sheets of two pages each.
    made = erratum(once_recto, tmp_path / "d", {"a": ["a1", "a2 corrigé", "a3"], "b": B, "c": [*C, "z"]})
    assert (made.told["altered"], made.told["not_used"], made.told["added"]) == ([4], [6], ["10 bis"])
    assert made.told["take_out"] == [{"sheet": 2, "pages": [3, 4]}, {"sheet": 3, "pages": [5, 6]}]
    assert pages(made) == [
        ("3", "page 3 / 10", False),
        ("4", "page 4 / 10", False),
        ("5", "page 5 / 10", False),
        ("6", "", True),
        ("10 bis", "page 10 bis / 10", False),
        ("–", "", True),
    ]
    judged(made)


@pytest.mark.slow
def test_a_document_that_moved_is_taken_out_and_put_in_elsewhere(once: Path, tmp_path: Path) -> None:
    made = erratum(once, tmp_path / "d", {"b": B, "a": A, "c": C})
    assert (made.told["not_used"], made.told["added"], made.told["altered"]) == (
        [7, 8],
        ["2 bis", "2 ter"],
        [2, 3],  # the contents, and the page that the section began on
    )
    assert made.told["moved"] == [{"from": 7, "to": "2 bis"}, {"from": 8, "to": "2 ter"}]
    assert [foot for _, foot, _ in pages(made)] == [
        "page 2 / 10",
        "page 2 bis / 10",
        "page 2 ter / 10",
        "page 3 / 10",
    ]
    aloud = made.told["read_aloud"]
    assert isinstance(aloud, list)
    assert ["7-8" in line and "2 bis" in line and "2 ter" in line for line in aloud] == [
        False,
        True,
        False,
        False,
    ]
    with Reader(made.files[proofing.SHEETS]) as reader, reader.page(1) as page:
        text = " ".join(page.text().split())
    assert text.index("2 Titre de b") < text.index("1 Titre de a"), "in the new order, by the old numbers"
    assert "2 bis" in text, "the contents lead to the page as it is called"
    judged(made)


def left(made: proofing.Erratum) -> list[float]:
    """How far from the left edge each page draws its first source page or line, in points."""
    with pikepdf.open(io.BytesIO(made.files[proofing.SHEETS])) as pdf:
        found = []
        for page in pdf.pages:
            drawn = [
                float(operands[4])
                for operands, operator in pikepdf.parse_content_stream(page)
                if str(operator) == "cm"
            ]
            found.append(min((x for x in drawn if x > 1), default=0.0))
        return found


@pytest.mark.slow
def test_each_side_is_laid_out_for_its_side_of_the_sheet(once_recto: Path, tmp_path: Path) -> None:
    # A page that comes within a document, one that goes, a document that moves: all that follow would turn.
    files = {"c": C, "a": ["a1", "x", "a2", "a3 corrigé", "a4"], "b": B}
    made = erratum(once_recto, tmp_path / "d", files)
    assert made.told["moved"] == [{"from": 9, "to": "2 bis"}, {"from": 10, "to": "2 ter"}]
    assert (made.told["added"], made.told["not_used"]) == (["2 bis", "2 ter", "3 bis"], [9, 10])
    assert [label for label, _, _ in pages(made)] == [
        "1",
        "2",
        "2 bis",
        "2 ter",
        "3",
        "4",
        "3 bis",
        "–",
        "5",
        "6",
    ]
    assert not any(word in " ".join(made.lines) for word in ("agrafe", "Staple"))
    sides = left(made)
    assert max(sides[n] for n in (3, 5, 9)) < min(sides[n] for n in (2, 4, 6, 8)), (
        "bound on the right, or left"
    )
    judged(made)


@pytest.mark.slow
def test_a_document_that_was_renamed_keeps_its_number(once: Path, tmp_path: Path) -> None:
    folder = tmp_path / "d"
    shutil.copytree(once, folder)
    manifest = folder / "manifest.yaml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("id: b\n", "id: autre\n"), encoding="utf-8")
    built(manifest, compare=False)
    made = proofing.erratum(Options(manifest), silent, Serial())
    assert made.files == {}, "nothing that is printed has changed"


@pytest.mark.slow
def test_another_file_of_other_length_takes_the_places_of_the_pages_that_went(
    once: Path, tmp_path: Path
) -> None:
    words = [f"{rank} " + " ".join(f"mot{rank}{n}" for n in range(40)) for rank in range(3)]
    made = erratum(once, tmp_path / "d", {"a": A, "b": words, "c": C})
    assert (made.told["altered"], made.told["added"], made.told["not_used"]) == ([7, 8], ["8 bis"], [])
    aloud = made.told["read_aloud"]
    assert isinstance(aloud, list)
    assert len(aloud) == 2, "pages that are replaced together, in one sentence"
    assert "7-8" in aloud[0]
    assert "8 bis" in aloud[1]


@pytest.mark.slow
def test_templates_that_choose_sides_are_named(once_recto: Path, tmp_path: Path) -> None:
    folder = tmp_path / "d"
    shutil.copytree(once_recto, folder)
    (folder / "templates").mkdir(exist_ok=True)
    shipped = (PROJECT / "templates" / "document.html").read_text(encoding="utf-8")
    style = "<style>.document .sheet { break-before: page !important }</style>"
    own = shipped.replace('<section class="document"', f'{style}<section class="document"')
    (folder / "templates" / "document.html").write_text(own, encoding="utf-8")
    with pytest.raises(DossierError) as error:
        erratum(folder, tmp_path / "e", {"a": ["x", *A], "b": B, "c": C})
    assert [found.code for found in error.value.findings] == ["erratum-sides"]


@pytest.mark.slow
def test_the_command_writes_both_files_and_nothing_dry(once: Path, tmp_path: Path) -> None:
    folder = tmp_path / "d"
    erratum(once, folder, {"a": ["a1", "a2 corrigé", "a3", "a4"], "b": B, "c": C})
    told = json.loads(invoke("erratum", "--manifest", folder, "--dry-run", "--format", "json").stdout)
    assert (told["written"], told["altered"]) == (False, [4])
    assert not (folder / "build" / "erratum.pdf").exists()
    done = invoke("erratum", "--manifest", folder, LANGUAGE="fr")
    assert done.returncode == 0, done.stdout
    assert "La page 4 est remplacée" in done.stdout
    with Reader((folder / "build" / "erratum-notice.pdf").read_bytes()) as reader, reader.page(1) as page:
        assert "À lire aux candidats" in " ".join(page.text().split())
    sheets("a1", "a2", "a3", "a4", "a5", "a6").write(folder / "sources" / "a.pdf")
    stale = invoke("erratum", "--manifest", folder)
    assert (stale.returncode, "[erratum-stale]" in stale.stdout) == (6, True), "it was not built since"
    shutil.rmtree(folder / "signed")
    assert invoke("export", "references", "--manifest", folder).returncode == 0
    (folder / "build" / "references.bib").write_text("à moi", encoding="utf-8")
    assert "erratum-notice.pdf" in invoke("clean", "--manifest", folder).stdout
    assert [path.name for path in (folder / "build").iterdir()] == ["references.bib"], "somebody wrote in it"
    none = invoke("erratum", "--manifest", folder)
    assert (none.returncode, "[erratum-unsigned]" in none.stdout) == (6, True)
    assert "[manifest-missing]" in invoke("erratum", "--manifest", folder / "nowhere").stdout


@pytest.mark.slow
def test_a_folio_with_a_long_suffix_stands_on_one_line(once: Path, tmp_path: Path) -> None:
    came = {name: [f"{name}1"] for name in "nopqr"}
    made = erratum(once, tmp_path / "new", {"a": A, **came, "b": B, "c": C})
    assert made.told["added"][-2:] == ["6 quinquies", "6 sexies"]  # type: ignore[index]
    (tmp_path / "e.pdf").write_bytes(made.files["erratum.pdf"])
    lines = said("pdftotext", "-layout", tmp_path / "e.pdf", "-").splitlines()
    assert any(line.split()[-4:] == ["1", "p.", "6", "quinquies"] for line in lines)
