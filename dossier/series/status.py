"""The page that says where a series stands, and the same for a program."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from dossier import report
from dossier.directory import Directory
from dossier.findings import DossierError, Finding, Severity, finding
from dossier.outputs import LEFT

from .outcome import Outcome, State

#: The page, in the folder ``build`` of the series.
PAGE = "series.html"
_FOLDER = "build"
_TEMPLATE = Path(__file__).with_name("status.html")
_PART = f"{LEFT}{PAGE}"
# A page that takes long to write is not written whenever a dossier ends: this part of the time at most.
_SHARE = 0.05
COLUMNS = (
    *("dossier", "title", "state", "pages", *(severity.value for severity in Severity)),
    *("signed", "scale", "claims", "seconds"),
)


def page_of(top: Path) -> Path:
    """Where the page of the series in ``top`` stands."""
    return top / _FOLDER / PAGE


class Page:
    """The status page of a series, written again as its dossiers end. Its owner's alone: titles of subjects
    are on it."""

    def __init__(self, top: Path) -> None:
        self.path = page_of(top)
        self._template = Environment(
            autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        ).from_string(_TEMPLATE.read_text(encoding="utf-8"))
        self._next = 0.0

    def write_in_time(self, outcomes: Sequence[Outcome]) -> None:
        """Write it, where it is time to."""
        if time.monotonic() < self._next:
            return
        begun = time.monotonic()
        self.write(outcomes)
        self._next = time.monotonic() + max(0.5, (time.monotonic() - begun) / _SHARE)

    def write(self, outcomes: Sequence[Outcome], cross: Sequence[Finding] = ()) -> None:
        """Write it, with what is to be said of several dossiers at once. Raises DossierError where it cannot
        be written."""
        said = [(f.severity.value, f.place, *_words(f)) for f in cross]
        text = self._template.render(
            language=report.language(),
            say=report.say,
            columns=COLUMNS,
            numbers=frozenset(COLUMNS) - {"dossier", "title", "state", "signed", "claims"},
            rows=[list(_cells(outcome)) for outcome in outcomes],
            states=[(state, count) for state, count in counts(outcomes).items() if count],
            cross=[one for one in said if one[0] != Severity.ACCEPTED],
            accepted=[one for one in said if one[0] == Severity.ACCEPTED],
        )
        try:
            with Directory.open(self.path.parent, make=True) as folder, folder.locked():
                folder.require(PAGE)
                folder.remove(_PART)
                folder.put(PAGE, text.encode(), _PART, private=True, lasting=False)
        except OSError as error:
            place = str(error.filename or self.path)
            raise DossierError(
                [finding("output-unwritable", place, problem=error.strerror or str(error))]
            ) from error


def _words(reported: Finding) -> tuple[str, str]:
    """What is said of it, and its cure, or why it is accepted."""
    message, cure = report.word(reported)
    if reported.acceptance and reported.accepted:
        return message, report.say("accept.reason", because=reported.acceptance.because)
    return message, cure


def counts(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """How many dossiers are in each state."""
    return {state.value: sum(o.state is state for o in outcomes) for state in State}


def _cells(outcome: Outcome) -> Iterator[tuple[str, str, str]]:
    """The cells of a row: the name of the column, what is shown, by what it is sorted."""
    for name, value in _row(outcome).items():
        match name, value:
            case _, None:
                shown = "–"
            case "state" | "signed", _:
                shown = report.say(f"series.{name}.{value}")
            case "scale", _:
                shown = f"{value} %"
            case "seconds", _:
                shown = f"{value:.1f}".replace(".", report.say("size.decimal"))
            case _:
                shown = str(value)
        yield name, shown, "" if value is None else str(value)


def _row(outcome: Outcome) -> dict[str, str | int | float | None]:
    facts = outcome.facts
    return {
        "dossier": outcome.name,
        "title": facts.title if facts else None,
        "state": outcome.state.value,
        "pages": facts.pages if facts else None,
        **{name: outcome.counts.get(name) for name in (severity.value for severity in Severity)},
        "signed": outcome.signed if facts else None,
        "scale": facts.scale if facts else None,
        "claims": " + ".join(facts.claims) if facts else None,
        "seconds": round(outcome.seconds, 1) if outcome.seconds else None,
    }


def told(outcome: Outcome) -> dict[str, object]:
    """A dossier as ``--format json`` tells it: the columns of the page, its exit code and its findings."""
    return {**_row(outcome), "exit": outcome.exit, "findings": list(outcome.findings)}
