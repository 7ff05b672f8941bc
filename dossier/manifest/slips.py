"""Slips of the pen in YAML, each with the edit that mends it.

A rule looks at one line and proposes; which slip it is, is not guessed from the words of a parser but tried
on it: see :mod:`dossier.manifest.mending`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from .lines import (
    DASHES,
    KNOWN,
    ODD,
    OF_ITEMS,
    TYPOGRAPHIC,
    block_below,
    indent,
    item,
    moved,
    parsed,
    quoted,
    remark,
)
from .lines import tables_with as siblings
from .proposal import Edit

_STEP = 2
_ODD_LEAD = re.compile(rf"[\s{ODD}]*(?:-[\s{ODD}]+)*")
_ODD_SPACE = re.compile(rf"[{ODD}]")
_TYPED = re.compile(r"(?P<lead>\s*(?:-\s+)*)(?P<key>[A-Za-z][\w-]*)(?P<gap>\s*)(?P<rest>.*)$")
_SIGNS = "=;：﹕→"
_ARROWS = ("=>", "==")
# Comments of other languages, where a line is nothing else.
_COMMENT = re.compile(r"(?P<lead>\s*)(?P<sign><!--|//|/\*)\s*(?P<words>.*?)\s*(?:-->|\*/)?\s*$")
_RESERVED = "@`%&*!|>{[,]}?-#:"

Lines = Sequence[str]
Rule = Callable[[Lines, int], Iterator[Edit]]


def _known(key: str) -> bool:
    return key in KNOWN or bool(difflib.get_close_matches(key.lower(), KNOWN, 1, 0.8))


def _edit(slip: str, row: int, column: int, line: str, **facts: str | int) -> Edit:
    return Edit(slip, row, column, {row: line}, facts)


def _blanks(lines: Lines, row: int) -> Iterator[Edit]:
    """A tab, or a blank that is no space, where YAML wants spaces."""
    line = lines[row]
    blanks = _ODD_LEAD.match(line)
    lead = blanks[0] if blanks else ""
    key = parsed(line)
    ahead = key.value_at if key and (key.key in KNOWN or "\t" in lead) else len(lead)
    if key is None:
        tight = re.match(rf"\s*(?:-\s+)*[A-Za-z][\w-]*[{ODD}]*:[{ODD}]+", line)
        ahead = tight.end() if tight else ahead
    odd = _ODD_SPACE.search(line[:ahead])
    if odd:
        mended = _ODD_SPACE.sub(" ", line[:ahead]) + line[ahead:]
        yield _edit("odd-space", row, odd.start(), mended, character=f"{ord(odd[0]):04X}")
    if "\t" in lead:
        rest = line[len(lead) :]
        depths = [len(lead.expandtabs(width)) for width in (2, 4, 8)]
        below = next((indent(text) for text in lines[row + 1 :] if text.strip()), 0)
        depths += [below, below - _STEP]
        depths += [
            indent(lines[r]) + more for r in range(row - 1, -1, -1) if lines[r].strip() for more in (0, 2)
        ]
        for depth in dict.fromkeys(depths):
            dash = "- " if "-" in lead else ""
            yield _edit("tab", row, line.index("\t"), " " * max(0, depth - len(dash)) + dash + rest)


def _quotes(lines: Lines, row: int) -> Iterator[Edit]:
    """Quotes that are typographic, not closed, or closed too early."""
    line = lines[row]
    parts = parsed(line)
    start, value = (parts.value_at, parts.value) if parts else item(line) or (0, "")
    if not value:
        return
    head = line[:start]
    first, last = value[0], value[-1]
    if first in TYPOGRAPHIC:
        closed = last in TYPOGRAPHIC and not re.search(f"[{TYPOGRAPHIC}]", value[1:-1])
        inside = value[1:-1] if closed else value
        yield _edit("quotes-typographic", row, start, head + quoted(inside.strip()), sign=first)
    if first not in "\"'":
        return
    inside = value[1:-1] if len(value) > 1 and last == first else value[1:]
    if first == '"' and "\\" in inside:
        yield _edit("backslash", row, start + value.index("\\"), head + quoted(inside.replace("\\", "/")))
    again = re.search(re.escape(first), value[1:])
    if first == "'" and (at := re.search(r"\w'\w", value[1:])):
        column, word = start + at.start() + 2, _word(value, at.start() + 2)
        yield _edit("apostrophe", row, column, head + quoted(inside), word=word)
    elif again is None:
        yield _edit("quote-open", row, start, f"{line.rstrip()}{first}")
    elif last == first:
        column = start + 1 + again.start()
        yield _edit("quote-inside", row, column, head + quoted(inside), sign=first)
    else:
        column = start + 1 + again.end()
        whole = value.replace(first, "") if value.count(first) == 2 else value[1:]
        yield _edit("quote-after", row, column, head + quoted(whole.rstrip(", ")), sign=first)


def _word(text: str, at: int) -> str:
    before = (re.search(r"\w*$", text[:at]) or [""])[0]
    after = (re.match(r"\w*", text[at + 1 :]) or [""])[0]
    return f"{before}'{after}"


def _colons(lines: Lines, row: int) -> Iterator[Edit]:
    """A colon without its space, another sign in its place, none at all, or one inside a text."""
    line = lines[row]
    parts, typed = parsed(line), _TYPED.match(line)
    if typed and typed["key"] != "http" and _known(typed["key"]):
        head, rest, at = typed["lead"] + typed["key"], typed["rest"], typed.end("gap")
        if rest[:1] == ":" and rest[1:2].strip() and not rest.startswith("://"):
            yield _edit("space", row, at + 1, f"{head}: {rest[1:].strip()}", key=typed["key"])
        elif rest[:1] and rest[0] in _SIGNS:
            sign = rest[:2] if rest[:2] in _ARROWS else rest[0]
            mended = f"{head}: {rest[len(sign) :].strip()}".rstrip()
            yield _edit("sign", row, at, mended, key=typed["key"], sign=sign)
        elif rest[:1] != ":":
            mended = f"{head}: {rest}".rstrip()
            yield _edit("colon-missing", row, typed.end("key"), mended, key=typed["key"])
    if parts and not parts.value.startswith(("'", '"')):
        inside = re.search(r":(\s|$)", parts.value)
        if parts.key in KNOWN and inside:
            mended = line[: parts.value_at] + quoted(parts.value)
            yield _edit("colon", row, parts.value_at + inside.start(), mended)
        elif parts.key not in KNOWN and (text := item(line)):
            yield _edit("colon", row, parts.colon, line[: text[0]] + quoted(text[1]))


def _starts(lines: Lines, row: int) -> Iterator[Edit]:
    """A text that starts with a sign of YAML's, or a bracket that is not closed."""
    line = lines[row]
    parts = parsed(line)
    if parts and parts.key in KNOWN:
        start, value = parts.value_at, parts.value
    else:
        start, value = item(line) or (0, "")
    if not value or value[0] not in _RESERVED:
        return
    close = {"[": "]", "{": "}"}.get(value[0])
    if close and close not in value:
        yield _edit("bracket", row, start, line.rstrip() + close, sign=close)
    yield _edit("reserved", row, start, line[:start] + quoted(value), sign=value[0])


