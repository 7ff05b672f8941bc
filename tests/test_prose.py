"""What people write: citations, numbers typed by hand, blanks, announced extents; a slip is a finding."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from bad.prose import (
    BLANKS,
    CALLS,
    CITED,
    EXTENTS,
    FAULTS,
    GUESSED,
    IDS,
    JINJA,
    ORDER,
    SLIPS,
    TYPED,
    UNTYPED,
    WHERE,
)
from conftest import File, Sheet, opened, silent, write_dossier

from dossier import compose, manifest, pipeline, report
from dossier.compose.templates import Templates
from dossier.findings import CODES, DossierError, Exit, Finding, Severity

INTRODUCTION = "templates/introduction.md"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")


#: Slips that need what only the introduction has.
APART = {"cut short", "two mentions", "itself"}


def dossier(folder: Path, text: str | bytes | None = CITED, **head: Any) -> Path:
    """A dossier whose sources are not there, with an introduction of its own."""
    head.setdefault("introduction", "none" if text is None else "shown")
    path = write_dossier(folder, dict.fromkeys(IDS), **head)
    if text is not None:
        text = text if isinstance(text, bytes) else text.encode()
        (folder / "templates").mkdir()
        (folder / INTRODUCTION).write_bytes(text)
    return path


def read(folder: Path, *words: Any, **head: Any) -> tuple[compose.Prose, tuple[Finding, ...]]:
    located, findings = manifest.load(dossier(folder, *words, **head))
    assert located
    prose, more = compose.read_prose(located, {}, Templates.of(folder))
    return prose, (*findings, *more)


def places_said(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(f.code, f.place) for f in findings]


def stopped(folder: Path) -> tuple[Finding, ...]:
    """What stops a run over the dossier in ``folder``."""
    with pytest.raises(DossierError) as error:
        pipeline.prepare(pipeline.Options(folder / "manifest.yaml", draft=True), silent)
    return tuple(f for f in error.value.findings if f.severity is Severity.ERROR)


def links(html: str | None) -> list[tuple[str, str]]:
    """The targets and the words of the links."""
    plain = (html or "").replace("&nbsp;", " ").replace("\u00a0", " ")
    found = re.findall(r'<a class="cite" href="#([^"]+)">(.+?)</a>', plain)
    return [(target, re.sub(r"</?span[^>]*>", "", words)) for target, words in found]


def test_a_citation_is_the_whole_parenthesis_and_a_link(tmp_path: Path) -> None:
    prose, findings = read(tmp_path, 'Un {{ cite("archimag", "barometre") }} et {{ cite("cegos") }}.\n')
    assert not findings
    assert links(prose.introduction) == [
        ("doc-archimag", "document 1 : Titre de archimag"),
        ("doc-barometre", "document 2 : Titre de barometre"),
        ("doc-cegos", "document 3 : Titre de cegos"),
    ]
    plain = re.sub(r"<[^>]+>", "", prose.introduction or "").replace("&nbsp;", " ")
    assert "(document 1 : Titre de archimag) (document 2 : Titre de barometre) et (" in plain


def test_a_mention_is_the_number_alone_and_a_link(tmp_path: Path) -> None:
    prose, findings = read(tmp_path, CITED + '\n\nVoir le {{ ref("barometre") }}.')
    assert not findings
    assert links(prose.introduction)[-1] == ("doc-barometre", "document 2")


def test_moving_a_document_changes_its_number(tmp_path: Path) -> None:
    path = dossier(tmp_path, '{{ cite("cegos") }} {{ cite("archimag") }} {{ cite("barometre") }}')
    text = path.read_text(encoding="utf-8")
    last = text[text.index("  - id: cegos") :]
    path.write_text(text.replace(last, "").replace("  - id: arch", last + "  - id: arch"), encoding="utf-8")
    located, _ = manifest.load(path)
    assert located
    prose, findings = compose.read_prose(located, {}, Templates.of(tmp_path))
    assert not findings
    assert [words[:10] for _, words in links(prose.introduction)] == [
        "document 1",
        "document 2",
        "document 3",
    ]
    assert links(prose.introduction)[0][0] == "doc-cegos"


def test_an_unknown_id_is_named_where_it_stands_with_the_nearest(tmp_path: Path) -> None:
    text = f'{CITED} "archimgo"\n\nUn {{{{ cite("archimgo") }}}} deux\n{{{{ ref("archimgo") }}}}'
    _, findings = read(tmp_path, text)
    assert [f.code for f in findings] == ["cite-unknown"] * 2
    assert [f.place.rsplit(":", 1)[0] for f in findings] == [f"{INTRODUCTION}:3", f"{INTRODUCTION}:4"]
    assert 4 <= int(findings[0].place.rsplit(":", 1)[1]) <= 13
    assert "“archimgo”" in report.word(findings[0])[0]
    assert report.word(findings[0])[1] == "Did you mean “archimag”?"


@pytest.mark.parametrize("typed", ["Titre de archimag", "titre  de Archimag", "1"])
def test_a_title_or_a_number_for_an_id_is_told_which_is_meant(tmp_path: Path, typed: str) -> None:
    _, findings = read(tmp_path, f'{CITED}{{{{ cite("{typed}") }}}}')
    assert [f.code for f in findings] == ["cite-unknown"]
    assert report.word(findings[0])[1] == "Did you mean “archimag”?"


@pytest.mark.parametrize("title", ["L’accès aux soins", "L'accès aux soins"])
def test_an_apostrophe_between_right_quotes_is_no_wrong_quote(tmp_path: Path, title: str) -> None:
    _, findings = read(tmp_path, f'{CITED}{{{{ cite("{title}") }}}}')
    assert [(f.code, f.facts["id"]) for f in findings] == [("cite-unknown", title)]


def test_an_unknown_id_like_no_other_has_a_cure_too(tmp_path: Path) -> None:
    _, findings = read(tmp_path, CITED + '{{ cite("wwwww") }}')
    assert [f.code for f in findings] == ["cite-unknown"]
    assert " list” shows them all" in report.word(findings[0])[1]


@pytest.mark.parametrize(("text", "expected"), ORDER.values(), ids=ORDER)
def test_citations_are_counted_and_in_order(
    text: str, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    _, findings = read(tmp_path, text)
    assert [(f.code, f.facts["id"]) for f in findings] == expected
    assert all(f.severity is Severity.WARNING and f.place.startswith(INTRODUCTION) for f in findings)


@pytest.mark.parametrize("sections", ["shown", "hidden"])
def test_without_an_introduction_citations_are_silent(sections: str, tmp_path: Path) -> None:
    prose, findings = read(tmp_path, None, sections=sections)
    assert (prose.introduction, findings) == (None, ())


@pytest.mark.parametrize("words", TYPED)
def test_a_number_typed_by_hand_is_an_error_where_it_stands(words: str, tmp_path: Path) -> None:
    _, findings = read(tmp_path, f"# Titre\n\nVoir le {words} ici. {CITED}")
    assert [f.code for f in findings] == ["number-typed"]
    line, column = map(int, findings[0].place.removeprefix(f"{INTRODUCTION}:").split(":"))
    assert (line, column) == (3, 9 + re.search(r"d", words, re.IGNORECASE).start())  # type: ignore[union-attr]
    assert CODES["number-typed"] == (Severity.ERROR, Exit.TEMPLATE)
    assert "cite(" in report.word(findings[0])[1]


@pytest.mark.parametrize("words", UNTYPED)
def test_what_only_looks_like_a_typed_number_is_left_alone(words: str, tmp_path: Path) -> None:
    assert places_said(read(tmp_path, f"Voir {words}\n\n{CITED}")[1]) == []


@pytest.mark.parametrize("words", BLANKS)
def test_a_blank_left_is_an_error_where_it_stands(words: str, tmp_path: Path) -> None:
    _, findings = read(tmp_path, f"Un\ndeux {words} trois. {CITED}")
    column = 6 + words.startswith("[")
    assert places_said(findings) == [("placeholder-prose", f"{INTRODUCTION}:2:{column}")]


@pytest.mark.parametrize(
    "words", ["Charles X", "le XXe siècle", "Jean XXIII", "p. 10", "Exp.", "un todo", "MAX p. 3"]
)
def test_what_only_looks_like_a_blank_is_left_alone(words: str, tmp_path: Path) -> None:
    assert places_said(read(tmp_path, f"{words} {CITED}")[1]) == []


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("slip", SLIPS)
def test_assignment_and_notices_are_read_as_closely(where: str, slip: str, tmp_path: Path) -> None:
    ((key, value),) = WHERE[where].items()
    text = [v.replace("{}", slip) for v in value] if isinstance(value, list) else value.replace("{}", slip)
    _, findings = read(tmp_path, None, **{key: text})
    assert [f.code.startswith(SLIPS[slip]) for f in findings] == [True], "once"
    lines = (tmp_path / "manifest.yaml").read_text(encoding="utf-8").splitlines()
    line = int(findings[0].place.removeprefix("manifest.yaml:").split(":")[0])
    assert any(slip in row for row in lines[line - 1 : line + 3])


def test_notices_count_pages_and_documents(tmp_path: Path) -> None:
    prose, findings = read(
        tmp_path, None, notices=["{{ pages }} *pages*, {{ documents }} documents & <b>plus</b>"]
    )
    assert not findings
    expected = '<span class="count-pages"></span> <em>pages</em>, 3 documents &amp; <b>plus</b>'
    assert prose.notices == (expected,)


@pytest.mark.parametrize("typed", GUESSED)
def test_a_call_that_an_author_guessed_is_said_as_it_is_meant(typed: str, tmp_path: Path) -> None:
    _, findings = read(tmp_path, f"Un\n\nVoir {typed} ici.\n")
    (said,) = [f for f in findings if not f.code.startswith(("cite-never", "cite-order"))]
    slip, meant = GUESSED[typed]
    assert (said.code, said.place) == ("call-malformed", f"{INTRODUCTION}:3:6")
    assert (said.facts["slip"], said.facts["example"]) == (slip, meant)
    assert meant in report.word(said)[1]


def test_a_title_in_a_citation_stands_for_its_document(tmp_path: Path) -> None:
    _, findings = read(tmp_path, "Voir {{ cite(“Titre d’archimag”) }} et {{ cite(“un titre perdu”) }}.")
    said = [f.facts["example"] for f in findings if f.code == "call-malformed"]
    assert said == ['{{ cite("…") }}'] * 2, "no words of them are ids"


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_slip_of_jinja_in_the_prose_is_a_finding_with_its_line(fault: str, tmp_path: Path) -> None:
    path = dossier(tmp_path, f"Un\n\n{fault}\n\n{CITED}\n")
    located, _ = manifest.load(path)
    assert located
    _, findings = compose.read_prose(located, {}, Templates.of(tmp_path))
    assert len(findings) == 1, places_said(findings)
    assert findings[0].code in ("template-error", "template-heavy", "template-missing", "cite-unknown")
    assert re.match(rf"{INTRODUCTION}:3\b|templates/nope\.html$", findings[0].place)
    assert all(report.word(findings[0]))


@pytest.mark.parametrize("name", ["../manifest.yaml", "/etc/hostname", "lien.md"])
def test_a_template_outside_its_folder_is_not_read(name: str, tmp_path: Path) -> None:
    dossier(tmp_path / "dossier", f"{{% include {name!r} %}}{CITED}")
    (tmp_path / "dehors.md").write_text("dehors", encoding="utf-8")
    (tmp_path / "dossier" / "templates" / "lien.md").symlink_to(tmp_path / "dehors.md")
    assert {f.code for f in stopped(tmp_path / "dossier")} <= {"template-outside", "template-missing"}


@pytest.mark.parametrize(
    "fault", [f for name, f in FAULTS.items() if "citation" not in name and name not in APART]
)
@pytest.mark.parametrize("name", ["cover.html", "reference.j2"])
def test_a_slip_in_a_template_is_a_finding_with_its_line(name: str, fault: str, tmp_path: Path) -> None:
    dossier(tmp_path, CITED)
    fault = fault.replace("introduction.md", name)
    macros = "".join(
        f"{{% macro {m}(d) %}}\n{fault}\n{{% endmacro %}}" for m in ("citation", "reference", "mention")
    )
    text = macros if name == "reference.j2" else f"<h1>\n{fault}\n</h1>"
    (tmp_path / "templates" / name).write_text(text, encoding="utf-8")
    findings = stopped(tmp_path)
    assert [f.code in ("template-error", "template-heavy", "template-missing") for f in findings] == [True]
    assert findings[0].place in (f"templates/{name}:2", "templates/nope.html")


@pytest.mark.parametrize("name", ["introduction.md", "cover.html", "reference.j2", "dossier.html"])
def test_a_template_that_is_not_utf_8_is_named(name: str, tmp_path: Path) -> None:
    dossier(tmp_path, CITED)
    (tmp_path / "templates" / name).write_bytes("un\ncité".encode("latin-1"))
    findings = stopped(tmp_path)
    assert [f.code for f in findings] == ["template-error"]
    assert findings[0].place.startswith(f"templates/{name}")
    assert "UTF-8" in report.word(findings[0])[0]


def test_a_reference_template_without_a_macro_is_named(tmp_path: Path) -> None:
    dossier(tmp_path, CITED)
    (tmp_path / "templates" / "reference.j2").write_text(
        "{% macro reference(d) %}{% endmacro %}", encoding="utf-8"
    )
    assert [f.place for f in stopped(tmp_path)] == ["templates/reference.j2"]


def test_the_mark_that_some_editors_save_first_is_no_text(tmp_path: Path) -> None:
    prose, findings = read(tmp_path, f"# Introduction\n\n{CITED}".encode("utf-8-sig"))
    assert not findings
    assert str(prose.introduction).startswith("<h1>")


@pytest.mark.parametrize("call", CALLS, ids=range(len(CALLS)))
def test_a_call_that_is_typed_wrong_is_said_before_it_is_printed(call: str, tmp_path: Path) -> None:
    """It is read as it was meant: what comes behind it is said too, and nothing of what it names."""
    slip, meant = CALLS[call]
    rest = CITED if "archimag" not in call else CITED.replace('{{ cite("archimag") }}', "")
    _, findings = read(tmp_path, f"Un\n\nLes {call} et document 4. {rest}")
    assert places_said(findings) == [
        ("call-malformed", f"{INTRODUCTION}:3:5"),
        ("number-typed", findings[1].place),
    ]
    assert findings[1].place == f"{INTRODUCTION}:3:{9 + len(call)}"
    assert findings[0].facts["slip"] == f"call-{slip}"
    assert meant in report.word(findings[0])[1]


@pytest.mark.parametrize(
    "block",
    ["{{ titre }}", "{{ document.title }}", "{{dossier.exam.name}}", "{{ date_limite }}", "{{- nom -}}"],
)
def test_a_name_that_is_none_is_told_with_those_that_are(block: str, tmp_path: Path) -> None:
    _, findings = read(tmp_path, f"Un\n\nLes {block} et document 4. {CITED}")
    assert places_said(findings) == [
        ("call-malformed", f"{INTRODUCTION}:3:5"),
        ("number-typed", findings[1].place),
    ]
    message, cure = report.word(findings[0])
    assert block in message
    assert '{{ pages }}, {{ documents }}, {{ cite("…") }}' in cure


@pytest.mark.parametrize(
    "text",
    [
        "{un ensemble}",
        '{# {ref("x")} #}',
        "<!-- {pages} -->",
        "un site (le nôtre)",
        "{{ 'a' }}",
        "ref (la norme)",
        "{{- ref('cegos') -}}",
    ],
)
def test_what_only_looks_like_a_call_is_left_alone(text: str, tmp_path: Path) -> None:
    assert places_said(read(tmp_path, f"{text} {CITED}")[1]) == []


@pytest.mark.parametrize(
    "typed", ["{pages}", "{{ pages }", "{{ page }}", "{% documents %}", "{{ Documents }}"]
)
def test_a_count_that_is_typed_wrong_is_said_in_a_notice(typed: str, tmp_path: Path) -> None:
    _, findings = read(tmp_path, None, notices=["Un avis", f"Ce sujet a {typed} pages."])
    assert [f.code for f in findings] == ["call-malformed"]
    assert findings[0].place.startswith("manifest.yaml:")


@pytest.mark.parametrize(("fault", "word"), JINJA.items())
@pytest.mark.parametrize("language", report.LANGUAGES)
def test_what_jinja_says_in_english_is_said_in_words_and_at_its_column(
    fault: str, word: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", language)
    _, findings = read(tmp_path, f"{CITED}\n\nVoir {fault} ici")
    [error] = [f for f in findings if f.code == "template-error"]
    assert error.place == f"{INTRODUCTION}:3:6"
    message, _ = report.word(error)
    assert word in message
    assert not re.search("expected token|unexpected char |Encountered|undefined|No filter", message)


@pytest.mark.parametrize(("keys", "pages", "fault"), EXTENTS.values(), ids=EXTENTS)
def test_the_announced_extent_is_held_against_the_pages(
    keys: dict[str, str], pages: int, fault: str | None, tmp_path: Path
) -> None:
    path = write_dossier(tmp_path, {"a": File([Sheet()] * pages)}, {"a": keys})
    located, _ = manifest.load(path)
    assert located
    _, findings = opened(located, tmp_path)
    assert [f.code for f in findings] == ["extent-differs"] * bool(fault)
    for finding in findings:
        line, column = map(int, finding.place.removeprefix("manifest.yaml:").split(":"))
        row = path.read_text(encoding="utf-8").splitlines()[line - 1]
        assert row.strip().startswith(f"{fault}:")
        assert row[column - 2] == " "
        assert str(fault) in report.word(finding)[0]


@pytest.mark.parametrize("page", ["passim", "27-25", "iv-x, sq.", "A12-A14"])
def test_an_extent_that_cannot_be_counted_is_said(page: str, tmp_path: Path) -> None:
    located, _ = manifest.load(write_dossier(tmp_path, {"a": File()}, {"a": {"page": page}}))
    assert located
    _, findings = opened(located, tmp_path)
    assert [f.code for f in findings] == ["extent-unchecked"]
    assert f"“{page}”" in report.word(findings[0])[0]


@pytest.mark.parametrize("page", ["pp. 3-4", "p. 3-4", "Pages 3-4"])
def test_a_mark_before_pages_that_the_page_has_already_is_said(page: str, tmp_path: Path) -> None:
    located, _ = manifest.load(write_dossier(tmp_path, {"a": File()}, {"a": {"page": page}}))
    assert located
    _, (found,) = opened(located, tmp_path)
    assert "“3-4”?" in report.word(found)[1]


@pytest.mark.parametrize("words", ["19 documents", "118 pages", "118&nbsp;pages", "**19** documents"])
def test_a_count_typed_in_a_notice_is_an_error(words: str, tmp_path: Path) -> None:
    more = {"notices": [f"Ce sujet comprend {words}."], "introduction": "none"}
    path = write_dossier(tmp_path, {"a": File()}, **more)
    located, _ = manifest.load(path)
    assert located
    _, findings = compose.read_prose(located, {}, Templates.of(tmp_path))
    assert [f.code for f in findings] == ["count-typed"]


def test_counts_of_the_program_are_no_typed_counts(tmp_path: Path) -> None:
    notice = "Ce sujet comprend {{ pages }} pages et {{ documents }} documents."
    path = write_dossier(tmp_path, {"a": File()}, notices=[notice], introduction="none")
    located, _ = manifest.load(path)
    assert located
    assert compose.read_prose(located, {}, Templates.of(tmp_path))[1] == ()
