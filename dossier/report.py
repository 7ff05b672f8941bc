"""The only place that words anything for a person: findings, progress, tables, in French and in English.

The words are in ``locale/*/LC_MESSAGES/dossier.po``; codes, keys and exit codes never change with the
language.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TextIO

import polib

from .findings import DossierError, Finding, Severity, finding
from .model import Said
from .terminal import plain, plain_json, show

_FOLDER = Path(__file__).with_name("locale")
LANGUAGES = ("fr", "en")
#: The variable by which ``./run`` hands on how it was called.
CALLED = "DOSSIER_CALLED"
_PROGRAM, _INVOKE = "dossier", ("invoke", "inv")
_KILO = 1000
# Characters of a document's title in front of a finding.
_TITLE = 50
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


def language() -> str:
    """``fr`` or ``en``, by the locale variables in gettext's own order."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        wanted = [re.split("[_.@]", item)[0].lower() for item in os.environ.get(name, "").split(":")]
        known = [code for code in wanted if code in LANGUAGES]
        if any(wanted):
            return known[0] if known else "en"
    return "en"


@cache
def catalogue(code: str) -> Mapping[str, str]:
    """Every message of a language by its key."""
    file = polib.pofile(str(_FOLDER / code / "LC_MESSAGES" / "dossier.po"), encoding="utf-8")
    return {entry.msgid: entry.msgstr for entry in file}


@cache
def called() -> str:
    """What the person typed for this program: ``./run``, which says so of itself, ``dossier``,
    ``python -m dossier`` or ``invoke``."""
    script = os.environ.get(CALLED)
    if script:
        return shlex.quote(script)
    path = Path(sys.argv[0])
    if path.name == "__main__.py":
        return f"python -m {path.parent.name}" if path.parent.name == _PROGRAM else path.parent.name
    return path.name if path.name in _INVOKE else _PROGRAM


def takes_folder() -> bool:
    """Whether a command takes the dossier's folder as it is, not behind ``--manifest`` only."""
    return called() not in _INVOKE


def say(key: str, /, **facts: object) -> str:
    """The message ``key`` in the person's language; ``{run}`` in it is how the program was called."""
    return catalogue(language())[key].format(**{"run": called(), **facts})


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


def decimal(number: float) -> str:
    """A number with one decimal, as the person's language writes it."""
    return f"{number:.1f}".replace(".", say("size.decimal"))


def as_record(finding: Finding) -> dict[str, str]:
    """A finding as the record keeps it, whatever command it was made by; one that can be accepted, or was,
    with the lines for it, or the reason."""
    message, cure = word(finding, _PROGRAM)
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
            told["accept"] = "".join(f"{line}\n" for line in _pasted([finding]))
    return told


def lines(findings: Iterable[Finding], explained: bool = False) -> Iterable[str]:
    """The findings as a person wants them: errors last, nearest to the prompt; place, document, what, cure,
    and what its code means where it is to be ``explained``. Then what would accept them."""
    order = (Severity.NOTE, Severity.ACCEPTED, Severity.WARNING, Severity.ERROR)
    shown = sorted(findings, key=lambda f: order.index(f.severity))
    for found in shown:
        message, cure = word(found)
        whose = say("about.document", number=found.number, title=_short(found.title)) if found.number else ""
        yield f"{found.place}: {say(f'severity.{found.severity}')} [{found.code}] {whose}{message}"
        accepted = found.acceptance.because if found.acceptance else ""
        yield f"    → {say('accept.reason', because=accepted) if accepted else cure}"
        if explained:
            yield f"      {say(f'what.{found.code}')}"
    for document in _acceptable(shown):
        acceptance = document[0].acceptance
        assert acceptance
        into = "file" if acceptance.file else "document" if acceptance.number else "dossier"
        where = "list" if acceptance.item else into
        where = f"{where}-flow" if acceptance.flow else where
        facts = {"number": acceptance.number, "title": acceptance.title, "place": acceptance.place}
        yield say(f"accept.{where}", whose=say("accept.of", **facts) if acceptance.number else "", **facts)
        yield from _pasted(document)


def _short(title: str) -> str:
    return title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…"


def _acceptable(findings: Iterable[Finding]) -> Iterable[list[Finding]]:
    """Those that can be accepted and are not, by what they are about: the dossier, then each document."""
    groups: dict[int, list[Finding]] = {}
    for found in findings:
        if found.acceptance and not found.accepted:
            groups.setdefault(found.acceptance.number, []).append(found)
    return [groups[number] for number in sorted(groups)]


def _pasted(findings: Sequence[Finding]) -> Iterator[str]:
    """The lines that accept ``findings``, all of one document or of the dossier: YAML for its place."""
    into = findings[0].acceptance
    assert into
    because = f'because: "{say("accept.because")}"'
    written = dict.fromkeys((f.code, f.acceptance.seen) for f in findings if f.acceptance)
    if into.flow:
        items = ", ".join(f"{{code: {code}, {because}, seen: {seen}}}" for code, seen in written)
        yield f"  {items}," if into.item else f"  accepted: [{items}],"
        return
    indent = " " * into.column
    if not into.item:
        yield f"{indent}accepted:"
        indent += "  "
    for code, seen in written:
        yield f"{indent}- code: {code}"
        yield f"{indent}  {because}"
        yield f"{indent}  seen: {seen}"


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


def out(*words: str) -> None:
    """Print one line; a reader that has left (``| head``) is no fault.

    Raises DossierError where it cannot be written for another reason: a disk that is full.
    """
    try:
        show(" ".join(words), sys.stdout)
    except BrokenPipeError:
        return
    except OSError as error:
        raise DossierError([finding("machine-output", "stdout", problem=str(error.strerror))]) from error


def data(text: str) -> None:
    """Print what a program reads, as it is: JSON, in which nothing moves a terminal but the ends of lines.

    Raises DossierError where it cannot be written.
    """
    for line in text.split("\n"):
        out(plain_json(line))


def tell(words: str, stream: TextIO | None = None) -> None:
    """Print one line on the error output, where one can be printed; nobody depends on it."""
    with suppress(OSError):
        show(words, stream or sys.stderr)
