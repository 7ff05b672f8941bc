"""The style sheets of a page as one list of rules: imports read, conditions settled, nested rules unfolded.

What the layout engine does not follow (queries of widths, ``@supports``, ``@container``) is settled here, so
that it and the count of words read the same rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import tinycss2
from tinycss2.ast import Declaration, Node

from .media import Applies, container, media, split, supports

#: Gives the bytes behind an address; None where there are none to be had.
Fetch = Callable[[str], bytes | None]

_DEEP, _MOST = 10, 200
_CONDITIONS = {"container": container, "supports": supports}
# Rules that the layout engine reads as they are.
_STYLES = ("style", "{http://www.w3.org/2000/svg}style")
_KEPT = ("font-face", "page", "counter-style")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its ``selector`` list, where it ``applies``, its ``layer`` (empty outside of any)."""

    selector: list[Node]
    declarations: list[Declaration]
    applies: Applies
    layer: str = ""


@dataclass(frozen=True, slots=True)
class Other:
    """A rule about fonts, counters or the sheet of paper, as text."""

    text: str
    applies: Applies
    layer: str = ""


@dataclass
class Sheets:
    """All that the style sheets of a page say, in their order; ``layers`` in the order of their naming."""

    rules: list[Rule | Other] = field(default_factory=list)
    layers: list[str] = field(default_factory=list)
    read: int = 0

    def as_on_screen(self) -> None:
        """Let print have the rules of the screen, and no other."""
        self.rules = [
            replace(rule, applies=Applies(rule.applies.screen, rule.applies.screen)) for rule in self.rules
        ]

    def contents(self) -> Iterator[str]:
        """The texts that rules put in front of elements and behind them."""
        for rule in self.rules:
            for declaration in rule.declarations if isinstance(rule, Rule) else ():
                if declaration.lower_name == "content":
                    yield from (str(token.value) for token in declaration.value if token.type == "string")


def sheets_of(root: Element, base: str, fetch: Fetch) -> Sheets:
    """The rules of the page ``root``, with what it links to; its links to them are put out of use."""
    sheets = Sheets()
    for element in root.iter():
        if element.tag in _STYLES:
            applies = _medium(element.get("media", ""))
            kind = element.get("type", "text/css").split(";")[0].strip().lower()
            if kind in ("", "text/css"):
                text = "".join(element.itertext())
                _read(sheets, tinycss2.parse_stylesheet(text), base, fetch, applies, "", 0)
        elif element.tag == "link":
            _linked(sheets, element, base, fetch)
    return sheets


def _linked(sheets: Sheets, link: Element, base: str, fetch: Fetch) -> None:
    # Sheets that a script switches on once they are there: rel="preload" and media="print" until then.
    waits = link.get("onload", "").lower()
    kinds = link.get("rel", "").lower().split()
    switched = "preload" in kinds and link.get("as", "").lower() == "style" and "rel" in waits
    link.set("rel", "nothing")
    if not ("stylesheet" in kinds or switched) or "alternate" in kinds or link.get("disabled") is not None:
        return
    applies = Applies() if "media" in waits else _medium(link.get("media", ""))
    _fetched(sheets, urljoin(base, link.get("href", "").strip()), fetch, applies, "", 0)


def _fetched(sheets: Sheets, url: str, fetch: Fetch, applies: Applies, layer: str, deep: int) -> None:
    sheets.read += 1
    if not applies or deep > _DEEP or sheets.read > _MOST:
        return
    data = fetch(url)
    if data is not None:
        rules, _ = tinycss2.parse_stylesheet_bytes(data)
        _read(sheets, rules, url, fetch, applies, layer, deep + 1)


def _medium(query: str) -> Applies:
    return media(tinycss2.parse_component_value_list(query))


def _read(
    sheets: Sheets, rules: list[Node], base: str, fetch: Fetch, applies: Applies, layer: str, deep: int
) -> None:
    for rule in rules:
        if rule.type == "qualified-rule":
            _style(sheets, rule.prelude, rule.content, None, base, applies, layer, deep)
        elif rule.type != "at-rule":
            continue
        elif rule.lower_at_keyword == "import":
            _imported(sheets, rule.prelude, base, fetch, applies, layer, deep)
        elif rule.lower_at_keyword == "layer":
            names = [name.strip() for name in tinycss2.serialize(rule.prelude).split(",")]
            inner = [_layer(sheets, layer, name) for name in names]
            if rule.content is not None:
                _read(sheets, _list(rule.content), base, fetch, applies, inner[0], deep)
        elif rule.content is None:
            continue
        elif rule.lower_at_keyword in _KEPT:
            text = f"@{rule.at_keyword} {tinycss2.serialize(rule.prelude)}"
            sheets.rules.append(Other(f"{text}{{{written(rule.content, base)}}}", applies, layer))
        else:
            here = _narrowed(rule, applies)
            if here:
                _read(sheets, _list(rule.content), base, fetch, here, layer, deep)


