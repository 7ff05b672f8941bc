"""Anchors whose document was moved or removed: what they named is still said where their aliases stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from .as_written import Text
from .lines import LOADER

_Cut = tuple[int, int, str]


@dataclass(frozen=True)
class _Use:
    """An anchor or an alias; ``end`` is where its text ends, ``value`` where what an anchor names begins and
    ends, the same where that is no scalar on one line."""

    anchor: bool
    start: int
    end: int
    value: tuple[int, int]


def settled(before: Text, after: Text) -> Text:
    """``after``, in which the first place that names something says it, and the others refer to it; an
    anchor to which nothing refers any more is gone. ``before`` is the text that was cut."""
    if "&" not in before.text or before == after:
        return after
    was, now = _uses(before.text), _uses(after.text)
    cuts: list[_Cut] = []
    for name, old in was.items():
        defined = [use for use in old if use.anchor]
        if len(defined) == 1 and len(old) > 1 and now.get(name):
            said = before.text[slice(*defined[0].value)]
            cuts += _cuts(after.text, name, said, now[name])
    out, at = [], 0
    for start, end, new in sorted(cuts):
        out += [after.text[at:start], new]
        at = end
    return after.with_text("".join((*out, after.text[at:]))) if cuts else after


def _cuts(text: str, name: str, said: str, uses: list[_Use]) -> Iterator[_Cut]:
    first, rest = uses[0], uses[1:]
    if first.anchor:
        if not rest:
            end = first.end
            while text[end : end + 1] in (" ", "\t"):
                end += 1
            yield first.start, end, ""
        return
    if said:
        yield first.start, first.end, f"&{name} {said}" if rest else said
        for use in rest:
            if use.anchor:
                yield use.start, use.value[1], f"*{name}"


def _uses(text: str) -> Mapping[str, list[_Use]]:
    """Where each name is an anchor or an alias, in order; nothing where the text cannot be read so far."""
    uses: dict[str, list[_Use]] = defaultdict(list)
    try:
        tokens = list(yaml.scan(text, Loader=LOADER))
    except yaml.YAMLError:
        return {}
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if isinstance(token, yaml.AnchorToken | yaml.AliasToken):
            anchor = isinstance(token, yaml.AnchorToken)
            start, end = token.start_mark.index, token.end_mark.index
            value = (end, end)
            if anchor and isinstance(following, yaml.ScalarToken):
                value = following.start_mark.index, following.end_mark.index
                if following.start_mark.line != following.end_mark.line:
                    value = (end, end)
            uses[token.value].append(_Use(anchor, start, end, value))
    return uses
