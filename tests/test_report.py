"""What is said to a person: complete in both languages, and nothing that nobody says."""

from __future__ import annotations

import ast
import io
import re
import string
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import polib
import pytest
import yaml
from conftest import PROJECT

from dossier import program, report
from dossier.findings import CODES, Exit, Finding, Severity, finding
from dossier.model import PartName
from dossier.options import FIELDS
from dossier.progress import Progress
from dossier.series.outcome import State

LOCALE = PROJECT / "dossier" / "locale"
CODE = [PROJECT / "tasks.py", PROJECT / "development.py", *sorted((PROJECT / "dossier").rglob("*.py"))]
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
CATALOGUES = {code: report.catalogue(code) for code in report.LANGUAGES}


@pytest.fixture(params=report.LANGUAGES)
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LANGUAGE", request.param)
    return str(request.param)


def holes(text: str) -> set[str]:
    """The names of the facts that a message is filled with."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@cache
def _called() -> dict[str, list[tuple[Path, ast.Call]]]:
    found = defaultdict(list)
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
                found[name].append((path, node))
    return found


def calls(name: str) -> list[tuple[Path, ast.Call]]:
    """Every call of a function or method of that name in the program."""
    return _called().get(name, [])


def words(node: ast.expr) -> list[str]:
    """The patterns that an expression of text may give; what is computed is ``.+``."""
    match node:
        case ast.Constant(value=str(value)):
            return [re.escape(value)]
        case ast.IfExp():
            return [*words(node.body), *words(node.orelse)]
        case ast.JoinedStr():
            parts = (re.escape(p.value) if isinstance(p, ast.Constant) else ".+" for p in node.values)
            return ["".join(parts)]
    return []


def test_both_languages_have_the_same_messages() -> None:
    assert set(CATALOGUES["fr"]) == set(CATALOGUES["en"])


@pytest.mark.parametrize("code", report.LANGUAGES)
def test_a_catalogue_is_whole(code: str) -> None:
    file = polib.pofile(str(LOCALE / code / "LC_MESSAGES" / "dossier.po"), check_for_duplicates=True)
    assert file.metadata["Language"] == code
    assert [e.msgid for e in file if not e.msgstr.strip() or e.fuzzy or e.obsolete] == []
    assert len(file) > 150
    assert dict(CATALOGUES[code]) == {entry.msgid: entry.msgstr for entry in file}, "as it is read here"


@pytest.mark.parametrize("key", CATALOGUES["fr"])
def test_a_message_has_the_same_holes_in_both_languages(key: str) -> None:
    assert holes(CATALOGUES["fr"][key]) == holes(CATALOGUES["en"][key])


#: Words that are the same in both languages, or names.
SAME = {
    "pictures.document",
    "pictures.told",
    "conformance.page",
    "conformance.pages",
    "kind.pdf",
    "kind.postscript",
    "column.folios",
    "desk.folio",
    "column.pages",
    "severity.note",
    "desk.documents",
    "erratum.heading",
    "erratum.sides",
    "example.other_title",
    "example.title",
    "help.id",
    "help.code",
    "proof.announced-page",
    "proof.announced-uncounted",
    "proof.column.folios",
    "proof.filter-document",
    "proof.folio",
    "proof.its-pages",
    "proof.part.document",
    "proof.part.introduction",
    "proof.part.unknown",
    "proof.rights.cfc",
    "proof.rights.licence",
    "series.column.dossier",
    "series.column.pages",
    "series.minutes",
    "series.progress",
    "series.seconds",
    "signature.what",
    "help.kind",
    "finding.usage-wrong",  # all of it is a fact
    "cure.usage-wrong",
} | {f"reading.{kind}" for kind in ("page", "section", "text", "item", "row")}


def test_a_message_is_not_left_in_the_other_language() -> None:
    # The titles of an example are those of a French dossier.
    english = {key: text for key, text in CATALOGUES["en"].items() if not key.startswith("example.")}
    same = {key for key, text in english.items() if text == CATALOGUES["fr"][key]}
    assert same <= SAME
    assert [key for key, text in english.items() if re.search("[éèêàçùœ«»]", text)] == []


@pytest.mark.parametrize("code", CODES)
def test_every_finding_has_its_message_and_its_cure(code: str, language: str) -> None:
    catalogue = CATALOGUES[language]
    assert catalogue[f"finding.{code}"]
    assert re.search(r"[.!?]$|^\{meant\}$", catalogue[f"cure.{code}"]), "a cure is a sentence"


def test_no_message_is_for_a_finding_that_does_not_exist() -> None:
    said = {key.partition(".")[2] for key in CATALOGUES["fr"] if key.startswith(("finding.", "cure."))}
    assert said == set(CODES)


def made() -> Iterator[tuple[str, set[str]]]:
    """Each finding that the program makes: its code and the facts that it is given by name."""
    for name in ("finding", "Finding"):
        for _, call in calls(name):
            if call.args and isinstance(call.args[0], ast.Constant):
                facts = {k.arg for k in call.keywords if k.arg}
                whole = all(k.arg for k in call.keywords) and name == "finding"
                yield str(call.args[0].value), facts if whole else {"*"}


MADE = list(made())


def test_every_code_is_a_finding_that_the_program_makes() -> None:
    literals = {
        node.value
        for path in CODE
        if path.name != "codes.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(CODES) - literals == set()
    assert {code for code, _ in MADE} <= set(CODES)
    assert len(MADE) > 40


@pytest.mark.parametrize(("code", "facts"), MADE, ids=[code for code, _ in MADE])
def test_a_finding_is_given_the_facts_that_its_words_name(code: str, facts: set[str]) -> None:
    wanted = holes(CATALOGUES["fr"][f"finding.{code}"]) | holes(CATALOGUES["fr"][f"cure.{code}"])
    assert "*" in facts or wanted <= facts | {"run"}


def patterns() -> list[str]:
    """What the program asks the catalogues for."""
    asked = [p for _, call in calls("say") for p in words(call.args[0])]
    asked += [p for _, call in calls("known") for key in call.args for p in words(key)]
    of_parsers = [p for _, call in calls("get") if call.args for p in words(call.args[0])]
    asked += [p for p in of_parsers if p.startswith(("yaml", "pdf"))]
    asked += [rf"(finding|cure|what)\.{code}" for code in CODES] + ["near"]
    asked += [rf"exit\.{int(code)}" for code in Exit] + [r"record\..+", r"reference\..+"]
    return asked


def test_every_key_that_is_said_exists_and_none_is_unused() -> None:
    asked = patterns()
    assert len(asked) > 15 + len(CODES)
    for pattern in asked:
        assert any(re.fullmatch(pattern, key) for key in CATALOGUES["fr"]), pattern
    unused = [key for key in CATALOGUES["fr"] if not any(re.fullmatch(p, key) for p in asked)]
    assert unused == []


def test_every_word_that_completes_a_key_is_in_the_catalogues() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in CODE)
    order = "\n".join(
        (PROJECT / name).read_text(encoding="utf-8")
        for name in (
            "dossier/commands/build.py",
            "dossier/commands/sign.py",
            "development.py",
            "dossier/stages/inputs.py",
            "dossier/stages/laying_out.py",
            "dossier/stages/binding.py",
            "dossier/checking.py",
            "dossier/series/run.py",
        )
    )
    stages = set(re.findall(r'\bprogress(?:\(|, )"(\w+)"', order))
    commands = [
        [str(a.value) for a in c.args if isinstance(a, ast.Constant)]
        for _, c in [*calls("command"), *calls("edits")]
    ]
    commands = [words for words in commands if words]  # but the one by which "edits" makes its own
    tasks = {name for name, *_ in commands}
    options = {option for _, *rest in commands for option in rest} | {
        *program.SHOWN,
        *FIELDS,
        "dry-run",
        "reference",
    }
    expected = set(re.findall(r'expected="([\w-]+)"', source))
    for kind, names in {"stage": stages, "task": tasks, "option": options}.items():
        assert names == {key.partition(".")[2] for key in CATALOGUES["fr"] if key.startswith(f"{kind}.")}
    assert expected
    assert {f"expected.{name}" for name in expected} <= set(CATALOGUES["fr"])
    assert {f"severity.{s}" for s in Severity} <= set(CATALOGUES["fr"])
    # A part without its word ended the proof and the signing of each dossier that had it.
    assert {f"proof.part.{part}" for part in get_args(PartName)} <= set(CATALOGUES["fr"])
    assert {f"series.state.{state}" for state in State} <= set(CATALOGUES["fr"])


YAML = [
    "a: b: c", "a: - b", "a: @b", "a:\n\t- b", "a: 'b", "a: \"\\q\"", "a: *b", "a: [b", "a: {b",
    "---\na\n---\nb", "a: 'l'a'", "- a\nb", "a: ]", "? a\nb", "a: {{ b }} c", "a:\n  - b\n  c: d",
]  # fmt: skip


@pytest.mark.parametrize("text", YAML)
def test_what_the_yaml_parser_says_is_said_in_french(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "fr")
    with pytest.raises(yaml.MarkedYAMLError) as error:
        yaml.compose(text, Loader=yaml.CBaseLoader)
    problem = error.value.problem or ""
    message, _ = report.word(finding("manifest-syntax", "manifest.yaml:1:1", problem=problem))
    assert problem not in message


LANGUAGES = {
    "nothing": ({}, "en"),
    "LANG": ({"LANG": "fr_FR.UTF-8"}, "fr"),
    "LANG of Canada": ({"LANG": "fr_CA"}, "fr"),
    "LC_ALL before LANG": ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
    "LC_MESSAGES before LANG": ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "fr_FR"}, "fr"),
    "LC_ALL before LC_MESSAGES": ({"LC_MESSAGES": "en_US", "LC_ALL": "fr_BE.UTF-8"}, "fr"),
    "LANGUAGE first": ({"LANG": "en_US.UTF-8", "LANGUAGE": "fr"}, "fr"),
    "the first of LANGUAGE that there is": ({"LANG": "en_US.UTF-8", "LANGUAGE": "br:fr:en"}, "fr"),
    "LANGUAGE in the C locale": ({"LC_ALL": "C", "LANGUAGE": "fr"}, "fr"),
    "C": ({"LC_ALL": "C", "LANG": "fr_FR"}, "en"),
    "a language that there is not": ({"LANG": "de_DE.UTF-8"}, "en"),
    "a language that only starts so": ({"LANG": "fro"}, "en"),
    "empty": ({"LC_ALL": "", "LANG": "fr_FR.UTF-8"}, "fr"),
}


@pytest.mark.parametrize(("environment", "expected"), LANGUAGES.values(), ids=LANGUAGES)
def test_the_language_is_that_of_the_locale(
    environment: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert report.language() == expected


FINDINGS = (
    finding("source-missing", "manifest.yaml:12:15", file="a.pdf", near=""),
    finding("specimens", "manifest.yaml:1:1", count=2),
    finding("cite-never", "templates/introduction.md", id="b", number=2),
    finding("key-unknown", "manifest.yaml:3:1", key="titel", near="title"),
)


def test_findings_say_place_what_and_cure_the_errors_last(language: str) -> None:
    lines = list(report.lines(FINDINGS))
    heads, cures = lines[::2], lines[1::2]
    assert [re.search(r"\[(.+?)\]", head)[1] for head in heads] == [  # type: ignore[index]
        "specimens", "cite-never", "source-missing", "key-unknown",
    ]  # fmt: skip
    assert heads[-1].startswith("manifest.yaml:3:1: " + {"fr": "erreur", "en": "error"}[language])
    assert all(cure.startswith("    → ") for cure in cures)
    assert "title" in cures[-1]


def test_a_value_full_of_braces_is_printed_as_it_is(language: str) -> None:
    lines = report.lines(
        [Finding("value-form", "manifest.yaml:1:1", {"key": "id", "value": "{x} {0}", "expected": "slug"})]
    )
    assert "{x} {0}" in next(iter(lines))


@pytest.mark.parametrize(
    ("size", "french", "english"),
    [(82, "82 octets", "82 bytes"), (15_900, "15 ko", "15 kB"), (1_249_000, "1,2 Mo", "1.2 MB")],
)
def test_a_number_of_bytes_is_said_as_each_language_says_it(
    size: int, french: str, english: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = finding("source-cut", "manifest.yaml:1:1", file="a.pdf", size=size)
    for language, wanted in (("fr", french), ("en", english)):
        monkeypatch.setenv("LANGUAGE", language)
        assert wanted in report.word(found)[0]


def test_codes_severities_and_places_never_change_with_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    records = []
    for code in report.LANGUAGES:
        monkeypatch.setenv("LANGUAGE", code)
        records.append([report.as_record(f) for f in FINDINGS])
    stable = [[{k: r[k] for k in ("severity", "code", "place")} for r in record] for record in records]
    assert stable[0] == stable[1]
    assert records[0] != records[1]


@pytest.mark.parametrize(("findings", "numbers"), [((), ""), (FINDINGS, "211"), (FINDINGS[:1], "100")])
def test_the_summary_counts(findings: tuple[Finding, ...], numbers: str, language: str) -> None:
    assert "".join(re.findall(r"\d", report.summary(findings))) == numbers


def test_a_table_is_straight_and_numbers_stand_to_the_right() -> None:
    lines = list(report.table(["n°", "titre", "pages"], [(1, "Été", 5), (12, "Un", 114)]))
    assert lines == ["n°  titre  pages", " 1  Été        5", "12  Un       114"]
    assert list(report.table(["n°"], [])) == ["n°"]


def test_progress_is_one_plain_line_a_stage_where_there_is_no_terminal(language: str) -> None:
    stream = io.StringIO()
    with Progress(stream) as progress:
        for stage, item in (("load", ""), ("intake", "a"), ("intake", "b"), ("bind", "[1")):
            progress(stage, item)
    assert stream.getvalue().splitlines() == [
        CATALOGUES[language][f"stage.{s}"] for s in ("load", "intake", "bind")
    ]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_live_line_on_a_terminal(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    with Progress(stream) as progress:
        progress("load")
        progress("intake", "[bold]a[/")
    assert "\x1b[?25h" in stream.getvalue(), "the cursor is shown again"
    assert "\n\n" not in stream.getvalue()