def _narrowed(rule: Node, applies: Applies) -> Applies:
    """Where what stands in a conditional group applies; nowhere for all other at-rules."""
    if rule.lower_at_keyword == "media":
        return applies & media(rule.prelude)
    condition = _CONDITIONS.get(rule.lower_at_keyword)
    return applies if condition and condition(rule.prelude) else Applies(False, False)


def _list(content: list[Node]) -> list[Node]:
    return list(tinycss2.parse_rule_list(content, skip_comments=True, skip_whitespace=True))


def _layer(sheets: Sheets, around: str, name: str) -> str:
    whole = ".".join(part for part in (around, name or f"anonymous{len(sheets.layers)}") if part)
    parts = whole.split(".")
    for count in range(1, len(parts) + 1):
        outer = ".".join(parts[:count])
        if outer not in sheets.layers:
            sheets.layers.append(outer)
    return whole


def _imported(
    sheets: Sheets, prelude: list[Node], base: str, fetch: Fetch, applies: Applies, layer: str, deep: int
) -> None:
    tokens = [token for token in prelude if token.type not in ("whitespace", "comment")]
    address = _address(tokens[0]) if tokens else None
    if address is None:
        return
    rest = tokens[1:]
    if rest and rest[0].type == "ident" and rest[0].lower_value == "layer":
        layer, rest = _layer(sheets, layer, ""), rest[1:]
    elif rest and rest[0].type == "function" and rest[0].lower_name == "layer":
        layer, rest = _layer(sheets, layer, tinycss2.serialize(rest[0].arguments).strip()), rest[1:]
    if rest and rest[0].type == "function" and rest[0].lower_name == "supports":
        rest = rest[1:]
    _fetched(sheets, urljoin(base, address), fetch, applies & media(rest), layer, deep)


def _style(
    sheets: Sheets,
    prelude: list[Node],
    content: list[Node],
    around: list[Node] | None,
    base: str,
    applies: Applies,
    layer: str,
    deep: int,
) -> None:
    """A rule, then the rules nested in it (CSS Nesting 1), which follow it."""
    selector = list(prelude) if around is None else list(_nested(prelude, around))
    declarations: list[Declaration] = []
    nested: list[Node] = []
    for item in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if item.type == "declaration":
            item.value = rewritten(item.value, base)
            declarations.append(item)
        elif item.type in ("qualified-rule", "at-rule"):
            nested.append(item)
    if declarations:
        sheets.rules.append(Rule(selector, declarations, applies, layer))
    for item in nested if deep <= _DEEP else ():
        if item.type == "qualified-rule":
            _style(sheets, item.prelude, item.content, selector, base, applies, layer, deep + 1)
        elif item.content is not None and (here := _narrowed(item, applies)):
            ampersand = tinycss2.parse_component_value_list("&")
            _style(sheets, ampersand, item.content, selector, base, here, layer, deep + 1)


def _nested(prelude: list[Node], around: list[Node]) -> Iterator[Node]:
    """A nested selector list with its ``&`` written out."""
    colon, parent, space = tinycss2.parse_component_value_list(":is() ")
    parent.arguments = around
    for count, part in enumerate(split(prelude, ",")):
        if count:
            yield tinycss2.parse_one_component_value(",")
        if not any(token == "&" for token in part):
            yield from (colon, parent, space)
        for token in part:
            yield from (colon, parent) if token == "&" else (token,)


def rewritten(tokens: list[Node], base: str) -> list[Node]:
    """The tokens of a value with whole addresses: those in a sheet count from the sheet."""
    return [_whole(token, base) for token in tokens]


def _whole(token: Node, base: str) -> Node:
    if token.type == "url" or (token.type == "function" and token.lower_name == "url"):
        address = _address(token)
        if address and not address.startswith(("#", "data:")):
            quoted = urljoin(base, address).replace("\\", "%5C").replace('"', "%22").replace("\n", "")
            return tinycss2.parse_one_component_value(f'url("{quoted}")')
    elif token.type == "function":
        token.arguments = rewritten(token.arguments, base)
    return token


def written(tokens: list[Node], base: str) -> str:
    """The text of a block, its addresses whole."""
    return str(tinycss2.serialize(rewritten(tokens, base)))


def _address(token: Node) -> str | None:
    if token.type in ("string", "url"):
        return str(token.value)
    if token.type == "function" and token.lower_name == "url":
        return next((str(inner.value) for inner in token.arguments if inner.type == "string"), None)
    return None
