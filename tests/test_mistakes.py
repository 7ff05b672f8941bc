"""The mistakes of an editor: each said once, at its place, with its cure, in French and in English."""

from __future__ import annotations

from pathlib import Path

import pytest
from bad.manifests import GOOD, places
from bad.mistake import Mistake
from bad.mistakes import MISTAKES, RIGHT
from conftest import PROJECT, File, prepared

from dossier import blanks, manifest, report
from dossier.findings import DossierError, Severity


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_said_once_at_its_place_with_its_cure(
    mistake: Mistake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, (place,) = places(mistake.text)
    (tmp_path / "manifest.yaml").write_text(text, encoding="utf-8")
    located, findings = manifest.load(tmp_path / "manifest.yaml")
    assert [(f.place, f.code) for f in findings] == [(place, mistake.code)]
    assert located, "what can be read is read"
    for language, said, cure in zip(report.LANGUAGES, mistake.said, mistake.cure, strict=True):
        monkeypatch.setenv("LANGUAGE", language)
        words = report.word(findings[0])
        assert said in words[0]
        assert cure in words[1]


def test_there_are_seventy() -> None:
    assert len(MISTAKES) >= 70


@pytest.mark.parametrize("right", RIGHT.values(), ids=RIGHT)
def test_what_only_looks_like_a_mistake_is_none(right: Mistake, tmp_path: Path) -> None:
    (tmp_path / "manifest.yaml").write_text(right.text, encoding="utf-8")
    assert manifest.load(tmp_path / "manifest.yaml")[1] == ()


def test_what_stands_behind_a_slip_is_read_too(tmp_path: Path) -> None:
    """Slips in YAML and mistakes in values, all in one run, each at its own place."""
    marked = GOOD.replace("title: Essai", "title:▶Essai").replace("  subject:", "  subject ▶=")
    marked = marked.replace("    name: Concours", "      ▶name: Concours : externe").replace(
        " : ext", ": ext"
    )
    marked = marked.replace("Concours: externe", "Concours").replace("sources/a.pdf", "▶“sources/a : b.pdf”")
    marked += "        issued: ▶31/02/2011\n        ▶fil: x\n"
    text, expected = places(marked)
    (tmp_path / "manifest.yaml").write_text(text, encoding="utf-8")
    located, findings = manifest.load(tmp_path / "manifest.yaml")
    assert sorted(f.place for f in findings) == sorted(expected)
    assert located
    assert located.manifest.dossier.exam.name == "Concours"


BLANKS = {
    "as it was": ("organiser: Centre de gestion", "organiser: ▶Nom de l’organisateur"),
    "another apostrophe": ("organiser: Centre de gestion", "organiser: ▶Nom de l'organisateur"),
    "in another key": ("name: Concours", "name: ▶Nom du concours ou de l’examen"),
    "within more words": (
        "subject: Un sujet",
        "subject: ▶Le sujet, tel qu’il s’imprime sur la couverture !",
    ),
    "a section": ("title: Une section", "title: ▶Titre de la première section"),
}


@pytest.mark.parametrize(("old", "new"), BLANKS.values(), ids=BLANKS)
def test_a_blank_of_the_starter_is_known_wherever_it_is_left(old: str, new: str, tmp_path: Path) -> None:
    text, (place,) = places(GOOD.replace(old, new))
    (tmp_path / "manifest.yaml").write_text(text, encoding="utf-8")
    _, findings = manifest.load(tmp_path / "manifest.yaml")
    assert [(f.code, f.place) for f in findings] == [("blank-left", place)]
    assert findings[0].severity is Severity.WARNING


def test_every_blank_of_the_starter_is_one() -> None:
    starter = (PROJECT / "templates" / "starter" / "manifest.yaml").read_text(encoding="utf-8")
    values = [
        line.partition(": ")[2].partition("  #")[0] for line in starter.splitlines() if blanks.MARK in line
    ]
    assert len(values) >= 9
    assert [value for value in values if not list(blanks.left(value))] == []
    assert not list(blanks.left("Titre du dossier de presse")), "fewer words may be anybody's"


JSON = """{"dossier": {"title": "Essai {", "subject": "Un sujet",
 "exam": {"organiser": "C", "name": "N", "paper": "P"}},
 "sections": [{"title": "S", "documents": [{"id": "a", "title": "T", "file": "sources/a.pdf"}]}]}"""


@pytest.mark.parametrize(("kept", "lacks"), [(-1, "}"), (-3, "}]}"), (-5, "}]}]}"), (-20, "")])
def test_a_manifest_in_json_that_breaks_off_is_told_so(tmp_path: Path, kept: int, lacks: str) -> None:
    (tmp_path / "manifest.yaml").write_text(JSON[:kept], encoding="utf-8")
    _, findings = manifest.load(tmp_path / "manifest.yaml")
    said = [report.word(found) for found in findings if found.code == "manifest-syntax"]
    assert said
    if lacks:
        assert said == [("the file breaks off here, before its end", said[0][1])]
        assert said[0][1].endswith(f" {lacks}")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{", "{ ▶// mon dossier\n"),
        ('"Essai {",', '"Essai {", ▶// titre\n'),
        ('"Essai {",', '"Essai {", ▶/* titre */'),
        ('"sources/a.pdf"}', '"sources/a.pdf"} ▶// https://exemple.fr\n'),
    ],
)
def test_a_comment_of_another_language_in_json_is_told(tmp_path: Path, old: str, new: str) -> None:
    text, (place,) = places(JSON.replace(old, new, 1))
    (tmp_path / "manifest.yaml").write_text(text, encoding="utf-8")
    located, findings = manifest.load(tmp_path / "manifest.yaml")
    assert [(found.code, found.place) for found in findings] == [("manifest-syntax", place)]
    assert "#" in report.word(findings[0])[1]
    assert located
    assert located.manifest.dossier.title == "Essai {"


def test_slashes_in_json_are_no_comment(tmp_path: Path) -> None:
    text = JSON.replace('"T"', '"T // et /* U */", "URL": "https://exemple.fr/a//b"')
    (tmp_path / "manifest.yaml").write_text(text, encoding="utf-8")
    assert manifest.load(tmp_path / "manifest.yaml")[1] == ()


BLOCK = """dossier:
  title: Essai
  subject: Un sujet
  exam: {organiser: Centre, name: Concours}
  assignment: |HEADER

    Vous êtes attaché.

    Voir {{ cite("nulle-part") }} : 12 % des
      communes, puis XXX.
sections:
  - title: Une section
    documents:
      - {id: a, title: Titre, file: sources/a.pdf}
"""


@pytest.mark.parametrize("header", ["", "  # la commande", "-"])
def test_a_place_in_a_block_is_its_line(tmp_path: Path, header: str) -> None:
    text = BLOCK.replace("HEADER", header)
    File().write(tmp_path / "sources" / "a.pdf")
    (tmp_path / "manifest.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DossierError) as raised:
        prepared(tmp_path / "manifest.yaml")
    places = {found.code: found.place for found in raised.value.findings}
    assert places["placeholder-left"] == "manifest.yaml:10:22"
    assert places["cite-unknown"].split(":")[:2] == ["manifest.yaml", "9"]
