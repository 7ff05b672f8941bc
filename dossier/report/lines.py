"""What is printed of findings, of a dossier read aloud, of a table: line by line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dossier.findings import Finding, Severity
from dossier.model import Said
from dossier.terminal import plain

from .catalogue import say
from .wording import pasted, word

# Characters of a document's title in front of a finding.
_TITLE = 50


def lines(findings: Iterable[Finding], explained: bool = False) -> Iterable[str]:
    """The findings as a person wants them: errors last, nearest to the prompt; place, document, what, cure,
    and what its code means where it is to be ``explained``. Then what would accept them."""
    order = (Severity.NOTE, Severity.ACCEPTED, Severity.WARNING, Severity.ERROR)
    shown = sorted(findings, key=lambda f: order.index(f.severity))
    for finding in shown:
        message, cure = word(finding)
        whose = ""
        if finding.number:
            whose = say("about.document", number=finding.number, title=_short(finding.title))
        yield f"{finding.place}: {say(f'severity.{finding.severity}')} [{finding.code}] {whose}{message}"
        accepted = finding.acceptance.because if finding.acceptance else ""
        yield f"    → {say('accept.reason', because=accepted) if accepted else cure}"
        if explained:
            yield f"      {say(f'what.{finding.code}')}"
    for document in _acceptable(shown):
        acceptance = document[0].acceptance
        assert acceptance
        into = "file" if acceptance.file else "document" if acceptance.number else "dossier"
        where = "list" if acceptance.item else into
        where = f"{where}-flow" if acceptance.flow else where
        facts = {"number": acceptance.number, "title": acceptance.title, "place": acceptance.place}
        yield say(f"accept.{where}", whose=say("accept.of", **facts) if acceptance.number else "", **facts)
        yield from pasted(document)


def _short(title: str) -> str:
    return title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…"


def _acceptable(findings: Iterable[Finding]) -> Iterable[list[Finding]]:
    """Those that can be accepted and are not, by what they are about: the dossier, then each document."""
    groups: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.acceptance and not finding.accepted:
            groups.setdefault(finding.acceptance.number, []).append(finding)
    return [groups[number] for number in sorted(groups)]


def spoken(things: Iterable[Said]) -> Iterable[str]:
    """What a screen reader says, one thing a line, indented as it is nested."""
    for thing in things:
        words = say(f"reading.{thing.kind}", text=thing.text, number=thing.number)
        yield f"{'  ' * thing.depth}{words}".rstrip()


def summary(findings: Sequence[Finding]) -> str:
    """The sentence that says how many things need attention."""
    counts = {s: sum(f.severity is s for f in findings) for s in Severity}
    if not findings:
        return say("attention.none")
    accepted = counts[Severity.ACCEPTED]
    return say(
        "attention.some",
        accepted=say("attention.accepted", count=accepted) if accepted else "",
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        notes=counts[Severity.NOTE],
    )


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterable[str]:
    """Rows of plain columns, numbers to the right; no wrapping, so that a pipe can read it."""
    cells = [[plain(str(cell)) for cell in row] for row in (header, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    numeric = [all(isinstance(row[i], int) for row in rows) for i in range(len(header))]
    for row in cells:
        padded = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ]
        yield "  ".join(padded).rstrip()
