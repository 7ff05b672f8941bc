"""A dossier without its introduction, and one that lies where nothing looks for it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from test_prose import dossier, stopped

from dossier import report


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")


@pytest.mark.parametrize(
    ("there", "says", "cure"),
    [
        ((), "no introduction", "“introduction: none”"),
        (("cover.html.bak",), "no introduction", "“introduction: none”"),
        (("Introduction.md",), "“Introduction.md” is", "“introduction.md”"),
        (("introduction.txt",), "“introduction.txt” is", "Rename"),
        (("intro.md",), "“intro.md” is", "Rename"),
        (("../introduction.md",), "“introduction.md” looks like it", "into templates/introduction.md"),
        (("../sources/introduction.md",), "“sources/introduction.md” looks", "into templates/"),
        (("../template/introduction.docx",), "“template/introduction.docx” looks", "into templates/"),
        (("../Templates/introduction.md",), "“Templates/introduction.md” looks", "into templates/"),
    ],
)
def test_a_dossier_without_its_introduction_is_told_so_and_given_no_other(
    there: tuple[str, ...], says: str, cure: str, tmp_path: Path
) -> None:
    dossier(tmp_path, None, introduction="shown")
    for name in there:
        path = Path(os.path.normpath(tmp_path / "templates" / name))
        path.parent.mkdir(exist_ok=True)
        path.write_text("Bonjour", encoding="utf-8")
    [found] = stopped(tmp_path)
    assert (found.code, found.place.split(":")[0]) == ("introduction-missing", "manifest.yaml")
    message, act = report.word(found)
    assert says in message
    assert cure in act
