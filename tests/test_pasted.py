"""What is pasted into texts from elsewhere and is printed otherwise than it was meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import File, prepared, write_dossier

from dossier import manifest, report, wording
from dossier.findings import DossierError, Finding

CITED = '{{ cite("un") }}'


def found(folder: Path, prose: str) -> list[Finding]:
    """What is said of an introduction."""
    path = write_dossier(folder, {"un": File()}, introduction="shown")
    (folder / "templates").mkdir()
    (folder / "templates" / "introduction.md").write_text(f"{CITED} {prose}", encoding="utf-8")
    try:
        return list(prepared(path).findings)
    except DossierError as error:
        return list(error.findings)


@pytest.mark.parametrize(
    ("prose", "code", "place"),
    [
        ("lâ€™été et la suite", "prose-garbled", "1:18"),
        ("\n\nUne liste :\n\n• un\n• deux\n", "prose-bullets", "5:1"),
        ("\n\n– un\n– deux\n– trois", "prose-bullets", "3:1"),
        ("\n\n![Carte](carte.png)", "layout-image", "3:10"),
        ("![Carte](https://exemple.fr/a.png)", "layout-image", "1:27"),
        ("le [à vérifier avant envoi]", "placeholder-prose", "1:21"),
    ],
)
def test_what_is_pasted_into_prose_is_said_at_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prose: str, code: str, place: str
) -> None:
    (one,) = found(tmp_path, prose)
    assert (one.code, one.place) == (code, f"templates/introduction.md:{place}")
    for language in report.LANGUAGES:
        monkeypatch.setenv("LANGUAGE", language)
        said, cure = report.word(one)
        assert "Failed" not in said
        assert "not under" not in said
        assert cure


def test_what_only_looks_like_it_is_printed_as_it_is(tmp_path: Path) -> None:
    prose = (
        "\n\n– Une seule ligne de dialogue.\n\n• Un point.\n\nSÃO PAULO, Ângelo, 5 â 6 [sic].\n\n- a\n- b\n"
    )
    assert found(tmp_path, prose) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("RÃ©seaux", "Réseaux"), ("lâ€™Ã©tÃ©", "l’été"), ("Â«Oui", "«Oui"), ("cÅ“ur", "cœur")],
)
def test_a_garbled_word_is_read_back(typed: str, meant: str) -> None:
    (read,) = wording.garbled(f"Un mot {typed} ici")
    assert read == (7, typed, meant)


def test_a_garbled_title_is_said_with_what_was_meant(tmp_path: Path) -> None:
    path = write_dossier(tmp_path, {"un": File()}, {"un": {"title": "Les RÃ©seaux"}})
    _, (one,) = manifest.load(path)
    assert (one.code, one.facts["better"]) == ("value-garbled", "Réseaux")
    assert one.place.startswith("manifest.yaml:")
