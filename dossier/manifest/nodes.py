"""YAML nodes to plain values with their places; every scalar stays the text that was written.

``safe_load`` keeps the last of two equal keys and reads ``no`` as False, ``1:30`` as 90: values are
therefore built from the nodes of PyYAML's BaseLoader, and given their types by the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import yaml

from dossier.findings import Finding, finding
from dossier.wording import line_and_column

from .limits import MAX_BYTES, MAX_DEPTH, MAX_VALUES
from .lines import indent
from .mending import Mended, Spot, mended
from .proposal import Edit

Path = tuple[str | int, ...]
Facts = dict[str, str | int]
#: What YAML says, scalars as they were written; None is an absent value.
Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"

_PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map")}
# What YAML 1.1, 5.1, does not allow in a stream; a file in UTF-32 shows itself by its zeros.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_NULLS = {"", "~", "null"}
# Characters of a line that is shown as it should be.
_EXAMPLE = 90
# Brackets of JSON, texts passed over.
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"?|([{}\[\]])')
_PAIRS = {"{": "}", "[": "]"}
_Loader: type[yaml.BaseLoader | yaml.CBaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Mark(Protocol):
    """Where something stands, from 0; the two loaders of PyYAML have each a class for it."""

    line: int
    column: int


@dataclass
class Reading:
    """What reading the nodes gave: plain values, the mark of each path, the problems."""

    name: str
    data: Value = None
    places: dict[Path, str] = field(default_factory=dict)
    key_places: dict[Path, str] = field(default_factory=dict)
    #: Where the table that begins at a place ends.
    ends: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    values: int = 0
    flow: set[Path] = field(default_factory=set)
    #: Of each text written as a block (``|``), its first line with words, from 1, and how far it is set in.
    blocks: dict[Path, tuple[int, int]] = field(default_factory=dict)
    #: How much further than it was written a line is set in, since it was mended; both count from 0.
    shifts: dict[int, int] = field(default_factory=dict)
    #: Lines, from 1, of which all that there is to say is said, and the words in those that were not read.
    told: set[int] = field(default_factory=set)
    unread: str = ""
    lines: Sequence[str] = ()

    def place(self, mark: _Mark) -> str:
        """``manifest.yaml:41:7``, line and column from 1."""
        return self.at(mark.line, mark.column)

    def at(self, line: int, column: int) -> str:
        """The place of a line and a column, from 0, of the text as it is read: where they were written."""
        return f"{self.name}:{line + 1}:{max(0, column - self.shifts.get(line, 0)) + 1}"


def read(raw: bytes, name: str) -> Reading:
    """Read the bytes of a manifest called ``name``; ``data`` is None where nothing can be read."""
    reading = Reading(name)
    text = _decode(raw, reading)
    if text is None:
        return reading
    try:
        done = mended(text, _composed)
    except _TooMuchError as error:
        reading.findings.append(finding("manifest-bomb", reading.place(error.mark)))
        return reading
    except yaml.YAMLError as error:
        reading.findings.append(finding("manifest-syntax", name, problem=str(error).splitlines()[0]))
        return reading
    _tell(done, text.split("\n"), reading)
    reading.lines = done.lines
    node = done.node
    if node is None and reading.findings:
        return reading
    if node is None:
        reading.findings.append(finding("manifest-empty", name))
        return reading
    try:
        reading.data = _value(node, (), reading, ())
        if reading.data is None:
            reading.findings.append(finding("manifest-empty", name))
    except _TooMuchError as bomb:
        reading.findings.append(finding("manifest-bomb", reading.place(bomb.mark)))
        reading.data = None
    return reading


def _composed(text: str) -> yaml.Node | None:
    """The nodes of a text. Raises YAMLError, and _TooMuchError where they are too many or too deep."""
    too_deep = next(_too_deep(text), None)
    if too_deep is not None:
        raise _TooMuchError(too_deep)
    return yaml.compose(text, Loader=_Loader)


def _tell(done: Mended, written: list[str], reading: Reading) -> None:
    """Say what had to be mended, and note which lines that were."""
    for row, (before, after) in enumerate(zip(written, done.lines, strict=True)):
        if before != after and before.lstrip(" ") == after.lstrip(" "):
            reading.shifts[row] = indent(after) - indent(before)
    told: list[tuple[Spot, str, Facts]] = [((e.line, e.column), e.code, _facts(e)) for e in done.edits]
    rest = _unclosed(written)
    for spot, problem in done.unread:
        cut = rest and spot[0] >= len(written) - 1
        facts: Facts = {"slip": "file-cut", "example": rest} if cut else {"problem": problem}
        told.append((spot, "manifest-syntax", facts))
    for (line, column), code, facts in sorted(told, key=lambda one: one[0]):
        reading.findings.append(Finding(code, f"{reading.name}:{line + 1}:{column + 1}", facts))
    for (line, _), _ in done.unread:
        reading.unread += "\n".join(written[max(0, line - 1) : line + 1])
    reading.told = {line + 1 for (line, _), _, _ in told}


def _unclosed(written: list[str]) -> str:
    """What a manifest in JSON that breaks off lacks at its end: the brackets that it opened."""
    text = "\n".join(written)
    if not text.lstrip().startswith("{"):
        return ""
    lacking = ""
    for sign in _BRACKET.findall(text):
        if sign in _PAIRS:
            lacking = _PAIRS[sign] + lacking
        elif sign == lacking[:1]:
            lacking = lacking[1:]
    return lacking


def _facts(edit: Edit) -> Facts:
    example = edit.example
    shown = example if len(example) <= _EXAMPLE else f"{example[:_EXAMPLE]}…"
    slip: Facts = {"slip": edit.slip} if edit.slip else {}
    return {**slip, "example": shown, **edit.facts}


class _TooMuchError(Exception):
    def __init__(self, mark: _Mark) -> None:
        self.mark = mark
        super().__init__()


def _decode(raw: bytes, reading: Reading) -> str | None:
    if len(raw) > MAX_BYTES:
        reading.findings.append(finding("manifest-bomb", reading.name))
        return None
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        reading.findings.append(finding("manifest-encoding", f"{reading.name}:{line}:{column}"))
        return None
    wrong = _FORBIDDEN.search(text)
    if wrong:
        line, column = line_and_column(text, wrong.start())
        reading.findings.append(finding("manifest-encoding", f"{reading.name}:{line}:{column}"))
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        reading.findings.append(finding("manifest-empty", reading.name))
        return None
    return text


def _too_deep(text: str) -> Iterator[_Mark]:
    # Composing recurses and keeps all; the events do not, so depth and number are bounded on them first.
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=_Loader)):
        mark = event.start_mark
        assert mark is not None
        if number > MAX_VALUES:
            yield mark
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
            if depth > MAX_DEPTH:
                yield mark
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1


def _value(node: yaml.Node, path: Path, reading: Reading, parents: tuple[int, ...]) -> Value:
    reading.values += 1
    # An alias gives the same node object: one inside itself never ends, and nine of nine of nine are a bomb.
    if id(node) in parents or reading.values > MAX_VALUES:
        raise _TooMuchError(node.start_mark)
    reading.places.setdefault(path, reading.place(node.start_mark))
    if node.tag not in _PLAIN_TAGS:
        reading.findings.append(finding("manifest-tag", reading.place(node.start_mark), tag=node.tag))
    inside = (*parents, id(node))
    if isinstance(node, yaml.CollectionNode) and node.flow_style:
        reading.flow.add(path)
    if isinstance(node, yaml.MappingNode):
        reading.ends[reading.place(node.start_mark)] = reading.place(node.end_mark)
        return _mapping(node, path, reading, inside)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, i), reading, inside) for i, item in enumerate(node.value)]
    assert isinstance(node, yaml.ScalarNode)
    if node.style == "|":
        below = enumerate(reading.lines[node.start_mark.line + 1 :], node.start_mark.line + 2)
        row, line = next(((row, line) for row, line in below if line.strip()), (0, ""))
        if row:
            reading.blocks[path] = (row, indent(line))
    return None if not node.style and node.value in _NULLS else node.value


def _mapping(
    node: yaml.MappingNode, path: Path, reading: Reading, inside: tuple[int, ...]
) -> dict[str, Value]:
    result: dict[str, Value] = {}
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
        place = reading.place(key_node.start_mark)
        if (*path, key) in reading.key_places and key in result:
            first = reading.key_places[(*path, key)]
            reading.findings.append(finding("key-duplicate", place, key=key, first=first))
            continue
        reading.key_places[(*path, key)] = place
        value = _value(value_node, (*path, key), reading, inside)
        # "title:" with nothing behind it is an absent value, not the text "".
        if value is not None:
            result[key] = value
        else:
            reading.places[(*path, key)] = place
            reading.key_places.pop((*path, key), None)
    return result
