"""What is YAML and does not say what was meant: a text cut at a ``#``, a dash that is missing, a key that a
text swallowed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import yaml

from .lines import DASHES, KNOWN, ODD, TEXTS, block_below, indent, item, moved, parsed, quoted
from .proposal import Edit

_LISTS = ("notices", "author", "file")
_AT_THE_MARGIN = ("sections", "synthesis", "dossier")
_SHOWN = 40
# What a letter behind a backslash is to YAML, and no folder of Windows is meant to be ("sources\archi.pdf").
_ESCAPE = re.compile(r"\\[abefnrtv]\w")
_HASH = re.compile(r"[ \t]+#(?=[^\s#!-])")
_ANCHOR = re.compile(r"&([^\s,\[\]{}]+)")
_SWALLOWED = re.compile(r"\s*(?:-\s+)*([A-Za-z][\w-]*)\s*:")


def misread(node: yaml.Node, lines: Sequence[str]) -> Iterator[Edit]:
    """The slips in what was composed from ``lines``, in their order."""
    yield from _walk(node, lines, "", set())


def _walk(
    node: yaml.Node, lines: Sequence[str], key: str, seen: set[int], dashed: bool = False
) -> Iterator[Edit]:
    if id(node) in seen:  # an alias gives the same node once more
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        yield from _mapping(node, lines, key, seen, dashed)
    elif isinstance(node, yaml.SequenceNode):
        for one in node.value:
            if isinstance(one, yaml.MappingNode) and key in _LISTS and not one.flow_style:
                yield from _item(one, lines, key)
            yield from _walk(one, lines, key, seen, dashed=True)
    elif isinstance(node, yaml.ScalarNode):
        yield from _scalar(node, lines, key)


def _mapping(
    node: yaml.MappingNode, lines: Sequence[str], key: str, walked: set[int], dashed: bool
) -> Iterator[Edit]:
    seen: list[str] = []
    for number, (name, value) in enumerate(node.value):
        row, column = name.start_mark.line, name.start_mark.column
        written = str(name.value) if isinstance(name, yaml.ScalarNode) else ""
        if not node.flow_style and written:
            if (
                number == 0
                and key in ("documents", "sections", "marking")
                and not dashed
                and written in KNOWN
            ):
                yield _first(lines, row, column, key)
            yield from _key(written, lines, row, column)
            later = [str(k.value) for k, _ in node.value[number:] if isinstance(k, yaml.ScalarNode)]
            again = [k for k in later if k in seen]
            if (
                written in seen
                and key in ("documents", "sections", "marking")
                and _begins(written, again, seen)
            ):
                begun = " " * max(0, column - 2) + "- " + lines[row][column:]
                yield Edit("dash", row, column, {row: begun}, {"key": written}, "key-duplicate")
            list_like = isinstance(value, (yaml.SequenceNode, yaml.MappingNode))
            if (
                column
                and written in _AT_THE_MARGIN
                and list_like
                and indent(lines[row]) == column
                and _last(row, written, lines)
            ):
                rows = block_below(lines, row)
                yield Edit(
                    "margin", row, column, moved(lines, rows, -column), {"key": written}, "key-misplaced"
                )
        seen.append(written)
        braces = isinstance(value, yaml.MappingNode) and value.flow_style and value.value
        if braces and written in TEXTS and isinstance(value.value[0][0], yaml.MappingNode):
            start = value.start_mark.column
            line = lines[value.start_mark.line]
            mended = {value.start_mark.line: line[:start] + quoted(line[start:].rstrip())}
            yield Edit("braces", value.start_mark.line, start, mended, {"key": written}, "value-type")
            continue
        yield from _walk(value, lines, written, walked)


def _first(lines: Sequence[str], row: int, column: int, key: str) -> Edit:
    """The dash that a list with one item lacks."""
    above = next((indent(lines[r]) for r in range(row - 1, -1, -1) if lines[r].strip()), 0)
    rows = block_below(lines, row)
    by = 0 if column - 2 > above else 2
    changed = moved(lines, rows, by)
    changed[row] = " " * (column + by - 2) + "- " + lines[row][column:]
    return Edit("dash-first", row, column, changed, {"key": key}, "value-type")


def _last(row: int, key: str, lines: Sequence[str]) -> bool:
    """Whether the key ends what it stands in, so that moving it to the margin takes nothing else along."""
    again = any(line.startswith(f"{key}:") for line in lines)
    depth = indent(lines[row])
    own = f"{' ' * depth}-"
    rest = [x for x in lines[row + 1 :] if x.strip() and indent(x) <= depth and not x.startswith(own)]
    return not again and (not rest or not indent(rest[0]))


def _begins(written: str, again: list[str], seen: list[str]) -> bool:
    """Whether another item begins at a key that is written twice: several are, or the first one is."""
    return len(set(again)) > 1 or (written == seen[0] == "id" and len(again) == 1 and len(seen) > 1)


def _key(written: str, lines: Sequence[str], row: int, column: int) -> Iterator[Edit]:
    if written in KNOWN:
        return
    line = lines[row]
    head, rest = line[:column], line[column:]
    bare = written.strip(ODD)
    if bare in KNOWN and bare != written:
        at = next(i for i, sign in enumerate(written) if sign in ODD)
        mended = head + bare + rest[len(written) :]
        facts = {"character": f"{ord(written[at]):04X}"}
        yield Edit("odd-space", row, column + at, {row: mended}, facts, "key-unknown")
    sign = written[0]
    plain = written[1:].strip()
    if plain in KNOWN and sign in f"-{DASHES}":
        slip = "dash-tight" if sign == "-" else "dash-odd"
        dashed = f"{head}- {rest[1:].lstrip()}"
        at = column + 1 if sign == "-" else column
        yield Edit(slip, row, at, {row: dashed}, {"sign": sign}, "key-unknown")


def _item(node: yaml.MappingNode, lines: Sequence[str], key: str) -> Iterator[Edit]:
    row = node.start_mark.line
    text = item(lines[row])
    parts = parsed(lines[row])
    if len(node.value) == 1 and text and parts:
        mended = {row: lines[row][: text[0]] + quoted(text[1])}
        yield Edit("colon-item", row, text[0], mended, {"key": key}, "value-type")


def _scalar(node: yaml.ScalarNode, lines: Sequence[str], key: str) -> Iterator[Edit]:
    first, last = node.start_mark, node.end_mark
    if node.style in ("'", '"') and last.line > first.line:
        for row in range(first.line + 1, min(last.line + 1, len(lines))):
            swallowed = _SWALLOWED.match(lines[row])
            if swallowed and swallowed[1] in KNOWN:
                line = lines[first.line].rstrip() + node.style
                yield Edit("quote-open", first.line, first.column, {first.line: line})
                return
    if node.style == '"' and key == "file" and (escape := _ESCAPE.search(lines[first.line], first.column)):
        mended = lines[first.line].replace("\\", "/")
        yield Edit("backslash", first.line, escape.start(), {first.line: mended}, code="value-form")
    line = lines[first.line] if first.line < len(lines) else ""
    anchor = _ANCHOR.match(line, first.column)  # it takes a word from the text
    if anchor and not any(f"*{anchor[1]}" in other for other in lines):
        mended = line[: first.column] + quoted(line[first.column :].rstrip())
        yield Edit("reserved", first.line, first.column, {first.line: mended}, {"sign": "&"}, "value-cut")
        return
    if node.style in ("'", '"', "|", ">"):
        return
    if key == "notices" and node.value[:1] in DASHES and node.value:
        yield from _bullets(lines, first.line, last.line)
    for row in range(first.line + 1, min(last.line + 1, len(lines))):
        key_line = re.match(r"\s*([A-Za-z][\w-]*):(\S.*)$", lines[row])
        if key_line and key_line[1] in KNOWN:
            line = " " * indent(lines[first.line]) + f"{key_line[1]}: {key_line[2]}"
            yield Edit("space", row, key_line.end(1) + 1, {row: line}, {"key": key_line[1]})
    if key not in TEXTS or last.line >= len(lines):
        return
    line = lines[last.line]
    cut = _HASH.match(line, last.column)
    if cut is None and not node.value:
        cut = _HASH.match(line, len(line[: last.column].rstrip()))
    if cut:
        start = first.column if first.line == last.line and node.value else cut.end() - 1
        mended = (
            line[:start] + quoted(line[start:].rstrip())
            if first.line == last.line
            else line.replace(" #", "#", 1)
        )
        words = line[cut.end() - 1 :].strip()
        facts = {"words": words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"}
        yield Edit("", last.line, cut.end() - 1, {last.line: mended}, facts, "value-cut")


def _bullets(lines: Sequence[str], first: int, last: int) -> Iterator[Edit]:
    rows = [row for row in range(first, min(last + 1, len(lines))) if lines[row].strip()[:1] in DASHES]
    depth = indent(lines[first])
    changed = {row: f"{' ' * depth}- {lines[row].strip()[1:].strip()}" for row in rows if lines[row].strip()}
    if changed:
        yield Edit("dash-odd", first, depth, changed, {"sign": lines[first].strip()[0]}, "value-type")
