"""Single keys of a document written, replaced and taken away, in the lines of the document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields

import yaml

from dossier.model import Document, key_of

from .as_written import Text
from .lines import Entry, LinesError, Parsed
from .moves import Cut, column, spliced
from .scalars import listed, scalar

#: The keys of a document, in the order in which they are written.
ORDER = tuple(key_of(field.name) for field in fields(Document))
Written = str | tuple[str, ...]
# What may stand before a key (YAML 1.1, 10.2.2).
_ASKED = re.compile(r"\?[ \t]+\Z")
# A block of text whose first line has a comment.
_HEAD = re.compile(r"[|>][^\r\n]*#")


def put(parsed: Parsed, node: yaml.MappingNode, key: str, value: Written) -> Text:
    """The text with ``value`` at ``key`` of the document ``node``; an empty one takes the key away.

    Raises LinesError where that cannot be done in its lines.
    """
    entries = parsed.entries(node)
    entry = next((entry for entry in entries if entry.key == key), None)
    if not value:
        return _without(parsed, node, entries, entry) if entry else parsed.text
    flow = bool(node.flow_style)
    new = scalar(value, flow) if isinstance(value, str) else listed(value)
    if entry is None:
        return _with(parsed, node, entries, key, new)
    if entry.value == entry.end:
        return spliced(parsed.text, [(entry.colon, entry.colon, f" {new}")])
    at, text = entry.value, parsed.text
    if text.text[at] in "&!" or parsed.comments(at, entry.end) or _HEAD.match(text.text, at):
        raise LinesError
    below = text.row(at) != text.row(entry.colon - 1)
    if below and not parsed.comments(entry.colon, at):  # a list below its key
        return spliced(text, [(entry.colon, entry.end, f" {new}")])
    return spliced(text, [(at, parsed.back(entry.end), new)])


def accepted(parsed: Parsed, node: yaml.MappingNode, new: Sequence[Mapping[str, str]]) -> Text:
    """The text with more items of ``accepted`` in ``node``, a document or the dossier. Raises LinesError."""
    text, entries = parsed.text, parsed.entries(node)
    entry = next((entry for entry in entries if entry.key == "accepted"), None)
    flow = ", ".join(_flow(item) for item in new)
    if entry is None and node.flow_style:
        return spliced(text, [(entries[-1].end, entries[-1].end, f", accepted: [{flow}]")])
    if entry is None:
        pad = _pad(parsed, entries)
        lines = [f"{' ' * pad}accepted:", *_block(new, pad + 2)]
        return spliced(text, [_below(text, entries[-1].end, lines)])
    if entry.alias or entry.value == entry.end:
        raise LinesError
    items = parsed.items(entry)
    if not items.items:
        return spliced(text, [(entry.value, entry.end, f"[{flow}]")])
    last = items.items[-1]
    if items.inline:
        return spliced(text, [(last.end, last.end, f", {flow}")])
    return spliced(text, [_below(text, last.end, _block(new, column(text, last.start)))])


def _pad(parsed: Parsed, entries: Sequence[Entry]) -> int:
    """How far the keys of a mapping are from the start of their lines, its question marks if it has them."""
    text, start = parsed.text, entries[0].start
    asked = _ASKED.search(text.text[text.starts[text.row(start)] : start])
    return column(text, start) - (len(asked[0]) if asked else 0)


def _flow(item: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {scalar(value, flow=True)}" for key, value in item.items()) + "}"


def _block(items: Sequence[Mapping[str, str]], pad: int) -> list[str]:
    lines = []
    for item in items:
        for rank, (key, value) in enumerate(item.items()):
            lines.append(f"{' ' * pad}{' ' if rank else '-'} {key}: {scalar(value)}")
    return lines


def _below(text: Text, end: int, lines: Sequence[str]) -> Cut:
    """The cut that puts ``lines`` below the line in which what ends at ``end`` stands."""
    at = text.start_of(text.row(end - 1) + 1)
    if at == len(text.text) and not text.text.endswith(("\n", "\r")):
        return at, at, "".join(text.end + line for line in lines)
    return at, at, "".join(line + text.end for line in lines)


def _with(parsed: Parsed, node: yaml.MappingNode, entries: Sequence[Entry], key: str, new: str) -> Text:
    text, rank = parsed.text, ORDER.index(key)
    earlier = [e for e in entries if e.key in ORDER[:rank]]
    after = max(earlier, key=lambda e: ORDER.index(e.key)) if earlier else entries[0]
    if node.flow_style:
        return spliced(text, [(after.end, after.end, f", {key}: {new}")])
    line = f"{' ' * _pad(parsed, entries)}{key}: {new}"
    return spliced(text, [_below(text, after.end, [line])])


def _without(parsed: Parsed, node: yaml.MappingNode, entries: Sequence[Entry], entry: Entry) -> Text:
    text, rank = parsed.text, entries.index(entry)
    following = entries[rank + 1].start if rank + 1 < len(entries) else None
    if node.flow_style or rank == 0:
        start, end = (entry.start, following) if following else (entries[rank - 1].end, entry.end)
        if len(entries) == 1 or parsed.comments(start, end):
            raise LinesError
        return spliced(text, [(start, end, "")])
    first, last = text.row(entry.start), text.row(entry.end - 1)
    start, end = text.starts[first], text.start_of(last + 1)
    if end == len(text.text) and not text.text.endswith(("\n", "\r")):
        start -= len(text.end)
    return spliced(text, [(start, end, "")])
