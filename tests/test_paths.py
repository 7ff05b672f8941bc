"""A file that lies there and is not found by the name it is given: what is wrong with the name is said."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from conftest import File, write_dossier

from dossier import intake, manifest
from dossier.work.serial import Serial

#: What is written, what lies there, and what is said of it.
PATHS = {
    "backslash": (r"sources\x.pdf", "sources/x.pdf", "path-backslash", "sources/x.pdf"),
    "a folder in a folder": (
        r"sources\lot\x.pdf",
        "sources/lot/x.pdf",
        "path-backslash",
        "sources/lot/x.pdf",
    ),
    "both slashes": (r"sources/lot\x.pdf", "sources/lot/x.pdf", "path-backslash", "sources/lot/x.pdf"),
    "composed": ("sources/note-été.pdf", "sources/note-e\u0301te\u0301.pdf", "path-accents", ""),
    "decomposed": ("sources/note-e\u0301te\u0301.pdf", "sources/note-été.pdf", "path-accents", ""),
    "in a folder's name": ("sources/été/a.pdf", "sources/e\u0301te\u0301/a.pdf", "path-accents", ""),
    "a space that does not break": ("sources/note 1.pdf", "sources/note\u00a01.pdf", "path-accents", ""),
    "straight quotes": ('"sources/x.pdf"', "sources/x.pdf", "path-quotes", "sources/x.pdf"),
    "curly quotes": ("“sources/x.pdf”", "sources/x.pdf", "path-quotes", "sources/x.pdf"),
    "guillemets": ("«\u00a0sources/x.pdf\u00a0»", "sources/x.pdf", "path-quotes", "sources/x.pdf"),
    "round the name alone": ("sources/‘x.pdf’", "sources/x.pdf", "path-quotes", "sources/x.pdf"),
    "an address": ("https://www.exemple.fr/x.pdf", "sources/x.pdf", "path-address", ""),
    "several names": (
        "sources/x.pdf, sources/x.pdf",
        "sources/x.pdf",
        "path-list",
        "[sources/x.pdf, sources/x.pdf]",
    ),
    "capitals": ("Sources/X.PDF", "sources/x.pdf", None, "sources/x.pdf"),
    "no suffix": ("sources/x", "sources/x.pdf", None, "sources/x.pdf"),
    "a page": ("sources/x.pdf#page=2", "sources/x.pdf", None, "sources/x.pdf"),
    "another name": ("sources/not.pdf", "sources/note.pdf", None, "sources/note.pdf"),
}


@pytest.mark.parametrize(("written", "lies", "slip", "meant"), PATHS.values(), ids=PATHS)
def test_what_is_wrong_with_a_path_is_said(
    tmp_path: Path, written: str, lies: str, slip: str | None, meant: str
) -> None:
    path = write_dossier(tmp_path, {"a": None}, {"a": {"file": written}})
    File().write(tmp_path / lies)
    located, _ = manifest.load(path)
    assert located
    with Serial() as crew:
        opening = intake.open_sources(located, intake.Opener(crew=crew, folder=tmp_path))
    (found,) = (found for found in opening.findings if found.code == "source-missing")
    assert found.place == located.place("sections", 0, "documents", 0, "file")
    assert found.facts.get("slip") == slip
    if slip != "path-address":
        assert found.facts.get("example", found.facts.get("near")) == (meant or lies)
    if slip == "path-accents":
        assert found.facts["near"] != written
        assert unicodedata.normalize("NFKC", str(found.facts["near"])) == unicodedata.normalize(
            "NFKC", written
        )
