"""The note of a dossier in English: no French word of the program's own in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from conftest import PROJECT, File, prepared, write_dossier
from notes import BASE, RECIPE, parts

from dossier.synthesis.base import make_base
from dossier.synthesis.contract import BASES

FURNITURE = ("body", "header", "first-header", "footer")
#: Words that are spelt alike.
ALIKE = {"Grade", "Session", "Option", "Date", "Pages", "Introduction", "Conclusion", "Document", "Total"}
EXAM = {"organiser": "A centre", "name": "A competition", "paper": "A note", "track": "External"}


def texts(held: Any, key: str = "") -> Iterator[str]:
    """The words of a recipe's blocks: no names of styles or tables."""
    if isinstance(held, dict):
        for key, value in held.items():
            yield from texts(value, key)
    elif isinstance(held, list):
        for value in held:
            yield from texts(value, key)
    elif isinstance(held, str) and key not in ("style", "table"):
        yield held


def test_each_text_of_the_recipe_is_said_in_each_language() -> None:
    recipe = tomllib.loads(RECIPE)
    said = {text for key in FURNITURE for text in texts(recipe[key])}
    worded = {one for one in said if re.search(r"[^\W\d_]", re.sub(r"\{[^{}|]+[|}]", "", one))}
    for language in BASES:
        assert worded - recipe["words"][language].keys() - ALIKE == {"Page {=PAGE} / {=NUMPAGES}"}
        marks = re.compile(r"\{=?[\w.-]+")
        for text, other in recipe["words"][language].items():
            left = [mark for mark in marks.findall(text) if mark != "{=SEQ"]
            assert left == [mark for mark in marks.findall(other) if mark != "{=SEQ"]


@pytest.mark.slow
@pytest.mark.parametrize("language", BASES)
def test_the_shipped_base_of_a_language_is_what_the_task_makes(language: str) -> None:
    shipped = (PROJECT / "templates" / BASES[language]).read_bytes()
    assert parts(make_base(RECIPE, language)) == parts(shipped)


@pytest.mark.slow
@pytest.mark.parametrize(("language", "own", "head"), [("en-GB", False, "Track"), ("en", True, "Voie")])
def test_a_dossier_in_english_has_its_note_in_english_unless_it_brings_a_base(
    language: str, own: bool, head: str, tmp_path: Path
) -> None:
    path = write_dossier(tmp_path, {"a": File()}, language=language, exam=EXAM)
    (tmp_path / "templates").mkdir()
    if own:
        (tmp_path / "templates" / "synthesis.docx").write_bytes(BASE)
    ready = prepared(path, team=True)
    assert not [f for f in ready.findings if f.code.startswith("base-")]
    for name, data in ready.settled().files.items():
        note = tmp_path / Path(name).name
        note.write_bytes(data)
        document = docx.Document(str(note))
        words = [p.text for p in document.paragraphs]
        assert f"{head}\tExternal" in words
        assert ("Documents of the dossier" in words) != own
        lang = document.styles["Normal"].element.rPr.find(docx.oxml.ns.qn("w:lang"))
        assert lang.get(docx.oxml.ns.qn("w:val")) == "en-GB"
