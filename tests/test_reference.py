"""docs/reference is what the program knows of itself, in both languages, and complete."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest
import reference
from conftest import PROJECT, Made

from dossier import findings, report
from dossier.findings import CODES, Exit, Severity
from dossier.manifest.schema import TABLES
from dossier.model import key_of

PAGES = reference.pages()
SEEN = findings.Acceptance(seen="01234567", place="manifest.yaml:1:1")
FOUND = findings.Finding("image-only", "manifest.yaml:1:1", {"id": "un"}, "un", SEEN)
# Every key that a finding can have, which the shipped dossier's do not.
FINDINGS = {
    "findings": report.as_record(FOUND),
    "accepted": report.as_record(
        dataclasses.replace(FOUND, acceptance=dataclasses.replace(SEEN, because="vu"))
    ),
}


def page(language: str, name: str) -> str:
    return PAGES[reference.REFERENCE / language / f"{name}.md"]


def rows(text: str) -> list[str]:
    """The first cell of each row of every table, without its head."""
    tables = re.findall(r"^\|.*\n\|[-|]+\|\n((?:\|.*\n?)+)", text, re.MULTILINE)
    return [line.split(" | ")[0].strip("| `") for table in tables for line in table.splitlines()]


def test_the_pages_are_those_that_the_program_gives() -> None:
    written = {path: path.read_text(encoding="utf-8") for path in reference.REFERENCE.rglob("*.*")}
    assert written == PAGES, "run: ./run reference"


@pytest.mark.parametrize("language", report.LANGUAGES)
def test_every_code_key_and_exit_code_is_there_once(language: str) -> None:
    assert rows(page(language, "findings")) == list(CODES)
    assert rows(page(language, "exit-codes")) == [str(int(code)) for code in Exit]
    keys = [key_of(field.name) for model in TABLES.values() for field in dataclasses.fields(model)]
    assert rows(page(language, "manifest")) == keys


@pytest.mark.parametrize("model", TABLES.values(), ids=lambda model: model.__name__)
def test_every_key_is_described_in_both_languages(model: Any) -> None:
    for field in dataclasses.fields(model):
        said = field.metadata["description"]
        assert said.strip(), field.name
        assert said.in_english.strip(), f"{field.name}: in dossier/model"
        assert said != said.in_english


@pytest.mark.parametrize("language", report.LANGUAGES)
def test_the_record_has_the_keys_that_are_described(language: str, shipped: Made) -> None:
    so = []
    for key, value in shipped.record.items():
        inside = FINDINGS.get(key) or (value[0] if isinstance(value, list) else value)
        so += [key, *(f"{key}.{name}" for name in (inside if isinstance(inside, dict) else ()))]
    assert sorted(rows(page(language, "record"))) == sorted(so)


def test_a_finding_that_is_added_is_asked_for_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    more = {**CODES, "source-invented": (Severity.NOTE, Exit.SOURCE)}
    monkeypatch.setattr(reference, "CODES", more)
    with pytest.raises(KeyError, match=r"what\.source-invented"):
        reference.pages()
    assert findings.CODES == CODES


def test_a_word_that_changes_changes_its_page_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = report.catalogue
    words = {**catalogue("fr"), "what.text-small": "Une page {{réduite}} : « trop »."}
    monkeypatch.setattr(report, "catalogue", lambda code: words if code == "fr" else catalogue(code))
    changed = {path: text for path, text in reference.pages().items() if text != PAGES[path]}
    assert [path.relative_to(PROJECT).as_posix() for path in changed] == ["docs/reference/fr/findings.md"]
    assert "Une page {réduite}\u00a0: «\u00a0trop\u00a0». |" in "".join(changed.values())