def _dashes(lines: Lines, row: int) -> Iterator[Edit]:
    """A dash that is missing, sticks to its key, or is another sign."""
    line = lines[row]
    depth, rest = indent(line), line.lstrip(" ")
    tight = re.match(r"-(?:-+ *)?([A-Za-z][\w-]*\s*:.*)$", rest)
    if tight:
        yield _edit("dash-tight", row, depth + 1, f"{' ' * depth}- {tight[1]}")
    other = re.match(rf"([{re.escape(DASHES)}])\s*(\S.*)$", rest)
    if other:
        yield _edit("dash-odd", row, depth, f"{' ' * depth}- {other[2]}", sign=other[1])
    parts = parsed(line)
    if parts and parts.key in OF_ITEMS and not rest.startswith("-"):
        rows = block_below(lines, row)
        last = next((r for r in rows[1:] if lines[r].startswith(f"{' ' * depth}-")), rows.stop)
        for rest_of_item in (_level(lines, range(row, last)), range(row, last)):
            changed = moved(lines, rest_of_item, _STEP)
            changed[row] = f"{' ' * depth}- {rest}"
            yield Edit("dash", row, depth, changed, {"key": parts.key})


def _depths(lines: Lines, row: int) -> Iterator[Edit]:
    """A key that is set in too far, or not far enough."""
    line = lines[row]
    parts = parsed(line)
    if parts is None or parts.key not in KNOWN or "\t" in line[: parts.column]:
        return
    above: dict[int, str] = {}
    least = len(line)
    for before in range(row - 1, -1, -1):
        other = parsed(lines[before])
        if other and other.column < least and other.key in KNOWN and lines[before].strip():
            above.setdefault(other.column, other.key)
    depth, rows = indent(line), block_below(lines, row)
    for column, other_key in sorted(above.items(), key=lambda one: abs(one[0] - parts.column)):
        by = column - parts.column
        if by and depth + by >= 0 and siblings(parts.key, other_key):
            slip = "too-deep" if by < 0 else "too-shallow"
            facts: dict[str, str | int] = {"key": parts.key, "other": other_key, "column": column + 1}
            both = (rows, _level(lines, rows))
            for those in both if by < 0 else both[::-1]:
                yield Edit(slip, row, parts.column, moved(lines, those, by), facts)


