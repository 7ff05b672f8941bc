"""How a series is told: to a person what failed and why, then the counts; to a program every dossier."""

from __future__ import annotations

from collections.abc import Sequence

from dossier import report
from dossier.findings import DossierError, Finding, Severity
from dossier.places import nearby
from dossier.telling import Telling

from .outcome import Outcome
from .run import Series
from .status import counts, page_of, told


def tell(series: Series, between: Sequence[Finding], telling: Telling, dry: bool) -> None:
    """Tell what became of ``series``, and what there is to say ``between`` its dossiers."""
    telling.table([line for outcome in series.outcomes if outcome.exit for line in _why(outcome)])
    telling.findings(between)
    numbers = {state: count for state, count in counts(series.outcomes).items() if count}
    words = ", ".join(
        report.say("series.count", state=report.say(f"series.state.{state}"), count=count)
        for state, count in numbers.items()
    )
    page = page_of(series.top)
    done = report.say("done.series-dry" if dry else "done.series", counts=words, page=nearby(page))
    told_of = [told(outcome) for outcome in series.outcomes]
    telling.result(done, page=None if dry else str(page), states=numbers, dossiers=told_of)


def _why(outcome: Outcome) -> list[str]:
    """What kept a dossier from being built."""
    lines = []
    for record in outcome.findings:
        if record["severity"] == Severity.ERROR.value:
            severity = report.say(f"severity.{record['severity']}")
            lines += [
                f"{outcome.name}: {record['place']}: {severity} [{record['code']}] {record['message']}",
                f"    → {record['cure']}",
            ]
    return lines or [f"{outcome.name}: {report.say(f'exit.{outcome.exit}')}"]


def exit_of(series: Series, between: Sequence[Finding]) -> int:
    """The exit code of a series: the gravest of its dossiers', and of what is wrong between them."""
    errors = [one for one in between if one.severity is Severity.ERROR]
    codes = [outcome.exit for outcome in series.outcomes]
    return max([*codes, *([int(DossierError(errors).exit)] if errors else [])], default=0)
