"""What is said between the dossiers of a series, and accepted: in a file beside them, and in no manifest."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import File, Sheet, invoke, write_dossier
from test_series import outcome, papers

from dossier import report
from dossier.findings import DossierError, Finding, Severity
from dossier.manifest.accepted import accepted_in
from dossier.places import ACCEPTED
from dossier.series import Series
from dossier.series.outcome import Outcome, State
from dossier.series.status import Page

PAIR = (
    outcome("a", title="Un", papers=papers("1"), twin="../c", pages=80),
    outcome("b", title="Un", papers=papers("1", "2")),
    outcome("c", papers=papers("3"), pages=40),
)
SAID = ["series-title", "series-source", "series-pages"]


def compared(top: Path, *outcomes: Outcome) -> tuple[Finding, ...]:
    return Series(top, 1.0, outcomes=list(outcomes), known=accepted_in(top)).compared()


def codes(findings: tuple[Finding, ...], *severities: Severity) -> list[str]:
    return [found.code for found in findings if found.severity in severities]


def paste(top: Path, findings: tuple[Finding, ...]) -> list[str]:
    """Write the lines that the program gives where it says; returns all that it said."""
    lines = list(report.lines(findings))
    start = next(n for n, line in enumerate(lines) if ACCEPTED in line)
    given, file = "".join(f"{line}\n" for line in lines[start + 1 :]), top / ACCEPTED
    before = file.read_text(encoding="utf-8").splitlines(keepends=True) if file.exists() else []
    file.write_text("".join([*before[:1], given, *before[1:]]), encoding="utf-8")
    return lines


def test_the_lines_given_accept_all_and_what_is_more_is_said_again(tmp_path: Path) -> None:
    found = compared(tmp_path, *PAIR[:2])
    assert codes(found, Severity.WARNING) == SAID[:2]
    paste(tmp_path, found)
    assert codes(compared(tmp_path, *PAIR[:2]), Severity.ACCEPTED) == SAID[:2]
    more = compared(tmp_path, *PAIR)
    assert codes(more, Severity.WARNING) == ["series-pages"]
    assert "accepted.yaml:2:3" in "".join(paste(tmp_path, more))
    assert codes(compared(tmp_path, *PAIR), *Severity) == SAID
    assert codes(compared(tmp_path, *PAIR), Severity.ACCEPTED) == SAID


SHARED = {"file": (papers("9"), "Un"), "title": (papers("1"), "Deux")}


@pytest.mark.parametrize("what", SHARED)
def test_what_is_no_longer_what_was_seen_comes_back_and_its_acceptance_is_idle(
    tmp_path: Path, what: str
) -> None:
    paste(tmp_path, compared(tmp_path, *PAIR))
    shared, title = SHARED[what]
    shared = (replace(shared[0], title="Document 1"),)
    a = outcome("a", title=title, papers=shared, twin="../c", pages=80)
    found = compared(tmp_path, a, outcome("b", title=title, papers=shared), PAIR[2])
    assert codes(found, Severity.WARNING) == [SAID[what == "file"]]
    assert codes(found, Severity.ACCEPTED) == [one for one in SAID if one != SAID[what == "file"]]
    assert codes(found, Severity.NOTE) == ["acceptance-idle"]


def test_nothing_is_called_idle_where_a_dossier_could_not_be_compared(tmp_path: Path) -> None:
    paste(tmp_path, compared(tmp_path, *PAIR))
    assert codes(compared(tmp_path, PAIR[0], replace(PAIR[1], state=State.FAILED)), Severity.NOTE) == []


def test_the_page_lists_them_apart_with_the_reason(tmp_path: Path) -> None:
    paste(tmp_path, compared(tmp_path, *PAIR[:2]))
    (tmp_path / "build").mkdir()
    page = Page(tmp_path)
    page.write(PAIR, compared(tmp_path, *PAIR))
    open_, apart = page.path.read_text(encoding="utf-8").split("<h2>")[1:]
    assert (open_.count("<li>"), apart.count("<li>")) == (1, 2)
    assert report.say("accept.because") in apart
    assert report.say("accept.because") not in open_


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("accepted:\n  - code: series-sauce\n    because: oui\n    seen: 12345678\n", "acceptance-code", 2),
        ("accepted:\n  - code: series-source\n    because: oui\n", "key-missing", 2),
        ("accepted: oui\n", "value-type", 1),
        ("acepted: []\n", "key-unknown", 1),
        ("- code: series-source\n", "value-type", 1),
        ("accepted: [\n", "manifest-syntax", 1),
    ],
)
def test_a_mistake_in_it_is_named_at_its_place(tmp_path: Path, text: str, code: str, place: int) -> None:
    (tmp_path / ACCEPTED).write_text(text, encoding="utf-8")
    with pytest.raises(DossierError) as error:
        accepted_in(tmp_path)
    found = error.value.findings[0]
    assert (found.code, found.place.split(":")[1]) == (code, str(place))


@pytest.mark.parametrize("what", ["empty", "folder", "link"])
def test_what_is_no_file_is_said_and_an_empty_one_accepts_nothing(tmp_path: Path, what: str) -> None:
    top = tmp_path / "top"
    top.mkdir()
    if what == "empty":
        (top / ACCEPTED).touch()
        assert accepted_in(top).accepted == ()
        return
    if what == "folder":
        (top / ACCEPTED).mkdir()
    else:
        (tmp_path / "elsewhere").write_text("accepted: []\n")
        (top / ACCEPTED).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DossierError) as error:
        accepted_in(top)
    assert error.value.findings[0].code == "manifest-unreadable"


@pytest.mark.slow
def test_to_accept_builds_nothing_again(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_dossier(tmp_path / name, {"un": File([Sheet()])}, title=f"Sujet {name}")
    told = json.loads(invoke("series", tmp_path, "--format", "json").stdout)
    assert [(one["code"], one["severity"]) for one in told["findings"]] == [("series-source", "warning")]
    (tmp_path / ACCEPTED).write_text(told["findings"][0]["accept"], encoding="utf-8")
    again = json.loads(invoke("series", tmp_path, "--format", "json").stdout)
    assert again["states"] == {"current": 2}
    assert [(one["code"], one["severity"]) for one in again["findings"]] == [("series-source", "accepted")]
    assert again["findings"][0]["because"] == "looked at, and meant so"