def _level(lines: Lines, rows: Iterable[int]) -> list[int]:
    """Those that are set in as far as the first, up to one that is not and has none of them below it."""
    rows = list(rows)
    return [row for row in rows if indent(lines[row]) == indent(lines[rows[0]])]


def _others(lines: Lines, row: int) -> Iterator[Edit]:
    """A second document, or a text that goes on in a line of its own."""
    line = lines[row]
    if line.startswith(("---", "...")):
        yield Edit("document", row, 0, dict.fromkeys(range(row, len(lines)), ""))
    above = next((r for r in range(row - 1, -1, -1) if lines[r].strip()), None)
    first, parts = parsed(lines[above]) if above is not None else None, parsed(line)
    if first and parts and first.key in KNOWN and parts.key not in KNOWN and indent(line) > len(first.lead):
        whole = lines[above or 0][: first.value_at] + quoted(f"{first.value} {line.strip()}")
        if first.value and first.value[0] not in _RESERVED + "\"'":
            yield Edit("colon", row, parts.colon, {above or 0: whole, row: ""})
    if above is not None and line.strip() and not re.match(r"\s*(-\s|#)", line):
        depth = indent(lines[above]) + _STEP * 2
        yield _edit("continued", row, indent(line), " " * depth + line.lstrip(), above=above + 1)


RULES: tuple[Rule, ...] = (_blanks, _quotes, _colons, _starts, _dashes, _depths, _others)


def sure(lines: Lines, row: int) -> Edit | None:
    """A slip whatever YAML makes of it: a comment of another language; a known key behind a dash that is
    none, or that sticks to it."""
    line = lines[row]
    comment = _COMMENT.fullmatch(line)
    if comment:
        mended = f"{comment['lead']}# {comment['words']}".rstrip()
        return _edit("comment", row, comment.start("sign"), mended, sign=comment["sign"])
    behind = remark(line) if lines[0].lstrip("\ufeff ")[:1] in ("{", "[") else None
    if behind:
        return _edit("comment", row, behind[0], behind[2], sign=behind[1])
    dashes = rf"--+|[-{re.escape(DASHES)}]"
    dashed = re.match(rf"([ \t{ODD}]*)({dashes})([ \t{ODD}]*)([A-Za-z][\w-]*)\s*:(\s|$)", line)
    if dashed is None or dashed[4] not in OF_ITEMS or (dashed[2], dashed[3]) == ("-", " "):
        return None
    for rule in (_blanks, _dashes):
        edit = next(rule(lines, row), None)
        if edit and edit.slip != "tab":
            return edit
    return None


def without_colon(lines: Lines, row: int) -> Edit | None:
    """A known key without its colon and space, where the whole is no YAML: two such lines hide each other."""
    typed = _TYPED.match(lines[row])
    if typed is None or typed["key"] not in KNOWN:
        return None
    edits = (*_blanks(lines, row), *_colons(lines, row))
    return next((edit for edit in edits if edit.slip in ("odd-space", "space", "sign")), None)


def conflict(lines: Lines) -> Edit | None:
    """Both versions of a passage, as git leaves them where two people changed it: the first one is read."""
    marks = [next((n for n, line in enumerate(lines) if line.startswith(sign * 7)), -1) for sign in "<=>"]
    if -1 in marks or marks != sorted(marks):
        return None
    blank = (marks[0], *range(marks[1], marks[2] + 1))
    return Edit("conflict", marks[0], 0, dict.fromkeys(blank, ""))


def proposals(lines: Lines, row: int) -> Iterator[Edit]:
    """What may be a slip in this line, the surest first."""
    if not lines[row].strip() or lines[row].lstrip().startswith("#"):
        return
    for rule in RULES:
        yield from rule(lines, row)
