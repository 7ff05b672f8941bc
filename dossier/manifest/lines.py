"""The lines of a manifest as a person typed them: dashes, key, colon, value; and how a text is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .schema import TABLES, keys

#: Blanks that are no space, and marks without a width: what word processors and web pages leave in a text.
ODD = "\u00a0\u202f\u2002\u2003\u2007\u2009\u200a\u3000\u200b\u2060\ufeff\u00ad"
#: Signs that open a quotation in print and mean nothing to YAML.
TYPOGRAPHIC = "“”„«»‘’‹›"
#: Dashes and bullets that are not the hyphen of a list.
DASHES = "–—−‒‐‑•·◦▪*+"
_LINE = re.compile(
    rf"""(?P<lead>[\s{ODD}]*(?:-[ \t]+)*)
         (?P<quote>["']?)(?P<key>[^\s"'\[\]{{}}\#&|>%@`:,?-][^:"\[\]{{}}]*?)(?P=quote)
         (?P<gap>[\s{ODD}]*):(?P<space>[\s{ODD}]+|$)
         (?P<value>.*)$""",
    re.VERBOSE,
)
_BLOCK = re.compile(r"[|>][+-]?\d?[+-]?\s*(#.*)?$")
KNOWN = frozenset(key for table in TABLES for key in keys(table))
#: Those whose value is a text, printed as it is written: a "#" in one is a sign of the text.
TEXTS = KNOWN & {
    *("title", "subject", "organiser", "name", "grade", "track", "paper", "duration", "assignment"),
    *("specialty", "option", "assignment-title"),
    *("notices", "title-short", "author", "genre", "container-title", "publisher", "published", "alt"),
    *("addressee", "capacity", "criterion"),
}
#: Those that an item of a list may begin with.
OF_ITEMS = frozenset(key for table in ("sections", "documents", "marking") for key in keys(table))


@dataclass(frozen=True)
class Line:
    """One line that has a key, or is an item of text; ``column`` is where the key starts, from 0."""

    lead: str
    key: str
    value: str
    colon: int
    value_at: int

    @property
    def column(self) -> int:
        """Where the key starts, from 0."""
        return len(self.lead)


# Texts in quotes, and what starts a comment outside of them.
_OUTSIDE = re.compile(r'"(?:[^"\\]|\\.)*"|(?<![:\w/])(?P<sign>//|/\*)')


def parsed(line: str) -> Line | None:
    """The parts of a line; None where it has no key."""
    match = _LINE.match(line)
    if match is None:
        return None
    return Line(match["lead"], match["key"], match["value"].rstrip(), match.end("gap"), match.start("value"))


def item(line: str) -> tuple[int, str] | None:
    """Where the text of an item without a key starts, and the text; None where it is no item."""
    match = re.match(r"(\s*(?:-[ \t]+)+)(\S.*)$", line)
    return (match.end(1), match[2].rstrip()) if match else None


def indent(line: str) -> int:
    """How far a line is set in."""
    return len(line) - len(line.lstrip(" "))


def quoted(text: str) -> str:
    """``text`` between straight quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def blocks(lines: Sequence[str]) -> set[int]:
    """The lines, from 0, that are the text of a block (``assignment: |``): nothing in them is YAML."""
    inside: set[int] = set()
    deeper = -1
    for number, line in enumerate(lines):
        if deeper >= 0 and (not line.strip() or indent(line) > deeper):
            inside.add(number)
            continue
        deeper = -1
        entry = parsed(line)
        if entry and _BLOCK.match(entry.value):
            deeper = indent(line)
    return inside


def block_below(lines: Sequence[str], start: int) -> range:
    """The line ``start`` and those below it that are set in at least as far."""
    least, end = indent(lines[start]), start + 1
    while end < len(lines) and (not lines[end].strip() or indent(lines[end]) >= least):
        end += 1
    return range(start, end)


def moved(lines: Sequence[str], rows: Iterable[int], by: int) -> dict[int, str]:
    """Those lines, set in ``by`` more spaces, or fewer."""
    return {
        row: " " * max(0, indent(lines[row]) + by) + lines[row].lstrip(" ")
        for row in rows
        if lines[row].strip()
    }


def tables_with(*names: str) -> bool:
    """Whether some table of the manifest has all these keys."""
    return any(set(names) <= set(keys(table)) for table in TABLES)


def remark(line: str) -> tuple[int, str, str] | None:
    """Where a comment of another language starts behind what a line in JSON says, its sign, and the line with
    a comment of YAML's, or without it where the line goes on; None where there is none."""
    for match in _OUTSIDE.finditer(line):
        sign = match["sign"]
        if sign:
            words, _, rest = line[match.end() :].partition("*/" if sign == "/*" else "\n")
            before = line[: match.start("sign")]
            kept = before + rest if rest.strip() else f"{before.rstrip()} # {words.strip()}"
            return match.start("sign"), sign, kept.rstrip()
    return None
