"""Where the documents of a manifest stand in its text, by the marks that YAML's parser gives."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from .as_written import Text

#: What reads the marks: the fast one where it is there.
LOADER: type[yaml.BaseLoader | yaml.CBaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
#: What YAML says, every scalar as the text that was written.
Value: TypeAlias = "str | list[Value] | dict[str, Value]"
# A block of text that keeps the blank lines behind it.
_KEPT = re.compile(r"[|>]\d?\+")
# Tokens that are something that was written, not a level that opens or closes.
_WRITTEN = (
    *("ScalarToken", "AliasToken", "AnchorToken", "TagToken", "ValueToken", "BlockEntryToken"),
    *("FlowSequenceStartToken", "FlowSequenceEndToken", "FlowMappingStartToken", "FlowMappingEndToken"),
)


class LinesError(Exception):
    """What was asked for cannot be done by cutting and pasting lines; ``line``, from 1, is where that is."""

    line = 0


@dataclass(frozen=True)
class Entry:
    """A key of a mapping and its value, by offsets: ``start`` of the key, ``colon`` behind the colon; the
    value is ``text[value:end]``, empty where nothing is written."""

    key: str
    start: int
    colon: int
    value: int
    end: int
    node: yaml.Node
    alias: bool


@dataclass(frozen=True)
class Item:
    """A mapping of a list. ``start`` is where its dash stands (in flow style: its own start), ``end`` where
    its last word ends; ``flow`` is its own style, ``inline`` that of the list."""

    node: yaml.MappingNode
    start: int
    end: int
    flow: bool
    inline: bool

    @property
    def inner(self) -> int:
        """Where its first key stands."""
        first: yaml.Node = self.node.value[0][0] if self.node.value else self.node
        return int(first.start_mark.index)


@dataclass(frozen=True)
class Items:
    """A list: its items, and where it opens and ends."""

    items: tuple[Item, ...]
    inline: bool
    start: int
    end: int


class Parsed:
    """What stands where in ``text``. Raises LinesError where it is no list of sections."""

    def __init__(self, text: Text) -> None:
        self.text = text
        try:
            tokens = [t for t in yaml.scan(text.text, Loader=LOADER) if type(t).__name__ in _WRITTEN]
            root = yaml.compose(text.text, Loader=LOADER)
        except yaml.YAMLError as error:
            raise LinesError(str(error)) from error
        self._starts = [t.start_mark.index for t in tokens]
        self._tokens = tokens
        if not isinstance(root, yaml.MappingNode):
            raise LinesError
        self.root = root
        self.sections = self.items(self._named(root, "sections"))
        self.documents = tuple(self.items(self._named(s.node, "documents")) for s in self.sections.items)

    @property
    def dossier(self) -> yaml.MappingNode:
        """The mapping of the dossier itself."""
        node = self._named(self.root, "dossier").node
        if not isinstance(node, yaml.MappingNode):
            raise LinesError
        return node

    def _named(self, node: yaml.MappingNode, key: str) -> Entry:
        entry = next((entry for entry in self.entries(node) if entry.key == key), None)
        if entry is None or entry.alias:
            raise LinesError
        return entry

    def entries(self, node: yaml.MappingNode) -> tuple[Entry, ...]:
        """The keys of ``node``, in order. Raises LinesError where one is no plain key."""
        made = []
        keys = [key for key, _ in node.value]
        for rank, (key, value) in enumerate(node.value):
            start, after = key.start_mark.index, key.end_mark.index
            until = keys[rank + 1].start_mark.index if rank + 1 < len(keys) else self.end(node)
            colon = self._token(after)
            if not isinstance(key, yaml.ScalarNode) or not isinstance(colon, yaml.ValueToken):
                raise LinesError
            first = self._token(colon.end_mark.index)
            is_empty = first is None or first.start_mark.index >= max(until, colon.end_mark.index + 1)
            if is_empty or first is None:
                at = colon.end_mark.index
                made.append(Entry(key.value, start, at, at, at, value, False))
                continue
            alias = isinstance(first, yaml.AliasToken)
            at = first.start_mark.index
            end = first.end_mark.index if alias else self.end(value)
            made.append(Entry(key.value, start, colon.end_mark.index, at, end, value, alias))
        return tuple(made)

    def items(self, entry: Entry) -> Items:
        """The items of the list that ``entry`` holds. Raises LinesError where they are no mappings, or
        written elsewhere."""
        node = entry.node
        if not isinstance(node, yaml.SequenceNode):
            raise LinesError
        inline = bool(node.flow_style)
        within = []
        for item in node.value:
            if (
                not isinstance(item, yaml.MappingNode)
                or not entry.value <= item.start_mark.index <= entry.end
            ):
                raise LinesError
            start = item.start_mark.index
            if not inline:
                start = self._dash(start)
            within.append(Item(item, start, self.end(item), bool(item.flow_style), inline))
        return Items(tuple(within), inline, entry.value, entry.end)

    def _dash(self, before: int) -> int:
        rank = bisect.bisect_left(self._starts, before) - 1
        while rank >= 0 and not isinstance(self._tokens[rank], yaml.BlockEntryToken):
            rank -= 1
        if rank < 0:
            raise LinesError
        return int(self._starts[rank])

    def _token(self, at: int) -> yaml.Token | None:
        """The first thing written from ``at`` on."""
        rank = bisect.bisect_left(self._starts, at)
        return self._tokens[rank] if rank < len(self._tokens) else None

    def end(self, node: yaml.Node) -> int:
        """Where the last thing written of ``node`` ends, without blank lines and comments behind it: a block
        of text that keeps its blank lines ends behind them."""
        end = node.end_mark.index
        rank = bisect.bisect_left(self._starts, end) - 1
        if rank >= 0 and self._starts[rank] >= node.start_mark.index:
            last = self._tokens[rank]
            end = last.end_mark.index
            if isinstance(last, yaml.ScalarToken) and last.style in ("|", ">") and self._keeps(last):
                return int(end)
        return self.back(end)

    def _keeps(self, token: yaml.ScalarToken) -> bool:
        return _KEPT.match(self.text.text, token.start_mark.index) is not None

    def back(self, end: int) -> int:
        """Where what is written before ``end`` ends."""
        while end and self.text.text[end - 1] in " \t\r\n":
            end -= 1
        return end

    def before(self, at: int) -> int:
        """The line, from 0, in which the last thing written before ``at`` ends; -1 where there is none."""
        rank = bisect.bisect_left(self._starts, at) - 1
        return self.text.row(max(0, self.back(self._tokens[rank].end_mark.index) - 1)) if rank >= 0 else -1

    def comments(self, start: int, end: int) -> bool:
        """Whether there is a comment between two offsets."""
        text = self.text.text
        ranks = range(bisect.bisect_left(self._starts, start), bisect.bisect_left(self._starts, end))
        at, gaps = start, []
        for rank in ranks:
            gaps.append(text[at : self._starts[rank]])
            at = max(at, self._tokens[rank].end_mark.index)
        return any("#" in gap for gap in (*gaps, text[at:end]))

    def flat(self) -> tuple[Item, ...]:
        """All documents, in order."""
        return tuple(item for items in self.documents for item in items.items)


def plain(node: yaml.Node) -> Value:
    """What ``node`` says, as nested lists, dictionaries and the texts that were written."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(item) for item in node.value]
    return str(node.value)
