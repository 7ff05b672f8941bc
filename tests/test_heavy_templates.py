"""Templates without end: what somebody's folder asks for costs seconds, and is a finding with its line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from conftest import File, invoke, prepared, write_dossier

from dossier.compose import bounds
from dossier.findings import DossierError

DOUBLING = "{% set n = namespace(x='aa') %}{% for i in range(50) %}{% set n.x = n.x ~ n.x %}{% endfor %}"
LOOPS = "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"
#: What a template may ask for, and what is said of it.
PROSE = {
    "loops": (LOOPS, "> 3 s"),
    "doubling": (DOUBLING, "MemoryError"),
    "filter": ("{{ 'x'|center(3000000000) }}", "MemoryError"),
    "method": ("{{ 'x'.ljust(3000000000) }}", "MemoryError"),
    "percent": ("{{ '%3000000000d' % 1 }}", "MemoryError"),
    "format": ("{{ '{:>3000000000}'.format(1) }}", "MemoryError"),
    "lists": (
        "{% set n = namespace(x=[1] * 99999) %}{% for i in range(40) %}{% set n.x = n.x + n.x %}{% endfor %}",
        "MemoryError",
    ),
    "join": ("{{ range(99999)|join('a' * 1000000) }}", "MemoryError"),
    "branches": (
        "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
        "> 3 s",
    ),
    "output": ("{% for i in range(99999) %}{{ 'a' * 1000 }}{% endfor %}", "> 8000000 characters"),
    "elements": ("{{ '<i>' * 300000 }}", "> 200000 <"),
}
#: What ended by itself before, and still says why.
ENDLESS = {
    "macro": ("{% macro m() %}{{ m() }}{% endmacro %}\n{{ m() }}", "introduction.md:3:1"),
    "include": ("{% include 'soi.html' %}", "soi.html:2"),
    "blocks": ("{% for i in [1] %}" * 30 + "{% endfor %}" * 30, "introduction.md:1:1"),
}


def dossier(folder: Path, introduction: str = "", **templates: str) -> Path:
    more = {} if introduction else {"introduction": "none"}
    manifest = write_dossier(folder, {"a": File()}, **{"introduction": "shown", **more})
    (folder / "templates").mkdir(exist_ok=True)
    if introduction:
        text = '{{ cite("a") }}\n\n' + introduction
        (folder / "templates/introduction.md").write_text(text, encoding="utf-8")
    for name, text in templates.items():
        (folder / "templates" / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return manifest


def findings(manifest: Path) -> list[tuple[str, str, object]]:
    with pytest.raises(DossierError) as raised:
        prepared(manifest)
    return [(f.code, f.place, f.facts.get("problem")) for f in raised.value.findings]


SLOW = [pytest.param(name, marks=pytest.mark.slow) if name == "branches" else name for name in PROSE]


@pytest.mark.parametrize("name", SLOW)
def test_an_introduction_that_asks_for_too_much_is_a_finding_with_its_line(tmp_path: Path, name: str) -> None:
    text, problem = PROSE[name]
    [(code, place, said)] = findings(dossier(tmp_path, text))
    assert (code, said) == ("template-heavy", problem)
    line = 1 if problem.endswith(("characters", "<")) else 3
    assert place == f"templates/introduction.md:{line}:1"


@pytest.mark.parametrize("name", ENDLESS)
def test_what_includes_itself_ends(tmp_path: Path, name: str) -> None:
    text, place = ENDLESS[name]
    found = findings(dossier(tmp_path, text, soi_html="<p>\n{% include 'soi.html' %}"))
    code = "template-error" if name == "blocks" else "template-heavy"
    assert [(one, where.split("/")[1]) for one, where, _ in found] == [(code, place)]


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        pytest.param("cover.html", f"<p>\n{LOOPS}</p>", 2, marks=pytest.mark.slow),
        ("contents.html", f"<p>\n\n{DOUBLING}</p>", 3),
        ("reference.j2", f"\n\n{DOUBLING}", 3),
    ],
)
def test_every_template_has_its_seconds(tmp_path: Path, file: str, text: str, line: int) -> None:
    manifest = dossier(tmp_path, "", **{file.replace(".", "_"): text})
    [(code, place, _)] = findings(manifest)
    assert (code, place) == ("template-heavy", f"templates/{file}:{line}")


def test_notices_have_their_seconds_too(tmp_path: Path) -> None:
    manifest = write_dossier(tmp_path, {"a": File()}, notices=["Un avis.", DOUBLING])
    [(code, place, _)] = findings(manifest)
    assert (code, place) == ("template-heavy", "manifest.yaml:12:5")


def test_a_dossier_is_prepared_after_one_that_asked_for_too_much(tmp_path: Path) -> None:
    findings(dossier(tmp_path / "lourd", PROSE["method"][0]))
    assert prepared(dossier(tmp_path / "leger", "Du texte.")).plan.pages


def test_a_template_of_megabytes_is_not_read(tmp_path: Path) -> None:
    [(code, place, _)] = findings(dossier(tmp_path, "a" * 4_000_001))
    assert (code, place) == ("template-heavy", "templates/introduction.md")


@pytest.mark.slow
# What tells the layout to end may come up in a hook of the tests, which only reports it: it is told again.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_layout_ends_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "_SECONDS", 1.0)
    manifest = dossier(tmp_path, "", cover_html="<p>a</p>" * 60_000)
    [(code, _, problem)] = findings(manifest)
    assert (code, problem) == ("layout-heavy", "> 1 s")


def test_elements_in_elements_are_no_traceback(tmp_path: Path) -> None:
    manifest = dossier(tmp_path, "", cover_html="<div>" * 3000)
    [(code, _, problem)] = findings(manifest)
    assert (code, problem) == ("layout-heavy", "RecursionError")


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "list"])
def test_the_commands_say_so(tmp_path: Path, command: str) -> None:
    manifest = dossier(tmp_path, "{{ 'x'|center(3000000000) }}")
    done = invoke(command, "--manifest", manifest)
    assert done.returncode == 4
    assert "[template-heavy]" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "darwin", reason="macOS limits no address space")
def test_a_layout_has_its_memory_and_no_more(tmp_path: Path) -> None:
    """Elements are counted; what a style makes of one of them is not."""
    manifest = dossier(
        tmp_path,
        "",
        cover_html='<p style="display: grid; grid-template-columns: repeat(99999999, 1px)">a</p>',
    )
    done = invoke("check", "--manifest", manifest)
    assert done.returncode == 5, done.stderr
    assert "[layout-heavy]" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
