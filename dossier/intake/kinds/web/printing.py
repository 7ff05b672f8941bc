"""The rules of a page as the layout engine gets them: those for print, without what would cut it off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from xml.etree.ElementTree import Element

import tinycss2
from tinycss2.ast import Declaration, Node

from .cascade import default_display
from .marking import PLAIN, SHOWN
from .sheets import Other, Sheets

# Properties that a page of paper does not need, and that cut off, move away or lay over one another.
_OUT = {
    "overflow", "overflow-x", "overflow-y", "overflow-block", "overflow-inline", "clip", "clip-path", "mask",
    "mask-image", "transform", "translate", "rotate", "scale", "opacity", "mix-blend-mode", "filter",
    "max-height", "max-block-size", "min-height", "min-block-size", "min-width", "min-inline-size", "inset",
    "line-clamp", "-webkit-line-clamp", "max-lines", "block-ellipsis", "continue", "text-overflow",
    "columns", "column-count", "column-width", "column-height", "block-size", "contain", "content-visibility",
    "z-index", "will-change", "animation", "transition", "float-defer", "footnote-policy", "bookmark-level",
    "bookmark-label", "bookmark-state", "string-set", "running", "page", "zoom", "inline-size",
    "contain-intrinsic-size", "writing-mode", "initial-letter", "shape-outside", "margin-break",
}  # fmt: skip
_MARGINS = {
    "margin", "margin-top", "margin-right", "margin-bottom", "margin-left", "margin-inline", "margin-block",
    "margin-inline-start", "margin-inline-end", "margin-block-start", "margin-block-end", "text-indent",
    "letter-spacing", "word-spacing",
}  # fmt: skip
# What one engine alone understands, and another is told besides.
_FOREIGN = ("-webkit-", "-moz-", "-ms-", "-o-", "-khtml-")
_URGENT = "dossier-important-"
_WHITE = {"nowrap": "normal", "pre": "pre-wrap"}
# Hyphens of names, which are no signs of numbers.
_NAMES = re.compile(r"--[\w-]+|[A-Za-z]+(?:-[A-Za-z]+)+")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
# A box with a picture laid over it keeps its proportions by a padding of this many hundredths of its width.
_RATIO = 20


def print_as(root: Element, sheets: Sheets) -> None:
    """Give the page ``root`` one style sheet for the medium print made of ``sheets``, and its elements their
    own style without what would cut something off."""
    backward = _backward(root, sheets)
    for element in root.iter():
        if element.tag == "style":
            element.set("media", "none")
        own = element.get("style")
        if own:
            element.set("style", declared(_inline(own), backward))
    style = Element("style")
    style.text = _sheet(sheets, backward)
    head = root.find("head")
    (root if head is None else head).append(style)


def _sheet(sheets: Sheets, backward: Set[str]) -> str:
    if not sheets.layers:
        return "\n".join(_written(sheets, backward))
    # What is important goes by the layers backwards, and what is in none comes first (CSS Cascade 5, 6.4):
    # for the layout engine, layers of their own.
    own = [f"{_URGENT}{rank}" for rank in reversed(range(len(sheets.layers) + 1))]
    return f"@layer {', '.join([*sheets.layers, *own])};\n" + "\n".join(_written(sheets, backward))


def plainly(root: Element) -> None:
    """Take all style from the page ``root``; what is hidden stays hidden."""
    root.set(PLAIN, "")
    for element in root.iter():
        if element.tag == "style":
            element.set("media", "none")
        for name in ("style", "height", "width") if element.tag != "img" else ("style",):
            element.attrib.pop(name, None)
        if default_display(element) == "none" and element.get(SHOWN) is not None:
            element.set("style", "display:block")


def declared(declarations: Sequence[Declaration], backward: Set[str] = frozenset()) -> str:
    """The text of declarations that cut nothing off; the variables in ``backward`` may be below zero."""
    return "; ".join(_declared(declarations, backward))


def _inline(style: str) -> list[Declaration]:
    items = tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
    return [item for item in items if item.type == "declaration"]


def _backward(root: Element, sheets: Sheets) -> Set[str]:
    """The variables that are below zero somewhere, or made of such."""
    declarations = [d for rule in sheets.rules if not isinstance(rule, Other) for d in rule.declarations]
    for element in root.iter():
        own = element.get("style", "")
        declarations += _inline(own) if "--" in own else []
    given = [(d.name, tinycss2.serialize(d.value)) for d in declarations if d.name.startswith("--")]
    below: set[str] = set()
    while more := {name for name, value in given if _is_below(value, below)} - below:
        below |= more
    return below


def _is_below(value: str, backward: Set[str]) -> bool:
    return "-" in _NAMES.sub("", value) or not backward.isdisjoint(_VARIABLE.findall(value))


def _written(sheets: Sheets, backward: Set[str]) -> Iterator[str]:
    for rule in sheets.rules:
        if not rule.applies.print:
            continue
        if isinstance(rule, Other):
            yield rule.text
            continue
        selector = tinycss2.serialize(rule.selector)
        rank = sheets.layers.index(rule.layer) if rule.layer else len(sheets.layers)
        for important in (False, True):
            inner = declared([one for one in rule.declarations if one.important == important], backward)
            layer = f"{_URGENT}{rank}" if important and sheets.layers else rule.layer
            text = f"{selector}{{{inner}}}"
            if inner:
                yield f"@layer {layer}{{{text}}}" if layer else text


def _declared(declarations: Sequence[Declaration], backward: Set[str]) -> Iterator[str]:
    for declaration in declarations:
        name, value = declaration.lower_name, declaration.value
        if (
            name in _OUT
            or name.startswith(_FOREIGN)
            or tinycss2.serialize(value).strip().startswith(_FOREIGN)
        ):
            continue
        if name in _MARGINS:
            value = list(_forward(value, backward))
        elif name == "white-space":
            value = [_wrapping(token) for token in value]
        elif (name.startswith("padding") and any(_is_ratio(token) for token in value)) or (
            name == "max-width" and tinycss2.serialize(value).strip() == "none"
        ):
            continue
        if not value:
            continue
        written = declaration.name if name.startswith("--") else name
        important = " !important" if declaration.important else ""
        yield f"{written}:{tinycss2.serialize(value).strip()}{important}"


def _forward(tokens: Sequence[Node], backward: Set[str]) -> Iterator[Node]:
    """A value in which nothing draws back over what stands before it; nothing where that is not known."""
    for token in tokens:
        if (token.type == "function" and _is_below(tinycss2.serialize([token]), backward)) or (
            token.type in ("number", "dimension", "percentage") and token.value < 0
        ):
            yield tinycss2.parse_one_component_value("0")
        else:
            yield token


def _wrapping(token: Node) -> Node:
    if token.type == "ident" and token.lower_value in _WHITE:
        return tinycss2.parse_one_component_value(_WHITE[token.lower_value])
    return token


def _is_ratio(token: Node) -> bool:
    return bool(token.type == "percentage" and token.value > _RATIO)
