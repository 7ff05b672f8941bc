"""Findings as sentences: what is wrong, the cure, and the lines that would accept them."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence

from dossier.findings import Finding
from dossier.model import PartialDate

from .catalogue import PROGRAM, called, catalogue, language, say

_KILO = 1000
# Facts whose value is a word of the program, not of the editor.
_WORDS = {
    "expected": "expected",
    "kind": "kind",
    "promised": "kind",
    "how": "how",
    "reason": "reason",
}

# What is wrong, in the words of a parser or in one of ours.
_PROBLEMS = ("yaml", "pdf", "file", "jinja")


def word(finding: Finding, run: str | None = None) -> tuple[str, str]:
    """The message of a finding and its cure, as sentences; ``run`` is how the program is called there."""
    facts: dict[str, object] = {"run": run or called(), **finding.facts}
    for name, words in _WORDS.items():
        if name in facts:
            facts[name] = say(f"{words}.{facts[name]}", **finding.facts)
    removed = finding.several("removed").items()
    facts["removed"] = ", ".join(say(f"removed.{kind}", count=count) for kind, count in removed)
    damaged = finding.several("damaged").items()
    facts["damaged"] = "; ".join(say(f"damaged.{kind}", pages=pages) for kind, pages in damaged)
    facts["standards"] = ", ".join(finding.several("standards"))
    if "points" in facts:
        facts["points"] = str(facts["points"]).replace(".", say("size.decimal"))
    facts["documents"] = _documents(list(finding.several("documents")))
    claims = " + ".join(finding.several("claims"))
    facts["claims"] = say("claims.some", claims=claims) if claims else say("claims.none")
    if "element" in facts:
        facts["where"] = say(f"element.{facts['element']}", **finding.facts)
    if "size" in facts:
        facts["size"] = _size(int(finding.facts["size"]))
    # Parsers speak English; what they say most often is in the catalogues.
    problem = facts.get("problem")
    keys = [key for family in _PROBLEMS if (key := f"{family}.{problem}") in catalogue(language())]
    known = catalogue(language())[keys[0]] if keys else ""
    if known:
        facts["problem"] = known.format(**facts)
    if "character" in facts:
        facts["character"] = _character(str(facts["character"]))
    if "slip" in facts:
        return say(f"slip.{facts['slip']}", **facts), say(f"slip.{facts['slip']}.cure", **facts)
    cure = say("near" if facts.get("near") else f"cure.{finding.code}", **facts)
    if facts.get("better"):
        cure = f"{say('near', near=facts['better'])} {cure}"
    return say(f"finding.{finding.code}", **facts), cure


def _character(number: str) -> str:
    """A character, by its number in hexadecimal, as a person may know it."""
    key = f"character.{number}"
    if key in catalogue(language()):
        return say(key)
    name = unicodedata.name(chr(int(number, 16)), "?")
    return say("character.other", name=name, character=number)


def _documents(numbers: Sequence[str]) -> str:
    """Documents by their numbers; 0 is the dossier itself."""
    theirs = [number for number in numbers if number != "0"]
    words = (
        [say("who.documents" if len(theirs) > 1 else "who.document", numbers=", ".join(theirs))]
        if theirs
        else []
    )
    return ", ".join([*words, *([say("who.dossier")] if "0" in numbers else [])])


def _size(count: int) -> str:
    """A number of bytes as a person says it."""
    if count < _KILO:
        return say("size.bytes", number=count)
    if count < _KILO**2:
        return say("size.kilobytes", number=count // _KILO)
    return say("size.megabytes", number=decimal(count / _KILO**2))


def day(written: str) -> str:
    """A date of ISO 8601 as the person's language writes it: 26/11/2026 in French."""
    return PartialDate.parse(written).numeric() if language() == "fr" else written


def decimal(number: float) -> str:
    """A number with one decimal, as the person's language writes it."""
    return f"{number:.1f}".replace(".", say("size.decimal"))


def as_record(finding: Finding) -> dict[str, str]:
    """A finding as the record keeps it, whatever command it was made by; one that can be accepted, or was,
    with the lines for it, or the reason."""
    message, cure = word(finding, PROGRAM)
    told = {
        "severity": str(finding.severity),
        "code": finding.code,
        "place": finding.place,
        "message": message,
        "cure": cure,
    }
    if finding.document:
        told["document"] = finding.document
    if finding.acceptance:
        told["seen"] = finding.acceptance.seen
        if finding.accepted:
            told["because"] = finding.acceptance.because
        else:
            told["accept"] = "".join(f"{line}\n" for line in pasted([finding]))
    return told


def pasted(findings: Sequence[Finding]) -> Iterator[str]:
    """The lines that accept ``findings``, all of one document or of the dossier: YAML for its place."""
    into = findings[0].acceptance
    assert into
    because = say("accept.because")
    written = dict.fromkeys((f.code, f.acceptance.seen) for f in findings if f.acceptance)
    if into.flow:
        items = [{"code": code, "because": because, "seen": seen} for code, seen in written]
        words = json.dumps(items, ensure_ascii=False)
        comma = "" if into.item and into.first else ","
        yield f"  {words[1:-1]}{comma}" if into.item else f'  "accepted": {words}{comma}'
        return
    indent = " " * into.column
    if not into.item:
        yield f"{indent}accepted:"
        indent += "  "
    for code, seen in written:
        yield f"{indent}- code: {code}"
        yield f'{indent}  because: "{because}"'
        yield f"{indent}  seen: {seen}"
